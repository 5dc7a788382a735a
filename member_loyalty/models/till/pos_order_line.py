from decimal import Decimal
from math import copysign

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import PAYMENTS
from ...engine.earning import Line
from ...engine.redemption import Claim
from ...engine.rounding import as_decimal, round_points

# What points, wallet and a later refund are counted from.
COUNTED = {
    *("order_id", "product_id", "qty", "price_unit", "discount", "price_subtotal", "price_subtotal_incl"),
    *("refunded_orderline_id", "combo_parent_id"),
    *("is_reward_line", "reward_id", "reward_identifier_code", "points_cost"),
}


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    # A product that a benefit put on the order.
    member_benefit_key = fields.Char(
        "Benefit Use",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The key of the benefit use that the line belongs to.",
    )

    # A line that tops a wallet up.
    member_offer_id = fields.Many2one(
        "member.topup.offer",
        "Selected Offer",
        copy=False,
        ondelete="set null",
        help="The top-up offer that was selected at the till. The server checks whether it applies.",
        index="btree_not_null",
    )

    # A line that gives one of several products for free.
    member_gift_product_id = fields.Many2one(
        "product.product",
        "Free Product",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The product of the reward that was given for free, as selected at the till.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["member_benefit_key", "member_gift_product_id"]

    def _member_lines(self, left_out, elsewhere, policy):
        """The lines as the earning engine counts them; parts of a combo count in their parent.

        :param left_out: products that earn nothing
        :param elsewhere: lines that are counted elsewhere
        :param policy: :class:`engine.earning.Policy`
        :return: list of :class:`engine.earning.Line`
        """
        lines = self.filtered(lambda line: not line.combo_parent_id)
        return [line._member_line(line.product_id in left_out or line in elsewhere, policy) for line in lines]

    def _member_sale(self):
        """:return: the sales order that the line settles or pays down, where core's pos_sale is installed"""
        return "sale_order_origin_id" in self._fields and self.sale_order_origin_id

    def _member_is_claimed_in_sale(self):
        """Whether the line's reward is one of the sales order's, which pays for it, once, when it's confirmed."""
        order = self._member_sale()
        if not order or not self.reward_id:
            return False
        claim = self.sale_order_line_id
        others = (claim.pos_order_line_ids - self).filtered(lambda line: line.order_id.state in ("paid", "done"))
        return (
            (claim.order_id, claim.reward_id) == (order, self.reward_id)
            and order.state != "cancel"
            and not others
            and round_points(self._member_amount("price_subtotal_incl")) >= round_points(claim.price_total)
        )

    def _member_line(self, is_left_out, policy):
        self.ensure_one()
        parts = self._member_parts()
        reward = self.reward_id
        program = reward.program_id
        return Line(
            product=self.product_id.id,
            quantity=self.qty,
            total=parts._member_amount("price_subtotal_incl"),
            untaxed=parts._member_amount("price_subtotal"),
            discount=self.discount,
            listed=1 if policy.after_discounts else parts._member_listed(),
            nature=self._member_nature(),
            earns=not is_left_out,
            is_reward=self.is_reward_line,
            reward_program=program.id or None,
            reward_product=self._member_gift().id or None,
            reward_is_payment=program.program_type in PAYMENTS,
            reward_is_automatic_discount=reward.reward_type == "discount" and program.trigger == "auto",
            is_refund=bool(self.refunded_orderline_id) or self._member_is_without_order(),
        )

    def _member_gift(self):
        """:return: the product that the line gives for free: which of those that its reward offers, the till says"""
        reward = self.reward_id.filtered(lambda reward: reward.reward_type == "product")
        offered = reward.reward_product_ids
        sold = offered & self.order_id.lines.product_id
        return self.member_gift_product_id & sold or sold[:1] or offered[:1]

    def _member_nature(self):
        """:return: what the line is to the membership, as :class:`engine.earning.Line` says it"""
        self.ensure_one()
        if self.product_id == self.order_id.config_id._member_discount_product():
            return "discount"
        is_tip = self.product_id == self.order_id.config_id.tip_product_id
        return "other" if is_tip or self.env["loyalty.program"]._member_prepaid(self.product_id) else "goods"

    def _member_listed(self):
        """How much of the price at which these lines, one product or combo, were sold stands in the pricelist, at most 1.

        Whoever types a price may type a thousandfold, and discount it again.
        """
        sold_at = sum(line.price_unit * line.qty for line in self)
        if not self[0].discount or not sold_at:
            return 1
        order = self.order_id
        pricelist = order._member_pricelist()
        one = pricelist._get_product_price(self[0].product_id, abs(self[0].qty), currency=order.currency_id)
        extras = sum(
            (sum(line.attribute_value_ids.mapped("price_extra")) + line.combo_item_id.extra_price) * line.qty
            for line in self
        )
        return min(max((one * self[0].qty + extras) / sold_at, 0), 1)

    def _member_amount(self, name):
        """Sum of an amount, negative for what was returned or taken off.

        Core stores the lines of a refund as its till sends them, with the sign of a sale, and those of other refunds
        with their own: quantity and price tell which it is.
        """
        return sum(copysign(abs(line[name]), line.qty * line.price_unit) for line in self)

    def _member_worth(self):
        """Sum of the amounts with taxes, whichever their direction."""
        return sum(abs(line.price_subtotal_incl) for line in self)

    def _member_parts(self):
        """The line with the parts of its combo. Parts that came back may hang on the line that was sold."""
        return self | self.combo_line_ids.filtered(lambda part: part.order_id == self.order_id)

    def _member_is_without_order(self):
        """Whether goods come back that no order is named for: the +/- key, and no *Refund*."""
        return self.qty < 0 <= self.price_unit and not (self.refunded_orderline_id or self.is_reward_line)

    def _member_returned(self):
        """Lines of later orders that return these."""
        return self.refund_orderline_ids.filtered(lambda line: line.order_id.state in ("paid", "done"))

    def _member_quantity_back(self):
        """:return: Decimal, how much of this line's quantity has come back; above 1 where too much has"""
        self.ensure_one()
        returned = -sum(self._member_returned().mapped("qty"))
        return as_decimal(returned) / as_decimal(self.qty) if self.qty else Decimal(0)

    def _member_returned_part(self):
        """:return: Decimal from 0 to 1, how much of this line has come back; of a combo, how much of what its parts
        cost"""
        parts = self._member_parts()
        worth = as_decimal(parts._member_worth())
        if len(parts) == 1 or not worth:
            return min(self._member_quantity_back(), Decimal(1))
        back = sum(as_decimal(part._member_worth()) * part._member_returned_part() for part in parts - self)
        own = as_decimal(self._member_worth()) * min(self._member_quantity_back(), Decimal(1))
        return (back + own) / worth

    def _member_returned_amounts(self):
        """:return: (what these reward lines took off the bill, how much of it has come back), both positive"""
        taken_off = -self._member_amount("price_subtotal_incl")
        return taken_off, self._member_returned()._member_amount("price_subtotal_incl")

    def _member_claim(self):
        """Lines of one claimed reward, as the redemption engine prices it.

        :return: :class:`engine.redemption.Claim`
        """
        reward = self.reward_id[:1]
        if reward.reward_type == "product":
            units = abs(sum(self.mapped("qty")))
            return Claim(
                required=reward.required_points,
                times=units / (reward.reward_product_qty or 1),
                claimed=sum(self.mapped("points_cost")),
                takes_all=reward.clear_wallet,
            )
        taxes = {line.tax_ids for line in self}
        return Claim(
            # A wallet pays its last cents, too.
            required=0 if reward.program_id.program_type in PAYMENTS else reward.required_points,
            per_point=reward.discount if reward.discount_mode == "per_point" else 0,
            takes_all=reward.clear_wallet,
            discount=self._member_taken_off(),
            claimed=sum(self.mapped("points_cost")),
            # A cent for each tax, and the fixed taxes that the till puts on a discount of single products.
            tolerance=sum(self.currency_id.rounding * max(len(one), 1) + one._member_fixed() for one in taxes),
            untouched=self.order_id._member_fixed_taxes(),
        )

    def _member_taken_off(self):
        """What a claimed reward takes off: with taxes. Of the cheapest product the till counts the price without, whatever
        taxes the line then has."""
        if self.reward_id[:1].discount_applicability == "cheapest":
            return -sum(line.price_unit * line.qty for line in self)
        return -self._member_amount("price_subtotal_incl")

    # ── Lines of an order that has moved points or money: a refund will be weighed by them, so they stay ───────────

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_member_settled()
        return lines

    def write(self, vals):
        if not COUNTED.isdisjoint(vals):
            self._check_member_settled()
        return super().write(vals)

    def _check_member_settled(self):
        if self.env.su:
            return
        # sudo: asks whether there are entries, of whomever. An order that arrives paid has no name yet: a sale pays for
        # no further query.
        for order in self.sudo().order_id:
            if order.state not in ("paid", "done") or order.name == "/":
                continue
            if (order | order.lines.refunded_orderline_id.order_id).member_entry_ids:
                raise UserError(
                    self.env._(
                        "Order %(order)s is paid and has moved points or money of its member, so its lines can't be "
                        "edited. Refund it instead.",
                        order=order.pos_reference or order.name,
                    )
                )
