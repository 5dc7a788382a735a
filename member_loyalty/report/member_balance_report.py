from odoo import api, models
from odoo.fields import Domain
from odoo.tools import date_utils
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
        groups = super()._read_group(domain, groupby, aggregates, having, offset, limit, order)
        for index, aggregate in enumerate(aggregates):
            choose = self._BALANCES.get(aggregate.partition(":")[0])
            if not choose or not aggregate.endswith(":sum"):
                continue
            one_month = Domain(domain) & Domain("month", "in", self._months_that_say(domain, groupby, choose))
            rows = super()._read_group(one_month, groupby, [aggregate])
            balances = {row[:-1]: row[-1] for row in rows}
            place = len(groupby) + index
            groups = [
                (*group[:place], balances.get(group[: len(groupby)], 0.0), *group[place + 1 :]) for group in groups
            ]
        return groups

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        # One by one: what says a balance differs from grouping to grouping.
        return [self._read_group(domain, groupby, aggregates) for groupby in grouping_sets]

    def _months_that_say(self, domain, groupby, choose):
        """The first or last month of each period that is grouped by, or of all."""
        grain = next((spec.partition(":")[2] for spec in groupby if spec.startswith("month:")), None)
        chosen = {}
        for (month,) in super()._read_group(domain, ["month:month"]):
            period = date_utils.start_of(month, grain) if grain in ("month", "quarter", "year") else None
            chosen[period] = choose(chosen.get(period, month), month)
        return list(chosen.values())
