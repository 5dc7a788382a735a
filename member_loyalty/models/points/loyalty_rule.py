from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...const import ANY_PRODUCT
from ...engine.earning import Rule


class LoyaltyRule(models.Model):
    _name = "loyalty.rule"
    _inherit = ["loyalty.rule", "member.remembered"]

    def _as_engine(self):
        """:return: :class:`engine.earning.Rule`, as if it took every product"""
        self.ensure_one()
        return Rule(
            mode=self.reward_point_mode,
            amount=self.reward_point_amount,
            minimum_quantity=self.minimum_qty,
            minimum_amount=self.minimum_amount,
            minimum_with_tax=self.minimum_amount_tax_mode == "incl",
        )

    def _takes_all(self):
        narrowed = self.product_ids or self.product_category_id or self.product_tag_id
        return not narrowed and (self.product_domain or "[]") in ANY_PRODUCT

    def _matching(self, products, on_sale):
        """:param products: the products that matter; core's own list holds every product of the shop
        :return: frozenset of ids of those that the rule takes
        """
        domain = Domain("id", "in", products.ids) & on_sale
        return frozenset(self.env["product.product"].search(domain & Domain(self._get_valid_product_domain())).ids)

    # ── Which products are money in advance: each sale asks ────────────────────────────────────────────────────

    @api.model
    @ormcache()
    def _prepaid_product_ids(self):
        """:return: ids of the products that top a wallet up, or sell a gift card"""
        # sudo: which products are prepaid is no secret, and cashiers can't read other shops' programs.
        rules = self.sudo().search([("program_id.program_type", "in", ("ewallet", "gift_card"))])
        return frozenset(rules.with_context(active_test=False).product_ids.ids)

    @api.depends("reward_point_amount", "reward_point_mode", "program_id.portal_point_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """What the rule gives: core has no name for it, and lists of rules need one."""
        modes = dict(self._fields["reward_point_mode"]._description_selection(self.env))
        for rule in self:
            rule.display_name = (
                f"{rule.reward_point_amount:g} {rule.program_id.portal_point_name or ''} "
                f"{modes.get(rule.reward_point_mode, '')}"
            )

    @api.constrains("product_ids")
    def _check_member_top_up_products(self):
        """The products that top a wallet up are those of its rule."""
        self.program_id._check_member_top_up_products()
