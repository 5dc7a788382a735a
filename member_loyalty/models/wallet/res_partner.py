from odoo import fields, models
from odoo.exceptions import AccessError

from ...const import SEES_LEDGER


class ResPartner(models.Model):
    """What staff see of a member's wallet and PIN."""

    _inherit = "res.partner"

    member_pin_state = fields.Selection(
        [("none", "No PIN"), ("set", "Has a PIN"), ("locked", "Locked"), ("reset", "To be set at the till")],
        "PIN",
        compute="_compute_member_pin_state",
        groups=SEES_LEDGER,
    )
    member_wallet_balance = fields.Monetary(
        "Wallet", compute="_compute_member_wallet_balance", groups=SEES_LEDGER, help="The paid and promotional balance."
    )
    member_has_wallet = fields.Boolean("Has a Wallet", compute="_compute_member_wallet_balance", groups=SEES_LEDGER)

    def _compute_member_pin_state(self):
        # sudo: whether there is a PIN, for those who see the field; never the PIN.
        pins = {
            pin.partner_id.id: pin for pin in self.env["member.pin"].sudo().search([("partner_id", "in", self.ids)])
        }
        for partner in self:
            pin = pins.get(partner.id)
            if not pin:
                partner.member_pin_state = "none"
            elif pin._is_locked():
                partner.member_pin_state = "locked"
            else:
                partner.member_pin_state = "set" if pin.is_set else "reset"

    def _compute_member_wallet_balance(self):
        wallet = [("program_type", "=", "ewallet"), ("member_program", "=", True)]
        balances = dict(
            self.env["loyalty.card"]._read_group(
                [("partner_id", "in", self.ids), *wallet], ["partner_id"], ["points:sum"]
            )
        )
        self.member_has_wallet = bool(self.env["loyalty.program"].search_count(wallet, limit=1))
        for partner in self:
            partner.member_wallet_balance = balances.get(partner, 0)

    def action_member_reset_pin(self):
        """Forget the member's PIN, and whatever locked it."""
        self.ensure_one()
        self._member_check_own()
        if not self.env.user.has_group("member_loyalty.group_staff"):
            raise AccessError(self.env._("Only the membership staff can reset a PIN."))
        # sudo: the right was checked above, and nobody writes PINs directly.
        pins = self.env["member.pin"].sudo()
        pin = pins._of(self)
        if pin:
            pin._reset()
        else:
            pins.create({"partner_id": self.id})
        self.message_post(body=self.env._("The PIN has been reset. The member chooses a new one at the till."))
