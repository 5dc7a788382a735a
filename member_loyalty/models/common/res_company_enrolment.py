from odoo import fields, models


class ResCompany(models.Model):
    """On what terms customers become members."""

    _inherit = "res.company"

    member_consent_required = fields.Boolean(
        "Ask for Consent",
        default=True,
        help="The sale itself enrols only customers who have agreed to be members.",
    )
    member_enrolment_needs_rule = fields.Boolean(
        "Only by Rule",
        help="Only customers who meet an enrolment rule become members. A membership manager may enrol anybody.",
    )

    def _member_asks_for_rule(self):
        """:return: whether the present user enrols only customers who meet a rule"""
        self.ensure_one()
        return self.member_enrolment_needs_rule and not self.env.user.has_group("member_loyalty.group_manager")
