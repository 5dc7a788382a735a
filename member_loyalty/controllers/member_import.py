from odoo.http import Controller, content_disposition, request, route


class MemberImport(Controller):
    """The rows of a file that weren't imported. They are made when they are asked for, and kept nowhere."""

    @route("/member_loyalty/invalid_rows/<int:import_id>", type="http", auth="user")
    def invalid_rows(self, import_id):
        record = request.env["member.import"].browse(import_id).exists()
        if not record or not record.has_access("read"):
            return request.not_found()
        name, content = record._download_bad_rows()
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers=headers)
