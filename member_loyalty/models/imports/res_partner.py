from odoo import fields, models

from ...const import SEES_LEDGER


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_import_id = fields.Many2one(
        "member.import",
        "Imported From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=SEES_LEDGER,
    )
