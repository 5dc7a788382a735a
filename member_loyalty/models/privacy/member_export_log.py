import json

from odoo import api, fields, models
from odoo.http import request
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class MemberExportLog(models.Model):
    """Who took data of members out, what, and how much of it."""

    _name = "member.export.log"
    _inherit = ["member.append.only"]
    _description = "Member Data Export"
    _order = "id desc"
    _rec_name = "model"
    _edit_refused = _lt("Export log entries can't be edited.")
    _delete_refused = _lt("Export log entries can't be deleted.")

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users",
        "Exported By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("list", "List"),
            ("pivot", "Pivot table"),
            ("report", "Printed document"),
            ("file", "Data of one member"),
            ("workbook", "Workbook"),
        ],
        required=True,
        readonly=True,
    )
    model = fields.Char(required=True, readonly=True)
    model_name = fields.Char("Content", compute="_compute_model_name")
    rows = fields.Integer(readonly=True)
    fields_exported = fields.Text("Fields", readonly=True)
    domain = fields.Text(
        "Filter", readonly=True, help="The filter used for the export. Empty if records were selected."
    )
    address = fields.Char("From Address", readonly=True)
    # As a number, not a link: the log outlives what was exported.
    partner_res_id = fields.Integer("Member ID", readonly=True, aggregator=None)

    def _compute_model_name(self):
        for log in self:
            log.model_name = self.env["ir.model"]._get(log.model).name or log.model

    @api.depends("kind", "model")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for log in self:
            log.display_name = f"{kinds.get(log.kind, '')}: {log.model_name}"

    @api.model
    def _note(self, kind, model, rows, exported=(), partner=None, domain=None):
        """Record that data leaves.

        :param str domain: what was searched for, where it isn't told by the request
        """
        # sudo: written for whoever exports; nobody writes the log directly.
        return self.sudo().create(
            {
                "kind": kind,
                "model": model,
                "rows": rows,
                "fields_exported": ", ".join(exported),
                "domain": domain or self._searched(),
                "address": request.httprequest.remote_addr if request else False,
                "partner_res_id": partner.id if partner else False,
            }
        )

    def _searched(self):
        """The domain of the list whose rows the web client exports."""
        try:
            asked = json.loads(request.params["data"]) if request and "data" in request.params else {}
        except (TypeError, ValueError):
            return False
        return (
            json.dumps(asked["domain"])
            if isinstance(asked, dict) and not asked.get("ids") and asked.get("domain")
            else False
        )
