from odoo import fields, models


class ResCompany(models.Model):
    """How often a PIN may be wrong."""

    _inherit = "res.company"

    member_pin_attempts = fields.Integer("Wrong PINs in a Row", default=5, help="So many lock the PIN.")
    member_pin_minutes = fields.Integer("PIN Locked For (Minutes)", default=15)

    _member_pin_positive = models.Constraint(
        "CHECK (member_pin_attempts > 0 AND member_pin_minutes > 0)",
        "A PIN may be wrong at least once, and is locked for at least a minute.",
    )
