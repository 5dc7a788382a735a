from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...engine.rounding import round_points

_lt = LazyTranslate(__name__)
# What an order is charged may differ by the cents that each tax is rounded by from what the till showed.
CENTS = Decimal("1.01")


class MemberAuthorisation(models.Model):
    """Evidence that a member agreed to what an order spends, up to an amount and for a while, and of who tried in vain."""

    _name = "member.authorisation"
    _inherit = ["member.append.only"]
    _description = "Identity Check"
    _order = "id desc"
    _rec_name = "partner_id"
    _edit_refused = _lt("Identity checks can't be edited.")
    _delete_refused = _lt("Identity checks can't be deleted.")
    # Long enough to pay, too short for another visit.
    _SECONDS = 30 * 60

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    order_uuid = fields.Char(
        "Order", readonly=True, index="btree_not_null", help="Empty if the check was made for a PIN change."
    )
    program_id = fields.Many2one("loyalty.program", readonly=True, index="btree_not_null", ondelete="restrict")
    amount = fields.Float(
        digits=(16, 2),
        readonly=True,
        aggregator=None,
        help="How much the order may spend: points, or an amount of a wallet.",
    )
    valid_until = fields.Datetime(readonly=True)
    method = fields.Selection([("card", "Card scanned"), ("pin", "PIN")], required=True, readonly=True)
    card_id = fields.Many2one(
        "member.card",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The card that was scanned. Once it is blocked, lost or replaced, it authorizes nothing any more.",
    )
    given = fields.Boolean(
        "Successful", readonly=True, help="Checked if the PIN was correct or the card belongs to the member."
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    company_id = fields.Many2one(related="config_id.company_id", store=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    @api.model
    def _covers(self, order, program, spent):
        """:return: bool, whether the member agreed that this order spends so much"""
        # An order that comes late was paid then. It is told from others, but never refused.
        paid_on = order.date_order if order.member_offline else fields.Datetime.now()
        given = self.search(
            [
                ("order_uuid", "=", order.uuid),
                ("partner_id", "=", order.partner_id.id),
                ("program_id", "=", program.id),
                ("given", "=", True),
                ("valid_until", ">=", paid_on),
                *self._by_good_cards(),
            ]
        )
        return bool(order.uuid) and spent <= max((round_points(one.amount) for one in given), default=0) * CENTS

    @api.model
    def _proved(self, card, order_uuids):
        """:return: set of those of these orders that the card's member agreed to"""
        given = self.search(
            [
                ("order_uuid", "in", order_uuids),
                ("partner_id", "=", card.partner_id.id),
                ("program_id", "=", card.program_id.id),
                ("given", "=", True),
                *self._by_good_cards(),
            ]
        )
        return set(given.mapped("order_uuid"))

    @api.model
    def _by_good_cards(self):
        """:return: domain of checks by a PIN, or by a card that is still good"""
        return ["|", ("card_id", "=", False), ("card_id.state", "=", "active")]

    @api.model
    def _day_problem(self, partner, order_uuid, spending):
        """Why a card or PIN opens no more today, for this order beside others; False when it does.

        :param spending: dict of program to Decimal
        """
        limits = {program: round_points(program.member_authorised_max) for program in spending}
        if not any(limits.values()) or self.env.user.has_group("member_loyalty.group_manager"):
            return False
        before = self._read_group(
            [
                ("partner_id", "=", partner.id),
                ("order_uuid", "!=", order_uuid),
                ("program_id", "in", [program.id for program in spending]),
                ("given", "=", True),
                ("date", ">=", self.env.company._member_midnight(self.env.company._member_today())),
            ],
            ["program_id", "order_uuid"],
            ["amount:max"],
        )
        for program, amount in spending.items():
            total = amount + sum(round_points(most) for one, _order, most in before if one == program)
            if limits[program] and total > limits[program]:
                return self.env._(
                    "%(program)s: %(total)s would be authorized today, but a card or PIN can authorize %(limit)s a day. "
                    "Lower the amount, or ask a membership manager.",
                    program=program.name,
                    total=program._member_amount_text(total),
                    limit=program._member_amount_text(limits[program]),
                )
        return False

    @api.model
    def _log(self, config, partner, method, given, order_uuid=False, spending=None):
        """:param spending: dict of program to Decimal; without it, for a change of the PIN"""
        until = given and fields.Datetime.now() + timedelta(seconds=self._SECONDS)
        self.create(
            [
                {
                    "partner_id": partner.id,
                    "order_uuid": order_uuid,
                    "method": method,
                    "card_id": given and method == "card" and partner.member_card_id.id,
                    "given": given,
                    "config_id": config.id,
                    **({"program_id": program.id, "amount": float(amount), "valid_until": until} if program else {}),
                }
                for program, amount in (spending or {None: 0}).items()
            ]
        )
