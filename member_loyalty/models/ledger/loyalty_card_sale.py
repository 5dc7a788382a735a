from odoo import models

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
            # sudo: confirming or canceling is the salesperson's right, and these are the points that follow from it.
            return {
                card.sudo().with_context(member_sale=orders) if card.member_program else card: change
                for card, change in changes.items()
            }

        _get_point_changes.is_by_order = True
        order_class._get_point_changes = _get_point_changes

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
        """What sales orders earn or spend, and what their cancellation takes or gives back."""
        Entry = self.env["member.ledger.entry"]
        prefix = f"sale:{'-'.join(str(order.id) for order in orders)}:{self.id}:"
        before = Entry.search([("key", "=like", f"{prefix}%"), ("card_id", "=", self.id)])
        key = f"{prefix}{len(before)}"
        common = {"reason": ", ".join(orders.mapped("name")), "user_id": self.env.uid}
        if any(order.state == "cancel" for order in orders):
            undone = before.reverses_id
            open_ones = before.filtered(lambda entry: entry.kind in ("earn", "redeem") and entry not in undone)
            return [{**common, **movement} for movement in self._member_sale_undone(open_ones, amount, key)]
        kind = "earn" if amount > 0 else "redeem"
        dates = self.program_id._member_lot_dates(orders[:1].company_id._member_today(), orders[:1].company_id)
        lasts = {"date_expiration": dates["date_expiration"]} if amount > 0 else {}
        return [{**common, **lasts, **part, "kind": kind} for part in self._member_parts(amount, key)]

    def _member_sale_undone(self, posted, amount, key):
        if amount < 0:
            return [
                {
                    "key": key,
                    "card_id": self.id,
                    "kind": "clawback",
                    "amount": amount,
                    "reverses_id": posted.filtered(lambda entry: entry.kind == "earn")[:1].id,
                }
            ]
        spent = posted.filtered(lambda entry: entry.kind == "redeem")
        return [
            {
                "key": ":".join(map(str, (key, entry.id, expires or "never", *([topup_id] if topup_id else [])))),
                "card_id": self.id,
                "kind": "restore",
                "bucket": entry.bucket,
                "amount": part,
                "reverses_id": entry.id,
                "date_expiration": self.program_id._member_grace(expires),
                "topup_id": topup_id,
            }
            for entry in spent
            for (expires, topup_id), part in entry._undo(round_points(0), -round_points(entry.amount))
        ] or [{"key": key, "card_id": self.id, "kind": "restore", "amount": amount}]
