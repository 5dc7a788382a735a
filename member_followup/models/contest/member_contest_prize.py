from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberContestPrize(models.Model):
    """What the first places win."""

    _name = "member.contest.prize"
    _inherit = ["member.followup.measured"]
    _description = "Contest Prize"
    _order = "place_from, id"

    contest_id = fields.Many2one("member.contest", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="contest_id.company_id", store=True, ondelete="restrict")
    place_from = fields.Integer("From Place", required=True, default=1)
    place_to = fields.Integer("To Place", required=True, default=1)
    name = fields.Char("Prize", required=True, translate=True)

    _in_order = models.Constraint(
        "CHECK (place_from >= 1 AND place_from <= place_to)",
        "Places begin with 1, and end with a place after the first.",
    )

    @api.constrains("place_from", "place_to", "contest_id")
    def _check_one_each(self):
        for prize in self:
            others = prize.contest_id.prize_ids - prize
            if any(one.place_from <= prize.place_to and prize.place_from <= one.place_to for one in others):
                raise ValidationError(
                    self.env._("Two prizes are for the same place. Correct the places of %s.", prize.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.contest_id.browse(vals.get("contest_id") for vals in vals_list)._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        self.contest_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self.contest_id._check_draft()
