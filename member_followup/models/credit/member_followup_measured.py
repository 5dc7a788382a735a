from odoo import api, models
from odoo.exceptions import AccessError


class MemberFollowupMeasured(models.AbstractModel):
    """Settings by which people are measured: whoever is on the contact staff themselves doesn't edit them."""

    _name = "member.followup.measured"
    _description = "Measure of the Contact Staff"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_not_measured()
        return records

    def write(self, vals):
        self._check_not_measured()
        result = super().write(vals)
        self._check_not_measured()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        self._check_not_measured()

    def _check_not_measured(self):
        if self.env.su:
            return
        people = self.env["member.followup.person"]
        for company in self.company_id:
            if people._of_user(company):
                raise AccessError(
                    self.env._(
                        "You are on the contact staff of %(company)s, and this measures you. A user of the group "
                        "%(group)s who isn't on the contact staff can edit it, or the administrator.",
                        company=company.name,
                        # sudo: the name of a group.
                        group=self.env.ref("member_loyalty.group_manager").sudo().full_name,
                    )
                )
