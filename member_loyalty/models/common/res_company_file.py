from odoo import fields, models


class ResCompany(models.Model):
    """How members' files are kept true."""

    _inherit = "res.company"

    member_ask_days = fields.Integer(
        "Ask Again After (Days)",
        default=30,
        help="What a member doesn't want to say, the till asks for again after so many days. 0: it never asks.",
    )
    member_revision_score = fields.Integer(
        "Complete From (%)", default=60, help="Files below this completeness are put on the revision list."
    )
    member_revision_months = fields.Integer(
        "Good For (Months)",
        default=24,
        help="Files that nobody changed or confirmed for so long are put on the revision list.",
    )
