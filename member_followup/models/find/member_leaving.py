from odoo import models
from odoo.tools import SQL

from ..contact.member_followup import OPEN


class MemberLeaving(models.Model):
    _inherit = "member.leaving"

    def _take_away(self, card_handed_in):
        """Who leaves isn't contacted any more, by no plan and by nobody's hand."""
        super()._take_away(card_handed_in)
        partners = self.partner_id.ids
        # sudo: runs and contacts are nobody's to write, and leaving ends them in every company.
        here = self.sudo()
        here.env["member.followup.run"]._end_all(SQL("run.partner_id = ANY(%s)", partners), "left", self[:1].date)
        by_hand = here.env["member.followup"].search([("partner_id", "in", partners), ("state", "in", OPEN)])
        by_hand._stop("stopped")
