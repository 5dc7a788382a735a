import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_logger = logging.getLogger(__name__)

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class MemberWorkbookSchedule(models.Model):
    """A workbook that goes out by e-mail each week or month: to each recipient with the figures that they may see."""

    _name = "member.workbook.schedule"
    _description = "Scheduled Workbooks"
    _inherit = ["mail.thread"]
    _order = "next_date, id"

    report = fields.Selection("_selection_report", required=True, default="member.report")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    interval = fields.Selection(
        [("weekly", "Week"), ("monthly", "Month")], "Frequency", required=True, default="monthly"
    )
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    month_day = fields.Integer(
        "Day of the Month",
        required=True,
        default=1,
        help="The day can be at most 28, so that it exists in every month.",
    )
    user_ids = fields.Many2many("res.users", string="Recipients", required=True, domain=[("share", "=", False)])
    next_date = fields.Date("Next Run", compute="_compute_next_date", store=True, readonly=False)
    active = fields.Boolean(default=True)

    @api.model
    def _selection_report(self):
        reports = [(report._name, report._title()) for report in self.env["member.workbook"]._reports()]
        return [("member.report", self.env._("Management Workbook")), *reports]

    @api.depends("interval", "weekday", "month_day", "company_id")
    def _compute_next_date(self):
        for schedule in self:
            schedule.next_date = schedule._day_after(schedule.company_id._member_today() - timedelta(days=1))

    @api.depends("report")
    @api.depends_context("lang")
    def _compute_display_name(self):
        titles = dict(self._fields["report"]._description_selection(self.env))
        for schedule in self:
            schedule.display_name = titles.get(schedule.report)

    def _day_after(self, day):
        """:return: the first day of the schedule after a day"""
        if self.interval == "weekly":
            return day + timedelta(days=(int(self.weekday) - day.weekday() - 1) % 7 + 1)
        this_month = day + relativedelta(day=self.month_day)
        return this_month if this_month > day else day + relativedelta(months=1, day=self.month_day)

    @api.constrains("month_day")
    def _check_month_day(self):
        for schedule in self:
            if not 1 <= schedule.month_day <= 28:
                raise ValidationError(self.env._("The day of the month must be between 1 and 28."))

    @api.constrains("user_ids", "company_id")
    def _check_recipients(self):
        for schedule in self:
            for user in schedule.user_ids:
                if not schedule._may_read(user):
                    raise ValidationError(
                        self.env._(
                            "%(user)s can't access member reports of %(company)s. Grant the role Staff, Auditor or "
                            "Manager, and access to the company.",
                            user=user.name,
                            company=schedule.company_id.name,
                        )
                    )

    def _may_read(self, user):
        # sudo: which companies a user works in.
        return (
            user.active
            and self.company_id in user.sudo().company_ids
            and self.env["member.metrics"].with_user(user).has_access("read")
        )

    # ── Sending ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _night_send(self, job):
        """Send the next one that is due. A recipient who has theirs isn't written to again after a crash."""
        day = job.company_id._member_today()
        schedule = self.search([("company_id", "=", job.company_id.id), ("next_date", "<=", day)], limit=1)
        # Who couldn't be written to is told on the schedule, and doesn't get it tonight.
        tried = (job.cursor or {}).get(str(schedule.id), [])
        user = schedule._waiting().filtered(lambda user: user.id not in tried)[:1]
        if user:
            schedule._try_to_send(user)
            job.write({"done": job.done + 1, "cursor": {**(job.cursor or {}), str(schedule.id): [*tried, user.id]}})
        elif schedule:
            schedule.next_date = schedule._day_after(day)
        return not schedule

    def _waiting(self):
        """:return: the recipients who haven't got this one yet"""
        served = self.env["member.workbook"].search([("schedule_id", "=", self.id), ("due", "=", self.next_date)])
        return self.user_ids - served.user_id

    def _try_to_send(self, user):
        """Whoever can't be written to doesn't keep the others from theirs."""
        try:
            with self.env.cr.savepoint():
                self._send(user)
        except Exception as error:
            _logger.exception("workbook schedule %s can't be sent to user %s", self.id, user.id)
            self.message_post(
                body=self.env._("The workbook couldn't be sent to %(user)s: %(error)s", user=user.name, error=error)
            )

    def _send(self, user):
        if not self._may_read(user):
            raise ValidationError(self.env._("%(user)s no longer has access to these figures.", user=user.name))
        if not user.email:
            raise ValidationError(self.env._("%(user)s has no email address.", user=user.name))
        there = (
            self.env["member.workbook"]
            .with_user(user)
            .with_company(self.company_id)
            .with_context(allowed_company_ids=self.company_id.ids, lang=user.lang, tz=user.tz)
        )
        workbook = there._make_book() if self.report == "member.report" else there._make_report(self.report, {})
        # sudo: nobody writes workbooks directly.
        workbook.sudo().write({"schedule_id": self.id, "due": self.next_date})
        workbook._mail(user)
