from odoo import fields, models
from odoo.tools import SQL

from ...const import SEES_LEDGER


class MemberLedgerEntry(models.Model):
    """Which file an opening balance came from."""

    _inherit = "member.ledger.entry"

    import_id = fields.Many2one(
        "member.import", "Imported From", readonly=True, index="btree_not_null", ondelete="restrict", groups=SEES_LEDGER
    )

    def _set_import(self, record):
        # Not the ORM: the ledger refuses to be written, and this says only where the entries came from.
        if self:
            self.flush_model()
            self.env.cr.execute(
                SQL("UPDATE member_ledger_entry SET import_id = %s WHERE id = ANY(%s)", record.id, list(self.ids))
            )
            self.invalidate_recordset(["import_id"])
