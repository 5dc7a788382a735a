from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns


class MemberMetrics(models.Model):
    _inherit = "member.metrics"

    preview_line_id = fields.Many2one(
        "member.metrics.preview.line",
        store=False,
        search="_search_preview_line_id",
        help="This field is only used in searches.",
    )

    def _search_preview_line_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        lines = self.env["member.metrics.preview.line"].browse(value).exists()
        lines.check_access("read")
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT JSONB_ARRAY_ELEMENTS_TEXT(row_ids)::int FROM member_metrics_preview_line
                     WHERE id = ANY(%s))""",
                lines.ids,
                to_flush=columns(lines, "row_ids"),
            ),
        )
