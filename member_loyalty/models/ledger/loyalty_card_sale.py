from odoo import models
from odoo.exceptions import UserError

from ...engine.consumption import consume
from ...engine.rounding import round_points


class LoyaltyCard(models.Model):
    """Balances that other code of the server writes: by hand through core's wizard, or for a sales order.

    Nothing here depends on ``sale_loyalty``; where it is installed, its orders post as what they are.
    """

    _inherit = "loyalty.card"

    def _register_hook(self):
        """Have sales orders say which order moves the points.

        Core adds and subtracts them on the card as the salesperson, who may not write balances, and names no order.
        Its one place to ask what changes is extended where every override of other addons has had its say, those that
        are loaded later, too: on the class that the registry builds of them all.
        """
        super()._register_hook()
        order_class = self.env.registry.get("sale.order")
        if not hasattr(order_class, "_get_point_changes"):
            return
        patched = vars(order_class).get("_get_point_changes")
        if hasattr(patched, "is_by_order"):
            return

        def _get_point_changes(orders):
            changes = patched(orders) if patched else super(order_class, orders)._get_point_changes()
            # Said apart: orders of whoever asks are equal, and one environment would do for both.
            said = {"member_sale": orders, "member_sale_paid": orders.env.su}
            # sudo: confirming or canceling is the salesperson's right, and these are the points that follow from it.
            return {
                card.sudo().with_context(**said) if card._member_ours() else card: change
                for card, change in changes.items()
            }

        listed = vars(order_class).get("_add_loyalty_history_lines")

        def _add_loyalty_history_lines(orders):
            for card in (orders.coupon_point_ids.coupon_id | orders.order_line.coupon_id)._member_ours():
                card._check_customers(orders)
            named = orders.with_context(member_sale=orders)
            return listed(named) if listed else super(order_class, named)._add_loyalty_history_lines()

        _get_point_changes.is_by_order = True
        order_class._get_point_changes = _get_point_changes
        order_class._add_loyalty_history_lines = _add_loyalty_history_lines

    def _check_customers(self, orders):
        """Whoever buys spends and earns on their own card: which one an order's line names is anybody's to write."""
        for order in orders:
            if self.partner_id != order.partner_id:
                raise UserError(
                    self.env._(
                        "%(order)s uses card %(code)s, which doesn't belong to its customer %(customer)s. Remove the "
                        "reward and apply it again.",
                        order=order.name,
                        code=self.code,
                        customer=order.partner_id.display_name,
                    )
                )

    def _post_adjustment(self, points):
        self._lock_for_posting()
        Entry = self.env["member.ledger.entry"]
        orders = self.env.context.get("member_sale")
        for card in self:
            amount = round_points(points) - round_points(card.points)
            # Nobody can send records over the wire: these come from the hook above.
            if isinstance(orders, models.BaseModel):
                Entry._post(card._member_sale_movements(orders, amount))
            else:
                last = Entry.search([("card_id", "=", card.id)], limit=1)
                reason = self.env.context.get("member_adjust_reason") or self.env._("Balance set manually")
                Entry._post(
                    [
                        {**part, "key": f"{part['key']}:{last.id or 0}", "kind": "adjust", "reason": reason}
                        for part in card._member_parts(amount, f"card:{card.id}:adjust")
                    ]
                )

    def _member_parts(self, amount, key):
        """An amount as entries by bucket: what is taken from a wallet comes from where its program says."""
        common = {"card_id": self.id}
        if amount > 0 or self.program_type != "ewallet":
            return [{**common, "key": key, "amount": amount}]
        has = self._member_buckets()[self]
        parts = consume(self.program_id.member_consumption, -amount, has["principal"], has["bonus"])
        return [
            {**common, "key": f"{key}:{bucket}", "bucket": bucket, "amount": -part} for bucket, part in parts.items()
        ]

    def _member_sale_movements(self, orders, amount):
        """What sales orders earn and spend, as the same baskets do at a till, and what their cancellation undoes.

        :param amount: by how much core changes the balance, with what other addons have to say
        """
        confirmed = orders.filtered(lambda order: order.state != "cancel")
        points = {order: self._member_sale_points(order) for order in confirmed}
        # What other addons add goes with the first.
        more = round_points(amount) - sum(brings - costs for brings, costs in points.values())
        movements = []
        for order in orders - confirmed:
            movements += self._member_sale_moves(order, self._member_sale_canceled(order))
        for order, (brings, _costs) in points.items():
            moves = self._member_sale_spent(order) + self._member_sale_earned(order, brings + more)
            movements += self._member_sale_moves(order, moves)
            more = 0
        return movements

    def _member_sale_moves(self, order, movements):
        """Values for ``member.ledger.entry._post``. An order can be confirmed again after it was canceled."""
        times = len(self._member_sale_entries(order))
        return [
            {
                "card_id": self.id,
                "company_id": order.company_id.id,
                "reason": order.name,
                "user_id": self.env.uid,
                **movement,
                "key": f"sale:{order.id}:{self.id}:{times}:{movement['key']}",
            }
            for movement in movements
        ]

    def _member_sale_entries(self, order):
        """:return: what a sales order has moved on this card, the newest first"""
        key = f"sale:{order.id}:{self.id}:%"
        return self.env["member.ledger.entry"].search([("card_id", "=", self.id), ("key", "=like", key)])

    def _member_sale_points(self, order):
        """:return: (points that core says that the order brings to this card, and costs), Decimal"""
        brings = order.coupon_point_ids.filtered(lambda brings: brings.coupon_id == self)
        costs = order.order_line.filtered(lambda line: line.reward_id and line.coupon_id == self)
        return round_points(sum(brings.mapped("points"))), round_points(sum(costs.mapped("points_cost")))

    def _member_sale_earned(self, order, amount):
        if amount < 0:
            # Another addon lets the order cost something.
            return [{**part, "kind": "redeem"} for part in self._member_parts(amount, "less")]
        dates = self.program_id._member_lot_dates(order.company_id._member_today(), order.company_id)
        return [{"key": "earn", "kind": "earn", "amount": amount, **dates}] if amount else []

    def _member_sale_spent(self, order):
        claims = order.order_line.filtered(lambda line: line.reward_id and line.coupon_id == self)
        left = claims and self._member_buckets()[self]
        movements = []
        for code, lines in claims.grouped("reward_identifier_code").items():
            cost = self.program_id._member_sale_cost(lines, self.points)
            parts = {"points": cost}
            if self.program_type == "ewallet":
                parts = consume(self.program_id.member_consumption, cost, left["principal"], left["bonus"])
            for bucket, part in parts.items():
                left[bucket] -= part
                movements.append({"key": f"{code}:{bucket}", "kind": "redeem", "bucket": bucket, "amount": -part})
        self._member_sale_refuse(order, claims, -sum(movement["amount"] for movement in movements))
        return movements

    def _member_sale_refuse(self, order, claims, spent):
        """Refuse what a till refuses, except where the order is sold already: settled at a till, or paid online.

        sudo: whether a till has settled it, since a salesperson has no right on orders of tills.
        """
        if not spent:
            return
        problems = self.program_id._member_sale_problems(order, claims, spent, order.company_id._member_today())
        if spent > max(round_points(self.points), 0):
            problems.append(self.program_id._member_short_message(self.points, spent))
        # Field of pos_sale.
        at_till = "pos_order_line_ids" in order._fields and order.sudo().pos_order_line_ids.order_id
        is_settled = at_till and at_till.filtered(lambda sold: sold.state in ("paid", "done"))
        if problems and not (self.env.context["member_sale_paid"] or is_settled):
            raise UserError("\n".join(problems))
        if problems:
            # sudo: the shop's own note on the order, whoever settles it; its words are ours.
            order.sudo().message_post(body="\n".join(problems))

    def _member_sale_canceled(self, order):
        """What is left of what the order earned is taken back, and what it spent comes back."""
        entries = self._member_sale_entries(order).filtered(lambda entry: entry.kind in ("earn", "redeem"))
        undone = {entry: round_points(0) for entry in entries}
        for back in entries.search([("reverses_id", "in", entries.ids), ("kind", "in", ("clawback", "restore"))]):
            undone[back.reverses_id] += abs(round_points(back.amount))
        movements = []
        for entry in entries.sorted("id"):
            rest = abs(round_points(entry.amount)) - undone[entry]
            if rest > 0 and entry.kind == "earn":
                movements.append({"key": f"{entry.id}", "kind": "clawback", "amount": -rest, **entry._reversed()})
            elif rest > 0:
                movements += [
                    {
                        "key": ":".join(map(str, (entry.id, expires or "never", *([topup_id] if topup_id else [])))),
                        "kind": "restore",
                        "bucket": entry.bucket,
                        "amount": part,
                        "reverses_id": entry.id,
                        "date_expiration": self.program_id._member_grace(expires),
                        "topup_id": topup_id,
                    }
                    for (expires, topup_id), part in entry._undo(undone[entry], rest)
                ]
        return movements
