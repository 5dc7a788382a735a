from odoo import api, models


class PosConfig(models.Model):
    """Who brought a new member, asked by the till when it enrols them."""

    _inherit = "pos.config"

    def _enrolment_problem(self, values):
        """``brought_by`` of the dialog names a member: by referral code, card or number."""
        problem = super()._enrolment_problem(values)
        query = values.get("brought_by")
        if problem or not query:
            return problem
        # sudo: one member by what they gave to their friend; nothing of them is shown.
        partners = self.env["res.partner"].sudo()
        return None if partners._member_by_referral(query) else ("brought_by", partners._member_unknown_referrer(query))

    def _member_after_enrolment(self, partner, values):
        super()._member_after_enrolment(partner, values)
        if values.get("brought_by"):
            partner._member_register_referral(values["brought_by"], config_id=self.id)

    @api.model
    def _load_pos_data_read(self, records, config):
        """``_member_asks_referral``: whether a referral policy is in force, so that the dialog asks."""
        read = super()._load_pos_data_read(records, config)
        for data, record in zip(read, records, strict=True):
            company = record.company_id
            # sudo: whether there is a policy, nothing of it.
            policies = self.env["member.referral.policy"].sudo()
            data["_member_asks_referral"] = bool(policies._in_force(company, company._member_today()))
        return read
