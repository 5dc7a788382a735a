from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.member_loyalty.const import SEES_LEDGER


class ResPartner(models.Model):
    """Members by their figures and by their segments, in the company that one works in."""

    _inherit = "res.partner"

    member_segment_membership_ids = fields.One2many(
        "member.segment.membership", "partner_id", "Segment History", readonly=True, groups=SEES_LEDGER
    )
    member_segment_ids = fields.Many2many(
        "member.segment",
        string="Segments",
        compute="_compute_member_segment_ids",
        search="_search_member_segment_ids",
        groups=SEES_LEDGER,
    )

    def _search_member_metrics_id(self, operator, value):
        here = Domain("company_id", "=", self.env.company.id)
        if operator in ("any", "any!"):
            return Domain("member_metrics_ids", operator, here & Domain("id", operator, value))
        if operator != "in":
            return NotImplemented
        found = Domain("member_metrics_ids", "any", here & Domain("id", "in", [one for one in value if one]))
        return found | ~Domain("member_metrics_ids", "any", here) if False in value else found

    @api.depends_context("company", "uid")
    def _compute_member_segment_ids(self):
        segments = self.env["member.segment"].search([("night_problem", "=", False)])
        held = segments._holding(self)
        for partner in self:
            partner.member_segment_ids = segments.browse(held.get(partner.id))

    def _search_member_segment_ids(self, operator, value):
        segments = self.env["member.segment"].with_context(active_test=False)
        if operator in ("any", "any!"):
            return segments.search(Domain("id", operator, value))._audience()
        if operator != "in":
            return NotImplemented
        found = segments.search([("id", "in", [one for one in value if one])])._audience()
        if False not in value:
            return found
        # A shop has dozens of segments.
        every = self.env["member.segment"].search([])  # pylint: disable=no-search-all
        return found | ~every._audience()
