from odoo import api, models


class MemberDemoShop(models.AbstractModel):
    """Members who left the demo shop, one of whom came back; and who could be let go."""

    _inherit = "member.demo.shop"

    @api.model
    def _load(self):
        result = super()._load()
        company = self.env.ref("base.main_company")
        company.member_leave_months = 8
        here = self.with_company(company).with_context(tracking_disable=True)
        members = here.env["res.partner"].search(
            [("is_member", "=", True), ("member_idle", "=", False)], order="id desc", limit=60
        )
        plans = members._member_leaving_plan()
        free = members.filtered(lambda member: not plans[member]["problem"] and member.member_tier_id)
        free[:3]._member_leave("wish", self.env._("Moved to another town"))
        free[3:4]._member_leave("hand", self.env._("Sold points to other customers"))
        free[:1]._member_enrol(via="till")
        return result
