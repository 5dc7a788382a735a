import psycopg2

from odoo import models
from odoo.exceptions import UserError

FIRST = 200


class MemberImport(models.Model):
    """An import is undone as long as nothing depends on what came of it."""

    _inherit = "member.import"

    def action_undo(self):
        """Take back what was imported, in the background."""
        self.ensure_one()
        self.check_access("write")
        self._check_not_working()
        if self.state not in ("done", "importing", "undoing"):
            raise UserError(
                self.env._("Nothing of %(file)s was imported, so there is nothing to undo.", file=self.display_name)
            )
        problem = self._handler()._undo_problem(self)
        if problem:
            raise UserError(problem)
        self._begin("undoing", self.env._("Undo %(file)s", file=self.display_name), "undo", self.new_count)

    def _step_undo(self, job):
        handler = self._handler()
        try:
            with self.env.cr.savepoint():
                done = handler._undo_batch(self, job._piece(FIRST))
        except psycopg2.errors.ForeignKeyViolation as error:
            raise UserError(self._depends_message(error.diag.table_name)) from error
        if done:
            job.done = min(job.done + done, job.total)
            return False
        self.env["member.import.row"]._forget(self)
        self.write({"state": "undone", "new_count": 0, "known_count": 0})
        self.message_post(body=self.env._("The import was undone."))
        self._after_import()
        return True

    def _depends_message(self, table):
        model = next((name for name, model in self.env.registry.items() if model._table == table), table)
        return self.env._(
            "The rest of the import can't be undone, because there are other records of it since (%(what)s).",
            what=self.env["ir.model"]._get(model).name or table,
        )
