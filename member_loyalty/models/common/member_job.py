import logging
import traceback
from time import monotonic

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import config

from ...engine import pacing

_logger = logging.getLogger(__name__)
OPEN = ("queued", "running")
CHANGED_MEANWHILE = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
#: a piece that was cut off so many times in a row stands aside
MOST_TRIES = 3
#: a piece grows to so many times its first size
MOST_GROWTH = 10


class MemberJob(models.Model):
    """Long work in the background: shown with its progress, stopped and taken up again at will.

    A kind of job is a value of ``kind`` and a method ``_step_<kind>`` that does one piece in some seconds, moves
    ``done`` and ``cursor``, and returns whether the job is finished. Each piece is committed, so that a crash loses
    one piece at most; a piece must therefore be safe to repeat.
    """

    _name = "member.job"
    _description = "Background Work"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [("past_orders", "Past till orders"), ("import", "Import of sales history")], required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("running", "In progress"),
            ("done", "Done"),
            ("cancelled", "Stopped"),
            ("failed", "Failed"),
            ("skipped", "Skipped"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    total = fields.Integer(readonly=True)
    done = fields.Integer(readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    cursor = fields.Json("Position", readonly=True, help="The position at which the next batch starts.")
    size = fields.Integer(
        "Batch Size",
        readonly=True,
        help="The number of records in the next batch, based on how long the last one took.",
    )
    tries = fields.Integer("Attempts", readonly=True, help="The number of times the current batch was started.")
    turn = fields.Integer(
        "Last Run Number",
        readonly=True,
        default=lambda self: self._last_turn(),
        help="The number of the last run. The work with the lowest number runs next.",
    )
    date_start = fields.Datetime("Started", readonly=True)
    date_end = fields.Datetime("Ended", readonly=True)
    error = fields.Text("Reason", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, ondelete="restrict")

    @api.depends("total", "done", "state")
    def _compute_progress(self):
        for job in self:
            job.progress = 100.0 * job.done / job.total if job.total else 100.0 * (job.state == "done")

    @api.model
    def _start(self, kind, name, total, cursor=None, company=None):
        """Queue a job and wake the runner."""
        job = self.create(
            {"kind": kind, "name": name, "total": total, "cursor": cursor, "company_id": company and company.id}
        )
        job._wake()
        return job

    def _wake(self):
        # sudo: whoever may queue a job may wake the cron that runs it.
        self.env.ref("member_loyalty.ir_cron_member_jobs").sudo()._trigger()

    def action_cancel(self):
        for job in self:
            if job.state not in OPEN:
                raise UserError(self.env._("%(job)s isn't waiting or in progress.", job=job.display_name))
        (self | self.step_ids).filtered(lambda job: job.kind != "night" and job.state in OPEN)._end("cancelled")

    def action_resume(self):
        for job in self:
            if job.state not in ("cancelled", "failed"):
                raise UserError(self.env._("%(job)s can't be resumed because it isn't stopped.", job=job.display_name))
        self._to_repeat()._queue_again()
        self._wake()

    def _queue_again(self):
        self.write({"state": "queued", "error": False, "tries": 0, "date_end": False})
        self.night_id._look_at_steps()

    def _end(self, state, error=False):
        self.write({"state": state, "error": error, "date_end": fields.Datetime.now()})
        self.night_id._look_at_steps()

    # ── Whose turn it is ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _run_due(self):
        """Cron: one piece after the other until the time of a run is up; the next run goes on.

        The scheduler lets one process at a time do this. Should two meet all the same, both write the job of their
        piece, and PostgreSQL lets one of them.
        """
        end = monotonic() + self._run_seconds()
        while job := self._next():
            if monotonic() >= end:
                # Other scheduled actions come first, and Odoo's limits begin anew.
                self._wake()
                break
            try:
                job._take_turn()
                self.env["ir.cron"]._commit_progress(1)
            except CHANGED_MEANWHILE:
                # Somebody stopped it in this very moment: look again whose turn it is.
                self.env.cr.rollback()

    @api.model
    def _run_seconds(self):
        if not self.env.context.get("cron_id"):
            return float("inf")
        real = config["limit_time_real_cron"]
        return pacing.run_seconds(real if real >= 0 else config["limit_time_real"], config["limit_time_cpu"])

    @api.model
    def _next(self):
        """:return: the job whose turn it is. The steps of a night wait for each other, and so does work of one kind in a
        company; different work takes turns, so that nothing long keeps the rest waiting"""
        firsts = {}
        for job in self.search([("state", "in", OPEN), ("kind", "!=", "night")], order="sequence, id"):
            firsts.setdefault(job.night_id or (job.kind, job.step, job.company_id), job)
        return min(firsts.values(), key=lambda job: ((job.night_id or job).turn, job.id), default=self.browse())

    @api.model
    def _last_turn(self):
        # This field alone: an upgrade that brings it asks before there are the others.
        return self.search_fetch([("state", "in", OPEN)], ["turn"], order="turn desc", limit=1).turn

    def _take_turn(self):
        """Do the next piece, or put the job aside: when its piece is cut off again and again, or when it rests on work
        that has failed."""
        if self.tries >= MOST_TRIES:
            self._end("failed", self._cut_off_message())
        elif missing := self._missing_ground():
            self._end("skipped", self._left_out_message(missing))
        else:
            (self.night_id or self).turn = self._last_turn() + 1
            self.write(
                {
                    "state": "running",
                    "tries": self.tries + 1,
                    "date_start": self.date_start or fields.Datetime.now(),
                }
            )
            self.night_id._look_at_steps()
            # A process that Odoo ends in the middle can't say so afterwards: what it begins is noted before.
            self.env["ir.cron"]._commit_progress(1)
            self._run_batch()

    def _cut_off_message(self):
        return self.env._(
            "Interrupted %(count)s times in a row. Either the server stopped the work (time or memory limit, restart), or "
            "other work changed the same records each time. See the server log for the reason.",
            count=self.tries,
        )

    def _run_batch(self):
        """One piece, and what it says about the next."""
        self.ensure_one()
        begin = monotonic()
        try:
            with self.env.cr.savepoint():
                finished = getattr(self, f"_step_{self.kind}")()
                self.write({"state": "running", "tries": 0, "error": False})
                if self.size:
                    self.size = pacing.next_size(self.size, monotonic() - begin)
                if finished:
                    self._end("done")
        except CHANGED_MEANWHILE:
            # Somebody stopped the job meanwhile, and that counts, or changed what it writes: this piece never was.
            _logger.info("background work %s met a change during a piece, which is undone", self.id)
            self.env.cr.rollback()
        except Exception as error:
            _logger.exception("background work %s failed", self.id)
            self._end("failed", self._reason(error))

    def _reason(self, error):
        if isinstance(error, UserError):
            return str(error)
        return self.env._(
            "Unexpected error: %(error)s. See the server log for details.",
            error=traceback.format_exception_only(error)[-1].strip(),
        )

    def _piece(self, first):
        """:return: how many records to take now; ``first`` the first time, and fewer where that was cut off"""
        self.size = max(min(self.size or first, first * MOST_GROWTH) // 4 ** max(self.tries - 1, 0), 1)
        return self.size

    # ── Past till orders ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _start_past_orders(self):
        """Queue the orders that were paid before the installation, if there are any."""
        # sudo: counts orders of all companies, for the total only.
        orders = self.env["pos.order"].sudo().search_count([("state", "in", ("paid", "done"))])
        if orders:
            self._start(
                "past_orders", self.env._("Import of past till orders as purchases"), orders, cursor={"after": 0}
            )

    def _step_past_orders(self, batch=None):
        # Keyed by id, not by offset: each piece costs the same, however long the history.
        rows = self.env["pos.order"].search(
            [("id", ">", self.cursor["after"]), ("state", "in", ("paid", "done"))],
            order="id",
            limit=batch or self._piece(2000),
        )
        if not rows:
            return True
        self.env["member.purchase"]._record_pos_orders(rows.ids)
        self.write({"done": min(self.done + len(rows), self.total), "cursor": {"after": rows[-1].id}})
        return False

    # ── Imported history ──────────────────────────────────────────────────────────────────────────────────────

    def _step_import(self):
        return self.env["member.import"].browse(self.cursor["import_id"])._step(self)
