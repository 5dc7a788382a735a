from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import quota


class ProductTemplate(models.Model):
    """Products for members only, and how many each may buy."""

    _inherit = "product.template"

    member_only = fields.Boolean("Members Only", help="Tills sell it to members only.")
    member_tier_ids = fields.Many2many("member.tier", string="Tiers", help="Empty: members of every tier.")
    member_quantity = fields.Float(
        "Most per Member", digits="Product Unit", help="How many a member may buy in the period. 0: without limit."
    )
    member_quantity_period = fields.Selection(
        [("month", "per month"), ("once", "in all")], "Counted", required=True, default="month"
    )

    _member_quantity_positive = models.Constraint(
        "CHECK (member_quantity >= 0)", "What a member may buy of a product isn't negative."
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
                "%(product)s is for members only. Find or enrol the customer, or take it off the order.",
                product=self.name,
            )
        if self.member_tier_ids and partner.member_tier_id not in self.member_tier_ids:
            return self.env._(
                "%(product)s is for members of %(tiers)s only. Take it off %(member)s's order.",
                product=self.name,
                tiers=", ".join(self.member_tier_ids.mapped("name")),
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
        period = self.env._("a month") if self.member_quantity_period == "month" else self.env._("in all")
        return self.env._(
            "%(product)s: a member may buy %(most)s %(period)s, and %(member)s has bought %(bought)s. "
            "Take %(over)s off the order.",
            product=self.name,
            most=f"{self.member_quantity:g}",
            period=period,
            member=partner.name,
            bought=f"{bought:g}",
            over=f"{bought + wanted - self.member_quantity:g}",
        )
