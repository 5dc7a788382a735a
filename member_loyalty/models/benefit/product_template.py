from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_list

from ...engine import quota


class ProductTemplate(models.Model):
    """Products for members only, and how many each may buy."""

    _inherit = "product.template"

    member_only = fields.Boolean("Members Only", help="This product is sold to members only.")
    member_tier_ids = fields.Many2many(
        "member.tier", string="Tiers", help="Leave empty to sell it to members of all tiers."
    )
    member_quantity = fields.Float(
        "Maximum per Member",
        digits="Product Unit",
        help="The maximum quantity that a member can buy in the period. 0 means unlimited.",
    )
    member_quantity_period = fields.Selection(
        [("month", "per month"), ("once", "in total")], "Period", required=True, default="month"
    )

    _member_quantity_positive = models.Constraint(
        "CHECK (member_quantity >= 0)", "The maximum quantity per member can't be negative."
    )

    @api.onchange("member_only")
    def _onchange_member_only(self):
        if not self.member_only:
            self.member_tier_ids = False
            self.member_quantity = 0

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["member_only", "member_tier_ids", "member_quantity"]

    def _member_bought(self, partner, day):
        """What a member bought of these products in the period of a day, less what came back.

        :return: dict of template to quantity
        """
        bought = {}
        for period, products in self.grouped("member_quantity_period").items():
            first, last = quota.period(period, day)
            domain = Domain("purchase_id.partner_id", "=", partner.id)
            domain &= Domain("product_id.product_tmpl_id", "in", products.ids) & Domain("is_reward", "=", False)
            if first:
                domain &= Domain("purchase_id.local_date", ">=", first) & Domain("purchase_id.local_date", "<=", last)
            for product, quantity in self.env["member.purchase.line"]._read_group(
                domain, ["product_id"], ["quantity:sum"]
            ):
                template = product.product_tmpl_id
                bought[template] = bought.get(template, 0) + quantity
        return bought

    def _member_problem(self, partner):
        """Why a customer can't buy this product at all.

        :return: str, or False
        """
        self.ensure_one()
        if not self.member_only:
            return False
        if not partner._is_member():
            return self.env._(
                "%(product)s is for members only. Select or enroll a member, or remove it from the order.",
                product=self.name,
            )
        if self.member_tier_ids and partner.member_tier_id not in self.member_tier_ids:
            return self.env._(
                "%(product)s is for members of %(tiers)s only. Remove it from %(member)s's order.",
                product=self.name,
                tiers=format_list(self.env, self.member_tier_ids.mapped("name"), "or"),
                member=partner.name,
            )
        return False

    def _member_quantity_problem(self, partner, bought, wanted):
        """:param bought: quantity bought in the period before
        :param wanted: quantity on the order
        :return: str, or False
        """
        self.ensure_one()
        if not self.member_quantity or bought + wanted <= self.member_quantity:
            return False
        message = (
            self.env._(
                "%(product)s is limited to %(most)s per member and month. %(member)s has already bought %(bought)s. "
                "Remove %(over)s from the order."
            )
            if self.member_quantity_period == "month"
            else self.env._(
                "%(product)s is limited to %(most)s per member. %(member)s has already bought %(bought)s. "
                "Remove %(over)s from the order."
            )
        )
        return message % {
            "product": self.name,
            "most": f"{self.member_quantity:g}",
            "member": partner.name,
            "bought": f"{bought:g}",
            "over": f"{bought + wanted - self.member_quantity:g}",
        }
