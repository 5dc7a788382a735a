from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, format_date

#: what may be changed once it runs
STAYS_OPEN = {"name", "description"}


class MemberContest(models.Model):
    """A care month or a contest: who looks after members best, by credits.

    Ranks are counted from the credits whenever the board is read, so that a return lowers them. At the close they are
    kept as they are, with the prizes; what changes later is shown beside and moves nothing.
    """

    _name = "member.contest"
    _inherit = ["member.followup.measured"]
    _description = "Contest"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict", index=True
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._next_month())
    date_to = fields.Date("To", required=True, default=lambda self: self._next_month() + relativedelta(day=31))
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("closed", "Closed"), ("canceled", "Canceled")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    team = fields.Selection(
        [("person", "Employees"), ("store", "Stores")],
        "Who Competes",
        required=True,
        default="person",
        help="The points of a store are those of the employees whose store it is.",
    )
    score = fields.Selection(
        [("sum", "Sum"), ("mean", "Average per Employee")],
        "Points of a Store",
        required=True,
        default="mean",
        help="With the average, small stores compete with large ones.",
    )
    config_ids = fields.Many2many(
        "pos.config", string="Stores", check_company=True, help="Leave empty for employees of all stores."
    )
    tie = fields.Selection(
        [
            ("shared", "They share the place"),
            ("woken", "Whoever has woken more dormant members"),
            ("earlier", "Whoever had the points first"),
        ],
        "Who Wins a Tie",
        required=True,
        default="shared",
        help="Who shares a place gets its prize, and the places after it stay empty.",
    )
    rule_ids = fields.One2many("member.contest.rule", "contest_id", "Rules", copy=True)
    prize_ids = fields.One2many("member.contest.prize", "contest_id", "Prizes", copy=True)
    place_ids = fields.One2many("member.contest.place", "contest_id", "Final Places", readonly=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The end date must be on or after the start date."
    )

    @api.model
    def _next_month(self):
        return self.env.company._member_today() + relativedelta(months=1, day=1)

    def write(self, vals):
        """Nobody changes the rules of a contest that runs, nor says without its buttons that it does."""
        if "state" in vals and not self.env.su:
            raise UserError(self.env._("The status of a contest isn't edited. Press Start or Close."))
        if not self.env.su and set(vals) - STAYS_OPEN:
            self._check_draft()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_draft()

    def _check_draft(self):
        if running := self.filtered(lambda contest: contest.state != "draft"):
            raise UserError(
                self.env._(
                    "%s has started, and its rules can't be changed. Duplicate it for another contest.", running[0].name
                )
            )

    # ── From draft to closed ──────────────────────────────────────────────────────────────────────────────────

    def action_start(self):
        """From now on everybody sees its board."""
        for contest in self._locked("draft"):
            if not contest.rule_ids:
                raise UserError(self.env._("Say first what brings points in %s.", contest.name))
            if contest.date_to < contest.company_id._member_today():
                raise UserError(
                    self.env._(
                        "The last day of %s is over: who won would be known before it starts. Choose a later day.",
                        contest.name,
                    )
                )
            contest.state = "running"

    def action_close(self):
        """Keep ranks and prizes as they are."""
        for contest in self._locked("running"):
            if contest.date_to >= contest.company_id._member_today():
                raise UserError(
                    self.env._(
                        "%(contest)s runs until %(day)s. Close it when its last day is over and credits are counted.",
                        contest=contest.name,
                        day=format_date(self.env, contest.date_to),
                    )
                )
            counted = contest.company_id.member_credit_day
            if not counted or counted <= contest.date_to:
                raise UserError(
                    self.env._(
                        "Credits of the last days of %s aren't counted yet. Press Count Now in the list of credits, or "
                        "close it tomorrow.",
                        contest.name,
                    )
                )
            # sudo: of this contest, which the manager may close.
            board = self.env["member.contest.board"].sudo().search([("contest_id", "=", contest.id)])
            contest.write(
                {"state": "closed", "place_ids": [Command.create(row._as_place()) for row in board if row.points]}
            )

    def action_cancel(self):
        """It was started by mistake: nobody wins, and it stays visible that it was canceled."""
        self._locked("running").state = "canceled"

    def _locked(self, state):
        """:return: these contests with the rights to write them"""
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Membership managers start, close and cancel contests. Ask one of them."))
        self.check_access("write")
        self._check_not_measured()
        self.env.execute_query(SQL("SELECT id FROM member_contest WHERE id = ANY(%s) ORDER BY id FOR UPDATE", self.ids))
        self.invalidate_recordset()
        if other := self.filtered(lambda contest: contest.state != state):
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The status of %(contest)s is %(state)s. Reload the page.",
                    contest=other[0].name,
                    state=states[other[0].state],
                )
            )
        # sudo: what is written is how far the contest is; whoever may say so was asked.
        return self.sudo()

    def action_view_board(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_contest_board_action")
        return {**action, "name": self.name, "domain": [("contest_id", "=", self.id)], "context": {}}
