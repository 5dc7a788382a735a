import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class MemberImportKind(models.AbstractModel):
    """What one kind of file needs: members, products, purchases and balances inherit it."""

    _name = "member.import.kind"
    _description = "Import Type"

    #: good rows in the first piece; how long it takes tells how many there are in the next
    FIRST = 100

    _staged_columns = ("reference", "details")
    #: what of the shop the staged rows are held against, by model: no record of it may wait to be written
    _reads = {}

    def _missing_targets(self, chosen, targets):
        """:return: list of names of the targets that the columns lack"""
        return [target.name for target in targets if target.required and target.name not in chosen]

    def _complete(self, record, values):
        """Check what one cell alone doesn't tell, and complete the values in place.

        :return: list of :class:`engine.history.Problem`; None if the row doesn't count
        """
        return []

    def _questions(self, record, rows):
        """What files of this kind leave open, beside what all do.

        :param rows: list of (number, dict of target to cell) from the top of the file
        :return: list of questions in words, each with the way to answer
        """
        return []

    def _control(self, record):
        """Sums over what is going to be imported, to hold against the other system.

        :return: dict of names that :meth:`member.import._compute_control_sums` knows to numbers, or days as texts
        """
        return {}

    def _staged(self, values):
        """:return: list of tuples of the staging table's values, in the order of ``_staged_columns``"""
        raise NotImplementedError

    def _checks(self, record):
        """Checks of all staged rows against each other and the shop, by set-based SQL, in the order to run them.

        :return: list of functions without arguments
        """
        raise NotImplementedError

    def _remarks(self, record):
        """What the manager should know before the import, though no row is bad for it."""
        return False

    def _count(self, record):
        """:return: dict of new_count, known_count and, for purchases, held_count"""
        self._flush_read()
        known, total = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FILTER (WHERE %(known)s), COUNT(*) FROM (%(good)s) r",
                known=self._is_known(record),
                good=self._good_rows(record),
            )
        )[0]
        return {"new_count": total - known, "known_count": known}

    def _flush_read(self):
        for model, names in self._reads.items():
            self.env[model].flush_model(names)

    def _good_rows(self, record):
        return SQL(
            """SELECT * FROM member_import_row r WHERE import_id = %s AND NOT EXISTS (
                   SELECT FROM member_import_error e WHERE e.import_id = r.import_id AND e.number = r.number)""",
            record.id,
        )

    def _is_known(self, record):
        """:return: SQL condition on a staged row ``r``: the shop has it already"""
        raise NotImplementedError

    def _add_problems(self, select):
        """:param SQL select: of import_id, number, reference, target, value, detail, code"""
        self._flush_read()
        self.env.cr.execute(
            SQL(
                "INSERT INTO member_import_error (import_id, number, reference, target, value, detail, code) %s",
                select,
            )
        )

    def _find_twice(self, record, target, value):
        """A value that stands in several rows is a problem of all but the first.

        :param SQL value: of a staged row
        """
        self._add_problems(
            SQL(
                """SELECT import_id, number, reference, %(target)s, value, first::text, 'twice'
                     FROM (SELECT import_id, number, reference, %(value)s AS value,
                                  MIN(number) OVER (PARTITION BY %(value)s) AS first
                             FROM member_import_row WHERE import_id = %(record)s AND %(value)s IS NOT NULL) r
                    WHERE number > first""",
                target=target,
                value=value,
                record=record.id,
            )
        )

    def _undo_problem(self, record):
        """:return: in words, why what was imported can't be taken back; nothing if it can"""
        return None

    def _undo_batch(self, record, size):
        """Take back some of what was imported.

        :return: how many, 0 at the end
        """
        raise NotImplementedError

    def _write_batch(self, record, after, size):
        """Import the next good rows.

        :param after: list of number and id of the last row done, None at the start
        :param size: how many at most
        :return: (rows done, rows that were new, number and id of the last row or None at the end)
        """
        self._flush_read()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT r.*, %(known)s AS known FROM (%(good)s) r
                    WHERE (number, id) > (%(number)s, %(id)s) ORDER BY number, id LIMIT %(batch)s""",
                known=self._is_known(record),
                good=self._good_rows(record),
                number=(after or [0, 0])[0],
                id=(after or [0, 0])[1],
                batch=size,
            )
        )
        if not rows:
            return 0, 0, None
        refused = self._write_rows(record, rows)
        new = sum(1 for row in rows if not row["known"] and row["number"] not in refused)
        return sum(row["number"] not in refused for row in rows), new, [rows[-1]["number"], rows[-1]["id"]]

    def _write_rows(self, record, rows):
        """All at once; one by one when the shop refuses something, so that one row doesn't stop the others.

        :return: set of the numbers of refused rows
        """
        try:
            with self.env.cr.savepoint():
                self._write(record, rows)
            return set()
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            if len(rows) > 1:
                return set().union(*(self._write_rows(record, [row]) for row in rows))
            self.env["member.import.row"]._copy(
                "member_import_error",
                ("import_id", "number", "reference", "value", "code"),
                [(record.id, rows[0]["number"], rows[0]["reference"], str(error), "refused")],
            )
            record.bad_count += 1
            return {rows[0]["number"]}

    def _write(self, record, rows):
        """Make the records.

        :param rows: list of dicts of the staged columns and known
        """
        raise NotImplementedError
