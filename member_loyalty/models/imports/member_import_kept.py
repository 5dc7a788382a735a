from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.member_job import OPEN

#: after so many days nobody corrects the rows of a file any more
KEPT_DAYS = 30


class MemberImport(models.Model):
    """How long customers' data stays in an import: the file and what was copied out of it. What came of it stays."""

    _inherit = "member.import"

    def action_delete_file(self):
        self._check_not_working()
        self._delete_files(self.env._("The file was deleted."))

    def _check_not_working(self):
        working = self.filtered(lambda record: record.job_state in OPEN)
        if working:
            raise UserError(
                self.env._(
                    "Stop the background work on %(file)s first.", file=", ".join(working.mapped("display_name"))
                )
            )

    def _delete_files(self, why):
        """Take out the file, its downloads, samples and the values of invalid rows. What isn't imported yet begins again.

        :param why: for the record's history
        """
        attachments = self._attachments([("res_id", "in", self.ids)])
        for record in self.filtered(lambda record: record.id in attachments.mapped("res_id")):
            record.message_post(body=why)
        self.file = False
        attachments.exists().unlink()
        self.column_ids.sample = False
        for record in self.filtered(lambda record: record.state != "done"):
            record._forget_rows()
            record.column_ids.unlink()
            record.state = "draft"
        # Not the ORM: there may be as many as the file has rows.
        self.env.cr.execute(
            SQL(
                "UPDATE member_import_error SET value = NULL, detail = NULL, reference = NULL WHERE import_id = ANY(%s)",
                self.ids,
            )
        )
        self.env["member.import.error"].invalidate_model()

    def _attachments(self, domain):
        # sudo: the files of imports that the caller may edit, or that are too old; those of fields are closed to searches.
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_field", "in", (False, "file")),
                    *domain,
                ]
            )
        )

    @api.autovacuum
    def _delete_old_files(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        ids = self._attachments([("create_date", "<", old)]).mapped("res_id")
        records = self.browse(ids).exists().filtered(lambda record: record.job_state not in OPEN)
        records._delete_files(self.env._("The file was deleted after %(days)s days.", days=KEPT_DAYS))
