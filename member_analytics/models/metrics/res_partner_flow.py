from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.const import SEES_LEDGER


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_month_end_ids = fields.One2many("member.metrics.snapshot", "partner_id", groups=SEES_LEDGER)

    def _member_days_written(self, vals):
        """:return: set of the days on which these members joined and left, as far as values of ``write`` change them"""
        dates = {"member_since", "member_left_on"} & set(vals)
        return {partner[name] for partner in self for name in dates if partner[name]}

    def _member_mark_months(self, days):
        """Who joined or left earlier than the months that are counted every night changes the months since then."""
        recent = fields.Date.context_today(self) + relativedelta(day=1, months=-1)
        if days and min(days) < recent:
            self.env["member.month.due"]._mark(
                SQL("partner_id = ANY(%s) AND local_date BETWEEN %s AND %s", self.ids, min(days).replace(day=1), recent)
            )
