import re

from odoo import fields, models
from odoo.tools import SQL


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
        self.env["member.campaign"].flush_model(["domain"])
        for text in texts:
            quoted = rf"""(['"]){re.escape(text)}\1"""
            self.env.cr.execute(
                SQL(
                    "UPDATE member_campaign SET domain = REGEXP_REPLACE(domain, %(quoted)s, %(nobody)s, 'gi') "
                    "WHERE domain ~* %(quoted)s",
                    quoted=quoted,
                    nobody=r"\1erased\1",
                )
            )
        self.env["member.campaign"].invalidate_model(["domain"])
        return result
