from odoo import models

from ...engine.rounding import round_points


class LoyaltyCard(models.Model):
    """When spending asks for the member: points and wallets alike."""

    _inherit = "loyalty.card"

    def _member_unproved(self, spent, order=None):
        """What is spent in a day without card or PIN counts together: splitting a payment is no way around them.

        :param spent: Decimal, by one order
        :param order: the order, where it is saved already
        :return: Decimal, what the day comes to, if that needs card or PIN; else 0
        """
        self.ensure_one()
        limit = round_points(self.program_id.member_pin_above)
        if not limit or not spent:
            return round_points(0)
        company = self.company_id or self.env.company
        by_order = self.env["member.ledger.entry"]._read_group(
            [
                ("card_id", "=", self.id),
                ("kind", "=", "redeem"),
                ("pos_order_id", "not in", [False, order.id if order else False]),
                ("date", ">=", company._member_midnight(company._member_today())),
            ],
            ["pos_order_id"],
            ["amount:sum"],
        )
        uuids = [earlier.uuid for earlier, _amount in by_order]
        proved = self.env["member.authorisation"]._proved(self, uuids) if uuids else set()
        total = spent + sum(-round_points(amount) for earlier, amount in by_order if earlier.uuid not in proved)
        return total if total > limit else round_points(0)
