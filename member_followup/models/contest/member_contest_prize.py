from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberContestPrize(models.Model):
    """What the first places win."""

    _name = "member.contest.prize"
    _inherit = ["member.contest.part"]
    _description = "Contest Prize"
    _order = "place_from, id"

    place_from = fields.Integer("From Place", required=True, default=1)
    place_to = fields.Integer("To Place", required=True, default=1)
    name = fields.Char("Prize", required=True, translate=True)

    _in_order = models.Constraint(
        "CHECK (place_from >= 1 AND place_from <= place_to)",
        "Places begin with 1, and To Place can't be before From Place.",
    )

    @api.constrains("place_from", "place_to", "contest_id")
    def _check_one_each(self):
        for prize in self:
            others = prize.contest_id.prize_ids - prize
            if any(one.place_from <= prize.place_to and prize.place_from <= one.place_to for one in others):
                raise ValidationError(
                    self.env._("Two prizes are for the same place. Correct the places of %s.", prize.name)
                )
