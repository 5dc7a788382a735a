from dataclasses import replace
from decimal import Decimal
from functools import partial

from odoo import models
from odoo.fields import Domain

from ...const import PAYMENTS
from ...engine import earning, redemption
from ...engine.rounding import as_decimal, round_points

A_CENT = Decimal("0.01")


class LoyaltyProgram(models.Model):
    """What a sales order of core's ``sale_loyalty`` earns and spends: counted by the engines of the till, so that the
    same basket brings and costs the same. Nothing here depends on that addon."""

    _inherit = "loyalty.program"

    def _register_hook(self):
        """Have sales orders ask for our count, as :class:`loyalty.card` has them say who they are."""
        super()._register_hook()
        order_class = self.env.registry.get("sale.order")
        if hasattr(order_class, "_program_check_compute_points"):
            for asks in (_program_check_compute_points, _get_real_points_for_coupon, _add_points_for_coupon):
                _extend(order_class, asks)

    def _member_sale_status(self, order, status):
        """:param status: what core says of this program on an order: its points, or why it doesn't apply"""
        self.ensure_one()
        if "error" in status or self.program_type == "ewallet":
            return status
        if not order.partner_id._is_member():
            return {"error": self.env._("%s is for members only. Enroll the customer first.", self.name)}
        if self.currency_id != order.currency_id:
            return {
                "error": self.env._(
                    "%(program)s counts in %(currency)s and doesn't apply to an order in %(other)s.",
                    program=self.name,
                    currency=self.currency_id.name,
                    other=order.currency_id.name,
                )
            }
        rules, lines, policy = self._member_sale_count(order)
        multiplier = order.partner_id.member_tier_id.points_multiplier or 1
        return {
            **status,
            "points": [float(earning.earned_points(self.id, rules, [*lines.values()], multiplier, policy))],
        }

    # ── The order as the earning engine takes it ────────────────────────────────────────────────────────────────

    def _member_sale_count(self, order):
        """:return: (rules, dict of what each line stands for to :class:`engine.earning.Line`, policy)"""
        lines = order.order_line.filtered(
            lambda line: not (line.display_type or line.combo_item_id or line.is_downpayment)
        )
        lines -= order._get_no_effect_on_threshold_lines()
        rewards = lines.reward_id
        products = lines.product_id | rewards.reward_product_ids | rewards.discount_line_product_id
        left_out = self._member_leaves_out(products)
        counted = {}
        for line in lines:
            counted |= self._member_sale_line(line, left_out)
        return self._member_rules(products, Domain.TRUE), counted, self._member_earning_policy()

    def _member_sale_line(self, line, left_out):
        """:return: dict of (line, whether it stands for a reward) to :class:`engine.earning.Line`"""
        parts, reward = line._get_lines_with_price(), line.reward_id
        sold = earning.Line(
            product=line.product_id.id,
            quantity=line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False),
            total=sum(parts.mapped("price_total")),
            untaxed=sum(parts.mapped("price_subtotal")),
            discount=line.discount,
            # Of the sale's own button *Discount*; sale_loyalty counts discounts that are rewards among them.
            nature="discount" if not reward and line._is_discount_line() else "goods",
            earns=line.product_id not in left_out,
        )
        if not reward:
            return {(line, False): sold}
        program = reward.program_id
        is_product = reward.reward_type == "product"
        given = {
            "is_reward": True,
            "reward_program": program.id,
            "reward_product": line.product_id.id if is_product else None,
            "reward_is_payment": program.program_type in PAYMENTS,
            "reward_is_automatic_discount": not is_product and program.trigger == "auto",
            "discount": 0,
        }
        if not is_product:
            return {(line, True): replace(sold, **given)}
        # A till sells the free product, and takes its price off on a line of its own.
        full = line.tax_ids.compute_all(line.price_unit, line.currency_id, line.product_uom_qty, line.product_id)
        total, untaxed = full["total_included"], full["total_excluded"]
        product = reward.discount_line_product_id
        return {
            (line, False): replace(sold, total=total, untaxed=untaxed, discount=0),
            (line, True): replace(
                sold, product=product.id, total=-total, untaxed=-untaxed, earns=product not in left_out, **given
            ),
        }

    def _member_sale_returned_share(self, order):
        """How much of what an order earned has come back at tills: weights of all its lines, and of the returned."""
        rules, lines, policy = self._member_sale_count(order)
        weights = earning.shares(self.id, rules, [*lines.values()], policy)
        sold, returned = sum(weights), 0
        for (line, is_reward), weight in zip(lines, weights, strict=True):
            quantity = as_decimal(lines[line, is_reward].quantity)
            if weight and quantity:
                back = -sum(line.pos_order_line_ids._member_returned().mapped("qty"))
                returned += weight * min(as_decimal(back) / quantity, 1)
        return sold, returned

    # ── What its rewards cost ───────────────────────────────────────────────────────────────────────────────────

    def _member_sale_cost(self, lines, balance):
        """:param lines: of one claimed reward
        :return: Decimal"""
        reward = lines.reward_id[:1]
        if reward.reward_type == "product":
            units = sum(lines.mapped("product_uom_qty"))
            claim = redemption.Claim(reward.required_points, times=units / (reward.reward_product_qty or 1))
        else:
            claim = redemption.Claim(
                required=0 if self.program_type in PAYMENTS else reward.required_points,
                per_point=reward.discount if reward.discount_mode == "per_point" else 0,
                takes_all=reward.clear_wallet,
                discount=-sum(lines.mapped("price_total")),
            )
        cost, claimed = redemption.cost(claim, balance), round_points(sum(lines.mapped("points_cost")))
        # Each tax has a line of its own, each rounded.
        off = abs(claimed - cost) * as_decimal(claim.per_point)
        return claimed if 0 < off <= A_CENT * len(lines) else cost

    def _member_sale_problems(self, order, claimed, spent, day):
        """What a till would have against spending so much.

        :return: list of str
        """
        prepaid = self._member_prepaid(order.order_line.product_id)
        bill = (order.order_line - claimed).filtered(
            lambda line: (
                not line.is_downpayment
                and line.product_id not in prepaid
                and line.reward_id.program_id.program_type not in PAYMENTS
            )
        )
        broken = redemption.broken_conditions(
            self._member_conditions(),
            spent,
            -sum(claimed.mapped("price_total")),
            round_points(sum(bill.mapped("price_total"))),
            day,
        )
        return [self.env["pos.order"]._member_condition_message(self, name) for name in broken]


def _extend(order_class, extension):
    """Put a function before a method, and before every override of it by other addons, those that are loaded later,
    too: on the class that the registry builds of them all.

    :param extension: function of the method's name, of the method as it was, the order and the arguments
    """
    name = extension.__name__
    patched = vars(order_class).get(name)
    if hasattr(patched, "is_extended"):
        return

    def method(orders, *args, **kwargs):
        before = partial(patched, orders) if patched else getattr(super(order_class, orders), name)
        return extension(before, orders, *args, **kwargs)

    method.is_extended = True
    setattr(order_class, name, method)


def _program_check_compute_points(before, order, programs):
    # sudo: whoever sells is told what the order earns; tier and settings of the program aren't theirs to read.
    return {
        program: program.sudo()._member_sale_status(order.sudo(), status) if program.member_program else status
        for program, status in before(programs).items()
    }


def _get_real_points_for_coupon(before, order, coupon, *args, **kwargs):
    """What an order will bring can't be spent on it: at a till it isn't there yet, either. Nor does a debt keep a member
    who spends nothing from buying."""
    points = before(coupon, *args, **kwargs)
    if order.state in ("sale", "done") or not coupon.program_id.member_program:
        return points
    brought = order.coupon_point_ids.filtered(lambda brings: brings.coupon_id == coupon).points
    available = coupon.currency_id.round(points - brought)
    return available if coupon in order.order_line.coupon_id else max(available, 0)


def _add_points_for_coupon(before, order, coupon_points):
    """A confirmed order has brought what it brings."""
    if order.state == "sale":
        coupon_points = {card: points for card, points in coupon_points.items() if not card.program_id.member_program}
    return before(coupon_points)
