from odoo import api, fields, models

KINDS = [("product", "Products"), ("category", "Categories")]
# The rate of chance findings up to which a pair is shown as one.
MOST_FALSE = 0.05
# From this confidence on, both ways, a pair is sold as a set.
BUNDLE_FROM = 0.5


class MemberBasketPair(models.Model):
    """Two products, or two categories, in the same baskets: of members and of everybody else.

    A basket is a purchase; what counts in it is told by ``in_basket`` of its lines. The left one of a pair is in fewer
    baskets than the right one, so that those who buy it buy the other more often than the other way round.
    """

    _name = "member.basket.pair"
    _description = "Bought Together"
    _log_access = False
    _order = "is_finding desc, lift desc, together desc, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    left_product_id = fields.Many2one("product.product", "Who Buys", readonly=True, ondelete="cascade")
    right_product_id = fields.Many2one("product.product", "Also Buys", readonly=True, ondelete="cascade")
    left_categ_id = fields.Many2one("product.category", "Who Buys Of", readonly=True, ondelete="cascade")
    right_categ_id = fields.Many2one("product.category", "Also Buys Of", readonly=True, ondelete="cascade")
    together = fields.Integer("Baskets With Both", readonly=True)
    left_count = fields.Integer("Baskets With the First", readonly=True, aggregator=None)
    right_count = fields.Integer("Baskets With the Second", readonly=True, aggregator=None)
    baskets = fields.Integer("All Baskets", readonly=True, aggregator=None)
    support = fields.Float(readonly=True, aggregator="avg", digits=0, help="Share of all baskets that have both.")
    confidence = fields.Float(
        readonly=True, aggregator="avg", digits=0, help="Of the baskets with the first, the share with the second, too."
    )
    confidence_back = fields.Float(
        readonly=True, aggregator="avg", digits=0, help="Of the baskets with the second, the share with the first, too."
    )
    lift = fields.Float(
        readonly=True, aggregator="avg", digits=0, help="How much more often they meet than by chance; 1 is chance."
    )
    chance = fields.Float(
        "By Chance",
        readonly=True,
        aggregator=None,
        digits=0,
        help="Probability that they meet so often by chance (Fisher's exact test, one-sided).",
    )
    false_discovery = fields.Float(
        "False Discovery Rate",
        readonly=True,
        aggregator=None,
        digits=0,
        help="The share of pairs that mean nothing, among all as sure as this one (Benjamini and Hochberg).",
    )
    is_finding = fields.Boolean(
        "More Than Chance", readonly=True, help="With all such pairs not more than one in twenty is by chance."
    )
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Until", readonly=True)
    hint = fields.Char(compute="_compute_hint")

    _kind = models.Index("(company_id, kind)")

    @api.depends("left_product_id", "right_product_id", "left_categ_id", "right_categ_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = " + ".join(pair._names())

    def _names(self):
        # sudo: a pair may be read by who may not read each product of it; the names are the shop's own.
        pair = self.sudo()
        if pair.kind == "product":
            return pair.left_product_id.display_name, pair.right_product_id.display_name
        return pair.left_categ_id.name, pair.right_categ_id.name

    @api.depends_context("lang")
    def _compute_hint(self):
        for pair in self:
            pair.hint = pair.is_finding and pair._hint()

    def _hint(self):
        """What to do with a pair, in words."""
        left, right = self._names()
        figures = {
            "left": left,
            "right": right,
            "lift": f"{self.lift:.1f}",
            "share": f"{100 * self.confidence:.0f}",
        }
        if self.kind == "category":
            return self.env._(
                "Who buys %(left)s buys %(right)s %(lift)s times as often as everybody: put the shelves side by side.",
                **figures,
            )
        if min(self.confidence, self.confidence_back) >= BUNDLE_FROM:
            return self.env._(
                "Who buys %(left)s buys %(right)s %(lift)s times as often as everybody, and most buy both: sell them as a "
                "set.",
                **figures,
            )
        return self.env._(
            "Who buys %(left)s buys %(right)s %(lift)s times as often as everybody (%(share)s %% do): put them together, and "
            "offer the second with the first.",
            **figures,
        )

    def _purchases(self):
        """Domain of the purchases that have both."""
        self.ensure_one()
        path, left, right = (
            ("product_id", self.left_product_id, self.right_product_id)
            if self.kind == "product"
            else ("categ_id", self.left_categ_id, self.right_categ_id)
        )
        return [
            ("company_id", "=", self.company_id.id),
            ("local_date", ">=", self.date_from),
            ("local_date", "<=", self.date_to),
            ("line_ids", "any", [(path, "=", left.id), ("in_basket", "=", True)]),
            ("line_ids", "any", [(path, "=", right.id), ("in_basket", "=", True)]),
        ]

    def action_purchases(self):
        """Open the purchases that have both."""
        # Its name is told to whoever asks.
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_purchase_action")
        return {**action, "name": self.display_name, "domain": self._purchases()}
