from odoo import fields, models
from odoo.tools import SQL


class MemberJob(models.Model):
    """Counts anew how complete members' files are, after the weights changed."""

    _inherit = "member.job"

    kind = fields.Selection(selection_add=[("completeness", "File completeness")], ondelete={"completeness": "cascade"})

    def _step_completeness(self, batch=None):
        """SQL, not the ORM: a million members in some seconds."""
        batch = batch or self._piece(5000)
        # sudo: the score follows from the file, whoever started the job.
        Partner = self.env["res.partner"].sudo()
        Partner.flush_model()
        score = self.env["member.file.item"]._score_sql()
        rows = self.env.execute_query(
            SQL(
                """
                WITH batch AS (
                    SELECT id FROM res_partner WHERE member_number IS NOT NULL AND id > %(after)s ORDER BY id LIMIT %(batch)s
                ), counted AS (
                    UPDATE res_partner SET member_completeness = %(score)s
                      FROM batch
                     WHERE res_partner.id = batch.id AND res_partner.member_completeness IS DISTINCT FROM %(score)s
                )
                SELECT COUNT(*), MAX(id) FROM batch
                """,
                after=self.cursor["after"],
                batch=batch,
                score=score,
            )
        )
        Partner.invalidate_model(["member_completeness"])
        [(count, last)] = rows
        if count:
            self.write({"done": min(self.done + count, self.total), "cursor": {"after": last}})
        return count < batch
