from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_referrals(self, src_partners, dst_partner):
        """One living referral stays where both were brought by somebody: core deletes rows that a unique key keeps
        from moving."""
        # sudo: whoever may merge contacts merges their referrals with them.
        living = (
            self.env["member.referral"]
            .sudo()
            .search(
                [
                    ("friend_id", "in", (src_partners | dst_partner).ids),
                    ("state", "in", ("waiting", "rewarded")),
                ]
            )
        )
        for referrals in living.grouped("company_id").values():
            rewarded_first = referrals.sorted(lambda one: (one.state != "rewarded", one.id))
            rewarded_first[1:]._refuse("merged")
