from odoo import models


class PosConfig(models.Model):
    """Who brought a new member, asked by the till when it enrolls them."""

    _inherit = "pos.config"

    def _referrer_problem(self, query):
        """:param query: what a friend names a member by: referral code, card or number"""
        if not query:
            return None
        # One member by what they gave to their friend; nothing of them is shown.
        config = self._member_shop_env()
        partners, lookups = config.env["res.partner"], config.env["member.card.lookup"]
        is_card = bool(config.env["member.card.type"]._of_number(query))
        if is_card and (problem := lookups._problem(config.company_id)):
            return "brought_by", problem
        if partners._member_by_referral(query):
            return None
        if is_card:
            lookups._count_unknown(config.company_id)
        return "brought_by", partners._member_unknown_referrer(query)

    def _member_asks_referral(self):
        """:return: whether a referral policy is in force, so that the dialog asks who brought a customer"""
        # sudo: whether there is a policy, nothing of it.
        policies = self.env["member.referral.policy"].sudo()
        company = self.company_id
        return policies._was_made(company.id) and bool(policies._in_force(company, company._member_today()))
