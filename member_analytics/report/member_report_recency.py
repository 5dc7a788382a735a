from odoo import api, models
from odoo.tools import SQL

from ..models.metrics.member_metrics import STATES

# Month ends don't keep the first purchase.
YEARLY = SQL("365.25 * SUM(net_spend / GREATEST(365.25, last_date - first_date))")


class MemberReportRecency(models.AbstractModel):
    """R17: how long ago members bought last."""

    _name = "member.report.recency"
    _inherit = "member.report"
    _description = "Recency"
    _blocks = {"states": 6, "months": 6}
    _months = ("states",)

    @api.model
    def _block_states(self, filters):
        found = self.env.execute_query(
            SQL(
                "SELECT recency_state, COUNT(*), SUM(net_spend), SUM(window_spend), %s FROM %s m GROUP BY recency_state",
                SQL("NULL") if filters.day else YEARLY,
                self._members(filters),
            )
        )
        figures = {state: figures for state, *figures in found}
        members = sum(count for count, *_spend in figures.values())
        labels = dict(self._model(filters)._fields["recency_state"]._description_selection(self.env))
        rows = []
        for state, _label in STATES:
            count, spend, window, yearly = figures.get(state, (0, 0, 0, None))
            rows.append(
                {
                    "_key": state,
                    "_domain": self._domain(filters, ("recency_state", "=", state)),
                    "state": labels[state],
                    "members": count,
                    "share": count / members if members else 0,
                    "spend": spend,
                    "window_spend": window,
                    "yearly": yearly,
                }
            )
        return {
            "title": self.env._("Recency"),
            "note": self._states_note(filters),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "state", "label": self.env._("State"), "type": "char"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
                {"name": "share", "label": self.env._("Share"), "type": "percentage"},
                {"name": "spend", "label": self.env._("Lifetime Spend"), "type": "monetary"},
                {"name": "window_spend", "label": self.env._("Spend in Period"), "type": "monetary"},
                *([] if filters.day else [{"name": "yearly", "label": self.env._("Annual Value"), "type": "monetary"}]),
            ],
            "rows": rows if members else [],
            "chart": {"kind": "bar", "x": "state", "y": ["members"]},
        }

    @api.model
    def _states_note(self, filters):
        limits = self.env["member.metrics.definition"]._of(self.env.company)
        return self.env._(
            "Active: last purchase within %(active)s. Lapsing: within %(edge)s. Dormant: within %(dormant)s. Lost: "
            "longer ago. Annual value: lifetime spend divided by the years between first and last purchase, with a "
            "minimum of one year.",
            active=limits._span(limits.active_for),
            edge=limits._span(limits.edge_for),
            dormant=limits._span(limits.dormant_for),
        )

    @api.model
    def _block_months(self, filters):
        day = self._as_of(filters)
        found = self.env.execute_query(
            SQL(
                """SELECT LEAST((%s - last_date) / 30, 24), COUNT(*), MIN(last_date), MAX(last_date) FROM %s m
                    WHERE last_date IS NOT NULL GROUP BY 1 ORDER BY 1""",
                day,
                self._members(filters),
            )
        )
        return {
            "title": self.env._("Days Since Last Purchase"),
            "note": self.env._(
                "Members grouped in 30-day intervals. The last bar contains everyone with an older purchase."
            ),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "days", "label": self.env._("Days"), "type": "char"},
                {"name": "members", "label": self.env._("Members"), "type": "integer"},
            ],
            "rows": [
                {
                    "_domain": self._domain(filters, ("last_date", ">=", first), ("last_date", "<=", last)),
                    "days": f"{30 * month}–{30 * month + 29}" if month < 24 else f"{30 * month}+",
                    "members": count,
                }
                for month, count, first, last in found
            ],
            "chart": {"kind": "bar", "x": "days", "y": ["members"]},
        }
