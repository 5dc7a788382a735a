from odoo import api, models
from odoo.tools import format_date

from ..models.pairs.member_basket_pair import MOST_FALSE

TOP = 20
CATEGORIES = 12


class MemberReportPairs(models.AbstractModel):
    """R22: what is bought together, by members and everybody else."""

    _name = "member.report.pairs"
    _inherit = "member.report"
    _description = "Frequently Bought Together"
    _blocks = {"products": 12, "categories": 12}
    # Baskets are everybody's.
    _by_member = False

    @api.model
    def _options(self):
        shares = ["0.1", "0.5", "1", "2", "5"]
        return [
            {
                "name": "support",
                "label": self.env._("Minimum Support"),
                "values": [
                    ["0", self.env._("All stored pairs")],
                    *([share, self.env._("%(share)s%% of baskets", share=share)] for share in shares),
                ],
                "default": "0",
            },
            {
                "name": "order",
                "label": self.env._("Sort By"),
                "values": [["lift", self.env._("Highest lift")], ["together", self.env._("Most frequent")]],
                "default": "lift",
            },
        ]

    @api.model
    def _days(self):
        """Pairs are told of the months before the last count only."""
        return super()._days()[:1]

    @api.model
    def _days_note(self):
        return self.env._("Only the latest calculation is stored.")

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
            return self.env._("Pairs in less than %(support)s%% of the baskets aren't stored.", support=support)
        return self.env._(
            "Based on %(baskets)s baskets from %(first)s to %(last)s, including anonymous purchases. Returns, "
            "rewards, gifts, tips, gift cards and top-ups are excluded, as are pairs found in less than %(support)s%% "
            "of the baskets. Member filters don't apply.",
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
                        "Support: the share of all baskets with both products. Confidence: the share of baskets with "
                        "the first product that also contain the second. Reverse confidence: the share of baskets "
                        "with the second product that also contain the first. Lift: how many times more often the "
                        "pair occurs than expected by chance. Only pairs that occur more often than chance are shown "
                        "(Fisher's exact test, with a false discovery rate of at most %(false)s%% by "
                        "Benjamini-Hochberg over all possible pairs).",
                        false=f"{100 * MOST_FALSE:g}",
                    ),
                    self._baskets_note(pairs),
                ]
            ),
            "model": "member.purchase",
            "columns": [
                {"name": "pair", "label": self.env._("Products"), "type": "char"},
                {"name": "together", "label": self.env._("Baskets with Both"), "type": "integer"},
                {"name": "support", "label": self.env._("Support"), "type": "percentage"},
                {"name": "confidence", "label": self.env._("Confidence"), "type": "percentage"},
                {"name": "confidence_back", "label": self.env._("Reverse Confidence"), "type": "percentage"},
                {"name": "lift", "label": self.env._("Lift"), "type": "float"},
                {"name": "hint", "label": self.env._("Recommended Action"), "type": "char"},
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
                        "Lift: how many times more often two categories occur in the same basket than expected by "
                        "chance. Below 1, they occur together less often."
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
            return self.env._("No pair occurs more often than chance and reaches the minimum support.")
        return self.env._("No pairs yet. They are calculated weekly. A manager can also start the calculation.")

    @api.model
    def _buttons(self):
        if not self.env.user.has_group("member_loyalty.group_manager"):
            return []
        return [{"label": self.env._("Recalculate"), "method": "action_count"}]

    @api.model
    def action_count(self, filters):
        """Count pairs anew, in the background, and show how far it is."""
        definitions = self.env["member.metrics.definition"]
        definitions.check_access("write")
        return definitions._of(self.env.company).action_count_pairs()
