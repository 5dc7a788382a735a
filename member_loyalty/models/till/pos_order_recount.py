from odoo import models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    """What a till says of amounts is a claim: they are counted again before anything follows from them."""

    _inherit = "pos.order"

    def _member_check_amounts(self):
        """Refuse an order whose lines, total or payments aren't what quantities, prices, discounts and taxes make.

        No till sends such an order by itself, so that one sold offline is refused, too. Orders of nobody without our
        rewards are core's affair.
        """
        if not self.partner_id and not self.lines.reward_id.program_id.filtered("member_program"):
            return
        counted = self._member_counted_amounts()
        for line, (untaxed, total) in counted.items():
            if not self._member_is_close(line.price_subtotal, untaxed, line) or not self._member_is_close(
                line.price_subtotal_incl, total, line
            ):
                raise UserError(self._member_wrong_line_message(line, total))
        total = sum(total for _untaxed, total in counted.values())
        if abs(abs(self.amount_total) - abs(total)) > self._member_rounding_step() * 1.5:
            raise UserError(
                self.env._(
                    "%(order)s: the lines add up to %(counted)s, but the total is %(sent)s. Reload the till and ring the "
                    "order up again.",
                    order=self.pos_reference or self.name,
                    counted=self._member_in_currency(total),
                    sent=self._member_in_currency(self.amount_total),
                )
            )
        if abs(self.amount_total - self.amount_paid) > self._member_rounding_step() and not self._is_pos_order_paid():
            raise UserError(
                self.env._(
                    "%(order)s: %(paid)s of %(total)s is paid. Take the rest, and send the order again.",
                    order=self.pos_reference or self.name,
                    paid=self._member_in_currency(self.amount_paid),
                    total=self._member_in_currency(self.amount_total),
                )
            )

    def _member_counted_amounts(self):
        """Counted by core's own arithmetic, of which the till has the twin; amounts that a line brings along are left out.

        :return: dict of line to (amount without taxes, with taxes)
        """
        taxes = self.env["account.tax"]
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                line,
                currency_id=self.currency_id,
                rate=self.currency_rate,
                tax_ids=line.tax_ids_after_fiscal_position,
                quantity=line.qty,
                # Accounts say nothing of amounts, and take queries to find.
                account_id=self.env["account.account"],
                extra_tax_data={},
            )
            for line in self.lines
        ]
        taxes._add_tax_details_in_base_lines(base_lines, self.company_id)
        taxes._round_base_lines_tax_details(base_lines, self.company_id)
        return {base_line["record"]: _amounts(base_line["tax_details"]) for base_line in base_lines}

    def _member_is_close(self, sent, counted, line):
        """Within a cent a tax: that much a till may round otherwise. The sign of what a till sends says nothing, see
        ``_member_amount``."""
        return abs(abs(sent) - abs(counted)) <= self.currency_id.rounding * (len(line.tax_ids) + 0.5)

    def _member_rounding_step(self):
        """:return: float, what total and payments may differ by: half a cent, or the till's step of cash"""
        config = self.config_id
        return config.rounding_method.rounding if config.cash_rounding else self.currency_id.rounding / 2

    def _member_wrong_line_message(self, line, counted):
        return self.env._(
            "%(product)s: %(quantity)s at %(price)s make %(counted)s, not %(sent)s. Reload the till and ring the order up "
            "again.",
            product=line.product_id.display_name,
            quantity=line.qty,
            price=self._member_in_currency(line.price_unit),
            counted=self._member_in_currency(counted),
            sent=self._member_in_currency(line.price_subtotal_incl),
        )

    def _member_in_currency(self, amount):
        return self.currency_id.format(amount)


def _amounts(details):
    untaxed = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
    return untaxed, untaxed + sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
