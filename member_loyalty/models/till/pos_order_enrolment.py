from odoo import models


class PosOrder(models.Model):
    """Customers who become members by what they buy."""

    _inherit = "pos.order"

    def _member_enrol_by_rule(self):
        """Who becomes a member by this sale earns with it."""
        if not self.partner_id or self.partner_id.member_number or self.amount_total <= 0:
            return
        rules = self.env["member.enrolment.rule"]._in_force(self.company_id, self.config_id, ("automatic",))
        partner = self.partner_id
        if not rules or (self.company_id.member_consent_required and not partner._member_consented(self.company_id)):
            return
        if met := rules._first_met(partner):
            partner._member_enrol(
                via="automatic",
                on_day=self._member_local_date(),
                config=self.config_id,
                rule=rules.browse(met.rule.id),
            )
