from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_feedback_low = fields.Integer(
        "Low Marks up to",
        default=6,
        help="An answer of a member with this mark or a lower one becomes a complaint for the manager of the store.",
    )

    _member_feedback_low_is_mark = models.Constraint(
        "CHECK (member_feedback_low BETWEEN 0 AND 10)", "The highest of the low marks must be between 0 and 10."
    )
