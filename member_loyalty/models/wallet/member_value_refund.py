from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ...engine import value_refund
from ...engine.rounding import as_decimal, round_points

_lt = LazyTranslate(__name__)


class MemberValueRefund(models.Model):
    """Stored value paid back: how much, by which policy and calculation."""

    _name = "member.value.refund"
    _inherit = ["member.append.only"]
    _description = "Stored Value Refund"
    _order = "id desc"
    _edit_refused = _lt("Stored value refunds can't be edited. Top up the wallet again to correct a refund.")
    _delete_refused = _lt("Stored value refunds can't be deleted. Top up the wallet again to correct a refund.")

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True, index=True, ondelete="restrict")
    program_id = fields.Many2one(
        related="card_id.program_id", store=True, string="Wallet", ondelete="restrict", index=True
    )
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    config_id = fields.Many2one(
        "pos.config", "Store", readonly=True, help="Empty if it was made in the back office.", ondelete="set null"
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    topup_id = fields.Many2one(
        "member.topup",
        "Top-up",
        readonly=True,
        index="btree_not_null",
        help="Empty if the whole balance of the card was refunded.",
        ondelete="restrict",
    )
    pos_order_line_id = fields.Many2one(
        "pos.order.line", "Order Line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    pos_order_id = fields.Many2one(related="pos_order_line_id.order_id", string="Order")
    journal_id = fields.Many2one(
        "account.journal", "Payment Method", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    policy = fields.Selection(
        lambda self: self.env["loyalty.program"]._fields["member_refund_policy"]._description_selection(self.env),
        "Refund Policy",
        required=True,
        readonly=True,
    )
    amount = fields.Monetary("Refunded Amount", readonly=True)
    voided = fields.Monetary(
        "Voided Amount", readonly=True, help="The amount voided with the refund, including pending bonuses."
    )
    calculation = fields.Text(readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    entry_ids = fields.One2many("member.ledger.entry", "value_refund_id", "Ledger", readonly=True)

    _once = models.UniqueIndex(
        "(pos_order_line_id) WHERE pos_order_line_id IS NOT NULL", "This line was already refunded."
    )

    @api.depends("amount", "currency_id", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for refund in self:
            refund.display_name = self.env._(
                "%(amount)s to %(member)s",
                amount=refund.program_id._member_money(refund.amount),
                member=refund.partner_id.name,
            )

    # ── What would be paid back ───────────────────────────────────────────────────────────────────────────────

    @api.model
    def _quote(self, card, topup=None):
        """What a member gets back now, and why.

        :param card: loyalty.card of a wallet
        :param topup: one member.topup, or None for all that is on the card
        :return: dict of amount and voided (Decimals), lines (list of str, the calculation) and movements (values for
            the ledger, still without their keys)
        """
        domain = [("card_id", "=", card.id), ("left", ">", 0), ("bucket", "in", ("principal", "bonus"))]
        if topup is not None:
            domain.append(("topup_id", "=", topup.id))
        lots = self.env["member.ledger.entry"].search(domain, order="id")
        quote = {"amount": round_points(0), "voided": round_points(0), "lines": [], "movements": []}
        quote["lines"].append(self._policy_line(card))
        if owed := self._owed(card):
            quote["lines"].append(
                self.env._(
                    "This wallet has a shortfall of %(owed)s. Top it up by this amount before a refund.",
                    owed=card.program_id._member_money(owed),
                )
            )
            return quote
        posted = lots.filtered(lambda lot: lot.state == "posted")
        for source, source_lots in posted.grouped("topup_id").items():
            self._add_source(card, quote, source, source_lots)
        self._add_pending(card, quote, lots - posted)
        return quote

    def _owed(self, card):
        """What an offline till sold beyond the balance, and nobody has paid yet."""
        debts = self.env["member.ledger.entry"].search(
            [("card_id", "=", card.id), ("left", "<", 0), ("state", "=", "posted")]
        )
        return -sum(map(round_points, debts.mapped("left")))

    def _policy_line(self, card):
        names = dict(self._fields["policy"]._description_selection(self.env))
        return self.env._("Refund: %(policy)s", policy=names[card.program_id.member_refund_policy])

    def _add_source(self, card, quote, topup, lots):
        """Add to a quote what is left of one top-up, or of what came in otherwise when ``topup`` is empty."""
        policy = card.program_id.member_refund_policy
        left = {
            bucket: sum((round_points(lot.left) for lot in lots if lot.bucket == bucket), round_points(0))
            for bucket in ("principal", "bonus")
        }
        if topup:
            source = topup._as_engine(left)
        else:
            # What came in by hand or from an import counts as paid, and its bonus as given.
            policy = "unused_principal"
            source = value_refund.TopUp(left["principal"], left["bonus"], left["principal"], left["bonus"])
        refund = value_refund.refund(policy, source)
        quote["amount"] += refund.amount
        quote["voided"] += refund.void_principal + refund.void_bonus
        quote["lines"].append(self._source_line(card, topup, source, refund, policy))
        for bucket, back in (("principal", refund.from_principal), ("bonus", refund.from_bonus)):
            quote["movements"] += lots.filtered(lambda lot, b=bucket: lot.bucket == b)._pay_out(back)
        if topup and refund.amount:
            taken = topup._take_points_back(refund.amount)
            quote["movements"] += taken
            points = -sum(round_points(movement["amount"]) for movement in taken)
            if points:
                quote["lines"].append(self.env._("Points reversed: %s", formatLang(self.env, float(points))))

    def _source_line(self, card, topup, source, refund, policy):
        text = card.program_id._member_money
        values = {
            "day": format_date(self.env, topup.local_date) if topup else "",
            "paid": text(source.paid),
            "bonus": text(source.bonus),
            "share": formatLang(self.env, float(source.paid_share * 100)),
            "used": text(source.used),
            "left": text(source.principal_left + source.bonus_left),
            "principal": text(source.principal_left),
            "amount": text(refund.amount),
            "voided": text(refund.void_principal + refund.void_bonus),
        }
        if not topup:
            return self.env._("Other sources: paid balance %(amount)s; bonus voided: %(voided)s", **values)
        if policy == "paid_share":
            return self.env._(
                "Top-up of %(day)s: paid %(paid)s, bonus %(bonus)s, paid share %(share)s %%. Used "
                "%(used)s, remaining %(left)s × %(share)s %% = %(amount)s; voided: %(voided)s",
                **values,
            )
        return self.env._(
            "Top-up of %(day)s: paid %(paid)s, remaining %(principal)s = %(amount)s; bonus voided: %(voided)s",
            **values,
        )

    def _add_pending(self, card, quote, lots):
        on_the_way = sum((round_points(lot.left) for lot in lots), round_points(0))
        if not on_the_way:
            return
        quote["voided"] += on_the_way
        quote["movements"] += lots._pay_out(round_points(0))
        quote["lines"].append(
            self.env._(
                "Pending bonus voided: %(voided)s",
                voided=card.program_id._member_money(on_the_way),
            )
        )

    # ── Paying back ───────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _make(self, card, values, topup=None):
        """Record a refund with its calculation; its movements are the caller's to post.

        :param card: locked loyalty.card
        :return: (the record, list of values for ``member.ledger.entry._post``)
        """
        quote = self._quote(card, topup)
        refund = self.create(
            {
                **values,
                "card_id": card.id,
                "partner_id": card.partner_id.id,
                "topup_id": topup.id if topup else False,
                "policy": card.program_id.member_refund_policy,
                "amount": quote["amount"],
                "voided": quote["voided"],
                "calculation": "\n".join(quote["lines"]),
            }
        )
        if quote["amount"]:
            topups = (
                topup
                or self.env["member.ledger.entry"]
                .browse(movement["reverses_id"] for movement in quote["movements"])
                .topup_id
            )
            topups.gift_ids.coupon_ids._member_withdraw_coupons()
        return refund, refund._movements(quote["movements"])

    def _movements(self, movements):
        self.ensure_one()
        line = self.pos_order_line_id
        start = f"pos:{line.order_id.id}" if line else f"office:{self.id}"
        return [
            {
                **movement,
                "key": f"{start}:{movement['card_id']}:{movement['kind']}:{line.id or self.id}:{movement['reverses_id']}",
                "company_id": self.company_id.id,
                "value_refund_id": self.id,
                "amount": as_decimal(movement["amount"]),
            }
            for movement in movements
        ]
