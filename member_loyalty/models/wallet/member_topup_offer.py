from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ...engine import offers
from ...engine.rounding import as_decimal


class MemberTopupOffer(models.Model):
    _name = "member.topup.offer"
    _description = "Top-up Offer"
    _inherit = ["pos.load.mixin", "member.in.force"]
    _order = "sequence, pay, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        "loyalty.program",
        "Wallet",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("program_type", "=", "ewallet"), ("member_program", "=", True)],
        default=lambda self: self._default_program(),
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True, ondelete="restrict")
    currency_id = fields.Many2one(related="program_id.currency_id")
    pay = fields.Monetary("Payment", required=True)
    mode = fields.Selection(
        [("least", "at least"), ("exact", "exactly"), ("each", "each time")],
        "Amount to Pay",
        required=True,
        default="least",
        help="“Each time” grants the offer as often as the amount is paid in full.",
    )
    receive = fields.Selection(
        [("bonus", "Promotional balance"), ("points", "Points"), ("coupon", "Coupon")],
        "Reward",
        required=True,
        default="bonus",
    )
    bonus = fields.Monetary("Promotional Balance")
    points = fields.Float(digits=(16, 2))
    points_program_id = fields.Many2one(
        "loyalty.program",
        ondelete="restrict",
        domain=[("program_type", "=", "loyalty"), ("member_program", "=", True)],
    )
    coupon_program_id = fields.Many2one(
        "loyalty.program", "Coupon", ondelete="restrict", domain=[("program_type", "=", "coupons")]
    )
    parts = fields.Integer(
        "Number of Monthly Installments",
        required=True,
        default=1,
        help="1 grants everything immediately. Otherwise, the first installment is granted immediately and "
        "the others monthly.",
    )
    months_good = fields.Integer(
        "Validity (Months)",
        help="How long the promotional balance or the coupon can be used. 0 means that it never expires.",
    )
    tier_ids = fields.Many2many("member.tier", string="Tiers", help="Leave empty to offer it to all members.")
    config_ids = fields.Many2many(
        "pos.config", string="Stores", help="Leave empty to offer it in all stores and in the back office."
    )
    first_only = fields.Boolean("First Top-up Only")
    times = fields.Integer(
        "Maximum per Member", help="The maximum number of times a member can use the offer. 0 means no limit."
    )
    receive_text = fields.Char("Summary", compute="_compute_receive_text")
    gift_count = fields.Integer("Granted", compute="_compute_gift_count")

    _pay_positive = models.Constraint("CHECK (pay > 0)", "The amount to pay must be above 0.")
    _numbers = models.Constraint(
        "CHECK (parts BETWEEN 1 AND 120 AND months_good >= 0 AND times >= 0)",
        "An offer must have between 1 and 120 monthly installments. The validity and the maximum per "
        "member can't be negative.",
    )

    @api.model
    def _default_program(self):
        wallets = self.env["loyalty.program"].search(
            [("program_type", "=", "ewallet"), ("member_program", "=", True)], limit=2
        )
        return wallets if len(wallets) == 1 else False

    @api.constrains("receive", "bonus", "points", "points_program_id", "coupon_program_id")
    def _check_receive(self):
        for offer in self:
            missing = {
                "bonus": offer.bonus <= 0,
                "points": offer.points <= 0 or not offer.points_program_id,
                "coupon": not offer.coupon_program_id,
            }
            if missing[offer.receive]:
                raise ValidationError(self.env._("%(offer)s: enter the reward and its amount.", offer=offer.name))

    @api.depends("receive", "bonus", "points", "points_program_id", "coupon_program_id", "parts", "months_good")
    @api.depends_context("lang")
    def _compute_receive_text(self):
        for offer in self:
            offer.receive_text = offer._receive_in_words(offer[offer._amount_field()] if offer._amount_field() else 1)

    def _compute_gift_count(self):
        counts = dict(
            self.env["member.topup.gift"]._read_group([("offer_id", "in", self.ids)], ["offer_id"], ["__count"])
        )
        for offer in self:
            offer.gift_count = counts.get(offer, 0)

    def _amount_field(self):
        self.ensure_one()
        return {"bonus": "bonus", "points": "points", "coupon": False}[self.receive]

    def _receive_in_words(self, amount):
        """:param amount: currency, points or number of coupons"""
        self.ensure_one()
        if self.receive == "coupon":
            return self.env._("%(number)s × %(coupon)s", number=int(amount), coupon=self.coupon_program_id.name)
        if self.receive == "points":
            return f"{formatLang(self.env, float(amount))} {self.points_program_id.portal_point_name}"
        money = self.program_id._member_money(amount)
        if self.parts > 1:
            return self.env._("%(amount)s bonus in %(parts)s monthly installments", amount=money, parts=self.parts)
        return self.env._("%(amount)s bonus", amount=money)

    def _as_engine(self):
        """:return: list of :class:`engine.offers.Offer`"""
        return [
            offers.Offer(
                offer.id,
                as_decimal(offer.pay),
                offer.receive,
                as_decimal(offer[offer._amount_field()] if offer._amount_field() else 1),
                offer.mode,
            )
            for offer in self
        ]

    @api.model
    def _for_member(self, partner, program, config, day):
        """Offers that a member may have on a day.

        :param config: the till's pos.config; empty in the office
        """
        stores = Domain("config_ids", "=", False)
        if config:
            stores |= Domain("config_ids", "in", config.ids)
        found = self.search(
            Domain("program_id", "=", program.id)
            & stores
            & (Domain("tier_ids", "=", False) | Domain("tier_ids", "in", partner.member_tier_id.ids))
            & self._in_force_on(day)
        )
        if self.env["member.topup"].search_count(
            [("partner_id", "=", partner.id), ("program_id", "=", program.id)], limit=1
        ):
            found = found.filtered(lambda offer: not offer.first_only)
        had = dict(
            self.env["member.topup.gift"]._read_group(
                [("offer_id", "in", found.ids), ("partner_id", "=", partner.id)], ["offer_id"], ["__count"]
            )
        )
        return found.filtered(lambda offer: not offer.times or had.get(offer, 0) < offer.times)

    def _given(self, paid, chosen):
        """Which of these offers a payment is given, by their wallet's rule.

        :param paid: Decimal
        :param chosen: the offer that the member chose, or none
        :return: list of (offer, Decimal received)
        """
        rule = self.program_id.member_offer_rule or "best"
        found = offers.given(self._as_engine(), paid, rule, chosen.id)
        return [(self.browse(offer.id), amount) for offer, amount in found]

    def _bonus_at_once(self, amount, day):
        """:return: Decimal, what of this gift is on the wallet at once when it is topped up on a day"""
        self.ensure_one()
        if self.receive != "bonus":
            return as_decimal(0)
        [(_first_day, _last_day, at_once), *_later] = offers.monthly_parts(amount, self.parts, day)
        return at_once

    def action_view_gifts(self):
        """Show who was given this offer."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_topup_gift_action"),
            "domain": [("offer_id", "=", self.id)],
        }
