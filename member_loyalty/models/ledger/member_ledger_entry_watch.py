from odoo import models


class MemberLedgerEntry(models.Model):
    """What the rules of unusual use look through."""

    _inherit = "member.ledger.entry"

    # Entries come in the order of their dates: an index of block ranges costs next to nothing to keep.
    _date = models.Index("USING brin (date)")
