from odoo import api, models


class MemberFollowupVersionPart(models.AbstractModel):
    """What belongs to a version of a plan, by ``version_id``: it isn't edited while the version is in use."""

    _name = "member.followup.version.part"
    _description = "Part of a Contact Plan Version"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.version_id._check_unlocked()
        return parts

    def write(self, vals):
        self.version_id._check_unlocked()
        result = super().write(vals)
        # Nor is it moved into one that is in use.
        self.version_id._check_unlocked()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.version_id._check_unlocked()
