from odoo import Command, api, fields, models


class MemberDemoShop(models.AbstractModel):
    """A member of the demo shop with an account in the portal; login and password are "member"."""

    _inherit = "member.demo.shop"

    @api.model
    def _load_portal(self):
        members = self._ref("wallet").coupon_ids.partner_id.filtered(lambda member: member.member_card_id)
        with_next = members.filtered("member_next_tier_id") or members
        member = max(with_next, key=lambda member: (member.member_tier_id.rank, member.member_purchase_count))
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": member.name,
                "login": "member",
                "password": "member",
                "partner_id": member.id,
                "company_id": self.env.ref("base.main_company").id,
                "company_ids": [Command.set(self.env.ref("base.main_company").ids)],
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        coupons = self.env["loyalty.card"].with_context(action_no_send_mail=True)
        coupons.create(
            {
                "program_id": self._ref("coupon_birthday").id,
                "partner_id": member.id,
                "points": 1,
                "expiration_date": fields.Date.add(fields.Date.context_today(self), days=30),
            }
        )
