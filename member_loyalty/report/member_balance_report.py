from odoo import api, models
from odoo.tools import SQL, date_utils
from odoo.tools.misc import format_date


class MemberBalanceReport(models.AbstractModel):
    """A monthly report with balances beside movements.

    Movements of several months add up; balances don't: a group opens with its first month and closes with its last.
    A report has a row for each month, movement or not, from the first one on.
    """

    _name = "member.balance.report"
    _description = "Monthly Balances"

    #: name of a balance → which month of a group says it
    _BALANCES = {"opening": min, "closing": max}

    @api.depends("month")
    def _compute_display_name(self):
        for row in self:
            row.display_name = format_date(self.env, row.month, date_format="MMMM yyyy")

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        balances = [aggregate.partition(":")[0] for aggregate in aggregates if aggregate.endswith(":sum")]
        grain = next((spec.partition(":")[2] for spec in groupby if spec.startswith("month:")), None)
        if grain != "month" and not self._BALANCES.keys().isdisjoint(balances):
            self = self.with_context(member_months_that_say=self._months_that_say(domain, grain))
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        # One by one: what says a balance differs from grouping to grouping. The months are the same for all.
        self = self.with_context(member_months=self._months(domain))
        return [self._read_group(domain, groupby, aggregates) for groupby in grouping_sets]

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        months = self.env.context.get("member_months_that_say", {}).get(name)
        if not months or function != "sum":
            return super()._read_group_select(aggregate_spec, query)
        balance, month = (self._field_to_sql(self._table, field, query) for field in (name, "month"))
        return SQL("COALESCE(SUM(%s) FILTER (WHERE %s IN %s), 0)", balance, month, tuple(months))

    def _months(self, domain):
        known = self.env.context.get("member_months")
        return known if known is not None else [month for (month,) in super()._read_group(domain, ["month:month"])]

    def _months_that_say(self, domain, grain):
        """:return: dict of balance to the months that say it: the first or last of each period, or of all"""
        chosen = {name: {} for name in self._BALANCES}
        for month in self._months(domain):
            period = date_utils.start_of(month, grain) if grain in ("quarter", "year") else None
            for name, choose in self._BALANCES.items():
                chosen[name][period] = choose(chosen[name].get(period, month), month)
        return {name: list(periods.values()) for name, periods in chosen.items()}
