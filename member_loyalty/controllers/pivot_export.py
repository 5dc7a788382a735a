import json

from werkzeug.exceptions import BadRequest

from odoo.http import request, route

from odoo.addons.web.controllers.pivot import TableExporter

from ..models.privacy.base import is_member_data


class MemberPivotExport(TableExporter):
    """Figures of members that leave as a workbook are logged as lists are."""

    def _logs(self, _rule, _args):
        """Core answers from a cursor that only reads; a log is written. A function, as that is how core lets it be."""
        return False

    @route(readonly=_logs)
    def export_xlsx(self, data=None, **kw):
        content = data.read().decode() if hasattr(data, "read") else data
        try:
            table = dict(json.loads(content))
        except (TypeError, ValueError) as error:
            raise BadRequest from error
        response = super().export_xlsx(content, **kw)
        if is_member_data(table["model"]):
            measures = dict.fromkeys(header["title"] for header in table["measure_headers"])
            request.env["member.export.log"]._note("pivot", table["model"], len(table["rows"]), measures)
        return response
