from odoo import api, models
from odoo.tools import SQL, format_list, formatLang

from ..models.metrics.member_metrics import GROUPS


class MemberReportRfm(models.AbstractModel):
    """Members by how recently, how often and for how much they buy, in groups that are treated alike."""

    _name = "member.report.rfm"
    _inherit = "member.report"
    _description = "RFM Groups"
    _blocks = {"groups": 12, "members": 6, "spend": 6, "scores": 12}

    @api.model
    def _degenerate(self, filters):
        """:return: str, that some scores aren't given to anybody because their limits are equal; empty otherwise"""
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        cuts = self._cuts_told(filters, definition)["cuts"] or {}
        labels = {
            "recency": self.env._("recency"),
            "frequency": self.env._("frequency"),
            "monetary": self.env._("monetary"),
        }
        equal = [label for name, label in labels.items() if len(set(cuts.get(name) or ())) < len(cuts.get(name) or ())]
        if not equal:
            return ""
        return self.env._(
            "Several limits are equal, so that not all scores are given: %(scores)s. Fixed limits under Configuration, "
            "Metrics tell members apart better.",
            scores=format_list(self.env, equal),
        )

    # ── Groups ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_groups(self, filters):
        found = self.env.execute_query(
            SQL(
                """SELECT rfm_group, COUNT(*), SUM(window_spend), AVG(%s - last_date) FROM %s m
                    WHERE rfm_group IS NOT NULL GROUP BY rfm_group""",
                self._as_of(filters),
                self._members(filters),
            )
        )
        figures = {name: figures for name, *figures in found}
        labels = dict(self._model(filters)._fields["rfm_group"]._description_selection(self.env))
        advice = self._advice()
        rows = []
        for name, _label in GROUPS:
            members, spend, days = figures.get(name, (0, 0, None))
            rows.append(
                {
                    "_key": name,
                    "_domain": self._domain(filters, ("rfm_group", "=", name)),
                    "group": labels[name],
                    "advice": advice[name],
                    "members": members,
                    "spend": spend,
                    "days": days,
                }
            )
        return {
            "title": self.env._("Groups and Recommended Actions"),
            "note": " ".join(
                filter(
                    None,
                    [
                        self.env._(
                            "Groups are based on the recency score and the mean of the frequency and monetary scores "
                            "shown below. Members without a purchase have no group."
                        ),
                        self._degenerate(filters),
                        self._cuts_unknown(filters),
                    ],
                )
            ),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "group", "label": self.env._("Group"), "type": "char"},
                {"name": "advice", "label": self.env._("Recommended Action"), "type": "char"},
                *self._columns("members", "share", "spend", "spend_share", "average"),
                {"name": "days", "label": self.env._("Mean Days Since Last Purchase"), "type": "integer"},
            ],
            "rows": self._shares(rows) if found else [],
            "chart": {"kind": "bar", "x": "group", "y": ["share", "spend_share"]},
            "empty": self._no_scores(),
        }

    @api.model
    def _advice(self):
        return {
            "champion": self.env._("Thank them, show them new products first, and ask for referrals."),
            "loyal": self.env._("Encourage them toward the next tier and complementary products."),
            "recent": self.env._("Follow up in the first weeks: ask for feedback, and give a reason to return soon."),
            "promising": self.env._("Build a habit with a time-limited offer for the next visit."),
            "at_risk": self.env._("Contact them personally before they leave, and ask what went wrong."),
            "slipping": self.env._("Remind them with an offer from their favorite category."),
            "hibernating": self.env._(
                "Contact them occasionally by email, avoid calls, and stop contacting those who never respond."
            ),
        }

    @api.model
    def _no_scores(self):
        return self.env._(
            "Scores are based on members with purchases in the analysis period. They are set when all members are "
            "recalculated."
        )

    # ── Recency by frequency ──────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_members(self, filters):
        return {
            **self._cells(filters, SQL("COUNT(*)"), "integer"),
            "title": self.env._("Members by Recency and Frequency"),
            "note": self.env._("Rows: recency score. Columns: frequency score. The best members are at the top right."),
        }

    @api.model
    def _block_spend(self, filters):
        return {
            **self._cells(filters, SQL("AVG(window_spend)"), "monetary"),
            "title": self.env._("Spend per Member by Recency and Frequency"),
            "note": self.env._(
                "The mean spend in the analysis period of the members with these scores. Cells without members are "
                "blank."
            ),
        }

    @api.model
    def _cells(self, filters, figure, kind):
        """A heat map of a figure, SQL aggregate; month ends keep no scores."""
        found = []
        if not filters.day:
            found = self.env.execute_query(
                SQL(
                    """SELECT recency_score, frequency_score, %s FROM %s m
                        WHERE recency_score IS NOT NULL GROUP BY 1, 2""",
                    figure,
                    self._members(filters),
                )
            )
        parts = range(1, self._parts() + 1)
        cells = {(recency, frequency): value for recency, frequency, value in found}
        rows = []
        for recency in reversed(parts):
            domain = self._domain(filters, ("recency_score", "=", recency))
            row = {"score": f"R{recency}", "_domain": domain, "_domains": {}}
            for frequency in parts:
                row[f"f{frequency}"] = cells.get((recency, frequency))
                row["_domains"][f"f{frequency}"] = [*domain, ("frequency_score", "=", frequency)]
            rows.append(row)
        names = [f"f{frequency}" for frequency in parts]
        return {
            "model": self._model(filters)._name,
            "columns": [
                {"name": "score", "label": self.env._("Recency"), "type": "char"},
                *({"name": name, "label": name.upper(), "type": kind} for name in names),
            ],
            "rows": rows if found else [],
            "chart": {"kind": "heat", "x": "score", "y": names},
            "empty": self.env._("Month ends include groups but not scores.") if filters.day else self._no_scores(),
        }

    # ── What scores mean ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_scores(self, filters):
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        cuts = definition.cuts or {}
        parts = self._parts()
        rows = []
        for score in range(parts, 0, -1) if cuts.get("recency") else ():
            row = {"score": score, "_domains": {}}
            for name in ("recency", "frequency", "monetary"):
                # Few days are good, so recency counts from the other end.
                place = parts + 1 - score if name == "recency" else score
                row[name] = self._between(cuts[name], place, name == "monetary")
                row["_domains"][name] = self._domain(filters, (f"{name}_score", "=", score))
            rows.append(row)
        return {
            "title": self.env._("Score Limits"),
            "note": self.env._(
                "The price ranges are set in the metrics definition. A price equal to a limit belongs to the lower "
                "range."
            )
            if definition.score_by == "fixed"
            else self.env._(
                "The limits divide members with purchases in the analysis period into equal-sized groups. Members "
                "with equal values get the same score, so group sizes can differ."
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "score", "label": self.env._("Score"), "type": "integer"},
                {"name": "recency", "label": self.env._("R: Days Since Last Purchase"), "type": "char"},
                {"name": "frequency", "label": self.env._("F: Purchases in Period"), "type": "char"},
                {"name": "monetary", "label": self.env._("M: Spend in Period"), "type": "char"},
            ],
            "rows": [] if filters.day else rows,
            "empty": self.env._("Month ends include groups but not scores.") if filters.day else self._no_scores(),
        }

    @api.model
    def _parts(self):
        """Scores go up to this number, as they were made last."""
        cuts = self.env["member.metrics.definition"]._of(self.env.company).cuts or {}
        return len(cuts.get("recency") or ()) + 1

    @api.model
    def _between(self, cuts, place, money):
        """The values of one part, of those that the cuts divide, counted from 1."""
        currency = self.env.company.currency_id if money else None
        low, high = (
            formatLang(self.env, cut, digits=None if money else 0, currency_obj=currency) if cut is not None else None
            for cut in (cuts[place - 2] if place > 1 else None, cuts[place - 1] if place <= len(cuts) else None)
        )
        if low == high:
            return self.env._("none")
        if low is None:
            return self.env._("up to %(high)s", high=high)
        if high is None:
            return self.env._("above %(low)s", low=low)
        return self.env._("above %(low)s and up to %(high)s", low=low, high=high)
