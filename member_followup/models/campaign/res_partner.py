from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_guest_ids = fields.One2many(
        "member.campaign.guest",
        "partner_id",
        "Campaigns",
        groups="member_loyalty.group_staff,member_loyalty.group_auditor",
    )

    def _member_erase_mentions(self):
        """A campaign's rule that looks for one of them looks for nobody from now on: as with segments."""
        texts = self._member_mentions()
        result = super()._member_erase_mentions()
        self._member_erase_from_domains("member.campaign", texts)
        return result
