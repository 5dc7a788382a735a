from odoo import fields, models

from ...const import CREDITS


class MemberContestRule(models.Model):
    """What brings points."""

    _name = "member.contest.rule"
    _inherit = ["member.contest.part"]
    _description = "Contest Rule"
    _order = "contest_id, id"

    kind = fields.Selection(CREDITS, "For", required=True, default="contact")
    points = fields.Float(required=True, default=1, help="For each; for revenue, for each 100 of the currency.")

    _kind_once = models.Constraint("UNIQUE (contest_id, kind)", "Each kind of credit brings points by one rule.")
    _positive = models.Constraint("CHECK (points > 0)", "Points must be more than 0.")
