from odoo import fields, models


class MemberExpiryChangeLine(models.Model):
    _name = "member.expiry.change.line"
    _description = "Lot Whose Expiry Changes"
    _log_access = False
    _order = "id"
    _rec_name = "partner_id"

    change_id = fields.Many2one("member.expiry.change", required=True, readonly=True, index=True, ondelete="cascade")
    entry_id = fields.Many2one("member.ledger.entry", "Lot", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="restrict")
    amount = fields.Float(digits=(16, 2), readonly=True, help="What was left of the lot.")
    old_date = fields.Date("Before", readonly=True)
    new_date = fields.Date("After", readonly=True)
    effect = fields.Selection(
        [("longer", "Longer"), ("shorter", "Shorter"), ("over", "Expires at once")], required=True, readonly=True
    )
