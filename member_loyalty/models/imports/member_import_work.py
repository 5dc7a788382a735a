import csv
import io
from itertools import islice

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.imports import history, table_files

FIRST_ROWS = 5000
MOST_PROBLEMS = 100_000
FIRST_REVIEWS = 200
ERROR_COLUMNS = ("import_id", "number", "reference", "target", "value", "code", "detail")


class MemberImport(models.Model):
    """The steps of an import's job, each a batch that may be repeated, and what a manager takes along of them."""

    _inherit = "member.import"

    def _step(self, job):
        """One piece. The phases are read and compare for a check; write and review for an import.

        :return: whether the job is finished
        """
        # sudo: a manager started the job; products and partners are made in the shop's name.
        record = (
            self.sudo()
            .with_company(self.company_id)
            .with_context(lang=job.user_id.lang, tracking_disable=True, mail_create_nosubscribe=True)
        )
        return getattr(record, f"_step_{job.cursor['phase']}")(job)

    def _step_read(self, job):
        cursor = job.cursor
        if "rounded" not in cursor:
            cursor = {**cursor, "rounded": self._find_rounded()}
        layout = self._layout()
        filler = history.Filler(layout, self.fill_down == "above", cursor.get("kept"))
        with self._open_file() as table:
            rows = list(islice(table.rows(cursor["after"], cursor["number"]), job._piece(FIRST_ROWS)))
            if rows:
                self._stage(rows, len(table.header), layout, self._reading(cursor["rounded"]), filler)
        if not rows:
            job.write({"cursor": {**cursor, "phase": "compare", "after": 0}, "done": job.total, "size": 0})
            return False
        self.row_count += len(rows)
        number, _cells, position = rows[-1]
        cursor = {**cursor, "number": number, "after": position, "kept": filler.keep()}
        job.write({"cursor": cursor, "done": min(position, job.total)})
        return False

    def _stage(self, chunk, width, layout, reading, filler):
        """Take rows apart; the good ones wait in the staging table, the others are told in ``member.import.error``."""
        handler = self._handler()
        rows, errors, left = [], [], 0
        for number, cells, _position in chunk:
            part_of = None
            if isinstance(cells, table_files.BadRow):
                values, problems = {}, [history.Problem("", "", cells.code)]
            else:
                part_of = filler.fill(cells)
                values, problems = history.read_row(cells, layout, reading, width)
            problems = problems or handler._complete(self, values)
            if problems is None:
                left += 1
            elif problems:
                reference = values.get("reference")
                errors += [
                    (self.id, number, reference, item.target or None, item.value or None, item.code, None)
                    for item in problems
                ]
                errors += self._half_of(part_of, number, problems)
            else:
                rows += [(self.id, number, *staged) for staged in handler._staged(values)]
        self.left_count += left
        Row = self.env["member.import.row"]
        Row._copy("member_import_row", ("import_id", "number", *handler._staged_columns), rows)
        Row._copy("member_import_error", ERROR_COLUMNS, errors)
        if (
            len(errors) > MOST_PROBLEMS
            or self.env["member.import.error"].search_count([("import_id", "=", self.id)], limit=MOST_PROBLEMS + 1)
            > MOST_PROBLEMS
        ):
            raise UserError(
                self.env._(
                    "There are more than %(most)s problems. Go back and check the columns, the date "
                    "format and the decimal separator.",
                    most=MOST_PROBLEMS,
                )
            )

    def _half_of(self, reference, number, problems):
        """A row without a receipt's number may be a part of the receipt above, which isn't whole without it."""
        if self.kind != "purchases" or not reference or any(problem.code == "total" for problem in problems):
            return []
        detail = self.env._("row %(number)s has no number", number=number)
        return [(self.id, number, reference, "reference", reference, "half", detail)]

    def _step_compare(self, job):
        """One check after the other: of ten million rows each takes its minute, and a worker has no more than two."""
        handler, place = self._handler(), job.cursor["after"]
        checks = handler._checks(self)
        if place < len(checks):
            checks[place]()
            job.cursor = {**job.cursor, "after": place + 1}
            return False
        self.env["member.import.error"].invalidate_model()
        self.write(
            {
                "state": "ready",
                "bad_count": len(
                    self.env["member.import.error"]._read_group([("import_id", "=", self.id)], ["number"])
                ),
                "remarks": handler._remarks(self),
                "control": handler._control(self),
                **handler._count(self),
            }
        )
        return True

    def _step_write(self, job):
        handler = self._handler()
        done, new, after = handler._write_batch(self, job.cursor["after"], job._piece(handler.FIRST))
        self.write({"new_count": self.new_count + new, "known_count": self.known_count + done - new})
        phase = "write" if after else "review"
        if not after:
            # Reviews take another time than rows.
            job.size = 0
        job.write({"done": min(job.done + done, job.total), "cursor": {**job.cursor, "phase": phase, "after": after}})
        return False

    def _step_review(self, job):
        """Members who bought rise to the tier that their purchases gave on the chosen day."""
        members = self._members_to_review(job.cursor["after"] or 0, job._piece(FIRST_REVIEWS))
        if members:
            members.with_context(member_no_welcome=True)._member_review_tier(
                on_day=self.review_date, note=self.display_name
            )
            job.cursor = {**job.cursor, "after": members[-1].id}
            return False
        self.env["member.import.row"]._forget(self)
        self.state = "done"
        self.message_post(body=self._summary())
        self._after_import()
        return True

    def _after_import(self):
        """A hook: what else counts what was imported."""

    def _members_to_review(self, after, limit):
        if self.kind != "purchases" or not self.review_date:
            return self.env["res.partner"]
        # From the facts: the ORM would group a million of them for each batch.
        self.env["res.partner"].flush_model(["member_number"])
        self.env["member.purchase"].flush_model(["partner_id", "import_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM res_partner p
                    WHERE id > %s AND member_number IS NOT NULL
                      AND EXISTS (SELECT FROM member_purchase f WHERE f.partner_id = p.id AND f.import_id = %s)
                 ORDER BY id LIMIT %s""",
                after,
                self.id,
                limit,
            )
        )
        return self.env["res.partner"].browse(member_id for (member_id,) in rows)

    def _summary(self):
        summary = self.env._(
            "%(new)s records were created, %(known)s were already imported and left unchanged.",
            new=self.new_count,
            known=self.known_count,
        )
        if not self.bad_count:
            return summary
        left_out = self.env._(
            "%(bad)s invalid rows and %(held)s rows skipped with them weren't imported.",
            bad=self.bad_count,
            held=self.held_count,
        )
        return f"{summary} {left_out}"

    # ── What came of it ────────────────────────────────────────────────────────────────────────────────────────

    def action_refresh(self):
        """The form reads its record anew after every button."""
        return True

    def action_view_purchases(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Purchases"),
            "res_model": "member.purchase",
            "view_mode": "list,form",
            "domain": [("import_id", "=", self.id)],
        }

    def action_view_entries(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Balances"),
            "res_model": "member.ledger.entry",
            "view_mode": "list,form",
            "domain": [("import_id", "=", self.id)],
        }

    def action_view_errors(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Problems"),
            "res_model": "member.import.error",
            "view_mode": "list",
            "domain": [("import_id", "=", self.id)],
        }

    def action_download_bad_rows(self):
        """The rows that aren't imported, each with its number and what is wrong, to be corrected and imported again."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/member_loyalty/invalid_rows/{self.id}", "target": "download"}

    def _download_bad_rows(self):
        """:return: (name of the file, CSV as bytes)"""
        content, rows = self._bad_rows()
        # Customers' data leaves the house here: who took it and how much stays known.
        self.message_post(body=self.env._("%(rows)s invalid rows were downloaded.", rows=rows))
        return self.env._("Invalid rows of %(file)s.csv", file=(self.file_name or self.name).rsplit(".", 1)[0]), content

    def _bad_rows(self):
        """:return: (CSV as bytes, number of rows)"""
        problems, references = {}, set()
        for error in self.error_ids:
            problems.setdefault(error.number, []).append(error.message)
            references.add(error.reference)
        buffer, written = io.StringIO(), 0
        with self._open_file() as table:
            writer = csv.writer(buffer, delimiter=self.delimiter or ",")
            writer.writerow([*table.header, self.env._("Row"), self.env._("Problem")])
            column = self.column_ids.filtered(lambda column: column.target == "reference")
            place = column.place if column else len(table.header)
            for number, cells, _position in table.rows():
                if not isinstance(cells, list):
                    cells = []
                held = self.kind == "purchases" and len(cells) > place and str(cells[place]).strip() in references
                if number in problems or held:
                    reasons = problems.get(number) or [
                        self.env._("Skipped because of an invalid row in the same purchase")
                    ]
                    writer.writerow([*cells, number, " ".join(reasons)])
                    written += 1
        return buffer.getvalue().encode("utf-8-sig"), written
