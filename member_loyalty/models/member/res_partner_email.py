from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import ValidationError

from ...engine import contact, masking


class ResPartner(models.Model):
    """What an email address of a member is: one rule at the till, in the office, in the portal and in imports."""

    _inherit = "res.partner"

    @api.model
    def _member_email_problem(self, email):
        """:return: why this can't be a member's email address; False when it can, or is empty"""
        email = (email or "").strip()
        if not email or masking.is_masked(email) or contact.is_email(email):
            return False
        return self.env._(
            "%(email)s isn't a valid email address. Enter an address such as name@example.com.", email=email
        )

    @api.constrains("email")
    def _check_member_email(self):
        # Not for what the system itself writes: an address that is wrong already is found by data quality.
        if self.env.uid == SUPERUSER_ID:
            return
        for partner in self:
            if partner.member_number and (problem := partner._member_email_problem(partner.email)):
                raise ValidationError(problem)
