from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

from ...const import SEES_LEDGER
from ...engine import completeness
from .member_file_item import SHOWN_BY


class ResPartner(models.Model):
    """How complete a member's file is, and when somebody last looked at it."""

    _inherit = "res.partner"

    member_completeness = fields.Integer(
        "Completeness (%)",
        compute="_compute_member_completeness",
        compute_sudo=True,
        store=True,
        aggregator="avg",
        groups=SEES_LEDGER,
    )
    member_confirmed_on = fields.Date(
        "File Confirmed", copy=False, readonly=True, help="When the file was last changed or confirmed."
    )
    member_declined = fields.Json(
        copy=False, groups="base.group_no_one", help="What the member didn't want to say, and when."
    )

    def _auto_init(self):
        # Nobody is a member yet: a column made here spares the ORM a walk over a million contacts.
        if not column_exists(self.env.cr, "res_partner", "member_completeness"):
            create_column(self.env.cr, "res_partner", "member_completeness", "int4")
        return super()._auto_init()

    @api.depends(lambda self: ["member_number", *map(self._member_shown_by, self._member_file_fields())])
    def _compute_member_completeness(self):
        weights = self.env["member.file.item"]._weights()
        for partner in self:
            filled = partner._member_filled(weights) if partner.member_number else set()
            partner.member_completeness = completeness.score(weights, filled) if partner.member_number else 0

    @api.model
    def _member_file_fields(self):
        return [value for value, _label in self.env["member.file.item"]._fields["field"].selection]

    @api.model
    def _member_shown_by(self, field):
        return SHOWN_BY.get(field, field)

    def _member_filled(self, items):
        """:return: set of those items that the file holds in a form that can be used"""
        self.ensure_one()
        return {field for field in items if self[self._member_shown_by(field)]}

    def write(self, vals):
        if set(vals).intersection(self._member_file_fields()) and "member_confirmed_on" not in vals:
            vals = {**vals, "member_confirmed_on": fields.Date.context_today(self)}
        return super().write(vals)
