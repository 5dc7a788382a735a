from math import copysign

from odoo import models
from odoo.exceptions import UserError

from ...engine.recount import is_paid, is_total, is_untaxed, is_within, total_tolerance


class PosOrder(models.Model):
    """What a till says of amounts is a claim: they are counted again before anything follows from them."""

    _inherit = "pos.order"

    def _member_check_amounts(self):
        """Refuse an order whose lines, total or payments aren't what quantities, prices, discounts and taxes make.

        One that was sold offline counts as the server counts its lines, since taxes may have changed meanwhile; but what
        it sold has been paid for. Orders of nobody without our rewards are core's affair.

        :return: list of str, what is to be flagged
        """
        if not self.partner_id and not self.lines.reward_id.program_id.filtered("member_program"):
            return []
        counted = {line: line._member_counted() for line in self.lines}
        wrong = [line for line, amounts in counted.items() if not line._member_is_as_counted(amounts)]
        problems = [line._member_wrong_amount_message(counted[line]) for line in wrong]
        unpaid = self._member_unpaid_problems(counted)
        if unpaid or (problems and not self.member_offline):
            raise UserError("\n".join(problems + unpaid))
        for line in wrong:
            line.price_subtotal_incl = counted[line].total
        for line, amounts in counted.items():
            if line in wrong or not is_untaxed(line.price_subtotal, amounts, self.currency_id.rounding):
                line.price_subtotal = copysign(amounts.untaxed, line.price_subtotal_incl)
        self._member_count_tax(counted)
        return problems

    def _member_count_tax(self, counted):
        """The order's tax is what its lines have, wherever its till says otherwise.

        :param counted: dict of line to :class:`engine.recount.Counted`
        """
        tax = self.lines._member_amount("price_subtotal_incl") - self.lines._member_amount("price_subtotal")
        if not is_within(self.amount_tax, tax, total_tolerance(counted.values(), self.currency_id.rounding)):
            self.amount_tax = tax

    def _member_unpaid_problems(self, counted):
        """:param counted: dict of line to :class:`engine.recount.Counted`"""
        step, lines = self.currency_id.rounding, counted.values()
        if self.member_offline:
            if is_paid(self.amount_paid, lines, step, self._member_cash_step()):
                return []
            return [self._member_unpaid_message(sum(line.raw for line in lines))]
        sent = self.lines._member_amount("price_subtotal_incl")
        # With the signs of what was sent: beside a smaller price, a fixed tax makes an amount of the other sign.
        told = sum(copysign(abs(amounts.raw), line.qty * line.price_unit) for line, amounts in counted.items())
        if not is_total(self.amount_total, sent, told, lines, step, self._member_cash_step()):
            return [self._member_wrong_total_message(sum(line.raw for line in lines))]
        if not self._is_pos_order_paid() and not is_within(
            self.amount_paid, self.amount_total, step / 2 + self._member_cash_step()
        ):
            return [self._member_unpaid_message(self.amount_total)]
        return []

    def _member_pricelist(self):
        """The pricelist that says what is dear here: one of the till's own."""
        config = self.config_id
        return self.pricelist_id & (config.available_pricelist_ids | config.pricelist_id) or config.pricelist_id

    def _member_cash_step(self):
        """:return: float, what cash is rounded to at this till"""
        return self.config_id.rounding_method.rounding if self.config_id.cash_rounding else 0

    def _member_wrong_total_message(self, total):
        return self.env._(
            "%(order)s: the lines add up to %(counted)s, but the total is %(sent)s. Reload the till and ring the order up "
            "again.",
            order=self.pos_reference or self.name,
            counted=self.currency_id.format(total),
            sent=self.currency_id.format(self.amount_total),
        )

    def _member_unpaid_message(self, total):
        return self.env._(
            "%(order)s: %(paid)s of %(total)s is paid. Take the rest, and send the order again.",
            order=self.pos_reference or self.name,
            paid=self.currency_id.format(self.amount_paid),
            total=self.currency_id.format(total),
        )
