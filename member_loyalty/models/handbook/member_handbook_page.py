from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberHandbook(models.Model):
    """Where a handbook is read, and its file."""

    _inherit = "member.handbook"

    version_before = fields.Integer(compute="_compute_version_before")
    page_url = fields.Char("Page", compute="_compute_page_url")

    @api.depends("version", "state")
    def _compute_version_before(self):
        for one in self:
            one.version_before = one._before().version

    @api.depends("version", "company_id")
    def _compute_page_url(self):
        for one in self:
            one.page_url = f"{one.get_base_url()}/membership/handbook/{one.company_id.id}?version={one.version}"

    def _pdf_url(self):
        return f"/membership/handbook/{self.company_id.id}/pdf?version={self.version}"

    def action_open_page(self):
        """What members read."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.page_url, "target": "new"}

    def action_open_draft(self):
        """The rules as they are, and what has changed."""
        self.ensure_one()
        return self._draft(self.company_id).get_formview_action()

    def _pdf(self):
        """The file of a published version in the reader's language, made once: anybody may ask for it any time.

        :return: bytes
        :raise UserError: when no file can be made here
        """
        self.ensure_one()
        lang = self.env.lang or "en_US"
        name = f"handbook-{self.version}-{lang}.pdf"
        # sudo: a published version is for everybody.
        Attachment = self.env["ir.attachment"].sudo()
        made = Attachment.search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("name", "=", name)], limit=1
        )
        if made:
            return made.raw
        # sudo: as above; a reader has no rights on reports.
        report = self.env["ir.actions.report"].sudo()
        content, kind = report._render_qweb_pdf("member_loyalty.member_handbook_report", self.ids)
        if kind != "pdf":
            raise UserError(self.env._("No PDF file can be made here. Print the page instead."))
        Attachment.create({"name": name, "res_model": self._name, "res_id": self.id, "raw": content})
        return content
