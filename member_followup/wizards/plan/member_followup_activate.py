from odoo import api, fields, models
from odoo.tools import SQL


class MemberFollowupActivate(models.TransientModel):
    """Before a new version of a plan is used, somebody decides what becomes of the members inside."""

    _name = "member.followup.activate"
    _description = "Version Activation"
    _rec_name = "version_id"

    version_id = fields.Many2one("member.followup.version", required=True, readonly=True, ondelete="cascade")
    inside_count = fields.Integer("Members Inside", compute="_compute_counts")
    moving_count = fields.Integer("Members Who Can Move", compute="_compute_counts")
    staying_count = fields.Integer("Members Who Can't Move", compute="_compute_counts")
    inside = fields.Selection(
        [("finish", "Finish the old version"), ("move", "Go on by the new version")],
        "After Activation",
        required=True,
        default="finish",
    )

    @api.depends("version_id")
    def _compute_counts(self):
        for wizard in self:
            # sudo: numbers of members of all stores, for whoever may write the plan.
            version = wizard.version_id.sudo()
            runs = version.env["member.followup.run"]
            wizard.inside_count = runs.search_count(
                [
                    ("plan_id", "=", version.plan_id.id),
                    ("version_id", "!=", version.id),
                    ("state", "=", "open"),
                ]
            )
            [(moving,)] = self.env.execute_query(
                SQL("SELECT COUNT(DISTINCT run_id) FROM (%s) movable", version._movable())
            )
            wizard.moving_count = moving
            wizard.staying_count = wizard.inside_count - moving

    def action_activate(self):
        """Use the new version from now on."""
        self.ensure_one()
        self.version_id._activate(move=self.inside == "move")
        return {"type": "ir.actions.act_window_close"}
