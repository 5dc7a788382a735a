from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list
from odoo.tools.misc import formatLang

from ...const import SEES_LEDGER
from ...engine.rounding import round_points


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    # What the screens show of a membership card: its buckets, its open lots, and what is on the way.
    member_lot_ids = fields.One2many(
        "member.ledger.entry",
        "card_id",
        "Unspent Points",
        domain=[("left", "!=", 0)],
        readonly=True,
        groups=SEES_LEDGER,
    )
    member_principal = fields.Float(
        "Paid Balance", digits=(16, 2), compute="_compute_member_buckets", compute_sudo=True, groups=SEES_LEDGER
    )
    member_bonus = fields.Float(
        "Promotional Balance", digits=(16, 2), compute="_compute_member_buckets", compute_sudo=True, groups=SEES_LEDGER
    )
    member_pending = fields.Float(
        "Pending",
        digits=(16, 2),
        compute="_compute_member_buckets",
        compute_sudo=True,
        groups=SEES_LEDGER,
        help="Becomes part of the balance on the day it becomes available.",
    )
    member_summary = fields.Char(
        "Breakdown",
        compute="_compute_member_summary",
        groups=SEES_LEDGER,
        help="The paid balance, the promotional balance and the pending amount.",
    )

    def _member_statement(self, date_from, date_to):
        """What moved on a card in a period, both days included.

        :return: dict of 'opening' and 'closing' (dict of bucket to Decimal, in the program's buckets), 'lines' (list of
            dict of 'entry', 'day' and 'balance', oldest first) and 'pending' (entries on the way at this moment)
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        ledger = self.env["member.ledger.entry"]
        posted = Domain("card_id", "=", self.id) & Domain("state", "=", "posted")
        before_end = posted & company._member_counts_before(fields.Date.add(date_to, days=1))
        entries = ledger.search(before_end & company._member_counts_from(date_from), order="id")
        opening = dict.fromkeys(self.program_id._member_bucket_names(), round_points(0))
        moved_before = ledger._read_group(posted & company._member_counts_before(date_from), ["bucket"], ["amount:sum"])
        opening |= {bucket: round_points(amount) for bucket, amount in moved_before}
        closing = dict(opening)
        lines = []
        for entry in entries.sorted(lambda entry: (entry._member_day(company), entry.id)):
            closing[entry.bucket] += round_points(entry.amount)
            lines.append({"entry": entry, "day": entry._member_day(company), "balance": sum(closing.values())})
        pending = ledger.search([("card_id", "=", self.id), ("state", "=", "pending")], order="date_available, id")
        return {"opening": opening, "lines": lines, "closing": closing, "pending": pending}

    def _member_expiring(self, limit=3):
        """What expires next.

        :return: list of (last good day, amount left), soonest first
        """
        self.ensure_one()
        return self.env["member.ledger.entry"]._read_group(
            [("card_id", "=", self.id), ("left", ">", 0), ("state", "=", "posted"), ("date_expiration", "!=", False)],
            ["date_expiration:day"],
            ["left:sum"],
            order="date_expiration:day",
            limit=limit,
        )

    def _member_amount_text(self, amount):
        """An amount of this card as people read it: money of a wallet, points with their name."""
        self.ensure_one()
        if self.program_type == "ewallet":
            return formatLang(self.env, float(amount), currency_obj=self.program_id.currency_id)
        return self._format_points(float(amount))

    def _member_bucket_text(self, bucket):
        buckets = dict(self.env["member.ledger.entry"]._fields["bucket"]._description_selection(self.env))
        return buckets[bucket]

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
                    self.env._("%s paid balance", card._format_points(card.member_principal)),
                    self.env._("%s promotional balance", card._format_points(card.member_bonus)),
                ]
            if card.member_pending:
                parts.append(self.env._("%s pending", card._format_points(card.member_pending)))
            card.member_summary = format_list(self.env, parts, "unit")
