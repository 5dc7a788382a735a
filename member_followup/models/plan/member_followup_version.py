from odoo import fields, models

from ...engine.steps import Version


class MemberFollowupVersion(models.Model):
    """The steps of a plan as they were at a time: who is inside may finish by the old ones."""

    _name = "member.followup.version"
    _description = "Contact Plan Version"
    _order = "number, id"
    _rec_name = "number"

    plan_id = fields.Many2one("member.followup.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, ondelete="restrict")
    number = fields.Integer(required=True, default=1, readonly=True, copy=False)
    step_ids = fields.One2many("member.followup.step", "version_id", "Steps", copy=True)

    _number_unique = models.Constraint("UNIQUE (plan_id, number)", "A plan has one version of each number.")

    def _as_engine(self):
        """:return: :class:`engine.steps.Version`"""
        self.ensure_one()
        return Version(tuple(step._as_engine() for step in self.step_ids), self.plan_id.failures)
