from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .member_job import OPEN

#: longer than the rarest step waits for its next night
KEPT_DAYS = 100

#: One thing that a night does.
#:
#: - sequence: its place in the night
#: - label: what people read
#: - model, method: what is called with the step's job, again and again until it returns that it is finished; each call
#:   is a piece of some seconds, in a transaction of its own
#: - needs: names of the steps that must have been done before, in the same company
#: - by_company: whether each company has one of its own
#: - nights: so many nights lie between two times
Step = namedtuple("Step", "sequence name label model method needs by_company nights", defaults=((), True, 1))


class MemberJob(models.Model):
    """The night: work that comes each day, in an order in which each step finds done what it rests on.

    A night is a job, and each of its steps another one. A step that is interrupted goes on where it was; one that fails
    says why, and only those wait that need it.
    """

    _inherit = "member.job"

    kind = fields.Selection(
        selection_add=[("night", "Nightly work"), ("step", "Nightly step")],
        ondelete={"night": "cascade", "step": "cascade"},
    )
    night_id = fields.Many2one("member.job", "Nightly Work", readonly=True, index="btree_not_null", ondelete="cascade")
    step_ids = fields.One2many("member.job", "night_id", "Steps", readonly=True)
    sequence = fields.Integer(readonly=True)
    step = fields.Char(readonly=True, help="The technical name of the nightly step.")

    @api.model
    def _night_steps(self):
        """What a night does. Addons add steps of their own, and say by the sequence where they belong.

        :return: list of :class:`Step`
        """
        return [
            Step(10, "release", self.env._("Release and expire points"), "member.ledger.entry", "_night_release"),
            Step(20, "lapse", self.env._("Expire points of former members"), "member.leaving", "_night_lapse"),
            Step(30, "cards", self.env._("Expire cards"), "member.card", "_night_expire", by_company=False),
            Step(
                40, "reminders", self.env._("Send expiration reminders"), "member.reminder", "_night_send", ("release",)
            ),
            Step(50, "referrals", self.env._("Close overdue referrals"), "member.referral", "_night_refuse"),
            Step(60, "tiers", self.env._("Review tiers"), "member.standing", "_night_review", ("release",)),
            Step(70, "idle", self.env._("Terminate members without a purchase"), "member.leaving", "_night_let_go"),
            Step(80, "ages", self.env._("Update age bands"), "res.partner", "_night_age_bands", by_company=False),
            Step(
                90, "candidates", self.env._("Find customers who qualify"), "member.enrolment.rule", "_night_candidates"
            ),
            Step(100, "handbook", self.env._("Publish the handbook"), "member.handbook", "_night_keep_true"),
            Step(110, "books", self.env._("Post stored value"), "member.ledger.entry", "_night_book"),
            Step(
                120,
                "watch",
                self.env._("Detect suspicious activity"),
                "member.watch.rule",
                "_night_check_use",
                by_company=False,
            ),
            Step(130, "audit", self.env._("Check the ledger"), "member.ledger.audit", "_night_check", by_company=False),
            Step(140, "revision", self.env._("Update data quality"), "member.revision", "_night_make_list", nights=60),
        ]

    @api.depends("kind", "name", "step", "create_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = {step.name: step.label for step in self._night_steps()}
        for job in self:
            if job.kind == "night":
                job.display_name = self.env._("Nightly work of %(day)s", day=format_date(self.env, job.create_date))
            else:
                job.display_name = labels.get(job.step, job.name)

    # ── A night begins ────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _cron_night(self):
        """Cron: tonight's steps wait for their turn. What the night before has left comes first."""
        if self.search_count([("kind", "=", "night"), ("state", "in", OPEN)], limit=1):
            self.env.ref("member_loyalty.ir_cron_member_night")._trigger(fields.Datetime.now() + timedelta(hours=1))
            return
        nobody = self.env["res.company"]
        companies = nobody._member_in_turn()
        due = [
            (step, company)
            for step in sorted(self._night_steps())
            for company in (companies if step.by_company else [nobody])
            if self._is_due(step, company)
        ]
        night = self.create({"kind": "night", "name": "night", "total": len(due)})
        self.create([{**self._step_values(*one), "night_id": night.id} for one in due])
        night._look_at_steps()
        self._wake()

    @api.model
    def _step_values(self, step, company):
        return {
            "kind": "step",
            "name": step.name,
            "step": step.name,
            "sequence": step.sequence,
            "company_id": company.id,
        }

    @api.model
    def _is_due(self, step, company):
        # Some hours less: the nights aren't on the minute.
        since = fields.Datetime.now() - timedelta(days=step.nights, hours=-12)
        done = [("step", "=", step.name), ("company_id", "=", company.id), ("state", "=", "done")]
        return step.nights == 1 or not self.search_count([*done, ("date_end", ">", since)], limit=1)

    @api.model
    def _start_step(self, name, company):
        """Do a step of the night by day, unless it waits already.

        :return: its job
        """
        waiting = [("step", "=", name), ("company_id", "=", company.id), ("state", "in", OPEN)]
        job = self.search(waiting, limit=1)
        if not job:
            job = self.create(self._step_values(self._night_step(name), company))
            self._wake()
        return job

    @api.model
    def _night_step(self, name):
        """:return: the step of this name; None after the addon was uninstalled that brought it"""
        return next((step for step in self._night_steps() if step.name == name), None)

    @api.autovacuum
    def _remove_old_nights(self):
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("kind", "in", ("night", "step")), ("date_end", "<", old)]).unlink()

    # ── And goes on ───────────────────────────────────────────────────────────────────────────────────────────

    def _step_step(self):
        step = self._night_step(self.step)
        return not step or getattr(self.env[step.model].with_company(self.company_id), step.method)(self)

    def _missing_ground(self):
        """:return: the steps of this night that this one needs, and that didn't come to their end"""
        step = self._night_step(self.step)
        needs = step.needs if step else ()
        return self.night_id.step_ids.filtered(
            lambda other: (
                other.step in needs
                and other.state in ("failed", "cancelled", "skipped")
                and (not other.company_id or not self.company_id or other.company_id == self.company_id)
            )
        )

    def _left_out_message(self, missing):
        return self.env._("Depends on a step that wasn't completed: %(step)s.", step=missing[0].display_name)

    def _to_repeat(self):
        """:return: what goes on with a job: of a night all that is left, with a step those that were left out"""
        again = self | self.step_ids | self.night_id.step_ids.filtered(lambda step: step.state == "skipped")
        return again.filtered(lambda job: job.kind != "night" and job.state in ("failed", "cancelled", "skipped"))

    def _look_at_steps(self):
        """What a night says of itself follows from its steps."""
        # sudo: a night is everybody's, and has steps of companies that the user doesn't see.
        for night in self.sudo():
            states = night.step_ids.mapped("state")
            over = [state for state in states if state not in OPEN]
            failed = len([state for state in over if state in ("failed", "skipped")])
            came_to = "failed" if failed else "cancelled" if "cancelled" in over else "done"
            is_over = len(over) == len(states)
            night.write(
                {
                    "done": len(over),
                    "state": came_to if is_over else "running",
                    "error": bool(failed)
                    and self.env._("%(count)s steps weren't completed. Open each step for the reason.", count=failed),
                    "date_start": night.date_start or fields.Datetime.now(),
                    "date_end": is_over and fields.Datetime.now(),
                }
            )
