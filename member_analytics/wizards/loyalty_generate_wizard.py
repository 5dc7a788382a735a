from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyGenerateWizard(models.TransientModel):
    _inherit = "loyalty.generate.wizard"

    member_segment_id = fields.Many2one("member.segment", "Segment")

    def _get_partners(self):
        """With the segment's members; core takes everybody when neither customers nor tags are chosen."""
        if self.mode != "selected" or not self.member_segment_id:
            return super()._get_partners()
        members = self.env["res.partner"].search(self.member_segment_id._audience())
        return members | super()._get_partners() if self.customer_ids or self.customer_tag_ids else members

    @api.depends("member_segment_id")
    def _compute_coupon_qty(self):
        return super()._compute_coupon_qty()

    def generate_coupons(self):
        """Core would make as many without an owner, had the last member left the segment meanwhile."""
        for wizard in self:
            if wizard.mode == "selected" and wizard.member_segment_id and not wizard._get_partners():
                raise UserError(self.env._("%(segment)s has no members.", segment=wizard.member_segment_id.name))
        return super().generate_coupons()
