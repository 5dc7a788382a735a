from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ...engine.redemption import Conditions

# Amounts that a program limits, none of them below 0.
LIMITS = (
    "member_redeem_minimum",
    "member_redeem_multiple",
    "member_redeem_share",
    "member_offline_limit",
    "member_approval_above",
    "member_pin_above",
    "member_authorised_max",
    "member_topup_max",
    "member_balance_max",
    "member_day_max",
)


class LoyaltyProgram(models.Model):
    """How what is on a membership card may be spent, and what happens when it runs short."""

    _inherit = "loyalty.program"

    member_debt = fields.Selection(
        [
            ("negative", "Allow a negative balance, repaid by later credits"),
            ("zero", "Stop at zero and write off the shortfall"),
        ],
        "If the Balance Is Insufficient",
        required=True,
        default="negative",
        help="Applies when points of returned goods have already been spent, or when an offline till sold "
        "more than the balance.",
    )
    member_redeem_minimum = fields.Float("Minimum Redemption", digits=(16, 2))
    member_redeem_multiple = fields.Float("Redemption Step", digits=(16, 2))
    member_redeem_share = fields.Float(
        "Maximum Share of Order (%)",
        digits=(5, 2),
        help="The maximum percentage of an order that can be paid. 0 means no limit.",
    )
    member_redeem_period_ids = fields.One2many("member.redeem.period", "program_id", "Redemption Periods")
    member_offline_limit = fields.Float(
        "Offline Limit",
        digits=(16, 2),
        default=50,
        help="The maximum that a member can spend at a till while it is offline. 0 means nothing.",
    )
    member_approval_above = fields.Float(
        "Approval Above",
        digits=(16, 2),
        help="Adjustments and transfers above this amount require a second person's approval. 0 means never.",
    )
    member_consumption = fields.Selection(
        [
            ("principal_first", "Paid balance first"),
            ("bonus_first", "Promotional balance first"),
            ("pro_rata", "Proportionally"),
        ],
        "Spending Order",
        required=True,
        default="principal_first",
    )
    member_refund_policy = fields.Selection(
        [
            ("unused_principal", "Remaining paid balance"),
            ("paid_share", "Paid amount less the paid share of what was used"),
        ],
        "Refundable Amount",
        required=True,
        default="unused_principal",
        help="The amount that a member gets when stored value is refunded. The promotional balance is never paid out.",
    )
    member_pin_above = fields.Float(
        "Require Card or PIN Above",
        digits=(16, 2),
        help="Spending more than this amount in a day requires the member's card or PIN. 0 means never.",
    )
    member_authorised_max = fields.Float(
        "Maximum per Day by Card or PIN",
        digits=(16, 2),
        help="The maximum that a card or PIN can authorize in a day. Above it, a membership manager has to sell. 0 means "
        "no limit.",
    )
    member_topup_max = fields.Float("Maximum per Top-up", digits=(16, 2), help="0 means no limit.")
    member_balance_max = fields.Float("Maximum Balance", digits=(16, 2), help="0 means no limit.")
    member_day_max = fields.Float("Maximum per Day", digits=(16, 2), help="0 means no limit.")
    member_offer_rule = fields.Selection(
        [("best", "Best offer"), ("all", "All offers")], "If Several Offers Apply", required=True, default="best"
    )

    @api.constrains(*LIMITS)
    def _check_member_limits(self):
        for program in self:
            below = [name for name in LIMITS if program[name] < 0]
            if below or program.member_redeem_share > 100:
                raise ValidationError(
                    self.env._(
                        "%(program)s: %(field)s can't be %(value)s.",
                        program=program.name,
                        field=self._fields[below[0] if below else "member_redeem_share"]._description_string(self.env),
                        value=program[below[0]] if below else program.member_redeem_share,
                    )
                )

    @api.constrains("member_program", "program_type", "reward_ids", "currency_id")
    def _check_member_wallet(self):
        """A wallet pays its balance out one to one: anything else would make or lose money."""
        for program in self.filtered(lambda program: program.member_program and program.program_type == "ewallet"):
            one_to_one = program.reward_ids.filtered(
                lambda reward: (
                    (reward.reward_type, reward.discount_mode, reward.discount) == ("discount", "per_point", 1)
                    and reward.discount_applicability == "order"
                )
            )
            if len(program.reward_ids) > 1 or program.reward_ids != one_to_one:
                raise ValidationError(
                    self.env._(
                        "%(program)s can't be a membership wallet. It needs one reward with a discount "
                        "of 1 per point on the whole order.",
                        program=program.name,
                    )
                )
            company = program.company_id or self.env.company
            if program.currency_id != company.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(program)s can't be a membership wallet in %(currency)s. Wallets must use the "
                        "company's currency, %(own)s.",
                        program=program.name,
                        currency=program.currency_id.name,
                        own=company.currency_id.name,
                    )
                )

    def _member_conditions(self):
        """:return: :class:`engine.redemption.Conditions`"""
        self.ensure_one()
        return Conditions(
            minimum=self.member_redeem_minimum,
            multiple=self.member_redeem_multiple,
            share=self.member_redeem_share,
            periods=tuple(
                (period.date_from or None, period.date_to or None) for period in self.member_redeem_period_ids
            ),
        )

    def _member_short_message(self, balance, spent):
        """:return: str, for the cashier: how much there is, how much an order takes, and the way out"""
        self.ensure_one()
        if self.program_type == "ewallet":
            return self.env._(
                "%(wallet)s has a balance of %(balance)s, but this order uses %(spent)s. Lower the "
                "amount, top up or use another payment method.",
                wallet=self.name,
                balance=self._member_money(balance),
                spent=self._member_money(spent),
            )
        return self.env._(
            "%(program)s has a balance of %(balance)s %(unit)s, but this order uses %(spent)s. Lower the "
            "amount or remove the reward.",
            program=self.name,
            balance=formatLang(self.env, float(balance)),
            unit=self.portal_point_name,
            spent=formatLang(self.env, float(spent)),
        )
