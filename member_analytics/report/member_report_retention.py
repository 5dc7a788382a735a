from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, format_date

from ..engine.survival import by_time, kaplan_meier
from ..models.metrics.member_metrics_retention import month_number

MARKS = range(30, 361, 30)
RATE_DAYS = 90


class MemberReportRetention(models.AbstractModel):
    """R21: who comes back, by the month of joining, and how soon."""

    _name = "member.report.retention"
    _inherit = "member.report"
    _description = "Retention"
    _blocks = {"cohorts": 12, "second": 6, "rates": 6}

    @api.model
    def _options(self):
        return [
            {
                "name": "joined",
                "label": self.env._("Cohorts By"),
                "values": [["purchase", self.env._("First purchase")], ["enrolment", self.env._("Enrollment")]],
                "default": "purchase",
            },
            {
                "name": "months",
                "label": self.env._("Months"),
                "values": [["12", "12"], ["24", "24"]],
                "default": "12",
            },
        ]

    # ── Whose figures, and of which time ──────────────────────────────────────────────────────────────────────

    @api.model
    def _now(self, filters, *conditions):
        """Domain of today's members: what they did up to a day is told from their metrics of now."""
        return self._domain(replace(filters, day=None), *conditions)

    @api.model
    def _now_members(self, filters):
        return self._members(replace(filters, day=None))

    @api.model
    def _running(self, filters):
        """:return: the first day of the month that isn't over yet; the day that metrics are told as of isn't either"""
        return (filters.day + timedelta(days=1) if filters.day else self._as_of(filters)).replace(day=1)

    @api.model
    def _cohort_months(self, filters):
        """First days of the months that joined before the running one, oldest first."""
        count = int(filters.options["months"])
        return [self._running(filters) - relativedelta(months=back) for back in range(count, 0, -1)]

    @api.model
    def _joined_between(self, filters, first, last):
        path = "first_date" if filters.options["joined"] == "purchase" else "partner_id.member_since"
        return [(path, ">=", first), (path, "<=", last)]

    # ── Cohorts ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_cohorts(self, filters):
        months = self._cohort_months(filters)
        found = self._cohorts(filters, months)
        after = [f"month_{number}" for number in range(1, len(months))]
        rows = []
        for number, month in enumerate(months):
            members, *kept = found.get(month, [0] * (len(months) + 1))
            seen = len(months) - number - 1
            if not members or not seen:
                continue
            joined = self._joined_between(filters, month, month + relativedelta(months=1, days=-1))
            later = {
                name: month + relativedelta(months=months_on) for months_on, name in enumerate(after[:seen], start=1)
            }
            rows.append(
                {
                    "_domain": self._now(filters, *joined),
                    "_domains": {
                        name: self._now(filters, *joined, ("bought_month", "=", day)) for name, day in later.items()
                    },
                    "cohort": format_date(self.env, month, date_format="MMM yyyy"),
                    "members": members,
                    **dict.fromkeys(after),
                    **{name: count / members for name, count in zip(later, kept, strict=False)},
                }
            )
        return {
            "title": self.env._("Retention by Enrollment Month"),
            "note": self.env._(
                "The share of members who enrolled in a month and purchased in the n-th month after it. Only completed "
                "months are shown. Former members are excluded."
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "cohort", "label": self.env._("Enrolled In"), "type": "char"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
                *(
                    {"name": name, "label": str(number), "type": "percentage"}
                    for number, name in enumerate(after, start=1)
                ),
            ],
            "rows": rows,
            "chart": {"kind": "heat", "x": "cohort", "y": after},
            "empty": self.env._("No members enrolled in these months."),
        }

    @api.model
    def _cohorts(self, filters, months):
        """
        :return: dict of month to the number of members who joined in it, and of those who bought in the first, second, …
            month after
        """
        bought = [
            SQL(
                """COALESCE(SUM((bought_months >> (last - cohort - %(months)s)) & 1)
                            FILTER (WHERE last - cohort >= %(months)s), 0)::int""",
                months=months_on,
            )
            for months_on in range(1, len(months))
        ]
        joined, partners = SQL("first_date"), SQL()
        if filters.options["joined"] != "purchase":
            self.env["res.partner"].flush_model(["member_since"])
            joined, partners = SQL("p.member_since"), SQL("JOIN res_partner p ON p.id = m.partner_id")
        found = self.env.execute_query(
            SQL(
                """SELECT cohort, COUNT(*), %(bought)s
                     FROM (SELECT %(cohort)s AS cohort, %(last)s AS last, m.bought_months
                             FROM %(members)s m %(partners)s
                            WHERE %(joined)s >= %(first)s AND %(joined)s < %(running)s) member
                 GROUP BY cohort""",
                bought=SQL(", ").join(bought),
                cohort=month_number(joined),
                last=month_number(SQL("m.last_date")),
                members=self._now_members(filters),
                partners=partners,
                joined=joined,
                first=months[0],
                running=self._running(filters),
            )
        )
        by_number = {month.year * 12 + month.month: month for month in months}
        return {by_number[cohort]: counts for cohort, *counts in found}

    # ── The second purchase ───────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_second(self, filters):
        day = self._as_of(filters)
        curve = kaplan_meier(*self._second_days(filters, day))
        counts = self._second_counts(filters, day)
        rows = []
        for mark, (watched, bought) in zip(MARKS, counts, strict=True):
            long_enough = [("first_date", "<=", day - timedelta(days=mark))]
            again = [*long_enough, ("second_after", ">", 0), ("second_after", "<=", mark)]
            rows.append(
                {
                    "_domain": self._now(filters, *again),
                    "_domains": {"watched": self._now(filters, *long_enough)},
                    "days": mark,
                    "again": by_time(curve, mark),
                    "watched": watched,
                    "bought": bought,
                }
            )
        return {
            "title": self.env._("Time to Second Purchase"),
            "note": self.env._(
                "Repeat customers: the share of members who purchased again, on another day, within the given number "
                "of days after their first purchase. Members whose first purchase is more recent count for the time "
                "observed so far (Kaplan-Meier). Members observed: members whose first purchase was at least that many "
                "days ago. Repeat purchases: how many of them purchased again within that time."
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "days", "label": self.env._("Within Days"), "type": "integer"},
                {"name": "again", "label": self.env._("Repeat Customers"), "type": "percentage"},
                {"name": "watched", "label": self.env._("Members Observed"), "type": "integer"},
                {"name": "bought", "label": self.env._("Repeat Purchases"), "type": "integer"},
            ],
            "rows": rows if counts[0][0] else [],
            "chart": {"kind": "line", "x": "days", "y": ["again"]},
            "empty": self.env._("No first purchase is old enough yet."),
        }

    @api.model
    def _second_days(self, filters, day):
        """:return: dicts of days to members, as :func:`engine.survival.kaplan_meier` takes them"""
        found = self.env.execute_query(
            SQL(
                """SELECT (second_after <= watched) IS TRUE, LEAST(second_after, watched), COUNT(*)
                     FROM (SELECT second_after, %(day)s - first_date AS watched FROM %(members)s m
                            WHERE first_date <= %(day)s) member
                 GROUP BY 1, 2""",
                day=day,
                members=self._now_members(filters),
            )
        )
        happened = {days: count for again, days, count in found if again}
        return happened, {days: count for again, days, count in found if not again}

    @api.model
    def _second_counts(self, filters, day):
        """:return: for each mark, the members watched so long and those of them who bought again by then"""
        counts = SQL(", ").join(
            SQL(
                """COUNT(*) FILTER (WHERE first_date <= %(first)s),
                   COUNT(*) FILTER (WHERE first_date <= %(first)s AND second_after <= %(mark)s)""",
                first=day - timedelta(days=mark),
                mark=mark,
            )
            for mark in MARKS
        )
        [found] = self.env.execute_query(SQL("SELECT %s FROM %s m", counts, self._now_members(filters)))
        return list(zip(found[::2], found[1::2], strict=True))

    @api.model
    def _block_rates(self, filters):
        first, day = self._cohort_months(filters)[0], self._as_of(filters)
        found = self.env.execute_query(
            SQL(
                """SELECT DATE_TRUNC('month', first_date)::date, COUNT(*), COUNT(*) FILTER (WHERE second_after <= %s)
                     FROM %s m WHERE first_date >= %s AND first_date <= %s GROUP BY 1 ORDER BY 1""",
                RATE_DAYS,
                self._now_members(filters),
                first,
                day,
            )
        )
        rows = []
        for month, members, bought in found:
            last = month + relativedelta(months=1, days=-1)
            if last + timedelta(days=RATE_DAYS) > day:
                continue
            joined = [("first_date", ">=", month), ("first_date", "<=", last)]
            again = [("second_after", ">", 0), ("second_after", "<=", RATE_DAYS)]
            rows.append(
                {
                    "_domain": self._now(filters, *joined, *again),
                    "_domains": {"members": self._now(filters, *joined)},
                    "month": format_date(self.env, month, date_format="MMM yyyy"),
                    "members": members,
                    "bought": bought,
                    "rate": bought / members,
                }
            )
        return {
            "title": self.env._("Second-Purchase Rate"),
            "note": self.env._(
                "The share of members with their first purchase in a month who purchased again on another day within "
                "%(days)s days. Months that are too recent are excluded.",
                days=RATE_DAYS,
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "month", "label": self.env._("First Purchase Month"), "type": "char"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
                {"name": "bought", "label": self.env._("Repeat Customers"), "type": "integer"},
                {"name": "rate", "label": self.env._("Rate"), "type": "percentage"},
            ],
            "rows": rows,
            "chart": {"kind": "bar", "x": "month", "y": ["rate"]},
            "empty": self.env._("No first-purchase month is old enough yet."),
        }
