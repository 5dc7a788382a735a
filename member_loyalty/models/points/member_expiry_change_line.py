from odoo import fields, models


class MemberExpiryChangeLine(models.Model):
    _name = "member.expiry.change.line"
    _description = "Expiration Rule Change Line"
    _log_access = False
    _order = "id"
    _rec_name = "partner_id"

    change_id = fields.Many2one("member.expiry.change", required=True, readonly=True, index=True, ondelete="cascade")
    entry_id = fields.Many2one("member.ledger.entry", "Points Batch", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="restrict")
    amount = fields.Float(digits=(16, 2), readonly=True, aggregator=None, help="The unspent amount of the batch.")
    old_date = fields.Date("Previous Expiration", readonly=True)
    new_date = fields.Date("New Expiration", readonly=True)
    effect = fields.Selection(
        [("longer", "Extended"), ("shorter", "Shortened"), ("over", "Expires immediately")],
        required=True,
        readonly=True,
    )
