from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import PAYMENTS, SEES_LEDGER
from ...engine.rounding import round_points


class PosOrder(models.Model):
    _inherit = "pos.order"

    member_entry_ids = fields.One2many(
        "member.ledger.entry", "pos_order_id", "Ledger", readonly=True, groups=SEES_LEDGER
    )
    member_till_count = fields.Json(
        "Till Points", readonly=True, copy=False, help="The points calculated by the till, by program and rule."
    )
    member_summary = fields.Json(
        "Membership Summary", compute="_compute_member_summary", help="The membership summary printed on the receipt."
    )

    # Cards are sold on an order like anything else.
    member_card_ids = fields.One2many(
        "member.card", "fee_order_id", "Card Fees Paid", readonly=True, groups=SEES_LEDGER
    )

    # The last orders of a company's customers, whatever other companies sell.
    _member_regulars = models.Index("(company_id, id) INCLUDE (partner_id) WHERE partner_id IS NOT NULL")

    def _member_settle(self):
        """What a paid order means for its member, and in which order: the table of contents of a sale.

        Repeating it changes nothing. The facts come first, because rules of enrollment and limits of products count
        what was bought with this order, too. A refusal comes before anything moves, and undoes the whole sale.
        """
        self.ensure_one()
        self = self._member_own_context().with_company(self.company_id)
        wrong_amounts = self._member_check_amounts()
        self.env["member.purchase"]._record_pos_orders(self.ids)
        self._member_enrol_by_rule()
        referrals = self._member_referrals()
        in_force, heirs = self._member_lock(referrals)
        movements_by_card = self._member_gather(in_force, heirs)
        self._member_refuse(movements_by_card, in_force, wrong_amounts)
        self._member_post(movements_by_card, heirs)
        self.env["member.count.difference"]._note(self, in_force)
        self._member_settle_fees()
        self._member_settle_benefits()
        referrals._review(self)
        self._member_review_tier()

    def _member_lock(self, referrals):
        """Lock every card that this sale may move, in one order of ids, and post what is due on them.

        Those of its referrals, too: friends who brought each other and pay at two tills at once would else wait for
        each other for ever.

        :return: (cards in force at this till, dict of each card of the order to the one that its movements go to)
        """
        # What was sold to a member comes back to their cards, whoever brings the goods.
        returned_to = self.lines.refunded_orderline_id.order_id.member_entry_ids.card_id | self._member_sale_cards()
        in_force = self._member_cards(self._member_local_date(), returned_to)
        heirs = {card: card._member_heir() for card in in_force | returned_to}
        cards = (in_force | returned_to).union(*heirs.values())
        (cards | referrals._cards().filtered("active"))._lock_for_posting()
        if cards:
            self.env["member.ledger.entry"]._release_due(cards)
        return in_force, heirs

    def _member_gather(self, in_force, heirs):
        """:return: dict of active card to what the order moves on it, not posted yet"""
        movements_by_card = {card: [] for card in heirs if card.active}
        for card in sorted(heirs, key=lambda card: card.id):
            heir = heirs[card]
            for movement in heir and self._member_movements(card, card in in_force):
                # A top-up may bring points, on a card of their own.
                if movement["card_id"] == card.id:
                    movement["card_id"] = heir.id
                movements_by_card.setdefault(heir, []).append(movement)
        return movements_by_card

    def _member_refuse(self, movements_by_card, in_force, wrong_amounts):
        """Refuse an order that may not be sold; one that was sold already is accepted and flagged.

        :param movements_by_card: dict of locked loyalty.card to its movements
        :param in_force: cards that the order may spend from
        :param wrong_amounts: what the amounts of an order sold offline have against them
        """
        problems = wrong_amounts + self._member_product_problems() + self._member_benefit_problems()
        problems += self._member_uncharged_problems(in_force)
        for card, movements in movements_by_card.items():
            problems += self._member_spending_problems(card, movements)
            problems += self._member_authorisation_problems(card, movements)
            problems += self._member_wallet_problems(card, movements)
        problems += self._member_prepaid_problems() + self._member_return_problems()
        # What no till sells offline wasn't sold offline.
        impossible = self._member_named_problems() + self._member_reward_problems(in_force)
        if self.member_offline:
            impossible += self._member_offline_problems(movements_by_card, in_force)
        problems += [problem for problem in impossible if problem not in problems]
        if not problems:
            return
        refused = impossible if self.member_offline else problems
        if refused and self.env.context.get("member_from_till"):
            raise UserError("\n".join(refused))
        self.member_shortage = sum(
            self._member_short_of(card, movements) for card, movements in movements_by_card.items()
        )
        self._member_flag_order(problems)

    def _member_post(self, movements_by_card, heirs):
        """Post what the order moves, with the rows that core's own screens show."""
        ledger = self.env["member.ledger.entry"]
        locked = {card.id for card in heirs} | {card.id for card in heirs.values()}
        day = self._member_local_date()
        for card, movements in movements_by_card.items():
            movements = movements + self._member_losses(card, movements)
            # A top-up may bring points on a card that isn't locked yet.
            is_ready = locked.issuperset(movement["card_id"] for movement in movements)
            self._member_write_history(card, ledger._post(movements, is_ready))
            card._member_stay_active(day)

    def _member_review_tier(self):
        """The sale may have brought its member a better tier; a return may have cost it."""
        if self.partner_id._is_member():
            purchase = self.env["member.purchase"].search_fetch([("pos_order_id", "=", self.id)], ["refund_of_id"])
            self.partner_id._member_review_tier(purchase=purchase)

    def _member_cards(self, day, returned_to):
        """The member's cards of the membership programs in force at this till on the day of the order.

        A wallet takes part in the orders that top it up, pay with it or return what it paid.
        """
        cards = self.env["loyalty.card"]
        if not self.partner_id._is_member():
            return cards
        programs = self.env["loyalty.program"].search(
            self.config_id._member_programs_in_force(day)
            & Domain("currency_id", "=", self.currency_id.id)
            & (Domain("pricelist_ids", "=", False) | Domain("pricelist_ids", "in", self.pricelist_id.ids)),
            order="id",
        )
        claimed, sold = self.lines.reward_id.program_id, self.lines.product_id
        touched = claimed | returned_to.program_id
        for program in programs:
            # The products of points programs aren't read: they take part in every order.
            if program.program_type == "loyalty" or program in touched or program.trigger_product_ids & sold:
                cards |= cards._member_card(self.partner_id, program)
        return cards

    def _member_write_history(self, card, entries):
        """Core's own screens show ``loyalty.history``: one row per card and order."""
        # A top-up may bring points on another card.
        entries = entries.filtered(lambda entry: entry.card_id == card)
        if not entries:
            return
        self.env["loyalty.history"].create(
            {
                "card_id": card.id,
                "order_model": self._name,
                "order_id": self.id,
                "description": self.env._("Onsite %s", self.display_name),
                "issued": sum(entry.amount for entry in entries if entry.amount > 0),
                "used": -sum(entry.amount for entry in entries if entry.amount < 0),
            }
        )

    def _compute_member_summary(self):
        self.member_summary = False
        # sudo: the receipt of an order shows its own points to whoever may read the order.
        members = self.sudo().filtered(
            # Without a summary, a till takes the order for one that isn't counted yet: a draft isn't.
            lambda order: order.partner_id.member_number and order.state not in ("draft", "cancel")
        )
        tiers = members._member_tiers_then()
        rises = {
            order: rise
            for order, (_tier, moved) in tiers.items()
            if (rise := moved.filtered(lambda change: change._is_rise()))
        }
        news = members.env["member.tier.change"].union(*rises.values())._news_for_till(rises) if rises else {}
        gifts = members._member_gifts_in_words()
        for order in members:
            tier, moved = tiers[order]
            order.member_summary = {
                "number": order.partner_id.member_number,
                "tier": tier.name,
                "color": tier.color,
                "moved": bool(moved),
                "welcome": news.get(order, False),
                "gifts": gifts.get(order, []),
                "programs": [
                    {
                        "program_id": card.program_id.id,
                        "unit": card.point_name,
                        "type": card.program_type,
                        "name": card.program_id.name,
                        **entries._summary(),
                        "buckets": entries._buckets_then(),
                    }
                    for card, entries in order.member_entry_ids.grouped("card_id").items()
                ],
            }

    def _member_tiers_then(self):
        """Each member's tier after these orders, so that a receipt printed again says what the first one said.

        :return: dict of order to (tier, the tier changes that the order brought)
        """
        # What was known before an order came says nothing of what its receipt says.
        since = min(self.mapped("create_date"), default=False)
        all_changes = self.env["member.tier.change"].search_fetch(
            [("partner_id", "in", self.partner_id.ids), ("create_date", ">=", since)],
            ["partner_id", "purchase_id", "date", "from_tier_id", "to_tier_id"],
            order="id",
        )
        purchases = self.env["member.purchase"]
        if all_changes.purchase_id:
            purchases = purchases.search_fetch([("pos_order_id", "in", self.ids)], ["pos_order_id"])
        purchases = purchases.grouped("pos_order_id")
        changes_of = all_changes.grouped("partner_id")
        tiers = {}
        for order in self:
            purchase = purchases.get(order, self.env["member.purchase"])
            changes = changes_of.get(order.partner_id, all_changes.browse())
            given = changes.filtered(lambda change, purchase=purchase: purchase and change.purchase_id == purchase)
            later = changes.filtered(
                lambda change, order=order, purchase=purchase: (
                    change.purchase_id.id > purchase.id if change.purchase_id else change.date > order.create_date
                )
            )
            tier = given[-1:].to_tier_id or (later[0].from_tier_id if later else order.partner_id.member_tier_id)
            tiers[order] = tier, given
        return tiers

    def read_pos_data(self, data, config):
        """The till gets the new balances and tier back with the order."""
        result = super().read_pos_data(data, config)
        if config:
            # sudo: the cards and tiers of the orders just sent, for the till that sent them.
            cards = self.sudo().member_entry_ids.card_id.filtered("program_id.active")
            result["loyalty.card"] = self.env["loyalty.card"]._load_pos_data_read(cards, config)
            moved = self.filtered(lambda order: order.member_summary and order.member_summary["moved"])
            members = moved.partner_id
            result["res.partner"] = self.env["res.partner"]._load_pos_data_read(members, config)
        return result

    # ── Customers who become members by what they buy ──────────────────────────────────────────────────────────

    def _member_enrol_by_rule(self):
        """Who becomes a member by this sale earns with it."""
        if not self.partner_id or self.partner_id.member_number or self.amount_total <= 0:
            return
        rules = self.env["member.enrolment.rule"]._in_force(self.company_id, self.config_id, ("automatic",))
        partner = self.partner_id
        if not rules or (self.company_id.member_consent_required and not partner._member_consented(self.company_id)):
            return
        if met := rules._first_met(partner):
            partner._member_enrol(
                via="automatic",
                on_day=self._member_local_date(),
                config=self.config_id,
                rule=rules.browse(met.rule.id),
            )

    def _member_bill(self, claimed):
        """The bill that points may pay a share of: before they and any wallet or gift card paid, and without tips and
        what is paid in advance.

        :param claimed: lines that spend the points
        :return: Decimal, with taxes
        """
        lines = (self.lines - claimed).filtered(
            lambda line: line._member_nature() != "other" and line.reward_id.program_id.program_type not in PAYMENTS
        )
        return round_points(lines._member_amount("price_subtotal_incl"))

    def _member_settle_fees(self):
        """The order that pays for a card settles its fee; one that returns the payment makes it due again."""
        if self.env["member.card.type"]._fee_product_ids().isdisjoint(self.lines.product_id.ids):
            return
        self.lines.refunded_orderline_id.order_id._member_unpay_cards()
        if self.partner_id._is_member():
            open_fees = [("partner_id", "=", self.partner_id.id), ("fee_state", "=", "open")]
            self.env["member.card"].search(open_fees, order="id")._settle_fee(self)

    def _member_unpay_cards(self):
        """What was paid for a card has come back, in part or whole."""
        for order in self:
            paid = order.member_card_ids.filtered(lambda card: card.fee_state == "paid")
            for product, cards in paid.grouped(lambda card: card.type_id.product_id).items():
                too_many = len(cards) - order._member_fees_kept(product)
                if too_many > 0:
                    cards._latest_first()[: int(too_many)]._unpay()

    def _member_fees_kept(self, product):
        """:return: how many cards this order pays for: the pieces sold, less those that came back"""
        sold = self.lines.filtered(lambda line: line.product_id == product and not line.refunded_orderline_id)
        return sum(sold.mapped("qty")) + sum(sold._member_returned().mapped("qty"))
