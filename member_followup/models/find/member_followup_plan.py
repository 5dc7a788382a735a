import logging
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.member_analytics.models.metrics.member_metrics import QUADRANTS, STATES
from odoo.addons.member_loyalty.models.common.columns import columns
from odoo.addons.member_loyalty.models.common.member_job import CHANGED_MEANWHILE

_logger = logging.getLogger(__name__)
ONE_DAY = timedelta(days=1)
#: Tills send late, and what happens after the night is found in the next one: so many days are looked at again.
LATE_DAYS = 7
#: before anything that a shop remembers
BEGINNING = date(1900, 1, 1)


class MemberFollowupPlan(models.Model):
    """A plan looks for the occasions that begin its runs: when it starts, and each night.

    Set-based SQL, not the ORM: a night looks at a million members for each plan. Each trigger has a method
    ``_occasions_<trigger>`` that gives the select of what happened in a period. An occasion has a key, and begins one
    run however often it is found.
    """

    _inherit = "member.followup.plan"

    trigger_state = fields.Selection(STATES, "Into State", help="Leave empty for every change.")
    trigger_quadrant = fields.Selection(QUADRANTS, "Into Quadrant", help="Leave empty for every change.")
    trigger_month = fields.Integer("Month", default=1, help="1 to 12, for Date of the Year.")
    trigger_day = fields.Integer("Day", default=1, help="The day of the month, for Date of the Year.")
    find_problem = fields.Char("Planning Error", readonly=True, copy=False, tracking=True)

    @api.constrains("trigger", "trigger_month", "trigger_day")
    def _check_trigger_date(self):
        for plan in self.filtered(lambda plan: plan.trigger == "season"):
            try:
                plan._season_day()
            except ValueError:
                raise ValidationError(
                    self.env._(
                        "There is no day %(day)s in month %(month)s. Correct the date of plan %(plan)s.",
                        day=plan.trigger_day,
                        month=plan.trigger_month,
                        plan=plan.name,
                    )
                ) from None

    def _season_day(self):
        # A leap year has all days.
        return date(2000, self.trigger_month, self.trigger_day)

    # ── From the start to the end ─────────────────────────────────────────────────────────────────────────────

    def _start(self):
        """Contact members from today on: those whom history brings, and those of today's occasions."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("%(plan)s has been started already.", plan=self.name))
        if not self.version_id.step_ids:
            raise UserError(self.env._("%(plan)s has no steps. Add a step before you start it.", plan=self.name))
        self._fix_holdout()
        self._run_from(self.company_id._member_today(), self.history, BEGINNING)

    def _resume(self):
        """Go on after a pause, as if the plan had run meanwhile: what lies behind isn't made up for."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "paused":
            raise UserError(self.env._("%(plan)s isn't paused.", plan=self.name))
        self._run_from(self.company_id._member_today(), "as_if", self.date_found + ONE_DAY)

    def _run_from(self, day, history, since):
        """What happened before is history; see ``_look_back``."""
        self.write({"state": "running", "date_start": day, "date_found": day - ONE_DAY})
        plan = self._here()
        plan._look_at_metrics(day - ONE_DAY)
        plan._look_back(history, since)
        plan._find(day)

    def _pause(self):
        """Nobody enters, and what is planned waits: who gives contacts out asks for the plan's state."""
        self.check_access("write")
        self.write({"state": "paused"})

    def _end(self):
        """End the plan for everybody who is inside."""
        self.check_access("write")
        for plan in self:
            plan.state = "ended"
            day = plan.company_id._member_today()
            plan._here().env["member.followup.run"]._end_all(SQL("run.plan_id = %s", plan.id), "plan", day)

    def _here(self):
        """:return: the plan as it looks for members: at all of its company, whoever starts it"""
        # sudo: runs and contacts are nobody's to write; the plan decides whom it contacts.
        return self.sudo().with_context(allowed_company_ids=self.company_id.ids)

    # ── By night ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _night_find(self, job):
        """The next running plan of the company."""
        terms = [("company_id", "=", job.company_id.id), ("state", "=", "running")]
        plan = self.search([*terms, ("id", ">", (job.cursor or {}).get("after", 0))], order="id", limit=1)
        if plan:
            plan._here()._find_or_tell(job.company_id._member_today())
            job.write({"done": job.done + 1, "cursor": {"after": plan.id}})
        return not plan

    def _find_or_tell(self, day):
        """One bad plan doesn't keep the others from being looked at."""
        try:
            with self.env.cr.savepoint():
                self._find(day)
                self.find_problem = False
        except CHANGED_MEANWHILE:
            # The piece is repeated.
            raise
        except Exception as error:
            _logger.warning("plan %s finds nobody: %s", self.id, error)
            self.find_problem = str(error).strip()

    def _find(self, day):
        """Begin a run for each occasion up to a day that has none yet, and end those that a purchase has overtaken."""
        self.ensure_one()
        self._look_at_metrics(day)
        self._begin_found(max(self.date_start, self.date_found - timedelta(days=LATE_DAYS)), day)
        if self.exit_on_purchase:
            runs = self.env["member.followup.run"]
            runs._end_all(SQL("run.plan_id = %s AND %s", self.id, runs._overtaken()), "purchase", day)
        self.date_found = day

    def _look_at_metrics(self, day):
        if self.trigger in ("recency", "quadrant"):
            self.env["member.followup.seen"]._look(day)

    # ── Occasions ─────────────────────────────────────────────────────────────────────────────────────────────

    def _occasions(self, first, last):
        """What would begin a run in a period, both ends included, of members whom the plan is for.

        :return: SQL select of partner_id, source (text), day (that the run begins), counted (the day that steps count
            from), config_id and purchase_id (null where there is none), and key
        """
        return SQL(
            """
            SELECT found.partner_id, found.source, found.day, found.counted, found.config_id, found.purchase_id,
                   %(plan)s || '/' || found.partner_id || '/' || found.source AS key
              FROM (%(found)s) found
              JOIN res_partner member ON member.id = found.partner_id
             WHERE %(members)s
            """,
            plan=str(self.id),
            found=getattr(self, f"_occasions_{self.trigger}")(first, last),
            members=self._members(),
        )

    def _members(self):
        """:return: SQL condition that the plan is for ``member``, a row of contacts"""
        partners, audience = self.env["res.partner"], SQL()
        if self.audience_id:
            chosen = partners._search(self.audience_id._audience())
            audience = SQL("AND member.id IN (%s)", chosen.select())
        return SQL(
            """(member.active AND member.member_number IS NOT NULL AND member.member_left_on IS NULL
                AND (member.company_id IS NULL OR member.company_id = %s)
                AND member.member_no_contact IS NOT TRUE %s)""",
            self.company_id.id,
            audience,
            to_flush=columns(partners, "active", "member_number", "member_left_on", "company_id", "member_no_contact"),
        )

    def _occasions_hand(self, _first, _last):
        """Nobody enters by themselves."""
        return SQL(
            """SELECT NULL::int AS partner_id, NULL AS source, NULL::date AS day, NULL::date AS counted,
                      NULL::int AS config_id, NULL::int AS purchase_id WHERE FALSE"""
        )
