from odoo import models

from ...engine.recount import Counted, is_line


class PosOrderLine(models.Model):
    """Amounts counted again, by core's own arithmetic, of which the till has the twin."""

    _inherit = "pos.order.line"

    def _member_counted(self):
        """Amounts that a line brings along are left out: who sends the order says them.

        :return: :class:`engine.recount.Counted`
        """
        currency = self.currency_id
        details = self._member_taxes()._get_tax_details(
            price_unit=self.price_unit * (1 - self.discount / 100),
            quantity=self.qty,
            precision_rounding=currency.rounding,
            rounding_method=self.company_id.tax_calculation_rounding_method,
            product=self.product_id,
            product_uom=self.product_uom_id,
        )
        untaxed = currency.round(details["total_excluded"])
        taxes = [currency.round(tax["tax_amount"]) for tax in details["taxes_data"]]
        return Counted(
            untaxed=untaxed,
            total=currency.round(untaxed + sum(taxes)),
            raw=details["total_included"],
            taxes=tuple(tax["tax"].id for tax in details["taxes_data"]),
        )

    def _member_taxes(self):
        """The taxes that the till counts with: those of its discount on the order are the goods' own already."""
        if self._member_nature() == "discount":
            return self.tax_ids
        return self.tax_ids_after_fiscal_position

    def _member_is_as_counted(self, counted):
        return is_line(
            self.price_subtotal,
            self.price_subtotal_incl,
            counted,
            len(self.order_id.lines),
            self.currency_id.rounding,
        )

    def _member_wrong_amount_message(self, counted):
        return self.env._(
            "%(product)s: %(quantity)s at %(price)s make %(counted)s, not %(sent)s. Reload the till and ring the order up "
            "again.",
            product=self.product_id.display_name,
            quantity=self.qty,
            price=self.currency_id.format(self.price_unit),
            counted=self.currency_id.format(counted.total),
            sent=self.currency_id.format(self.price_subtotal_incl),
        )
