from odoo import fields, models


class MemberLedgerAllocation(models.Model):
    _name = "member.ledger.allocation"
    _description = "Ledger Allocation"
    _log_access = False
    _order = "id"

    credit_id = fields.Many2one("member.ledger.entry", required=True, index=True, ondelete="restrict", readonly=True)
    debit_id = fields.Many2one("member.ledger.entry", required=True, ondelete="restrict", readonly=True)
    amount = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        aggregator=None,
        help="The amount of the credit allocated to the debit.",
    )

    _amount_positive = models.Constraint("CHECK (amount > 0)", "An allocation must be above 0.")
    _once = models.Constraint("UNIQUE (debit_id, credit_id)", "This credit is already allocated to this debit.")
