from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.const import SEES_LEDGER


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_month_end_ids = fields.One2many("member.metrics.snapshot", "partner_id", groups=SEES_LEDGER)

    def write(self, vals):
        """Who joined or left earlier than the months that are counted every night changes the months since then."""
        dates = {"member_since", "member_left_on"} & set(vals)
        if not dates:
            return super().write(vals)
        days = {partner[name] for partner in self for name in dates}
        result = super().write(vals)
        days = list(filter(None, days.union(partner[name] for partner in self for name in dates)))
        recent = fields.Date.context_today(self) + relativedelta(day=1, months=-1)
        if days and min(days) < recent:
            self.env["member.month.due"]._mark(
                SQL("partner_id = ANY(%s) AND local_date BETWEEN %s AND %s", self.ids, min(days).replace(day=1), recent)
            )
        return result
