from odoo import api, fields, models
from odoo.tools import format_list
from odoo.tools.misc import formatLang

from ...engine import redemption
from ...engine.rounding import round_points


class PosOrder(models.Model):
    """What an order may spend: refused before it is paid, or flagged when a till that was offline has sold it."""

    _inherit = "pos.order"

    member_offline = fields.Boolean("Sold Offline", readonly=True, copy=False)
    member_shortage = fields.Float(
        "Shortfall",
        digits=(16, 2),
        readonly=True,
        copy=False,
        help="The amount missing on the members' cards when this order arrived.",
    )
    member_flag = fields.Text(
        "Rule Exceptions", readonly=True, copy=False, help="The reason why the order would have been refused online."
    )

    @api.model
    def sync_from_ui(self, orders):
        return super(PosOrder, self.with_context(member_from_till=True)).sync_from_ui(orders)

    def _member_spending_problems(self, card, movements):
        """What stands against these movements.

        :return: list of str, for the cashier: what is wrong, and the way out
        """
        spent = -sum(movement["amount"] for movement in movements if movement["kind"] == "redeem")
        if not spent:
            return []
        short = self._member_short_of(card, movements)
        problems = [card.program_id._member_short_message(card.points, spent)] if short else []
        claims = self._member_claims(card).values()
        claimed = self.lines.browse().concat(*claims)
        bill = self._member_bill(claimed)
        broken = redemption.broken_conditions(
            card.program_id._member_conditions(),
            spent,
            -claimed._member_amount("price_subtotal_incl"),
            bill,
            self._member_local_date(),
            # The bill is the sum of lines, each rounded.
            sum(claim._member_claim().tolerance for claim in claims) + self.currency_id.rounding * len(self.lines) / 2,
        )
        problems += [self._member_condition_message(card.program_id, name) for name in broken]
        return problems + self._member_tip_problems(card.program_id, claimed, bill)

    def _member_tip_problems(self, program, claimed, bill):
        """A tip is no merchandise: what points and wallets pay is the bill without it.

        :param claimed: lines that spend from the program
        """
        paid = -claimed._member_amount("price_subtotal_incl")
        # A line for each tax, and each is rounded.
        is_covered = paid <= bill + round_points(0.01) * len(claimed)
        if is_covered or self.config_id.tip_product_id not in self.lines.product_id:
            return []
        return [
            self.env._(
                "%(program)s can't pay a tip: it can pay at most %(amount)s of this order. Lower the amount.",
                program=program.name,
                amount=program._member_money(max(bill, 0)),
            )
        ]

    def _member_problems_in_hand(self, spending):
        """What would refuse this order once it is paid.

        :param spending: dict of loyalty.card to the points that the till is about to spend of it
        """
        cards = self.env["loyalty.card"].union(*spending)
        problems = self._member_reward_problems(cards)
        for card, points in spending.items():
            movements = self._member_spent(card) or [{"kind": "redeem", "amount": -round_points(points)}]
            problems += self._member_spending_problems(card, movements)
        return problems

    def _member_uncharged_problems(self, in_force):
        """A reward that no card of the customer pays for would be given for nothing.

        :param in_force: cards that the order may spend from
        """
        return [
            self.env._(
                "%(reward)s can't be redeemed in this order: %(program)s isn't available for this customer at %(till)s. "
                "Remove the line, or use another payment method.",
                reward=line.product_id.display_name,
                program=line.reward_id.program_id.name,
                till=self.config_id.name,
            )
            for line in self._member_uncharged(in_force)
        ]

    def _member_uncharged(self, in_force):
        """:return: reward lines that no card of the customer pays for"""
        return self.lines.filtered(
            lambda line: (
                line.reward_id.program_id.member_program
                and not line.refunded_orderline_id
                and not line._member_is_claimed_in_sale()
                and line.reward_id.program_id not in in_force.program_id
            )
        )

    def _member_short_of(self, card, movements):
        """:return: Decimal, how much more the order spends than is on the card"""
        moved = {"redeem": 0, "other": 0}
        today = self.company_id._member_today()
        for movement in movements:
            if (movement.get("date_expiration") or today) < today:
                continue
            if movement.get("state") != "pending" and movement["kind"] in ("redeem", "restore", "clawback"):
                moved["redeem" if movement["kind"] == "redeem" else "other"] += movement["amount"]
        available = max(round_points(card.points) + moved["other"], round_points(0))
        return max(-moved["redeem"] - available, round_points(0))

    def _member_condition_message(self, program, name):
        return {
            "minimum": lambda: self.env._(
                "%(program)s: the minimum redemption is %(amount)s.",
                program=program.name,
                amount=formatLang(self.env, program.member_redeem_minimum),
            ),
            "multiple": lambda: self.env._(
                "%(program)s: the redemption step is %(amount)s.",
                program=program.name,
                amount=formatLang(self.env, program.member_redeem_multiple),
            ),
            "share": lambda: self.env._(
                "%(program)s can pay at most %(share)s %% of an order. Lower the amount.",
                program=program.name,
                share=formatLang(self.env, program.member_redeem_share),
            ),
            "period": lambda: self.env._(
                "%(program)s can't be redeemed today. The redemption periods are %(periods)s.",
                program=program.name,
                periods=format_list(self.env, program.member_redeem_period_ids.mapped("display_name")),
            ),
        }[name]()

    def _member_flag_order(self, problems):
        """Tell the responsible, once an order."""
        if self.member_flag:
            return
        self.member_flag = "\n".join(problems)
        # An order of nobody is told with its session.
        (self.partner_id or self.session_id).activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Rule exception: %s", self.pos_reference or self.name),
            note=self.member_flag,
            user_id=self.company_id._member_responsible().id,
        )

    def _member_losses(self, card, movements):
        """The part of a debt made by these movements that the shop bears, by the program's policy.

        :return: list of values for ``member.ledger.entry._post``
        """
        taken = [m for m in movements if m["kind"] in ("redeem", "restore", "clawback") and m.get("state") != "pending"]
        before = round_points(card.points)
        after = before + sum(movement["amount"] for movement in taken)
        loss = min(-after, before - after) if after < 0 else 0
        if card.program_id.member_debt != "zero" or loss <= 0:
            return []
        last = taken[-1]
        return [
            {
                **{name: last[name] for name in ("card_id", "company_id", "config_id", "pos_order_id", "user_id")},
                "key": self._member_key(card, "write_off", card.id),
                "kind": "write_off",
                "amount": loss,
                "reason": self.env._("Shortfall written off"),
            }
        ]
