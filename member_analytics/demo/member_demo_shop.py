from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.member_loyalty.demo.shop import HISTORY_DAYS

from ..models.pairs.member_basket_pair import KINDS


class MemberDemoShop(models.AbstractModel):
    """Counts the demo shop's members, now and at each month end that it has purchases for, its sales and pairs."""

    _inherit = "member.demo.shop"

    @api.model
    def _count_members(self):
        company = self.env.ref("base.main_company")
        self = self.with_company(company)
        day = company._member_today()
        definition = self.env["member.metrics.definition"]._of(company)
        definition.winning_cost = 35
        self.env["member.metrics"]._refresh_all(definition, day)
        month_end = day + relativedelta(day=1, days=-1)
        while (day - month_end).days < HISTORY_DAYS:
            self.env["member.metrics.snapshot"]._take(definition, month_end)
            month_end += relativedelta(day=1, days=-1)
        self.env["member.month"]._refresh(definition)
        for kind, _label in KINDS:
            self.env["member.basket.pair"]._refresh(definition, day, kind)
