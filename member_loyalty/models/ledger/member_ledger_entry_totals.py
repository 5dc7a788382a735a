from odoo import models
from odoo.tools import SQL


class MemberLedgerEntry(models.Model):
    """Points and money are never added: a total over both is blank."""

    _inherit = "member.ledger.entry"

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec not in ("amount:sum", "left:sum"):
            return super()._read_group_select(aggregate_spec, query)
        points = SQL("%s = 'points'", self._field_to_sql(self._table, "bucket", query))
        return SQL(
            "CASE WHEN COUNT(DISTINCT %(points)s) <= 1 THEN %(total)s END",
            points=points,
            total=super()._read_group_select(aggregate_spec, query),
        )
