from datetime import timedelta

from odoo import api, fields, models

# Unknown cards that a user may ask for within the minutes that a PIN is locked: more than any queue brings.
MOST_UNKNOWN = 20


class MemberCardLookup(models.Model):
    """Card numbers that a user of a till asked for in vain: whoever goes through them one by one finds somebody's."""

    _name = "member.card.lookup"
    _inherit = ["member.tries"]
    _description = "Card Lookups"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")

    _user_unique = models.Constraint("UNIQUE (user_id)", "This user already has a row.")

    @api.model
    def _problem(self, company):
        """Why the user learns nothing of cards now; False when they do."""
        lookup = self._of_user()
        if not lookup._is_locked():
            return False
        return self.env._(
            "Too many unknown card numbers. Cards can be looked up again on %(time)s. Identify the member by phone.",
            time=lookup._locked_until_text(company),
        )

    @api.model
    def _count_unknown(self, company):
        lookup = self._of_user() or self.create({"user_id": self.env.uid})
        # A card now and then is unknown in every shop.
        over = fields.Datetime.now() - timedelta(minutes=company.member_pin_minutes)
        if lookup.last_try and lookup.last_try < over:
            lookup._count_try(True, company)
        lookup._count_try(False, company, MOST_UNKNOWN)

    @api.model
    def _of_user(self):
        return self.search([("user_id", "=", self.env.uid)])
