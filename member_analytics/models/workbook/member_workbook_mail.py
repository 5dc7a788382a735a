from markupsafe import Markup

from odoo import fields, models

#: mail servers refuse much larger ones
LARGEST = 10_000_000


class MemberWorkbook(models.Model):
    """Workbooks that go out by e-mail."""

    _inherit = "member.workbook"

    schedule_id = fields.Many2one(
        "member.workbook.schedule", readonly=True, ondelete="set null", index="btree_not_null"
    )
    due = fields.Date(readonly=True, help="The day of the schedule.")

    def _mail(self, user):
        """Send the file, or where it is when it is too large, to whom it was made for."""
        # sudo: the user's own file.
        attachment = self.sudo().attachment_id
        fits = attachment.file_size <= LARGEST
        link = f"{self.get_base_url()}/odoo/member.workbook/{self.id}"
        where = (
            self.env._("It is attached.")
            if fits
            else self.env._("It is too large for an e-mail, and is kept here for a week:")
        )
        # sudo: staff don't write e-mails of the company directly.
        self.env["mail.mail"].sudo().create(
            {
                "subject": f"{self.name} · {self.company_id.name}",
                "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
                "email_to": user.email_formatted,
                "body_html": Markup("<p><b>%s</b></p><p>%s</p>%s")
                % (
                    self.name,
                    where,
                    Markup() if fits else Markup('<p><a href="%s">%s</a></p>') % (link, self.name),
                ),
                "attachment_ids": [fields.Command.link(attachment.id)] if fits else [],
                "auto_delete": True,
            }
        )
