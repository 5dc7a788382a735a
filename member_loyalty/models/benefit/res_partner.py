from odoo import fields, models

from ...const import SEES_LEDGER


class ResPartner(models.Model):
    """Benefits of a member."""

    _inherit = "res.partner"

    member_benefit_use_ids = fields.One2many(
        "member.benefit.use", "partner_id", "Benefit Uses", readonly=True, groups=SEES_LEDGER
    )
    member_benefits_left = fields.Text(
        "Remaining Benefits", compute="_compute_member_benefits_left", groups=SEES_LEDGER
    )

    def _compute_member_benefits_left(self):
        today = self.env.company._member_today()
        for partner in self:
            benefits = self.env["member.benefit"]._for_member(partner, self.env["pos.config"], today)
            standing = benefits._standing(partner, today)
            partner.member_benefits_left = "\n".join(
                f"{benefit.name}: {benefit._left_in_words(standing[benefit])}" for benefit in benefits
            )

    def _member_has_benefits(self):
        self.ensure_one()
        return bool(self._is_member() and self.member_tier_id)

    def _member_has_birthday_month(self, day):
        self.ensure_one()
        return bool(self.birthdate_date) and self.birthdate_date.month == day.month
