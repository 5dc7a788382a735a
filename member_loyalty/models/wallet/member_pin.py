import re

from passlib.context import CryptContext

from odoo import api, fields, models
from odoo.fields import NO_ACCESS

# Slow on purpose, but a cashier waits for it: four digits are protected by the lock, not by the hash.
PIN_CONTEXT = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=60_000)
PIN_FORM = re.compile(r"[0-9]{4,8}")


class MemberPin(models.Model):
    """A member's PIN, apart from the contact: nobody reads it, and few know that it is there."""

    _name = "member.pin"
    _inherit = ["member.tries"]
    _description = "Member's PIN"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="cascade")
    pin_hash = fields.Char(
        "PIN Hash",
        groups=NO_ACCESS,
        copy=False,
        help="Empty after a reset. The member chooses a new PIN at the till.",
    )
    is_set = fields.Boolean("Has a PIN", compute="_compute_is_set", compute_sudo=True)

    _partner_unique = models.Constraint("UNIQUE (partner_id)", "This member already has a PIN.")

    @api.depends("pin_hash")
    def _compute_is_set(self):
        for pin in self:
            pin.is_set = bool(pin.pin_hash)

    @api.model
    def _of(self, partner):
        return self.search([("partner_id", "=", partner.id)])

    def _verify(self, entered, company):
        """Whether this is the PIN. Each wrong one counts; after some in a row the PIN is locked for a while."""
        self.ensure_one()
        if not self.pin_hash or self._is_locked():
            return False
        is_right = PIN_CONTEXT.verify(entered or "", self.pin_hash)
        self._count_try(is_right, company)
        return is_right

    @api.model
    def _set(self, partner, entered):
        """:param entered: digits in the form that :meth:`_is_pin` asks for"""
        values = {"pin_hash": PIN_CONTEXT.hash(entered), "failures": 0, "locked_until": False}
        pin = self._of(partner)
        if pin:
            pin.write(values)
        else:
            self.create({"partner_id": partner.id, **values})

    @api.model
    def _is_pin(self, entered):
        return bool(PIN_FORM.fullmatch(entered or ""))

    def _reset(self):
        """Forget the PIN; the member chooses a new one at the till."""
        self.write({"pin_hash": False, "failures": 0, "locked_until": False})
