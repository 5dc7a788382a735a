from odoo import fields, models


class MemberBenefitTier(models.Model):
    _name = "member.benefit.tier"
    _description = "Tier Benefit"
    _order = "rank, id"
    _rec_name = "tier_id"

    benefit_id = fields.Many2one("member.benefit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="benefit_id.company_id", store=True, ondelete="restrict")
    tier_id = fields.Many2one(
        "member.tier", required=True, ondelete="restrict", domain="[('company_id', 'in', [company_id, False])]"
    )
    rank = fields.Integer(related="tier_id.rank", store=True)
    quota = fields.Integer("Uses (0 = unlimited)")

    _once = models.Constraint("UNIQUE (benefit_id, tier_id)", "This tier already has the benefit.")
    _quota_positive = models.Constraint("CHECK (quota >= 0)", "The number of uses can't be negative.")
