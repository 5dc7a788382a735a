from dataclasses import replace
from datetime import timedelta
from math import ceil

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

SLEEPING = ("dormant", "lost")


class MemberReportDashboard(models.AbstractModel):
    """Where the shop stands with its members, on one screen. What other reports tell is told by them."""

    _name = "member.report.dashboard"
    _inherit = "member.report"
    _description = "Dashboard"
    _blocks = {
        "figures": 12,
        "sleeping": 12,
        "states": 6,
        "quadrants": 6,
        "curve": 6,
        "sales": 6,
        "scores": 6,
        "moves": 6,
        "cohorts": 12,
    }
    _pictures_first = True

    # ── Of other reports ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_states(self, filters):
        return self._block_of("member.report.recency", "states", filters)

    @api.model
    def _block_quadrants(self, filters):
        block = self._block_of("member.report.quadrants", "marks", filters)
        # Lines are moved where it shows who would change.
        return {**block, "chart": {**block["chart"], "lines_option": None}}

    @api.model
    def _block_curve(self, filters):
        return self._block_of("member.report.classes", "curve", filters)

    @api.model
    def _block_scores(self, filters):
        return self._block_of("member.report.rfm", "members", filters)

    @api.model
    def _block_sales(self, filters):
        return self._block_of("member.report.flow", "sales", filters)

    @api.model
    def _block_moves(self, filters):
        return self._block_of("member.report.flow", "moves", filters)

    @api.model
    def _block_cohorts(self, filters):
        return self._block_of("member.report.retention", "cohorts", filters)

    @api.model
    def _block_of(self, model, name, filters):
        """A block of another report, with that report's own options as they are at first."""
        report = self.env[model]
        options = {option["name"]: option.get("default") for option in report._options()}
        block = getattr(report, f"_block_{name}")(replace(filters, options=options))
        return {**block, "whole": f"member_analytics.{model.replace('.', '_')}_action"}

    # ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_figures(self, filters):
        found = self._count(filters)
        return {
            "title": self.env._("Members"),
            "note": self.env._(
                "%(states)s New: enrolled this month. Lost this month: became lost since the end of last month. "
                "Repeat customers: share of all members with a purchase who have purchased again on another day.",
                states=self.env["member.report.recency"]._states_note(filters),
            ),
            "rows": self._figures(filters, found) if found["members"] else [],
            **self._tiles(filters),
        }

    @api.model
    def _figures(self, filters, found):
        members, bought = found["members"], found["bought"]
        of_bought = self.env._("of %(count)s who ever bought", count=formatLang(self.env, bought, digits=0))
        share = "percentage"
        return [
            self._tile(filters, "members", self.env._("Members"), members),
            self._tile(
                filters, "active", self.env._("Active"), found["active"] / members, share, self._people(found["active"])
            ),
            self._tile(
                filters,
                "asleep",
                self.env._("Dormant or Lost"),
                found["asleep"] / members,
                share,
                self._people(found["asleep"]),
            ),
            self._tile(filters, "new", self.env._("New This Month"), found["new"]),
            self._tile(filters, "lost", self.env._("Lost This Month"), found["lost"]),
            self._tile(
                filters,
                "again",
                self.env._("Repeat Customers"),
                found["again"] / bought if bought else None,
                share,
                of_bought,
            ),
        ]

    @api.model
    def _conditions(self, filters):
        """:return: dict of figure to what its members have in common, as domain"""
        day = self._as_of(filters)
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        month = day.replace(day=1)
        lost_from, lost_until = (definition._state_starts(end)[-1] for end in (month - timedelta(days=1), day))
        return {
            "members": [],
            "active": [("recency_state", "=", "active")],
            "asleep": [("recency_state", "in", SLEEPING)],
            "new": [("partner_id.member_since", ">=", month), ("partner_id.member_since", "<=", day)],
            "lost": [("last_date", ">=", lost_from), ("last_date", "<", lost_until)],
            "bought": [("purchase_count", ">=", 1)],
            "again": [("visit_count", ">=", 2)],
        }

    @api.model
    def _count(self, filters):
        """:return: dict of figure to members: one pass over them, by the very domains that open them"""
        model, conditions = self._model(filters), self._conditions(filters)
        query = model._search(self._domain(filters))
        counts = [
            SQL(
                "COUNT(*) FILTER (WHERE %s)",
                Domain(condition).optimize_full(model)._to_sql(model, query.table, query),
            )
            for condition in conditions.values()
        ]
        [row] = self.env.execute_query(query.select(*counts))
        return dict(zip(conditions, row, strict=True))

    # ── What sleeping members cost ────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_sleeping(self, filters):
        costs = self.env["member.metrics.definition"]._of(self.env.company)
        asleep = self._model(filters).search_count(self._domain(filters, *self._conditions(filters)["asleep"]))
        return {
            "title": self.env._("Cost of Dormant Members"),
            "note": self.env._(
                "Replacement cost: dormant or lost members × acquisition cost. Retention cost: replacement cost ÷ "
                "acquisition-to-retention cost ratio. Offers: dormant or lost members ÷ conversion rate. The "
                "assumptions are set under Configuration, Metrics: a cost ratio of %(ratio)s, and %(strangers)s sales "
                "per 100 offers to non-members and %(members)s to members.",
                ratio=formatLang(self.env, costs.winning_ratio, digits=1),
                strangers=formatLang(self.env, costs.stranger_success, digits=0),
                members=formatLang(self.env, costs.member_success, digits=0),
            ),
            "rows": self._sleeping(filters, asleep, costs) if asleep and costs.winning_cost else [],
            "empty": self.env._("There are no dormant or lost members.")
            if not asleep
            else self.env._("Set the acquisition cost under Configuration, Metrics."),
            **self._tiles(filters),
        }

    @api.model
    def _sleeping(self, filters, asleep, costs):
        replaced = asleep * costs.winning_cost
        kept = replaced / costs.winning_ratio
        each = formatLang(self.env, costs.winning_cost, currency_obj=costs.currency_id)
        count = formatLang(self.env, asleep, digits=0)
        ratio = formatLang(self.env, costs.winning_ratio, digits=1)
        replaced_how = self.env._("%(count)s × %(each)s", count=count, each=each)
        kept_how = self.env._("%(count)s × %(each)s ÷ %(ratio)s", count=count, each=each, ratio=ratio)
        return [
            self._tile(filters, "asleep", self.env._("Dormant or Lost"), asleep),
            self._tile(filters, "asleep", self.env._("Replacement Cost"), replaced, "monetary", replaced_how),
            self._tile(filters, "asleep", self.env._("Retention Cost"), kept, "monetary", kept_how),
            self._tile(filters, "asleep", self.env._("Potential Savings"), replaced - kept, "monetary"),
            self._offers(filters, asleep, costs.stranger_success, self.env._("Offers to Non-Members Needed")),
            self._offers(filters, asleep, costs.member_success, self.env._("Offers to Members Needed")),
        ]

    @api.model
    def _offers(self, filters, sales, success, label):
        how = self.env._(
            "%(count)s ÷ %(share)s%%",
            count=formatLang(self.env, sales, digits=0),
            share=formatLang(self.env, success, digits=0),
        )
        return self._tile(filters, "asleep", label, ceil(100 * sales / success), "integer", how)

    # ── Tiles ─────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _tiles(self, filters):
        return {
            "model": self._model(filters)._name,
            "columns": [
                {"name": "label", "label": self.env._("Figure"), "type": "char"},
                {"name": "value", "label": self.env._("Value"), "type": "float"},
                {"name": "about", "label": self.env._("Calculation"), "type": "char"},
            ],
            "chart": {"kind": "tiles", "x": "label", "y": ["value"], "about": "about"},
        }

    @api.model
    def _tile(self, filters, key, label, value, kind="integer", about=None):
        return {
            "_key": key,
            "_domain": self._domain(filters, *self._conditions(filters)[key]),
            "_types": {"value": kind},
            "label": label,
            "value": value,
            "about": about,
        }

    @api.model
    def _people(self, count):
        return self.env._("%(count)s members", count=formatLang(self.env, count, digits=0))
