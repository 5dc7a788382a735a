from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route


class MemberFile(Controller):
    """All data of one member as a file."""

    @route("/member_loyalty/file/<int:partner_id>", type="http", auth="user")
    def member_file(self, partner_id):
        """For membership managers, of the members of their companies, with the rows of these."""
        partner = request.env["res.partner"].browse(partner_id).exists()
        if not partner or not request.env.user.has_group("member_loyalty.group_manager"):
            return request.not_found()
        try:
            partner._member_check_own("read")
        except AccessError:
            return request.not_found()
        return file_response(partner, request.env.companies)

    @route("/my/membership/file", type="http", auth="user", website=True)
    def my_member_file(self):
        """For members, of their own data."""
        return file_response(request.env.user.partner_id)


def file_response(partner, companies=None):
    # sudo: the right to this one member's data was checked by who calls; portal users have none on our models.
    content = partner.sudo()._member_file(companies)
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Disposition", content_disposition(f"{request.env._('My data')} {partner.id}.json")),
        ("Cache-Control", "no-store"),
    ]
    return request.make_response(content, headers=headers)
