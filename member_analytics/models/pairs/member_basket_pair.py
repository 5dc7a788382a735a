from math import ceil

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.pairs import Pair, false_discovery

KINDS = [("product", "Products"), ("category", "Categories")]
# The rate of chance findings up to which a pair is shown as one.
MOST_FALSE = 0.05
# From this confidence on, both ways, a pair is sold as a set.
BUNDLE_FROM = 0.5
SOURCES = {"product": "product_id", "category": "categ_id"}


class MemberBasketPair(models.Model):
    """Two products, or two categories, in the same baskets: of members and of everybody else.

    A basket is a purchase; what counts in it is told by ``in_basket`` of its lines. The left one of a pair is in fewer
    baskets than the right one, so that those who buy it buy the other more often than the other way round.
    """

    _name = "member.basket.pair"
    _description = "Frequently Bought Together"
    _log_access = False
    _order = "is_finding desc, lift desc, together desc, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    left_product_id = fields.Many2one(
        "product.product", "First Product", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    right_product_id = fields.Many2one(
        "product.product", "Second Product", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    left_categ_id = fields.Many2one(
        "product.category", "First Category", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    right_categ_id = fields.Many2one(
        "product.category", "Second Category", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    together = fields.Integer("Baskets with Both", readonly=True)
    left_count = fields.Integer("Baskets with First", readonly=True, aggregator=None)
    right_count = fields.Integer("Baskets with Second", readonly=True, aggregator=None)
    baskets = fields.Integer("All Baskets", readonly=True, aggregator=None)
    support = fields.Float(readonly=True, aggregator="avg", digits=0, help="Share of all baskets that have both.")
    confidence = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=0,
        help="The share of baskets with the first item that also contain the second.",
    )
    confidence_back = fields.Float(
        "Reverse Confidence",
        readonly=True,
        aggregator="avg",
        digits=0,
        help="The share of baskets with the second item that also contain the first.",
    )
    lift = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=0,
        help="How many times more often the pair occurs than expected by chance, where 1 equals chance.",
    )
    chance = fields.Float(
        "Chance Probability",
        readonly=True,
        aggregator=None,
        digits=0,
        help="The probability that the pair occurs this often by chance (one-sided Fisher's exact test).",
    )
    false_discovery = fields.Float(
        "False Discovery Rate",
        readonly=True,
        aggregator=None,
        digits=0,
        help=(
            "The expected share of false positives among all pairs at least as significant as this one "
            "(Benjamini-Hochberg)."
        ),
    )
    is_finding = fields.Boolean(
        "More Often Than Chance",
        readonly=True,
        help="Among all such pairs, at most one in twenty is expected to be due to chance.",
    )
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Until", readonly=True)
    hint = fields.Char(compute="_compute_hint")

    _kind = models.Index("(company_id, kind)")

    @api.depends("left_product_id", "right_product_id", "left_categ_id", "right_categ_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = " + ".join(filter(None, pair._names()))

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
                "Customers who buy %(left)s are %(lift)s times as likely to buy %(right)s. Place them next to each "
                "other.",
                **figures,
            )
        if min(self.confidence, self.confidence_back) >= BUNDLE_FROM:
            return self.env._(
                "Customers who buy %(left)s are %(lift)s times as likely to buy %(right)s, and most buy both. Sell "
                "them as a bundle.",
                **figures,
            )
        return self.env._(
            "Customers who buy %(left)s are %(lift)s times as likely to buy %(right)s (%(share)s%% do). Place them "
            "together, and cross-sell the second with the first.",
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

    # ── Counting pairs ─────────────────────────────────────────────────────────────────────────────────────────

    # Set-based SQL, since millions of lines meet each other; what a count means is told by the engine.
    @api.model
    def _refresh(self, definition, day, kind):
        """Count the pairs of the months before a day anew.

        :param day: the last day that counts
        """
        company = definition.company_id
        first = day + relativedelta(months=-definition.pair_months, days=1)
        self.env["member.purchase"].flush_model(["company_id", "local_date"])
        self.env["member.purchase.line"].flush_model(
            [
                *("key", "purchase_id", "product_id", "categ_id", "refund_of_key"),
                *("quantity", "amount_net", "is_reward"),
            ]
        )
        self.env["pos.config"].flush_model(["tip_product_id"])
        metrics = self.env["member.metrics"]
        metrics._plan_for_many()
        with metrics._scratch("member_basket_items", self._items_query(company, first, day, kind)) as items:
            [(baskets,)] = self.env.execute_query(SQL("SELECT COUNT(DISTINCT basket) FROM %s", items))
            least = max(1, ceil(round(baskets * definition.pair_support / 100, 6)))
            counts, tests = self._pairs(items, least)
        self.search([("company_id", "=", company.id), ("kind", "=", kind)]).unlink()
        self._write_pairs(company, kind, baskets, (first, day), counts, tests)
        self.invalidate_model()

    @api.model
    def _items_query(self, company, first, last, kind):
        """:return: SQL select of basket and item: what each basket has, once"""
        return SQL(
            """
            SELECT DISTINCT l.purchase_id AS basket, l.%(item)s AS item
              FROM member_purchase p
              JOIN member_purchase_line l ON l.purchase_id = p.id
         LEFT JOIN (SELECT refund_of_key, SUM(quantity) AS quantity FROM member_purchase_line
                     WHERE refund_of_key IS NOT NULL GROUP BY 1) r ON r.refund_of_key = l.key
             WHERE p.company_id = %(company)s AND p.local_date BETWEEN %(first)s AND %(last)s
               AND l.%(item)s IS NOT NULL AND %(in_basket)s
            """,
            item=SQL.identifier(SOURCES[kind]),
            company=company.id,
            first=first,
            last=last,
            in_basket=self.env["member.purchase.line"]._in_basket("l", SQL("r.quantity")),
        )

    @api.model
    def _pairs(self, items, least):
        """Things in fewer baskets than asked can't make a pair that is in so many: only the others meet.

        :param SQL items: table of baskets and items
        :param least: baskets that a pair is in at least
        :return: list of (one, other, together, baskets with the one, with the other), the rarer first; and the number of
            pairs that there could have been
        """
        metrics = self.env["member.metrics"]
        often = SQL(
            """SELECT item, COUNT(*)::int AS n, ROW_NUMBER() OVER (ORDER BY COUNT(*), item)::int AS place
                 FROM %s i GROUP BY item HAVING COUNT(*) >= %s""",
            items,
            least,
        )
        with metrics._scratch("member_basket_frequent", often) as frequent:
            kept = SQL("SELECT basket, place FROM %s i JOIN %s f USING (item)", items, frequent)
            with metrics._scratch("member_basket_kept", kept) as baskets:
                counts = self.env.execute_query(
                    SQL(
                        """
                        SELECT l.item, r.item, together, l.n, r.n
                          FROM (SELECT one.place AS one, other.place AS other, COUNT(*)::int AS together
                                  FROM %(baskets)s one
                                  JOIN %(baskets)s other
                                    ON other.basket = one.basket AND one.place < other.place
                              GROUP BY 1, 2 HAVING COUNT(*) >= %(least)s) pair
                          JOIN %(frequent)s l ON l.place = one
                          JOIN %(frequent)s r ON r.place = other
                      ORDER BY one, other
                        """,
                        baskets=baskets,
                        least=least,
                        frequent=frequent,
                    )
                )
            [(things,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM %s", frequent))
        return counts, things * (things - 1) // 2

    @api.model
    def _write_pairs(self, company, kind, baskets, period, counts, tests):
        """Tell what the counts mean, and keep it."""
        pairs = [Pair(together, left, right, baskets) for _one, _other, together, left, right in counts]
        chances = [pair.chance for pair in pairs]
        rates = false_discovery(chances, tests)
        source = SOURCES[kind]
        columns = {
            f"left_{source}": ("int", [row[0] for row in counts]),
            f"right_{source}": ("int", [row[1] for row in counts]),
            **{
                name: ("int", [getattr(pair, name) for pair in pairs])
                for name in ("together", "left", "right", "baskets")
            },
            **{
                name: ("float8", [getattr(pair, name) for pair in pairs])
                for name in ("support", "confidence", "confidence_back", "lift")
            },
            "chance": ("float8", chances),
            "false_discovery": ("float8", rates),
            "is_finding": (
                "bool",
                [pair.lift > 1 and rate <= MOST_FALSE for pair, rate in zip(pairs, rates, strict=True)],
            ),
        }
        names = {"left": "left_count", "right": "right_count"}
        self.env.cr.execute(
            SQL(
                """INSERT INTO member_basket_pair (company_id, kind, date_from, date_to, %s)
                   SELECT %s, %s, %s, %s, * FROM UNNEST(%s) found""",
                SQL(", ").join(SQL.identifier(names.get(name, name)) for name in columns),
                company.id,
                kind,
                *period,
                SQL(", ").join(SQL("%s::" + kind + "[]", values) for kind, values in columns.values()),
            )
        )

    # ── In the background ─────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _start(self, company):
        """Queue the background work that counts the pairs of a company anew, unless it waits there already."""
        waiting = [("kind", "=", "pairs"), ("company_id", "=", company.id), ("state", "in", ("queued", "running"))]
        jobs = self.env["member.job"]
        return jobs.search(waiting, limit=1) or jobs._start(
            "pairs",
            self.env._("Product pairs of %(company)s", company=company.name),
            len(KINDS),
            cursor={"day": company._member_today().isoformat()},
            company=company,
        )

    @api.model
    def _night_count(self, job):
        """Every week, one kind after the other."""
        if not job.cursor:
            job.write({"cursor": {"day": job.company_id._member_today().isoformat()}, "total": len(KINDS)})
        return job._step_pairs()
