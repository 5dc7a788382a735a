import re

from odoo import models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _member_erase_mentions(self):
        """A segment's rule that looks for one of them looks for nobody from now on."""
        texts = self._member_mentions()
        result = super()._member_erase_mentions()
        for text in texts:
            quoted = rf"""(['"]){re.escape(text)}\1"""
            self.env.cr.execute(
                SQL(
                    "UPDATE member_segment SET domain = REGEXP_REPLACE(domain, %(quoted)s, %(nobody)s, 'gi') "
                    "WHERE domain ~* %(quoted)s",
                    quoted=quoted,
                    nobody=r"\1erased\1",
                )
            )
        self.env["member.segment"].invalidate_model(["domain"])
        return result
