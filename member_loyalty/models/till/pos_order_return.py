from dataclasses import replace

from odoo import models
from odoo.fields import Command

from ...engine import clawback, earning
from ...engine.rounding import round_points


class PosOrder(models.Model):
    """Goods that come back, at the till or in the office: what paid for them comes back as it was paid."""

    _inherit = "pos.order"

    # ── Returned in the office ────────────────────────────────────────────────────────────────────────────────

    def _refund(self):
        refunds = super()._refund()
        for refund in refunds:
            # sudo: whoever may return the goods returns what the shop's rules say with them.
            refund.sudo().with_company(refund.company_id)._member_complete_refund()
        return refunds

    def _member_complete_refund(self):
        """Core copies the lines that were sold. Make of the copy what a till would have made of it."""
        self.ensure_one()
        own = {line.refunded_orderline_id: line for line in self.lines}
        for part in self.lines.filtered("combo_parent_id"):
            part.combo_parent_id = own.get(part.combo_parent_id, False)
        self._member_price_topups()
        for spent, due in self._member_shares_due().items():
            self._member_put_share_back(spent, due)
        self._compute_prices()

    def _member_put_share_back(self, spent, due):
        """Give back, beside the goods, so much of what a reward line took off their bill."""
        line = self.lines.filtered(lambda line: line.refunded_orderline_id == spent)
        if not due:
            line.unlink()
            return
        if not line:
            line = self.env["pos.order.line"].create(
                {
                    "order_id": self.id,
                    "product_id": spent.product_id.id,
                    "full_product_name": spent.full_product_name,
                    "tax_ids": [Command.set(spent.tax_ids.ids)],
                    "refunded_orderline_id": spent.id,
                    "price_subtotal": 0,
                    "price_subtotal_incl": 0,
                }
            )
        share = float(due) / abs(spent.price_subtotal_incl)
        line.write(
            {
                "qty": -1,
                "price_unit": spent.price_unit * spent.qty * share,
                "price_type": "manual",
                # It gives back, and claims nothing.
                "is_reward_line": False,
                "reward_id": False,
                "reward_identifier_code": False,
                "coupon_id": False,
                "points_cost": 0,
            }
        )
        line._onchange_amount_line_all()

    # ── What comes back with the goods ────────────────────────────────────────────────────────────────────────

    def _member_shares_due(self):
        """What was spent from membership cards on goods that this order returns: the twin of ``updateMemberRefund``.

        :return: dict of the sold order's reward line to what of it comes back now, Decimal
        """
        due = {}
        for sold in self.lines.refunded_orderline_id.order_id:
            spent_lines = sold.lines.filtered(
                lambda line: (
                    line.is_reward_line and line.reward_id.program_id.member_program and line.price_subtotal_incl
                )
            )
            goods = spent_lines and sold.lines.filtered(
                lambda line: not line.is_reward_line and line._member_nature() == "goods"
            )
            # In the office the refund isn't paid yet.
            returned = goods._member_returned() | (self.lines & goods.refund_orderline_ids)
            for spent in spent_lines:
                earlier = spent._member_returned() - self.lines
                due[spent] = clawback.due(
                    round_points(spent._member_worth()),
                    goods._member_worth(),
                    returned._member_worth(),
                    round_points(earlier._member_worth()),
                )
        return due

    # ── What is refused ───────────────────────────────────────────────────────────────────────────────────────

    def _member_return_problems(self):
        """What stands against the goods that this order returns."""
        if not self.lines.refunded_orderline_id:
            return []
        return self._member_share_problems() + self._member_twice_problems() + self._member_refund_problems()

    def _member_share_problems(self):
        """What was paid with points or a wallet would be paid out in cash."""
        problems = []
        for spent, due in self._member_shares_due().items():
            back = round_points((spent.refund_orderline_ids & self.lines)._member_worth())
            # A line is rounded as a whole, its taxes by themselves.
            if self.currency_id.compare_amounts(float(due - back), self.currency_id.rounding) > 0:
                problems.append(
                    self.env._(
                        "%(reward)s paid for a part of these goods: %(due)s of the refund must go back there, but only "
                        "%(back)s does. Refund the goods from their original order.",
                        reward=spent.product_id.display_name,
                        due=self.currency_id.format(float(due)),
                        back=self.currency_id.format(float(back)),
                    )
                )
        return problems

    def _member_twice_problems(self):
        """What comes back a second time would be paid out a second time, and reversed once."""
        sold = self.lines.refunded_orderline_id.filtered(
            lambda line: (
                not line.is_reward_line and line._member_nature() != "discount" and line.order_id.member_entry_ids
            )
        )
        return [
            self.env._(
                "%(product)s: more is returned than order %(order)s sold. Remove the line or lower the quantity.",
                product=line.product_id.display_name,
                order=line.order_id.pos_reference or line.order_id.name,
            )
            for line in sold
            if line.qty > 0 and round(line._member_quantity_back(), 6) > 1
        ]

    # ── Goods that come back without their order ──────────────────────────────────────────────────────────────

    def _member_taken_back_without_order(self, card):
        """Points for goods that come back without the order that sold them: nobody knows what they earned, so they cost
        the customer who brings them what they would earn today."""
        lines = self.lines.filtered(lambda line: line._member_is_without_order())
        if not lines:
            return []
        program = card.program_id
        rules, _lines, policy = self._member_count(card)
        left_out, elsewhere = program._member_leaves_out(lines.product_id), self._member_sale_lines(program)
        sold_again = [
            replace(line, quantity=-line.quantity, total=-line.total, untaxed=-line.untaxed, is_refund=False)
            for line in lines._member_lines(left_out, elsewhere, policy)
        ]
        multiplier = self.partner_id.member_tier_id.points_multiplier or 1
        points = earning.earned_points(program.id, rules, sold_again, multiplier, policy)
        return [
            {
                "key": self._member_key(card, "clawback", "without_order"),
                "kind": "clawback",
                "amount": -points,
                "reason": self.env._("Returned without the original order"),
            }
        ]

    # ── Credit notes ──────────────────────────────────────────────────────────────────────────────────────────

    def _member_tell_credit_note(self, note):
        """Tell the responsible, once an order and credit note."""
        for order in self.filtered("member_entry_ids"):
            reference = order.pos_reference or order.name
            summary = self.env._("Credit note %(note)s for order %(order)s", note=note.name, order=reference)
            if summary in order.partner_id.activity_ids.mapped("summary"):
                continue
            order.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=self.env._(
                    "%(note)s was made in accounting, so the points, wallet and purchase of order %(order)s stay as they "
                    "are. If goods came back, cancel the credit note and refund the order at the till or with Return "
                    "Products, which makes a credit note itself.",
                    note=note.name,
                    order=reference,
                ),
                user_id=order.company_id._member_responsible().id,
            )
