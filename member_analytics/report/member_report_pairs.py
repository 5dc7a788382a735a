from odoo import api, models
from odoo.tools import format_date

from ..models.pairs.member_basket_pair import MOST_FALSE

TOP = 20
CATEGORIES = 12


class MemberReportPairs(models.AbstractModel):
    """R22: what is bought together, by members and everybody else."""

    _name = "member.report.pairs"
    _inherit = "member.report"
    _description = "Bought Together"
    _blocks = {"products": 12, "categories": 12}
    # Baskets are everybody's.
    _by_member = False

    @api.model
    def _options(self):
        shares = ["0.1", "0.5", "1", "2", "5"]
        return [
            {
                "name": "support",
                "label": self.env._("In at Least"),
                "values": [
                    ["0", self.env._("All that are kept")],
                    *([share, self.env._("%(share)s %% of baskets", share=share)] for share in shares),
                ],
                "default": "0",
            },
            {
                "name": "order",
                "label": self.env._("First"),
                "values": [["lift", self.env._("The strongest")], ["together", self.env._("The most frequent")]],
                "default": "lift",
            },
        ]

    @api.model
    def _days(self):
        """Pairs are told of the months before the last count only."""
        return super()._days()[:1]

    @api.model
    def _days_note(self):
        return self.env._("Only the last count is kept.")

    @api.model
    def _found(self, filters, kind):
        return [
            ("company_id", "=", self.env.company.id),
            ("kind", "=", kind),
            ("support", ">=", float(filters.options["support"]) / 100),
        ]

    @api.model
    def _baskets_note(self, pairs):
        """How baskets are counted, and which ones the figures are of."""
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        support = f"{definition.pair_support:g}"
        if not pairs:
            return self.env._("Pairs in less than %(support)s %% of the baskets aren't kept.", support=support)
        return self.env._(
            "%(baskets)s baskets from %(first)s to %(last)s: every purchase is one, anonymous ones too. Returns, rewards, "
            "gifts, tips, gift cards and top-ups don't count, nor do pairs in less than %(support)s %% of the baskets. "
            "Filters by member don't apply.",
            baskets=pairs[0].baskets,
            first=format_date(self.env, pairs[0].date_from),
            last=format_date(self.env, pairs[0].date_to),
            support=support,
        )

    @api.model
    def _block_products(self, filters):
        pairs = self.env["member.basket.pair"].search(
            [*self._found(filters, "product"), ("is_finding", "=", True)],
            limit=TOP,
            order="together desc, lift desc, id"
            if filters.options["order"] == "together"
            else "lift desc, together desc, id",
        )
        return {
            "title": self.env._("Products Bought Together"),
            "note": " ".join(
                [
                    self.env._(
                        "Support: share of all baskets that have both. Confidence: of the baskets with the first, the share "
                        "with the second, and the other way round. Lift: how much more often they meet than by chance. "
                        "Shown are pairs that meet more often than by chance: by Fisher's exact test, and so that not more "
                        "than %(false)s %% of all pairs shown are expected to be chance (Benjamini-Hochberg, over all "
                        "pairs there could be).",
                        false=f"{100 * MOST_FALSE:g}",
                    ),
                    self._baskets_note(pairs),
                ]
            ),
            "model": "member.purchase",
            "columns": [
                {"name": "pair", "label": self.env._("Products"), "type": "char"},
                {"name": "together", "label": self.env._("Baskets With Both"), "type": "integer"},
                {"name": "support", "label": self.env._("Support"), "type": "percentage"},
                {"name": "confidence", "label": self.env._("Confidence"), "type": "percentage"},
                {"name": "confidence_back", "label": self.env._("Other Way Round"), "type": "percentage"},
                {"name": "lift", "label": self.env._("Lift"), "type": "float"},
                {"name": "hint", "label": self.env._("What to Do"), "type": "char"},
            ],
            "rows": [
                {
                    "_domain": pair._purchases(),
                    "pair": pair.display_name,
                    **{
                        name: pair[name]
                        for name in ("together", "support", "confidence", "confidence_back", "lift", "hint")
                    },
                }
                for pair in pairs
            ],
            "chart": {"kind": "bar", "x": "pair", "y": ["lift"], "horizontal": True},
            "empty": self._no_pairs("product"),
            "buttons": self._buttons(),
        }

    @api.model
    def _block_categories(self, filters):
        """Lift of each two categories, of those that are in most pairs' baskets."""
        pairs = self.env["member.basket.pair"].search(self._found(filters, "category"), order="together desc, id")
        counts = {pair.left_categ_id: pair.left_count for pair in pairs}
        counts |= {pair.right_categ_id: pair.right_count for pair in pairs}
        shown = sorted(counts, key=lambda category: (-counts[category], category.id))[:CATEGORIES]
        rows = {category: {"category": category.name, "_domains": {}} for category in shown}
        for pair in pairs:
            for one, other in ((pair.left_categ_id, pair.right_categ_id), (pair.right_categ_id, pair.left_categ_id)):
                if one in rows and other in rows:
                    rows[one][f"lift_{other.id}"] = pair.lift
                    rows[one]["_domains"][f"lift_{other.id}"] = pair._purchases()
        names = [f"lift_{category.id}" for category in shown]
        return {
            "title": self.env._("Categories Bought Together"),
            "note": " ".join(
                [
                    self.env._(
                        "Lift: how much more often two categories are in a basket than by chance, which is 1; below it they "
                        "are together less often."
                    ),
                    self._baskets_note(pairs[:1]),
                ]
            ),
            "model": "member.purchase",
            "columns": [
                {"name": "category", "label": self.env._("Category"), "type": "char"},
                *(
                    {"name": name, "label": category.name, "type": "float"}
                    for name, category in zip(names, shown, strict=True)
                ),
            ],
            "rows": [{**dict.fromkeys(names), **row} for row in rows.values()],
            "chart": {"kind": "heat", "x": "category", "y": names},
            "empty": self._no_pairs("category"),
        }

    @api.model
    def _no_pairs(self, kind):
        counted = self.env["member.basket.pair"].search_count(
            [("company_id", "=", self.env.company.id), ("kind", "=", kind)], limit=1
        )
        if counted:
            return self.env._(
                "None of the pairs that were counted meets more often than by chance, or is in so many baskets."
            )
        return self.env._("No pairs. They are counted every week; a manager can have them counted at once.")

    @api.model
    def _buttons(self):
        if not self.env.user.has_group("member_loyalty.group_manager"):
            return []
        return [{"label": self.env._("Count Anew"), "method": "action_count"}]

    @api.model
    def action_count(self, filters):
        """Count pairs anew, in the background, and show how far it is."""
        definitions = self.env["member.metrics.definition"]
        definitions.check_access("write")
        return definitions._of(self.env.company).action_count_pairs()
