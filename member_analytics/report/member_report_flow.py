from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..models.metrics.member_metrics import STATES

# Who can still be lost: has bought, and isn't lost yet.
KEEPABLE = ("active", "edge", "dormant")
MONTHS = 12


class MemberReportFlow(models.AbstractModel):
    """R21: who comes, goes and moves between the states, from month end to month end."""

    _name = "member.report.flow"
    _inherit = "member.report"
    _description = "Member Flow"
    _blocks = {"growth": 12, "moves": 6, "states": 6, "sales": 12}

    # ── Month ends ────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _month_ends(self, filters, months):
        """:return: the ends of the last months up to that of the filters, and the one before; kept or not, oldest first"""
        last = filters.day or self._as_of(filters) + relativedelta(day=1, days=-1)
        return [last + relativedelta(day=1, months=1 - back, days=-1) for back in range(months, 0, -1)] + [last]

    @api.model
    def _at(self, filters, day, *conditions):
        """Domain of members at a month end."""
        return self._domain(replace(filters, day=day), *conditions)

    @api.model
    def _counts(self, filters, months=MONTHS):
        """
        :return: dict of month end to dict of (state a month before, state) to members; month ends that weren't kept, or
            had nobody, aren't there
        """
        snapshots = self.env["member.metrics.snapshot"]
        ends = self._month_ends(filters, months)
        query = snapshots._search([*self._domain(replace(filters, day=None)), ("day", "in", ends)])
        found = self.env.execute_query(
            SQL(
                """SELECT day, previous_state, recency_state, COUNT(*) FROM (%s) s GROUP BY 1, 2, 3""",
                query.select("day", "previous_state", "recency_state"),
            )
        )
        counts = {}
        for day, before, state, members in found:
            counts.setdefault(day, {})[before, state] = members
        return {day: counts[day] for day in ends if day in counts}

    @api.model
    def _flows(self, filters, months=MONTHS):
        """:return: for each month whose both ends were kept: its end, the end before, and the counts at each"""
        counts = self._counts(filters, months)
        before = {day: day.replace(day=1) - timedelta(days=1) for day in counts}
        return [(day, before[day], counts[before[day]], counts[day]) for day in counts if before[day] in counts]

    # ── Growth and churn ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_growth(self, filters):
        columns = [
            ("start", self.env._("Opening"), "integer", None),
            ("new", self.env._("New Members"), "integer", "new"),
            ("left", self.env._("Terminated"), "integer", "never"),
            ("end", self.env._("Closing"), "integer", None),
            ("growth", self.env._("Growth"), "percentage", None),
            ("churned", self.env._("Churned"), "integer", "lost"),
            ("churn", self.env._("Churn"), "percentage", None),
            ("back", self.env._("Reactivated"), "integer", "active"),
        ]
        return {
            "title": self.env._("Growth and Churn"),
            "note": self.env._(
                "Changes from one month end to the next. New members: enrolled during the month. Terminated: former "
                "members. Growth: new minus terminated members, as a share of the opening members. Churned: active, "
                "lapsing or dormant members who became lost or were terminated. Churn: churned members as a share of "
                "all active, lapsing and dormant members. Reactivated: dormant or lost members who became active or "
                "lapsing."
            ),
            "model": "member.metrics.snapshot",
            "columns": [
                {"name": "month", "label": self.env._("Month"), "type": "char"},
                *({"name": name, "label": label, "type": kind, "key": key} for name, label, kind, key in columns),
            ],
            "rows": [self._growth(filters, *flow) for flow in self._flows(filters)],
            "chart": {"kind": "bar", "x": "month", "y": ["new", "left", "churned", "back"]},
            "empty": self._no_months(),
        }

    @api.model
    def _growth(self, filters, day, before, at_start, at_end):
        stayed = _sum(at_end, lambda old, _state: old)
        start, end = sum(at_start.values()), sum(at_end.values())
        keepable = _sum(at_start, lambda _old, state: state in KEEPABLE)
        kept = _sum(at_end, lambda old, state: old in KEEPABLE and state != "lost")
        here = [("day", "=", day)]
        return {
            "_domains": {
                "start": self._at(filters, before),
                "new": self._at(filters, day, ("previous_state", "=", False)),
                "left": self._at(filters, before, *_gone(here)),
                "end": self._at(filters, day),
                "churned": self._at(
                    filters, before, ("recency_state", "in", KEEPABLE), *_gone([*here, ("recency_state", "!=", "lost")])
                ),
                "back": self._at(
                    filters,
                    day,
                    ("previous_state", "in", ("dormant", "lost")),
                    ("recency_state", "in", ("active", "edge")),
                ),
            },
            "month": format_date(self.env, day, date_format="MMM yyyy"),
            "start": start,
            "new": end - stayed,
            "left": start - stayed,
            "end": end,
            "growth": (end - start) / start,
            "churned": keepable - kept,
            "churn": (keepable - kept) / keepable if keepable else None,
            "back": _sum(at_end, lambda old, state: old in ("dormant", "lost") and state in ("active", "edge")),
        }

    @api.model
    def _no_months(self):
        return self.env._(
            "Member metrics are stored at each month end. The flow is shown once there are two month ends."
        )

    # ── States ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _state_labels(self):
        return dict(self.env["member.metrics.snapshot"]._fields["recency_state"]._description_selection(self.env))

    @api.model
    def _block_moves(self, filters):
        """From the states a month before, in rows, to those at the last month end, in columns."""
        # The last month, or the one before as long as this one's end isn't kept yet.
        flows, labels = self._flows(filters, months=2), self._state_labels()
        day, before, at_start, at_end = flows[-1] if flows else (None, None, {}, {})
        rows = []
        for old, label in [*labels.items(), (None, self.env._("New Members"))]:
            counts = {state: at_end.get((old, state), 0) for state in labels}
            members = _sum(at_start, lambda _old, state, old=old: state == old) if old else sum(counts.values())
            if not members:
                continue
            counts["left"] = members - sum(counts.values())
            domains = {
                state: self._at(filters, day, ("previous_state", "=", old or False), ("recency_state", "=", state))
                for state in labels
            }
            domains["left"] = self._at(filters, before, ("recency_state", "=", old), *_gone([("day", "=", day)]))
            if old:
                domains["members"] = self._at(filters, before, ("recency_state", "=", old))
            else:
                domains["members"] = self._at(filters, day, ("previous_state", "=", False))
            rows.append(
                {
                    "_key": old or "new",
                    "_domains": domains,
                    "from": label,
                    "members": members,
                    **{state: count / members for state, count in counts.items()},
                }
            )
        shown = [*labels.items(), ("left", self.env._("Terminated"))]
        return {
            "title": self.env._("Transitions Between States"),
            "note": self.env._(
                "Members by state at the start of the month, and their share in each state at its end (%(before)s to "
                "%(day)s). New members: enrolled during the month.",
                before=format_date(self.env, before) if before else "–",
                day=format_date(self.env, day) if day else "–",
            ),
            "model": "member.metrics.snapshot",
            "columns": [
                {"name": "from", "label": self.env._("From"), "type": "char"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
                *({"name": name, "label": label, "type": "percentage"} for name, label in shown),
            ],
            "rows": rows,
            "chart": {"kind": "heat", "x": "from", "y": [name for name, _label in shown]},
            "empty": self._no_months(),
        }

    @api.model
    def _block_states(self, filters):
        labels = self._state_labels()
        rows = []
        for day, counts in self._counts(filters).items():
            rows.append(
                {
                    "_domain": self._at(filters, day),
                    "_domains": {state: self._at(filters, day, ("recency_state", "=", state)) for state in labels},
                    "day": format_date(self.env, day),
                    **{
                        state: _sum(counts, lambda _old, found, state=state: found == state) for state, _label in STATES
                    },
                }
            )
        return {
            "title": self.env._("States at Month Ends"),
            "note": self.env._("The number of members in each state, by the definition active at each month end."),
            "model": "member.metrics.snapshot",
            "columns": [
                {"name": "day", "label": self.env._("Month End"), "type": "char"},
                *({"name": state, "label": label, "type": "integer", "key": state} for state, label in labels.items()),
            ],
            "rows": rows,
            "chart": {"kind": "bar", "x": "day", "y": list(labels), "stacked": True},
            "empty": self._no_months(),
        }

    # ── Sales by members ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_sales(self, filters):
        """Sales of everybody are no member's: staff who see only their own members don't see them."""
        months = self.env["member.month"]
        last = filters.day or self._as_of(filters)
        first = last + relativedelta(day=1, months=-MONTHS)
        domain = (
            Domain("company_id", "=", self.env.company.id) & Domain("month", ">=", first) & Domain("month", "<=", last)
        )
        if filters.config_ids:
            domain &= Domain("config_id", "in", filters.config_ids)
        visible = months.has_access("read")
        found = (
            months._read_group(
                domain, ["month:month"], ["amount_net:sum", "member_amount_net:sum"], order="month:month"
            )
            if visible
            else []
        )
        rows = []
        for month, everybody, members in found:
            sales = self._sales_of(filters, month)
            rows.append(
                {
                    "_domains": {"sales": sales, "members": sales + _bought_by_members(month)},
                    "month": format_date(self.env, month, date_format="MMM yyyy"),
                    "sales": everybody,
                    "members": members,
                    "share": members / everybody if everybody > 0 else None,
                }
            )
        return {
            "title": self.env._("Member Share of Sales"),
            "note": self.env._(
                "Net sales after returns, in total and to customers who were members at the month end, as of last "
                "night. Only the store and date filters apply. The store is where the sale was made."
            ),
            "model": "member.purchase",
            "columns": [
                {"name": "month", "label": self.env._("Month"), "type": "char"},
                {"name": "sales", "label": self.env._("Total Sales"), "type": "monetary"},
                {"name": "members", "label": self.env._("Sales to Members"), "type": "monetary"},
                {"name": "share", "label": self.env._("Share"), "type": "percentage"},
            ],
            "rows": rows,
            "chart": {"kind": "line", "x": "month", "y": ["share"]},
            "empty": self.env._("Sales are calculated every night.")
            if visible
            else self.env._("Only managers and auditors can see the sales of the whole company."),
        }

    @api.model
    def _sales_of(self, filters, month):
        """Domain of the purchases of a month."""
        domain = [
            ("company_id", "=", self.env.company.id),
            ("local_date", ">=", month),
            ("local_date", "<", month + relativedelta(months=1)),
        ]
        return [*domain, ("config_id", "in", list(filters.config_ids))] if filters.config_ids else domain


def _sum(counts, chosen):
    """Members of the pairs of states that a function chooses."""
    return sum(members for pair, members in counts.items() if chosen(*pair))


def _gone(there):
    """Domain of the month ends whose members have no other one that a domain finds."""
    return [("partner_id", "not any", [("member_month_end_ids", "any", there)])]


def _bought_by_members(month):
    following = month + relativedelta(months=1)
    return [
        ("partner_id.member_since", "<", following),
        "|",
        ("partner_id.member_left_on", "=", False),
        ("partner_id.member_left_on", ">=", following),
    ]
