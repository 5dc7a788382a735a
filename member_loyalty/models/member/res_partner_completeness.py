from odoo import api, fields, models

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

    def _member_with_confirmation(self, vals):
        """:return: values of ``write``; who changes a file confirms it"""
        if not set(vals).intersection(self._member_file_fields()):
            return vals
        return {"member_confirmed_on": fields.Date.context_today(self), **vals}
