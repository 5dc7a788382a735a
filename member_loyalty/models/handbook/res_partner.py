from odoo import api, fields, models
from odoo.fields import Domain

from ...const import SEES_LEDGER


class ResPartner(models.Model):
    """Which version of the handbook a member accepted last."""

    _inherit = "res.partner"

    member_handbook_id = fields.Many2one(
        "member.handbook",
        "Handbook Accepted",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=SEES_LEDGER,
    )
    member_handbook_on = fields.Date("Handbook Accepted On", copy=False, readonly=True, groups=SEES_LEDGER)
    member_handbook_older = fields.Boolean(
        "Outdated Handbook Accepted",
        compute="_compute_member_handbook_older",
        search="_search_member_handbook_older",
        groups=SEES_LEDGER,
    )

    @api.depends("member_handbook_id")
    def _compute_member_handbook_older(self):
        for partner in self:
            handbook = partner.member_handbook_id
            partner.member_handbook_older = handbook and not handbook.is_newest

    @api.model
    def _search_member_handbook_older(self, operator, value):
        if operator != "in":
            return NotImplemented
        Handbook = self.env["member.handbook"]
        newest = Handbook.search([("state", "=", "published")]).filtered("is_newest")
        older = Domain("member_handbook_id", "!=", False) & Domain("member_handbook_id", "not in", newest.ids)
        return older if True in value else ~older

    def _member_accept(self, handbook):
        """Record that members accepted a version of the handbook today."""
        # sudo: follows from what the member agreed to; nobody writes it by hand.
        self.sudo().write(
            {"member_handbook_id": handbook.id, "member_handbook_on": handbook.company_id._member_today()}
        )
