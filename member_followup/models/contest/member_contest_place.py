from odoo import fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class MemberContestPlace(models.Model):
    """A place as it was when its contest was closed."""

    _name = "member.contest.place"
    _inherit = ["member.append.only"]
    _description = "Contest Place"
    _order = "contest_id desc, rank, id"
    _edit_refused = _lt("The places of a closed contest can't be edited.")
    _delete_refused = _lt("The places of a closed contest can't be deleted.")

    contest_id = fields.Many2one("member.contest", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="contest_id.company_id", store=True, ondelete="restrict")
    person_id = fields.Many2one(
        "member.followup.person", "Employee", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    rank = fields.Integer("Place", readonly=True)
    points = fields.Float(readonly=True)
    prize = fields.Char(readonly=True)
    points_now = fields.Float(
        "Points by Now",
        compute="_compute_points_now",
        help="What was taken back or came in after the contest was closed.",
    )

    def _compute_points_now(self):
        rows = self.env["member.contest.board"].search([("contest_id", "in", self.contest_id.ids)])
        found = {(row.contest_id, row.person_id or row.config_id): row.points for row in rows}
        for place in self:
            place.points_now = found.get((place.contest_id, place.person_id or place.config_id), 0)
