from odoo import fields, models


class MemberLedgerEntry(models.Model):
    """Points that a referral brought, or that were taken back with it."""

    _inherit = "member.ledger.entry"

    referral_id = fields.Many2one("member.referral", readonly=True, index="btree_not_null", ondelete="restrict")
