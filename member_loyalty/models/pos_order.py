from odoo import fields, models
from odoo.fields import Domain

from .member_ledger_entry import SEES_LEDGER


class PosOrder(models.Model):
    _inherit = "pos.order"

    member_entry_ids = fields.One2many(
        "member.ledger.entry", "pos_order_id", "Ledger", readonly=True, groups=SEES_LEDGER
    )
    member_till_count = fields.Json(help="What the till counted: points by programme and rule.")
    member_summary = fields.Json(
        compute="_compute_member_summary", help="What the sale meant for the member, as the receipt shows it."
    )

    def _process_saved_order(self, draft):
        """The sale and its points are one transaction: both are there, or neither."""
        order_id = super()._process_saved_order(draft)
        if not draft and self.state in ("paid", "done"):
            # sudo: the sale posts in the shop's name; the cashier has no rights on ledger, facts or tiers.
            self.sudo()._member_settle()
        return order_id

    def _member_settle(self):
        """Record the purchase, post what it moves, review the tier. Repeating it changes nothing."""
        self.ensure_one()
        self = self.with_company(self.company_id)
        self.env["member.purchase"]._record_pos_orders(self.ids)
        # What was sold to a member comes back to their cards, whoever brings the goods.
        returned_to = self.lines.refunded_orderline_id.order_id.member_entry_ids.card_id
        if not self.partner_id._is_member() and not returned_to:
            return
        purchase = self.env["member.purchase"].search_fetch([("pos_order_id", "=", self.id)], ["refund_of_id"])
        day = self._member_local_date()
        in_force = self._member_cards(day, returned_to)
        self._member_move(in_force | returned_to, in_force, day)
        self.env["member.count.difference"]._note(self, in_force)
        if self.partner_id._is_member():
            self.partner_id._member_review_tier(purchase=purchase)

    def _member_move(self, cards, in_force, day):
        heirs = {card: card._member_heir() for card in cards}
        cards = cards.union(*heirs.values())
        cards._lock_for_posting()
        ledger = self.env["member.ledger.entry"]
        ledger._release_due(cards)
        movements_by_card = {card: [] for card in cards.filtered("active")}
        for card in cards.sorted("id"):
            heir = heirs.get(card, card)
            for movement in heir and self._member_movements(card, card in in_force):
                # A top-up may bring points, on a card of their own.
                if movement["card_id"] == card.id:
                    movement["card_id"] = heir.id
                movements_by_card.setdefault(heir, []).append(movement)
        self._member_check_spending(movements_by_card)
        for card, movements in movements_by_card.items():
            movements = movements + self._member_losses(card, movements)
            # A top-up may bring points on a card that isn't locked yet.
            is_ready = {movement["card_id"] for movement in movements} <= set(cards.ids)
            entries = ledger._post(movements, is_ready)
            self._member_write_history(card, entries)
            card._member_stay_active(day)

    def _member_cards(self, day, returned_to):
        """The member's cards of the membership programmes in force at this till on the day of the order.

        A wallet takes part in the orders that top it up, pay with it or return what it paid.
        """
        cards = self.env["loyalty.card"]
        if not self.partner_id._is_member():
            return cards
        programs = self.env["loyalty.program"].search(
            Domain("member_program", "=", True)
            & Domain("pos_ok", "=", True)
            & Domain("currency_id", "=", self.currency_id.id)
            & Domain("company_id", "in", [self.company_id.id, False])
            & (Domain("pos_config_ids", "=", False) | Domain("pos_config_ids", "in", self.config_id.ids))
            & (Domain("pricelist_ids", "=", False) | Domain("pricelist_ids", "in", self.pricelist_id.ids))
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
            order="id",
        )
        claimed, sold = self.lines.reward_id.program_id, self.lines.product_id
        for program in programs:
            is_touched = program in claimed or program in returned_to.program_id or program.trigger_product_ids & sold
            if program.program_type == "loyalty" or is_touched:
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

    def confirm_coupon_programs(self, coupon_data):
        """Core's second call after the sync. Ours is posted already, so this only reports it: if the call is lost,
        nothing else is."""
        programs = self.env["loyalty.program"].browse({vals["program_id"] for vals in coupon_data.values()})
        ours = programs.exists().filtered("member_program")
        core_data = {key: vals for key, vals in coupon_data.items() if vals["program_id"] not in ours.ids}
        result = super().confirm_coupon_programs(core_data)
        for key, vals in coupon_data.items():
            if vals["program_id"] in ours.ids:
                # sudo: reports the balance of the order's own customer to the till that sold to them.
                card = (
                    self.sudo()
                    .env["loyalty.card"]
                    .search([("partner_id", "=", self.partner_id.id), ("program_id", "=", vals["program_id"])], limit=1)
                )
                if card:
                    result["coupon_updates"].append(card._member_update_for_till(int(key)))
        return result

    def _compute_member_summary(self):
        self.member_summary = False
        # sudo: the receipt of an order shows its own points to whoever may read the order.
        members = self.sudo().filtered(lambda order: order.partner_id.member_number)
        tiers = members._member_tiers_then()
        rises = {
            order: rise
            for order, (_tier, moved) in tiers.items()
            if (rise := moved.filtered(lambda change: change._is_rise()))
        }
        news = members.env["member.tier.change"].union(*rises.values())._news_for_till(rises) if rises else {}
        for order in members:
            tier, moved = tiers[order]
            order.member_summary = {
                "number": order.partner_id.member_number,
                "tier": tier.name,
                "color": tier.color,
                "moved": bool(moved),
                "welcome": news.get(order, False),
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
        purchases = self.env["member.purchase"].search_fetch([("pos_order_id", "in", self.ids)], ["pos_order_id"])
        purchases = purchases.grouped("pos_order_id")
        all_changes = self.env["member.tier.change"].search_fetch(
            [("partner_id", "in", self.partner_id.ids)],
            ["partner_id", "purchase_id", "date", "from_tier_id", "to_tier_id"],
            order="id",
        )
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
            cards = self.sudo().member_entry_ids.card_id
            result["loyalty.card"] = self.env["loyalty.card"]._load_pos_data_read(cards, config)
            moved = self.filtered(lambda order: order.member_summary and order.member_summary["moved"])
            members = moved.partner_id
            result["res.partner"] = self.env["res.partner"]._load_pos_data_read(members, config)
        return result
