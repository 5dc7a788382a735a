from odoo import fields, models
from odoo.fields import Domain

from ..engine import clawback, earning, redemption
from .member_ledger_entry import SEES_LEDGER


class PosOrder(models.Model):
    _inherit = "pos.order"

    member_entry_ids = fields.One2many(
        "member.ledger.entry", "pos_order_id", "Ledger", readonly=True, groups=SEES_LEDGER
    )
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
        """Record the purchase, post the points, review the tier. Repeating it changes nothing."""
        self.ensure_one()
        self.env["member.purchase"]._record_pos_orders(self.ids)
        partner = self.partner_id
        if not partner.member_number:
            return
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", self.id)])
        cards = self._member_cards(purchase.local_date)
        cards._lock_for_posting()
        for card in cards:
            entries = self.env["member.ledger.entry"]._post(self._member_movements(card))
            self._member_write_history(card, entries)
        partner.with_company(self.company_id)._member_review_tier(purchase=purchase)

    def _member_cards(self, day):
        """The member's cards of the membership programmes in force at this till on the day of the order."""
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
        cards = self.env["loyalty.card"]
        for program in programs:
            cards |= cards._member_card(self.partner_id, program)
        return cards

    def _member_movements(self, card):
        """What this order spends, takes back and earns on a card, in that order.

        :return: list of values for ``member.ledger.entry._post``
        """
        common = {
            "card_id": card.id,
            "company_id": self.company_id.id,
            "pos_order_id": self.id,
            "user_id": self.user_id.id,
        }
        movements = []
        for code, points in self._member_costs(card).items():
            movements.append({"key": f"pos:{self.id}:{card.id}:redeem:{code}", "kind": "redeem", "amount": -points})
        taken_back = self._member_clawback(card)
        if taken_back:
            sold = self.lines.refunded_orderline_id.order_id
            movements.append(
                {
                    "key": f"pos:{self.id}:{card.id}:clawback",
                    "kind": "clawback",
                    "amount": -taken_back,
                    "reverses_id": sold.member_entry_ids.filtered(
                        lambda entry: entry.card_id == card and entry.kind == "earn"
                    )[:1].id,
                }
            )
        earned = earning.earned_points(
            card.program_id.id,
            card.program_id._member_rules(self.lines.product_id | self.lines.reward_id.reward_product_ids),
            self.lines._member_lines(),
            self.partner_id.member_tier_id.points_multiplier or 1,
        )
        movements.append({"key": f"pos:{self.id}:{card.id}:earn", "kind": "earn", "amount": earned})
        return [{**common, **movement} for movement in movements]

    def _member_costs(self, card):
        """What the rewards claimed on a card cost: the server's count, whatever the till sent.

        :return: dict of reward identifier to points
        """
        claims = {}
        for line in self.lines.filtered(lambda line: line.reward_id.program_id == card.program_id):
            if line.refunded_orderline_id:
                continue
            # A line claimed on a card that the till didn't know yet gets it here.
            line.coupon_id = line.coupon_id or card
            claims[line.reward_identifier_code] = claims.get(line.reward_identifier_code, self.lines.browse()) | line
        return {code: redemption.cost(lines._member_claim(), balance=card.points) for code, lines in claims.items()}

    def _member_clawback(self, card):
        """Points to take back for what this order returns of an earlier one."""
        sold = self.lines.refunded_orderline_id.order_id[:1]
        entries = sold.member_entry_ids.filtered(lambda entry: entry.card_id == card)
        earned = entries.filtered(lambda entry: entry.kind == "earn")
        if not earned:
            return 0
        goods = sold.lines.filtered(lambda line: not line.is_reward_line)
        returned = goods.refund_orderline_ids.filtered(lambda line: line.order_id.state in ("paid", "done"))
        already = -sum(self.env["member.ledger.entry"].search([("reverses_id", "in", earned.ids)]).mapped("amount"))
        return clawback.due(
            clawback.round_points(sum(earned.mapped("amount"))),
            goods._member_amount("price_subtotal_incl"),
            -returned._member_amount("price_subtotal_incl"),
            clawback.round_points(already),
        )

    def _member_write_history(self, card, entries):
        """Core's own screens show ``loyalty.history``: one row per card and order."""
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
        for order in members:
            tier, upgraded = tiers[order]
            order.member_summary = {
                "number": order.partner_id.member_number,
                "tier": tier.name,
                "color": tier.color,
                "upgraded": upgraded,
                "programs": [
                    {
                        "program_id": card.program_id.id,
                        "unit": card.point_name,
                        "earned": sum(entry.amount for entry in entries if entry.kind in ("earn", "clawback")),
                        "spent": -sum(entry.amount for entry in entries if entry.kind == "redeem"),
                        "balance": entries.sorted("id")[-1:].balance,
                    }
                    for card, entries in order.member_entry_ids.grouped("card_id").items()
                ],
            }

    def _member_tiers_then(self):
        """Each member's tier after these orders, so that a receipt printed again says what the first one said.

        :return: dict of order to (tier, whether the order gave it)
        """
        purchases = self.env["member.purchase"].search([("pos_order_id", "in", self.ids)]).grouped("pos_order_id")
        all_changes = self.env["member.tier.change"].search([("partner_id", "in", self.partner_id.ids)], order="id")
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
            tier = given.to_tier_id or (later[0].from_tier_id if later else order.partner_id.member_tier_id)
            tiers[order] = tier, bool(given)
        return tiers

    def read_pos_data(self, data, config):
        """The till gets the new balances and tier back with the order."""
        result = super().read_pos_data(data, config)
        if config:
            # sudo: the cards and tiers of the orders just sent, for the till that sent them.
            cards = self.sudo().member_entry_ids.card_id
            result["loyalty.card"] = self.env["loyalty.card"]._load_pos_data_read(cards, config)
            changes = self.sudo().env["member.tier.change"].search([("purchase_id.pos_order_id", "in", self.ids)])
            members = changes.partner_id.sudo(False)
            result["res.partner"] = self.env["res.partner"]._load_pos_data_read(members, config)
        return result
