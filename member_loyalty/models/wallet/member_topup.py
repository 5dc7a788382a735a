from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ...engine import value_refund
from ...engine.rounding import as_decimal, round_points

_lt = LazyTranslate(__name__)


class MemberTopup(models.Model):
    """Money that a member paid in advance, and what they were given for it. The ledger says what is left."""

    _name = "member.topup"
    _inherit = ["member.append.only"]
    _description = "Top-up"
    _order = "id desc"
    _edit_refused = _lt("Top-ups can't be edited. Refund a top-up made by mistake.")
    _delete_refused = _lt("Top-ups can't be deleted. Refund a top-up made by mistake.")

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True, index=True, ondelete="restrict")
    program_id = fields.Many2one(
        related="card_id.program_id", store=True, index=True, string="Wallet", ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="program_id.currency_id")
    config_id = fields.Many2one(
        "pos.config", "Store", readonly=True, help="Empty if it was made in the back office.", ondelete="set null"
    )
    pos_order_line_id = fields.Many2one(
        "pos.order.line", "Order Line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    pos_order_id = fields.Many2one(related="pos_order_line_id.order_id", string="Order")
    journal_id = fields.Many2one(
        "account.journal", "Payment Method", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    amount = fields.Monetary("Paid", required=True, readonly=True)
    bonus = fields.Monetary(
        "Promotional Balance",
        compute="_compute_bonus",
        help="The promotional balance granted, including the pending amount.",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    local_date = fields.Date("Day", required=True, readonly=True, help="The date in the store's time zone.")
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    gift_ids = fields.One2many("member.topup.gift", "topup_id", "Granted Offers", readonly=True)
    entry_ids = fields.One2many("member.ledger.entry", "topup_id", "Ledger", readonly=True)

    _amount_positive = models.Constraint("CHECK (amount > 0)", "The top-up amount must be above 0.")
    _once = models.UniqueIndex(
        "(pos_order_line_id) WHERE pos_order_line_id IS NOT NULL", "This line was already topped up."
    )

    @api.depends("local_date", "amount", "currency_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for topup in self:
            topup.display_name = self.env._(
                "%(amount)s on %(date)s",
                amount=topup.program_id._member_money(topup.amount),
                date=format_date(self.env, topup.local_date),
            )

    @api.depends("gift_ids.amount")
    def _compute_bonus(self):
        for topup in self:
            topup.bonus = sum(topup.gift_ids.filtered(lambda gift: gift.receive == "bonus").mapped("amount"))

    @api.model
    def _make(self, card, paid, chosen, values):
        """Record a top-up with the offers that it is given.

        :param card: locked loyalty.card of a wallet
        :param paid: positive Decimal
        :param chosen: the offer that the member chose, or none; given only if it applies
        :param values: the other fields
        """
        config = self.env["pos.config"].browse(values.get("config_id") or [])
        found = self.env["member.topup.offer"]._for_member(
            card.partner_id, card.program_id, config, values["local_date"]
        )
        topup = self.create(
            {
                **values,
                "card_id": card.id,
                "partner_id": card.partner_id.id,
                "amount": paid,
                "gift_ids": [
                    Command.create({"offer_id": offer.id, "amount": amount})
                    for offer, amount in found._given(paid, chosen)
                ],
            }
        )
        topup.gift_ids._give_coupons()
        return topup

    def _key(self, what, *parts):
        """Unique key of a ledger entry that belongs to this top-up, whoever holds the card later."""
        self.ensure_one()
        line, program = self.pos_order_line_id, self.program_id
        start = ("pos", line.order_id.id, program.id, what, line.id) if line else ("office", self.id, program.id, what)
        return ":".join(str(part) for part in (*start, *parts))

    def _movements(self):
        """:return: list of values for ``member.ledger.entry._post``: what was paid, and what was given for it"""
        movements = []
        for topup in self:
            movements.append(
                {
                    "key": topup._key("topup"),
                    "card_id": topup.card_id.id,
                    "company_id": topup.company_id.id,
                    "kind": "top_up",
                    "bucket": "principal",
                    "amount": as_decimal(topup.amount),
                    "topup_id": topup.id,
                }
            )
            movements += topup.gift_ids._movements()
        return movements

    # ── Refund ────────────────────────────────────────────────────────────────────────────────────────────────

    def _as_engine(self, left):
        """:param left: dict of 'principal' and 'bonus' to what is left of this top-up
        :return: :class:`engine.value_refund.TopUp`
        """
        self.ensure_one()
        lots = self.entry_ids.filtered(lambda entry: entry.bucket == "bonus" and entry.amount > 0)
        received = lots.filtered(lambda lot: lot.kind == "bonus" and lot.state == "posted")
        lapsed = self.env["member.ledger.allocation"].search(
            [("credit_id", "in", lots.ids), ("debit_id.kind", "in", ("expire", "void"))]
        )
        bonus = sum(map(round_points, received.mapped("amount")), round_points(0))
        bonus -= sum(map(round_points, lapsed.filtered(lambda row: row.credit_id.state == "posted").mapped("amount")))
        return value_refund.TopUp(round_points(self.amount), bonus, left["principal"], left["bonus"])

    def _take_points_back(self, paid_back):
        """The share of the points given with this top-up that goes with the money paid back.

        :return: list of values for ``member.ledger.entry._post``, without keys
        """
        movements = []
        for entry in self.entry_ids.filtered(lambda entry: entry.bucket == "points" and entry.amount > 0):
            points = round_points(as_decimal(entry.amount) * paid_back / as_decimal(self.amount))
            movements += entry._reversing("void", points)
        return movements

    # ── Limits ────────────────────────────────────────────────────────────────────────────────────────────────

    def _limit_problems(self):
        """What stands against these top-ups of one card, not posted yet.

        :return: list of str: what is wrong, and the way out
        """
        if not self:
            return []
        card = self.card_id
        coming = sum(
            movement["amount"]
            for movement in self._movements()
            if movement["card_id"] == card.id and movement.get("state") != "pending"
        )
        return self.program_id._member_topup_limit_problems(
            largest=max(self.mapped("amount")),
            balance=round_points(card.points) + coming,
            day=self._paid_on(card, max(self.mapped("local_date"))),
        )

    @api.model
    def _paid_on(self, card, day):
        """:return: Decimal, what was paid into a card on a day"""
        return round_points(sum(self.search([("card_id", "=", card.id), ("local_date", "=", day)]).mapped("amount")))
