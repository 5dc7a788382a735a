import logging

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)


class MemberJob(models.Model):
    """Long work in the background: shown with its progress, stopped and taken up again at will.

    A kind of job is a value of ``kind`` and a method ``_step_<kind>`` that does one batch in some seconds, moves
    ``done`` and ``cursor``, and returns whether the job is finished. Each batch is committed, so that a crash loses
    one batch at most; a batch must therefore be safe to repeat.
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
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    total = fields.Integer(readonly=True)
    done = fields.Integer(readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    cursor = fields.Json(readonly=True, help="The position at which the next batch starts.")
    error = fields.Text(readonly=True)
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
            if job.state not in ("queued", "running"):
                raise UserError(self.env._("%(job)s isn't waiting or in progress.", job=job.name))
        self.write({"state": "cancelled"})

    def action_resume(self):
        for job in self:
            if job.state not in ("cancelled", "failed"):
                raise UserError(self.env._("%(job)s can't be resumed because it isn't stopped.", job=job.name))
        self.write({"state": "queued", "error": False})
        self._wake()

    @api.model
    def _run_due(self):
        """Cron: do batches of the oldest waiting job until time is up."""
        while job := self.search([("state", "in", ("queued", "running"))], order="id", limit=1):
            job._run_batch()
            waiting = self.search_count([("state", "in", ("queued", "running"))])
            if not self.env["ir.cron"]._commit_progress(1, remaining=waiting):
                break

    def _run_batch(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                finished = getattr(self, f"_step_{self.kind}")()
                self.state = "done" if finished else "running"
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            # Somebody stopped the job meanwhile, and that counts, or changed what it writes: this batch never was.
            _logger.info("background work %s met a change during a batch, which is undone", self.id)
            self.env.cr.rollback()
        except Exception as error:
            _logger.exception("background work %s failed", self.id)
            self.write({"state": "failed", "error": str(error)})

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

    def _step_past_orders(self, batch=5000):
        # Keyed by id, not by offset: each batch costs the same, however long the history.
        rows = self.env["pos.order"].search(
            [("id", ">", self.cursor["after"]), ("state", "in", ("paid", "done"))], order="id", limit=batch
        )
        if not rows:
            return True
        self.env["member.purchase"]._record_pos_orders(rows.ids)
        self.write({"done": min(self.done + len(rows), self.total), "cursor": {"after": rows[-1].id}})
        return False

    # ── Imported history ──────────────────────────────────────────────────────────────────────────────────────

    def _step_import(self):
        return self.env["member.import"].browse(self.cursor["import_id"])._step(self)
