from odoo import api, models
from odoo.tools import SQL


class MemberLedgerEntry(models.Model):
    _inherit = "member.ledger.entry"

    @api.model
    def _move_expiry(self, change):
        """Give lots the last days of a ``member.expiry.change``, which stays as the record of it.

        Past our own ``write``, which nobody passes; set-based SQL for a million lots. What was used up or moved since
        the calculation stays as it is.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_ledger_entry lot SET date_expiration = line.new_date
                  FROM member_expiry_change_line line
                 WHERE line.change_id = %s AND line.entry_id = lot.id AND lot."left" > 0
                   AND lot.date_expiration IS NOT DISTINCT FROM line.old_date
                """,
                change.id,
            )
        )
        self.invalidate_model(["date_expiration"])
