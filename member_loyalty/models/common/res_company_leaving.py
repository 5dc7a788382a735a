from odoo import fields, models


class ResCompany(models.Model):
    """What becomes of points and money when a member leaves."""

    _inherit = "res.company"

    member_leave_days = fields.Integer(
        "Points Kept (Days)",
        default=30,
        help="How long points wait for a member who left. 0: they lapse at once.",
    )
    member_leave_wallet = fields.Selection(
        [("pay_back", "Is paid back before the member leaves"), ("keep", "Stays until it is paid back")],
        "Money in the Wallet",
        required=True,
        default="pay_back",
        help="It never lapses because a member leaves.",
    )
    member_leave_months = fields.Integer(
        "Months Without a Purchase", help="Who has bought nothing for so long is listed as idle. 0: nobody is."
    )
    member_leave_auto = fields.Boolean(
        "Let Them Leave by Themselves",
        help="Every night, in the background. Otherwise a manager decides from the list.",
    )
    member_return_history = fields.Boolean(
        "Return With History",
        default=True,
        help="Who comes back at the till has the old number, tier figures and what is left of the points. Otherwise "
        "they get a new number, and only new purchases count.",
    )
