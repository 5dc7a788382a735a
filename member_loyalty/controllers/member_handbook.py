from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route


class MemberHandbookPage(Controller):
    """The handbook for everybody to read: what was published, and nothing else."""

    def _published(self, company_id, version):
        """
        :param company_id: None for the reader's own company
        :param version: number of a version; the one in force without it
        :return: (the version to show, the version in force), both empty where nothing is published
        """
        # sudo: a published version is there for everybody to read; drafts aren't looked for.
        Handbook = request.env["member.handbook"].sudo()
        # In an address without a company the number may still come as text behind the question mark.
        company_id = request.env.company.id if company_id is None else _number(company_id)
        company = Handbook.env["res.company"].browse(company_id)
        newest = Handbook._newest(company)
        asked = _number(version)
        return (Handbook._newest(company, asked) if asked else newest), newest

    @route(
        ["/membership/handbook", "/membership/handbook/<int:company_id>"],
        type="http",
        auth="public",
        website=True,
        sitemap=False,
    )
    def member_handbook(self, company_id=None, version=None, since=None, **_kwargs):
        shown, newest = self._published(company_id, version)
        if not shown:
            return request.not_found()
        member = self._member()
        earlier = self._earlier(shown, member, since)
        page_url = f"/membership/handbook/{shown.company_id.id}"
        values = {
            **shown._page_values(),
            "handbook": shown,
            "res_company": shown.company_id,
            "page_url": page_url,
            "pdf_url": shown._pdf_url(),
            "can_print": self._can_print(),
            "newer": newest.version if newest != shown else False,
            "asks": bool(member) and shown == newest and member.member_handbook_id != shown,
            "accepted_on": member.member_handbook_id == shown and member.member_handbook_on,
            "since": since,
            "before": earlier.version,
            "changes": shown._changes_since(earlier),
        }
        return request.render("member_loyalty.portal_handbook", values)

    def _member(self):
        """:return: the reader, if they are a member; else nobody"""
        # sudo: the user's own partner; a public reader has none that is a member.
        return request.env.user.partner_id.sudo().filtered(lambda partner: partner._is_member())

    def _earlier(self, shown, member, since):
        """The version that a reader knows: the one asked for, the one accepted, or the one before."""
        accepted = member.member_handbook_id
        if since:
            return self._published(shown.company_id.id, since)[0]
        if accepted.company_id == shown.company_id and accepted.version < shown.version:
            return accepted
        return shown._before()

    @route("/membership/handbook/accept", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def member_handbook_accept(self, handbook_id=None, **_kwargs):
        """A member accepts the version in force, if it is the one that they read."""
        # sudo: a published version is for everybody.
        read = request.env["member.handbook"].sudo().browse(_number(handbook_id)).exists()
        member = self._member()
        if member and read.is_newest:
            member._member_accept(read)
        return request.redirect(f"/membership/handbook/{read.company_id.id}" if read else "/my")

    def _can_print(self):
        return request.env["ir.actions.report"].get_wkhtmltopdf_state() in ("ok", "upgrade")

    @route("/membership/handbook/<int:company_id>/pdf", type="http", auth="public", website=True, sitemap=False)
    def member_handbook_pdf(self, company_id, version=None, **_kwargs):
        shown = self._published(company_id, version)[0]
        if not shown:
            return request.not_found()
        try:
            content = shown._pdf()
        except UserError:
            return request.redirect(f"/membership/handbook/{company_id}?version={shown.version}")
        name = f"{shown.display_name}.pdf"
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(name))]
        return request.make_response(content, headers=headers)


def _number(asked):
    """:return: int that the address or a form names; 0 for anything else"""
    return int(asked) if str(asked or "").isdecimal() else 0
