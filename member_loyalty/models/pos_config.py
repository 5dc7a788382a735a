from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import masking, numbering

MOST_CANDIDATES = 8
# Orders that say who the till's regulars are.
LAST_ORDERS = 10_000


class PosConfig(models.Model):
    _inherit = "pos.config"

    def get_limited_partners_loading(self, offset=0):
        """The customers a till knows from the start: those with the most of the last orders, then by name.

        Core counts all orders ever made and sorts all partners, at each opening. This reads the last orders only, and
        the names in the order of their index, so that a till with a million members opens as fast as an empty one.
        """
        self.ensure_one()
        count = self._get_limited_partner_count()
        return self.env.execute_query(
            SQL(
                """
                WITH regular AS (
                    SELECT o.partner_id, COUNT(*) AS orders
                      FROM (SELECT partner_id, company_id FROM pos_order ORDER BY id DESC LIMIT %(last_orders)s) o
                     WHERE o.company_id = %(company)s AND o.partner_id IS NOT NULL
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
                last_orders=LAST_ORDERS,
                count=count,
                offset=offset,
            )
        )

    # ── The till's questions. Each is one call, answered with data and a message, never with an error box ─────

    def find_member(self, query):
        """Find a customer by a scanned card, a member number or a phone number.

        :param query: what was scanned or typed
        :return: dict of

            * ``status``: 'member', 'customer' (found, not enrolled), 'several', 'refused' (a lost or blocked card) or
              'unknown'
            * ``message``: for the cashier, False when there is nothing to say
            * ``snapshot``: see :meth:`member_snapshot`, for 'member' and 'customer'
            * ``candidates``: list of dicts of partner_id, name, phone (masked) and number, for 'several'
        """
        self.ensure_one()
        query = (query or "").strip()
        # sudo: a cashier may ask for one card by its number, not browse them.
        card = self.env["member.card"].sudo().search([("number", "=", query)])
        if card and card._refusal():
            # A card from the stock is no reason to refuse anybody: the customer can be enrolled with it.
            status = "unknown" if card.state == "stock" else "refused"
            return {"status": status, "message": card._refusal()}
        partners = card.partner_id.sudo(False) or self._find_by_number_or_phone(query)
        if len(partners) > 1:
            return {
                "status": "several",
                "message": self.env._("Several customers share %(query)s. Choose one.", query=query),
                "candidates": [partner._member_candidate() for partner in partners],
            }
        if not partners:
            return {"status": "unknown", "message": self._unknown_message(query)}
        status = "member" if partners.member_number else "customer"
        return {"status": status, "message": False, "snapshot": self.member_snapshot(partners.id)}

    def _find_by_number_or_phone(self, query):
        Partner = self.env["res.partner"]
        domain = Domain("company_id", "in", [self.company_id.id, False])
        if numbering.is_member_number(query):
            partner = Partner.search(domain & Domain("member_number", "=", query))
            if partner:
                return partner
        phone = self._sanitize_phone(query)
        if not phone:
            return Partner
        return Partner.search(domain & Domain("phone_sanitized", "=", phone), limit=MOST_CANDIDATES)

    def _sanitize_phone(self, phone):
        """:return: the number in E.164, or False when it isn't a valid one in the company's country"""
        return self.company_id.partner_id._phone_format(number=phone, country=self.company_id.country_id)

    def _unknown_message(self, query):
        if query.startswith(numbering.CARD_PREFIX) and not numbering.is_card_number(query):
            return self.env["member.card"]._bad_number_message(query)
        return self.env._("No member with %(query)s. Check the number, or enrol the customer.", query=query)

    def member_snapshot(self, partner_id):
        """Everything the till shows of one customer, as of now.

        :return: dict of partner_id, name, phone and email (masked), number, since, card, tier and next_tier (dicts of
            id, name, color; or False), spend, missing_spend and missing_single (in the company's currency; False when
            closed), window_months, cards (membership cards: dicts of card_id, program_id, program, points, unit),
            prompts (list of str), as_of (UTC), and ``records``, which the till loads into its own models
        """
        self.ensure_one()
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        # sudo: read rights on the partner were checked; the snapshot holds what a cashier may see, and no more.
        partner = partner.sudo()
        cards = self.env["loyalty.card"].search([("partner_id", "=", partner.id), ("member_program", "=", True)])
        spend, next_tier, missing = partner._member_standing()[partner]
        tier = partner.member_tier_id
        return {
            "partner_id": partner.id,
            "name": partner.name,
            "phone": masking.mask_phone(partner.phone),
            "email": masking.mask_email(partner.email),
            "number": partner.member_number,
            "since": fields.Date.to_string(partner.member_since),
            "card": partner.member_card_id.number,
            "tier": tier._for_till() if tier else False,
            "next_tier": next_tier._for_till() if next_tier else False,
            "spend": float(spend),
            "missing_spend": missing and _float(missing["spend"]),
            "missing_single": missing and _float(missing["single"]),
            "window_months": (next_tier or tier).window_months,
            "cards": [
                {
                    "card_id": card.id,
                    "program_id": card.program_id.id,
                    "program": card.program_id.name,
                    "points": card.points,
                    "unit": card.point_name,
                }
                for card in cards
            ],
            "prompts": partner._member_prompts(),
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
            "records": {
                "res.partner": self.env["res.partner"]._load_pos_data_read(partner.sudo(False), self),
                "loyalty.card": self.env["loyalty.card"]._load_pos_data_read(cards, self),
            },
        }

    def enrol_member(self, values):
        """Enrol the customer in front of the till.

        :param values: dict of name, phone, email, card_number, consent (bool), and partner_id for a customer on file
        :return: dict of

            * ``status``: 'enrolled', 'refused' (with ``field`` and ``message``) or 'duplicate' (with ``message`` and
              the ``snapshot`` of the customer on file)
            * ``snapshot``: see :meth:`member_snapshot`, for 'enrolled' and 'duplicate'
        """
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only the staff of a till can enrol members at it."))
        values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        problem = self._enrolment_problem(values)
        if problem:
            return {"status": "refused", "field": problem[0], "message": problem[1]}
        phone = self._sanitize_phone(values["phone"])
        partner = self.env["res.partner"].browse(values.get("partner_id") or [])
        twin = self._find_by_number_or_phone(phone) - partner
        if twin:
            return {
                "status": "duplicate",
                "message": self.env._("%(phone)s belongs to %(name)s.", phone=values["phone"], name=twin[0].name),
                "snapshot": self.member_snapshot(twin[0].id),
            }
        details = {"name": values["name"], "phone": phone, "email": values.get("email") or False}
        # sudo: enrolment is the cashier's task; only these fields are written, after the checks above.
        partner = partner.sudo()
        if partner:
            partner.write({name: value for name, value in details.items() if value})
        else:
            partner = partner.create(details)
        partner.with_company(self.company_id)._member_enrol(values.get("card_number"), via="till")
        return {"status": "enrolled", "snapshot": self.member_snapshot(partner.id)}

    def _enrolment_problem(self, values):
        """:return: (field, message) of the first thing that stands in the way, or None"""
        if not values.get("name"):
            return "name", self.env._("Enter the customer's name.")
        if not self._sanitize_phone(values.get("phone")):
            return "phone", self.env._(
                "%(phone)s isn't a valid phone number in %(country)s. Check the digits, or start with + and the country.",
                phone=values.get("phone") or self.env._("An empty field"),
                country=self.company_id.country_id.name or self.env._("the company's country"),
            )
        if not values.get("consent"):
            return "consent", self.env._("Ask the customer to agree to the membership, and tick the box.")
        partner = self.env["res.partner"].browse(values.get("partner_id") or [])
        if partner.member_number:
            return "name", self.env._(
                "%(name)s is a member already, with number %(number)s.", name=partner.name, number=partner.member_number
            )
        return self._card_problem(values.get("card_number"))

    def _card_problem(self, number):
        if not number:
            return None
        if not numbering.is_card_number(number):
            return "card_number", self.env["member.card"]._bad_number_message(number)
        # sudo: as in find_member, one card by its number.
        card = self.env["member.card"].sudo().search([("number", "=", number)])
        if card and card.state != "stock":
            return "card_number", self.env._(
                "Card %(number)s was given to somebody else. Take another card.", number=number
            )
        return None

    @api.model
    def _load_pos_data_read(self, records, config):
        read = super()._load_pos_data_read(records, config)
        for data, record in zip(read, records, strict=True):
            data["_member_consent_text"] = record.company_id.member_consent_text
        return read


def _float(amount):
    return False if amount is None else float(amount)
