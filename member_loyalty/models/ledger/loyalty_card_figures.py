from odoo import api, fields, models

from ...const import SEES_LEDGER


class LoyaltyCard(models.Model):
    """What the screens show of a membership card: its buckets, its open lots, and what is on the way."""

    _inherit = "loyalty.card"

    member_lot_ids = fields.One2many(
        "member.ledger.entry",
        "card_id",
        "Open Lots",
        domain=[("left", "!=", 0)],
        readonly=True,
        groups=SEES_LEDGER,
    )
    member_principal = fields.Float(
        "Paid Money", digits=(16, 2), compute="_compute_member_buckets", compute_sudo=True, groups=SEES_LEDGER
    )
    member_bonus = fields.Float(
        "Bonus", digits=(16, 2), compute="_compute_member_buckets", compute_sudo=True, groups=SEES_LEDGER
    )
    member_pending = fields.Float(
        "On the Way",
        digits=(16, 2),
        compute="_compute_member_buckets",
        compute_sudo=True,
        groups=SEES_LEDGER,
        help="Counts from the day on which it becomes available.",
    )
    member_summary = fields.Char(
        "Of Which",
        compute="_compute_member_summary",
        groups=SEES_LEDGER,
        help="Paid money, bonus, and what is on the way.",
    )

    def _compute_member_buckets(self):
        buckets = self.filtered("member_program")._member_buckets()
        nothing = dict.fromkeys(("principal", "bonus", "pending"), 0)
        for card in self:
            found = buckets.get(card, nothing)
            card.member_principal, card.member_bonus = float(found["principal"]), float(found["bonus"])
            card.member_pending = float(found["pending"])

    @api.depends("member_principal", "member_bonus", "member_pending")
    @api.depends_context("lang")
    def _compute_member_summary(self):
        for card in self:
            parts = []
            if card.program_type == "ewallet" and card.member_program:
                parts += [
                    self.env._("%s paid money", card._format_points(card.member_principal)),
                    self.env._("%s bonus", card._format_points(card.member_bonus)),
                ]
            if card.member_pending:
                parts.append(self.env._("%s on the way", card._format_points(card.member_pending)))
            card.member_summary = ", ".join(parts)
