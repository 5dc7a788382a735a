from odoo import fields, models

from ...engine.numbering import literal_starts


class BarcodeRule(models.Model):
    _inherit = "barcode.rule"

    type = fields.Selection(selection_add=[("member", "Member Card")], ondelete={"member": "set default"})
    member_card_type_id = fields.Many2one(
        "member.card.type", "Card Type", copy=False, readonly=True, index="btree_not_null", ondelete="cascade"
    )

    def _literal_starts(self):
        """:return: list of str, what a barcode of this rule can start with"""
        return literal_starts(self.pattern)
