from math import ceil

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..models.metrics.member_metrics import QUADRANTS
from ..models.metrics.member_metrics_query import quadrant_sql

# Marks of the picture: each purchase count up to ten, then so many to each factor of e; of spend likewise.
COUNT_STEPS = 8
SPEND_STEPS = 4


class MemberReportQuadrants(models.AbstractModel):
    """R16: many or few purchases, much or little spend, and where to cut.

    The option ``lines`` is "kept" for the quadrants as they stand, "mean", "median", or purchases and spend as "6;500".
    """

    _name = "member.report.quadrants"
    _inherit = "member.report"
    _description = "Quadrants"
    _blocks = {"marks": 12, "quadrants": 12, "moves": 12}
    _screen_only = ("moves",)

    @api.model
    def _options(self):
        return [
            {
                "name": "lines",
                "label": self.env._("Dividing Lines"),
                "values": [
                    ["kept", self.env._("Saved Lines")],
                    ["mean", self.env._("Mean")],
                    ["median", self.env._("Median")],
                ],
                "other": self.env._("Custom Lines"),
                "default": "kept",
            }
        ]

    # ── Where it is cut ───────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _lines(self, filters):
        """:return: [purchases, spend], None while nobody bought"""
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        lines = filters.options["lines"]
        if lines == "kept":
            return (self._cuts_told(filters, definition)["cuts"] or {}).get("lines")
        if lines in ("mean", "median"):
            return definition._lines(self._active(), lines)
        return [float(line) for line in lines.split(";")]

    @api.model
    def _active(self):
        """All of the company's members who bought in the window, as the definition takes its lines from."""
        self.env["member.metrics"].flush_model(["company_id", "window_purchase_count", "window_spend"])
        return SQL(
            """(SELECT window_purchase_count, window_spend FROM member_metrics
                 WHERE company_id = %s AND window_purchase_count > 0)""",
            self.env.company.id,
        )

    @api.model
    def _quadrant(self, filters):
        """SQL of a member's quadrant: the one that was kept, or by the lines of the filters."""
        if filters.options["lines"] == "kept":
            return SQL("f.quadrant")
        return quadrant_sql(self._lines(filters))

    @api.model
    def _quadrant_domain(self, filters, quadrant):
        """Conditions for being in a quadrant, the twin of :meth:`_quadrant`."""
        if filters.options["lines"] == "kept":
            return [("quadrant", "=", quadrant)]
        purchases, spend = self._lines(filters)
        # Conditions on whole numbers drop what follows the point.
        purchases = ceil(purchases)
        many = ">=" if quadrant in ("friend", "barnacle") else "<"
        much = ">=" if quadrant in ("friend", "butterfly") else "<"
        return [
            ("window_purchase_count", ">", 0),
            ("window_purchase_count", many, purchases),
            ("window_spend", much, spend),
        ]

    @api.model
    def _labels(self, filters):
        return dict(self._model(filters)._fields["quadrant"]._description_selection(self.env))

    # ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_marks(self, filters):
        lines = self._lines(filters)
        return {
            "title": self.env._("Purchases and Spend"),
            "note": self.env._(
                "Members with purchases in the analysis period, by number of purchases and net spend. Members with "
                "similar values share a bubble at their mean, whose area is the number of members. Both axes are "
                "logarithmic. Members with no positive net spend aren't drawn but are included below."
            ),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "quadrant", "label": self.env._("Quadrant"), "type": "char"},
                {"name": "purchases", "label": self.env._("Purchases in Period"), "type": "float"},
                {"name": "spend", "label": self.env._("Spend in Period"), "type": "monetary"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
            ],
            "rows": self._marks(filters) if lines else [],
            "chart": {
                "kind": "scatter",
                "x": "purchases",
                "y": ["spend"],
                "size": "members",
                "logarithmic": True,
                "lines": {"x": lines[0], "y": lines[1]} if lines else None,
                "lines_option": "lines",
            },
            "empty": self._nobody(),
        }

    @api.model
    def _marks(self, filters):
        found = self.env.execute_query(
            SQL(
                """SELECT %(quadrant)s AS place, AVG(f.window_purchase_count), AVG(f.window_spend), COUNT(*),
                          MIN(f.window_purchase_count), MAX(f.window_purchase_count),
                          MIN(f.window_spend), MAX(f.window_spend)
                     FROM %(members)s f WHERE f.window_purchase_count > 0 AND f.window_spend > 0
                 GROUP BY 1, CASE WHEN f.window_purchase_count <= 10 THEN f.window_purchase_count
                                  ELSE 10 + FLOOR(LN(f.window_purchase_count / 10::float8) * %(counts)s) END,
                          FLOOR(LN(f.window_spend::float8) * %(spends)s)
                 ORDER BY 4 DESC""",
                quadrant=self._quadrant(filters),
                members=self._members(filters),
                counts=COUNT_STEPS,
                spends=SPEND_STEPS,
            )
        )
        labels = self._labels(filters)
        return [
            {
                "_key": quadrant,
                "_domain": self._domain(
                    filters,
                    *self._quadrant_domain(filters, quadrant),
                    ("window_purchase_count", ">=", fewest),
                    ("window_purchase_count", "<=", most),
                    ("window_spend", ">=", least),
                    ("window_spend", "<=", greatest),
                ),
                "quadrant": labels[quadrant],
                "purchases": purchases,
                "spend": spend,
                "members": members,
            }
            for quadrant, purchases, spend, members, fewest, most, least, greatest in found
            if quadrant
        ]

    @api.model
    def _block_quadrants(self, filters):
        found = self.env.execute_query(
            SQL(
                """SELECT %s AS place, COUNT(*), SUM(f.window_purchase_count), SUM(f.window_spend)
                     FROM %s f WHERE f.window_purchase_count > 0 GROUP BY 1""",
                self._quadrant(filters),
                self._members(filters),
            )
        )
        figures = {quadrant: figures for quadrant, *figures in found if quadrant}
        members = sum(count for count, _purchases, _spend in figures.values())
        spent = sum(spend for _count, _purchases, spend in figures.values())
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        labels, rows = self._labels(filters), []
        for quadrant, _label in QUADRANTS if members else ():
            count, purchases, spend = figures.get(quadrant, (0, 0, 0))
            rows.append(
                {
                    "_key": quadrant,
                    "_domain": self._domain(filters, *self._quadrant_domain(filters, quadrant)),
                    "quadrant": labels[quadrant],
                    "members": count,
                    "share": count / members,
                    "spend": float(spend),
                    "spend_share": float(spend / spent) if spent else None,
                    "average": float(spend) / count if count else None,
                    "purchases": purchases / count if count else None,
                    "policy": definition._policy(quadrant),
                }
            )
        return {
            "title": self.env._("Recommended Actions by Quadrant"),
            "note": self._cut_note(filters),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "quadrant", "label": self.env._("Quadrant"), "type": "char"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
                {"name": "share", "label": self.env._("Share"), "type": "percentage"},
                {"name": "spend", "label": self.env._("Spend in Period"), "type": "monetary"},
                {"name": "spend_share", "label": self.env._("Share of Spend"), "type": "percentage"},
                {"name": "average", "label": self.env._("Spend per Member"), "type": "monetary"},
                {"name": "purchases", "label": self.env._("Purchases per Member"), "type": "float"},
                {"name": "policy", "label": self.env._("Policy"), "type": "char"},
            ],
            "rows": rows,
            "chart": {"kind": "bar", "x": "quadrant", "y": ["share", "spend_share"]},
            "empty": self._nobody(),
        }

    @api.model
    def _cut_note(self, filters):
        lines = self._lines(filters)
        if not lines:
            return self._nobody()
        note = self.env._(
            "True friends: frequent purchases and high spend in the analysis period. Butterflies: few purchases but "
            "high spend. Barnacles: frequent purchases but low spend. Strangers: few purchases and low spend. "
            "Frequent means at least %(purchases)s purchases, high spend at least %(spend)s. Members without "
            "purchases in the period have no quadrant.",
            purchases=formatLang(self.env, lines[0], digits=2),
            spend=formatLang(self.env, lines[1], currency_obj=self.env.company.currency_id),
        )
        return " ".join(filter(None, [note, self._degenerate(lines), self._cuts_unknown(filters)]))

    @api.model
    def _degenerate(self, lines):
        """:return: str, what lines that divide nobody mean; empty otherwise"""
        if lines[0] > 1:
            return ""
        return self.env._(
            "With this line, every member with a purchase counts as frequent, so that there are no butterflies and no "
            "strangers. Choose the mean or a custom line."
        )

    # ── Before other lines are kept ───────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_moves(self, filters):
        labels = self._labels(filters)
        found = self._moves(filters)
        moved = sum(count for (before, after), count in found.items() if before != after)
        rows = []
        for before, _label in QUADRANTS if moved else ():
            row = {"_key": before, "_domains": {}, "before": labels[before]}
            for after, _label in QUADRANTS:
                row[after] = found.get((before, after), 0)
                row["_domains"][after] = self._domain(
                    filters, ("quadrant", "=", before), *self._quadrant_domain(filters, after)
                )
            rows.append(row)
        return {
            "title": self.env._("%(count)s Members Change Quadrant", count=moved)
            if moved
            else self.env._("Members Changing Quadrant"),
            "note": self.env._("Rows: current quadrant. Columns: quadrant with these lines."),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "before", "label": self.env._("From"), "type": "char"},
                *({"name": name, "label": labels[name], "type": "integer", "key": name} for name, _label in QUADRANTS),
            ],
            "rows": rows,
            "chart": {"kind": "heat", "x": "before", "y": [name for name, _label in QUADRANTS]},
            "empty": self.env._("No changes: these are the saved lines.")
            if filters.options["lines"] == "kept"
            else self.env._("No members would change quadrant."),
            "buttons": self._keep_buttons(filters, moved),
        }

    @api.model
    def _moves(self, filters):
        """:return: dict of (quadrant now, quadrant by these lines) to members"""
        if filters.options["lines"] == "kept" or not self._lines(filters):
            return {}
        return {
            (before, after): count
            for before, after, count in self.env.execute_query(
                SQL(
                    """SELECT f.quadrant, %s AS place, COUNT(*) FROM %s f
                        WHERE f.quadrant IS NOT NULL AND f.window_purchase_count > 0 GROUP BY 1, 2""",
                    self._quadrant(filters),
                    self._members(filters),
                )
            )
        }

    @api.model
    def _keep_buttons(self, filters, moved):
        definition = self.env["member.metrics.definition"]
        if filters.options["lines"] == "kept" or filters.day or not definition.has_access("write"):
            return []
        return [
            {
                "label": self.env._("Save Lines"),
                "method": "action_keep_lines",
                "confirm": self.env._(
                    "%(count)s of the members shown would change quadrant. All members are then recalculated in the "
                    "background.",
                    count=moved,
                ),
            }
        ]

    @api.model
    def action_keep_lines(self, filters):
        """Write the lines of the filters to the definition, and count everybody anew."""
        filters = self._filters(filters)
        definition = self.env["member.metrics.definition"]._of(self.env.company).sudo(False)
        lines = filters.options["lines"]
        if lines == "kept":
            raise UserError(self.env._("These lines are already saved."))
        if lines in ("mean", "median"):
            definition.quadrant_by = lines
        else:
            purchases, spend = self._lines(filters)
            definition.write({"quadrant_by": "fixed", "purchases_line": purchases, "spend_line": spend})
        return definition.action_refresh()

    @api.model
    def _nobody(self):
        return self.env._("No purchases in the analysis period, or metrics haven't been calculated yet.")
