from odoo import models

#: What the closing dialog says of a wallet, by the kinds of entries that it sums.
TOPPED_UP, PAID = ("top_up", "refund"), ("redeem", "restore")


class PosSession(models.Model):
    """What wallets took in and paid in a session: no payment method of the till shows it."""

    _inherit = "pos.session"

    def get_closing_control_data(self):
        return {**super().get_closing_control_data(), "member_wallets": self._member_wallet_figures()}

    def _member_wallet_figures(self):
        """:return: list of dicts of name, topped_up and paid, in the company's currency, for the wallets that moved"""
        # sudo: the sums of the session that its own cashier closes, and no member's.
        entries = self.env["member.ledger.entry"].sudo()
        rows = entries._read_group(
            [
                ("pos_order_id.session_id", "=", self.id),
                ("program_id.program_type", "=", "ewallet"),
                ("kind", "in", TOPPED_UP + PAID),
            ],
            ["program_id", "kind"],
            ["amount:sum"],
        )
        figures = {}
        for program, kind, amount in rows:
            figure = figures.setdefault(program, {"name": program.name, "topped_up": 0, "paid": 0})
            figure["topped_up" if kind in TOPPED_UP else "paid"] += amount if kind in TOPPED_UP else -amount
        return [figures[program] for program in sorted(figures, key=lambda program: program.id)]
