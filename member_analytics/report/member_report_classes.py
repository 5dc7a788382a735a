from bisect import bisect_left
from math import ceil

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

from ..models.metrics.member_metrics import CLASSES

# Of the members, whose share of spend is told in words.
BEST = 20


class MemberReportClasses(models.AbstractModel):
    """Who brings the money: classes A, B and C, and the curve from percent of members to percent of spend."""

    _name = "member.report.classes"
    _inherit = "member.report"
    _description = "Value Classes"
    _blocks = {"classes": 5, "curve": 7}

    @api.model
    def _block_classes(self, filters):
        found = self.env.execute_query(
            SQL("SELECT abc, COUNT(*), SUM(window_spend) FROM %s m GROUP BY abc", self._members(filters))
        )
        figures = {name: (members, spend) for name, members, spend in found}
        labels = dict(self._model(filters)._fields["abc"]._description_selection(self.env))
        rows = []
        for name, _label in CLASSES:
            members, spend = figures.get(name, (0, 0))
            rows.append(
                {
                    "_key": name,
                    "_domain": self._domain(filters, ("abc", "=", name)),
                    "class": labels[name],
                    "members": members,
                    "spend": spend,
                }
            )
        return {
            "title": self.env._("Classes by Spend"),
            "note": " ".join(filter(None, [self._classes_note(filters), self._cuts_unknown(filters)])),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "class", "label": self.env._("Class"), "type": "char"},
                *self._columns("members", "share", "spend", "spend_share", "average"),
            ],
            "rows": self._shares(rows) if found else [],
            "chart": {"kind": "bar", "x": "class", "y": ["share", "spend_share"]},
            "empty": self.env._("There are no members to classify."),
        }

    @api.model
    def _classes_note(self, filters):
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        told = self._cuts_told(filters, definition)
        return self.env._(
            "Members are ranked by spend in the analysis period, ties by the older contact first. Class A: the top "
            "members up to %(first)s%% of total spend. Class B: up to %(second)s%%. Class C: all others, including "
            "members with zero or negative spend. Class limits are as of %(day)s.",
            first=formatLang(self.env, told["abc_first"], digits=0),
            second=formatLang(self.env, told["abc_second"], digits=0),
            day=format_date(self.env, told["cut_on"] or self._as_of(self._filters({}))),
        )

    @api.model
    def _block_curve(self, filters):
        points = self._curve(filters)
        best = next((point["spend_share"] for point in points if point["percent"] == BEST / 100), None)
        return {
            "title": self.env._("Members and Their Spend"),
            "lead": best is not None
            and self.env._(
                "The top %(members)s%% of members account for %(spend)s%% of spend.",
                members=BEST,
                spend=formatLang(self.env, 100 * best, digits=1),
            ),
            "note": self.env._(
                "Members are ranked by spend in the analysis period and rounded up to whole members. Negative spend "
                "counts as zero."
            ),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "percent", "label": self.env._("Best Members"), "type": "percentage"},
                *self._columns("spend_share", "members", "spend"),
            ],
            "rows": points,
            "chart": {"kind": "line", "x": "percent", "y": ["spend_share"]},
            "empty": self.env._("No spend in the analysis period."),
        }

    @api.model
    def _curve(self, filters):
        """:return: a row for each full percent of the members; [] when nobody spent anything"""
        heaps = self._heaps(filters)
        members, spent = (sum(figures) for figures in list(zip(*heaps, strict=True))[1:]) if heaps else (0, 0)
        if not spent:
            return []
        places = [ceil(members * percent / 100) for percent in range(1, 101)]
        found = self._places(filters, heaps, places)
        return [
            {
                "_domain": self._down_to(filters, least, partner_id),
                "percent": percent / 100,
                "members": place,
                "spend": reached,
                "spend_share": reached / spent,
            }
            for percent, place in enumerate(places, 1)
            for reached, least, partner_id in [found[place]]
        ]

    @api.model
    def _heaps(self, filters):
        """Members in heaps, from the one with the most spend down: counting is shared out among workers, ranking isn't.

        :return: list of number of the heap, members and spend
        """
        return self.env.execute_query(
            SQL(
                "SELECT heap, COUNT(*), SUM(spend) FROM %s ranked GROUP BY heap ORDER BY heap",
                self._in_heaps(filters),
            )
        )

    @api.model
    def _in_heaps(self, filters):
        """Of spend in steps of half a percent; who spent nothing, by thousands of their ids."""
        return SQL(
            """(SELECT partner_id, GREATEST(window_spend, 0) AS spend,
                       CASE WHEN window_spend > 0 THEN -FLOOR(200 * LN(1 + window_spend::bigint))::int
                            ELSE 1000000 + partner_id / 1000 END AS heap FROM %s m)""",
            self._members(filters),
        )

    @api.model
    def _places(self, filters, heaps, places):
        """:return: dict of place to the spend that is reached there, and the spend and id of the member"""
        befores, members, spent = [], 0, 0
        for heap, count, spend in heaps:
            if bisect_left(places, members + 1) < bisect_left(places, members + count + 1):
                befores.append((heap, members, spent))
            members, spent = members + count, spent + spend
        found = self.env.execute_query(
            SQL(
                """SELECT place, reached, spend, partner_id
                     FROM (SELECT partner_id, spend, members + ROW_NUMBER() OVER best AS place,
                                  spent + SUM(spend) OVER best AS reached
                             FROM %s ranked
                             JOIN UNNEST(%s::int[], %s::int[], %s::numeric[]) AS before (heap, members, spent) USING (heap)
                           WINDOW best AS (PARTITION BY heap ORDER BY spend DESC, partner_id ROWS UNBOUNDED PRECEDING)) told
                    WHERE place = ANY(%s)""",
                self._in_heaps(filters),
                *map(list, zip(*befores, strict=True)),
                places,
            )
        )
        return {place: (reached, least, partner_id) for place, reached, least, partner_id in found}

    @api.model
    def _down_to(self, filters, spend, partner_id):
        """Domain of the best members, down to this one."""
        better = [("window_spend", ">", spend)]
        equal = [("window_spend", "=", spend) if spend else ("window_spend", "<=", 0), ("partner_id", "<=", partner_id)]
        return self._domain(filters, *Domain.OR([better, equal]))
