from datetime import date

from odoo import fields, models

from .member_basket_pair import KINDS


class MemberJob(models.Model):
    _inherit = "member.job"

    kind = fields.Selection(selection_add=[("pairs", "Frequently Bought Together")], ondelete={"pairs": "cascade"})

    def _step_pairs(self):
        """Count the pairs of one kind: products first, then categories."""
        kind, _label = KINDS[self.done]
        # sudo: nobody writes pairs; the baskets of everybody are counted, whoever asks for it.
        definition = self.env["member.metrics.definition"].sudo()._of(self.company_id)
        self.env["member.basket.pair"].sudo()._refresh(definition, date.fromisoformat(self.cursor["day"]), kind)
        self.done += 1
        return self.done == len(KINDS)
