from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import masking
from ..common.plain import till_question

MOST_CANDIDATES = 8


class PosConfig(models.Model):
    _inherit = "pos.config"
    # Orders that say who the till's regulars are.
    _member_last_orders = 10_000

    def _get_limited_partner_count(self):
        return 0 if self.env.context.get("member_no_partners") else super()._get_limited_partner_count()

    @till_question
    def get_limited_partners_loading(self, offset=0):
        """The customers a till knows from the start: those with the most of the last orders, then by name.

        Core counts all orders ever made and sorts all partners, at each opening. This reads the company's last orders
        only, and the names in the order of their index, so that a till with a million members opens as fast as an empty
        one. Core is asked for none, which costs it nothing, for the sake of those that other addons add to its answer.
        """
        self.ensure_one()
        regulars = self._member_regulars(self._get_limited_partner_count(), offset)
        added = super(PosConfig, self.with_context(member_no_partners=True)).get_limited_partners_loading(offset)
        return regulars + [row for row in added if row not in regulars]

    def _member_regulars(self, count, offset):
        """:return: list of (partner id,)"""
        self.env["pos.order"].flush_model(["company_id", "partner_id"])
        self.env["res.partner"].flush_model(["company_id", "name"])
        return self.env.execute_query(
            SQL(
                """
                WITH regular AS (
                    SELECT o.partner_id, COUNT(*) AS orders
                      FROM (SELECT partner_id FROM pos_order
                             WHERE company_id = %(company)s AND partner_id IS NOT NULL
                          ORDER BY id DESC LIMIT %(last_orders)s) o
                  GROUP BY o.partner_id
                )
                SELECT id FROM (
                    SELECT p.id, p.name, r.orders
                      FROM regular r JOIN res_partner p ON p.id = r.partner_id
                     WHERE p.company_id = %(company)s OR p.company_id IS NULL
                 UNION ALL
                   (SELECT p.id, p.name, 0
                      FROM res_partner p
                     WHERE (p.company_id = %(company)s OR p.company_id IS NULL)
                       AND NOT EXISTS (SELECT FROM regular r WHERE r.partner_id = p.id)
                  ORDER BY p.name LIMIT %(offset)s + %(count)s)
                ) known
                ORDER BY orders DESC, name LIMIT %(count)s OFFSET %(offset)s
                """,
                company=self.company_id.id,
                last_orders=self._member_last_orders,
                count=count,
                offset=offset,
            )
        )

    @api.model
    def _load_pos_data_read(self, records, config):
        """What the till knows of the membership without network."""
        read = super()._load_pos_data_read(records, config)
        for data, till in zip(read, records, strict=True):
            data |= {
                "_member_tz": till.company_id._member_tz(),
                "_member_consent_text": till.company_id.member_consent_text,
                "_member_marketing_text": till._member_marketing_text(),
                "_member_card_types": till._member_card_types(),
                "_member_enrolment_rules": [rule._for_till() for rule in till._member_rules_at_till()],
                "_member_consent_required": till.company_id.member_consent_required,
                "_member_asks_referral": till._member_asks_referral(),
            }
        return read

    # ── The till's questions. Each is one call, answered with data and a message, never with an error box ─────

    @till_question
    def find_member(self, query):
        """Find a customer by a scanned card, or by what `member_find` of the contact takes: name, number, phone, email.

        :param query: what was scanned or typed
        :return: dict of

            * ``status``: 'member', 'customer' (found, not enrolled), 'several', 'refused' (a lost or blocked card) or
              'unknown'
            * ``message``: for the cashier, False when there is nothing to say
            * ``snapshot``: see :meth:`member_snapshot`, for 'member' and 'customer'
            * ``is_stock``: whether it is a card that can be given to somebody
            * ``candidates``: list of dicts of partner_id, name, phone (masked) and number, for 'several'
        """
        config = self._member_shop_env()
        query = (query or "").strip()
        # A cashier may ask for one card by its number, not browse them.
        is_card = bool(config.env["member.card.type"]._of_number(query))
        if is_card and (problem := config.env["member.card.lookup"]._problem(config.company_id)):
            return {"status": "refused", "message": problem, "is_stock": False}
        card = config.env["member.card"].search([("number", "=", query)])
        if not card._is_of_company() or not self._member_serves(card.partner_id.sudo(False)):
            card = card.browse()
        if is_card and not card:
            config.env["member.card.lookup"]._count_unknown(config.company_id)
        if card and card._refusal():
            # A card from the stock is no reason to refuse anybody: the customer can be enrolled with it.
            is_stock = card.state == "stock"
            return {
                "status": "unknown" if is_stock else "refused",
                "message": card._refusal(),
                "is_stock": is_stock,
            }
        partners = card.partner_id.sudo(False) or self._find_by_number_or_phone(query) or self._find_by_parts(query)
        if len(partners) > 1:
            more = len(partners) > MOST_CANDIDATES
            message = self.env._("Several customers match %(query)s. Choose one.", query=query)
            if more:
                message = self.env._("Many customers match %(query)s. Choose one, or type more.", query=query)
            return {
                "status": "several",
                "message": message,
                "candidates": [partner._member_candidate() for partner in partners[:MOST_CANDIDATES]],
            }
        if not partners:
            return {"status": "unknown", "message": self._unknown_message(query)}
        status = "member" if partners._is_member() else "customer"
        return {"status": status, "message": False, "snapshot": self.member_snapshot(partners.id)}

    def _find_by_number_or_phone(self, query):
        """:return: the customers whose number, phone or email address this is"""
        Partner, ours = self.env["res.partner"], self._member_customers()
        found = Partner.search(ours & Partner._member_exactly(query, self.company_id), limit=MOST_CANDIDATES)
        return found or Partner.search(ours & Partner._member_formerly(query, self.company_id), limit=MOST_CANDIDATES)

    def _find_by_parts(self, query):
        """:return: members, or else other customers, by a part of the name or by the last digits of the phone number; one
        more than fit shows that there are more"""
        Partner = self.env["res.partner"]
        found_by = self._member_customers() & Partner._member_found_by(query, self.company_id)
        # No order: a million names aren't sorted while somebody waits.
        found = Partner.search(found_by & Domain("member_number", "!=", False), limit=MOST_CANDIDATES + 1, order="id")
        return (found or Partner.search(found_by, limit=MOST_CANDIDATES + 1, order="id")).sorted("name")

    def _member_customers(self):
        return Domain("company_id", "in", [self.company_id.id, False])

    def _sanitize_phone(self, phone):
        """:return: the number in E.164, or False when it isn't a valid one in the company's country"""
        # Without a number, core takes the company's own.
        return bool(phone) and self.company_id.partner_id._phone_format(
            number=phone, country=self.company_id.country_id
        )

    def _unknown_message(self, query):
        Type = self.env["member.card.type"]
        if Type._with_prefix_of(query) and not Type._of_number(query):
            return self.env["member.card"]._bad_number_message(query)
        return self.env._("No member found for %(query)s. Check the number, or enroll the customer.", query=query)

    @till_question
    def member_snapshot(self, partner_id):
        """Everything the till shows of one customer, as of now.

        The number of the member's card isn't there: whoever has it counts as having the card.

        :return: dict of partner_id, name, phone and email (masked), number, since, tier (dict of id, name, color; or
            False), prompts (list of str), as_of (UTC), ``records``, which the till loads into its own models, and what
            the methods named below say: ladder, cards, card, benefits, enrollment, ask
        """
        _config, partner = self._member_till_env(partner_id)
        cards = self.env["loyalty.card"].search([("partner_id", "=", partner.id), ("member_program", "=", True)])
        self._member_release_due(cards)
        tier = partner.member_tier_id
        return {
            "partner_id": partner.id,
            "name": partner.name,
            "phone": masking.mask_phone(partner.phone),
            "email": masking.mask_email(partner.email),
            "number": partner.member_number,
            "since": fields.Date.to_string(partner.member_since),
            "tier": tier._for_till() if tier else False,
            "ladder": self._member_snapshot_ladder(partner),
            "cards": self._member_snapshot_cards(cards),
            "card": self._member_snapshot_card(partner),
            "benefits": self._member_snapshot_benefits(partner),
            "enrolment": self._member_snapshot_enrolment(partner),
            "ask": self._member_to_ask(partner),
            "prompts": partner._member_prompts(),
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
            "records": {
                "res.partner": self.env["res.partner"]._load_pos_data_read(partner.sudo(False), self),
                "loyalty.card": self.env["loyalty.card"]._load_pos_data_read(self._member_loadable(cards), self),
            },
            **self._member_snapshot_also(partner),
        }

    def _member_snapshot_also(self, partner):
        """What other addons tell or ask at the till; a question of theirs takes the place of that for the file.

        :param partner: with the rights of the shop
        :return: dict of names of the snapshot
        """
        return {}

    def _member_loadable(self, cards):
        """The till takes no card without its program, which core's screens ask it for, and has only those in force."""
        programs = self._get_program_ids()
        return cards.filtered(lambda card: card.program_id in programs)

    def _member_snapshot_cards(self, cards):
        """What is on membership cards.

        :return: list of dicts of card_id, program_id, program, type (of the program), points, unit, principal, bonus,
            pending (on the way), and expiring: False, or a dict of amount and date, the last good day of what expires
            first among what the program reminds of
        """
        # sudo: buckets and lots of this customer's own cards; the till shows sums, not the ledger.
        cards = cards.sudo()
        buckets = cards._member_buckets()
        expiring = self._member_expiring(cards)
        return [
            {
                "card_id": card.id,
                "program_id": card.program_id.id,
                "program": card.program_id.name,
                "type": card.program_id.program_type,
                "points": card.points,
                "unit": card.point_name,
                "principal": float(buckets[card]["principal"]),
                "bonus": float(buckets[card]["bonus"]),
                "pending": float(buckets[card]["pending"]),
                "expiring": expiring.get(card, False),
            }
            for card in cards
        ]

    def _member_expiring(self, cards):
        """The first lots that will expire on each card, within the days that its program reminds of."""
        today = self.company_id._member_today()
        # sudo: with the right that the cards come with, no more.
        lots = (
            self.env["member.ledger.entry"]
            .sudo(cards.env.su)
            ._read_group(
                [
                    ("card_id", "in", cards.ids),
                    ("left", ">", 0),
                    ("state", "=", "posted"),
                    ("date_expiration", ">=", today),
                ],
                ["card_id", "date_expiration:day"],
                ["left:sum"],
                order="date_expiration:day",
            )
        )
        expiring = {}
        for card, date, left in lots:
            days = card.program_id.member_reminder_days
            if days and card not in expiring and fields.Date.to_date(date) <= fields.Date.add(today, days=days):
                expiring[card] = {"amount": left, "date": fields.Date.to_string(date)}
        return expiring
