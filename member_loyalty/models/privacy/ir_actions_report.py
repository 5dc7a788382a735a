from odoo import models

from .base import LOGGED


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """A statement or list on paper is an export, too; a till's receipts and invoices are not."""
        model = self._get_report(report_ref).model or ""
        # A handbook holds rules, and nobody's data.
        if (model.startswith("member.") and model != "member.handbook") or model in LOGGED - {
            "pos.order",
            "pos.order.line",
        }:
            self.env["member.export.log"]._note("report", model, 1 if isinstance(res_ids, int) else len(res_ids or []))
        return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
