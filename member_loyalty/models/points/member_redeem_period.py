from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date


class MemberRedeemPeriod(models.Model):
    _name = "member.redeem.period"
    _inherit = ["pos.load.mixin", "member.remembered", "member.in.force"]
    _description = "Redemption Period"
    _order = "date_from, id"

    program_id = fields.Many2one("loyalty.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id")

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for period in self:
            days = [format_date(self.env, day) for day in (period.date_from, period.date_to)]
            period.display_name = " – ".join(day or "…" for day in days)

    @api.model
    def _load_pos_data_domain(self, data, config):
        companies = (config.company_id.id, False)
        if not any(map(self._was_made, companies)):
            return Domain.FALSE
        # Those of a program that this till doesn't know harm nobody; asking which it knows takes longer.
        return [("program_id.member_program", "=", True), ("company_id", "in", companies)]

    @api.model
    def _load_pos_data_fields(self, config):
        return ["program_id", "date_from", "date_to"]
