from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.expiry import expiration
from ..common.columns import columns


class MemberExpiryChange(models.Model):
    """A program's rule of expiry applied to what members have already: what it moves is shown before, and kept."""

    _name = "member.expiry.change"
    _description = "Expiration Rule Change"
    _order = "id desc"
    _rec_name = "program_id"

    program_id = fields.Many2one(
        "loyalty.program",
        required=True,
        ondelete="restrict",
        domain=[("member_program", "=", True)],
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    policy = fields.Char("Rule", readonly=True, help="The program's rule at the time of the calculation.")
    state = fields.Selection(
        [("draft", "Calculated"), ("done", "Applied")], "Status", required=True, readonly=True, default="draft"
    )
    user_id = fields.Many2one("res.users", "Applied By", readonly=True, ondelete="restrict")
    date = fields.Datetime("Applied On", readonly=True)
    line_ids = fields.One2many("member.expiry.change.line", "change_id", "Lines", readonly=True)
    longer_lots = fields.Integer("Batches Extended", compute="_compute_figures")
    longer_members = fields.Integer("Members With Extensions", compute="_compute_figures")
    longer_amount = fields.Float("Points Extended", digits=(16, 2), compute="_compute_figures")
    shorter_lots = fields.Integer("Batches Shortened", compute="_compute_figures")
    shorter_members = fields.Integer("Members With Shortened Batches", compute="_compute_figures")
    shorter_amount = fields.Float("Points Shortened", digits=(16, 2), compute="_compute_figures")
    over_lots = fields.Integer("Batches Expiring Immediately", compute="_compute_figures")
    over_members = fields.Integer("Members With Immediate Expirations", compute="_compute_figures")
    over_amount = fields.Float("Points Expiring Immediately", digits=(16, 2), compute="_compute_figures")

    @api.depends("line_ids")
    def _compute_figures(self):
        rows = self.env["member.expiry.change.line"]._read_group(
            [("change_id", "in", self.ids)],
            ["change_id", "effect"],
            ["__count", "partner_id:count_distinct", "amount:sum"],
        )
        found = {(change, effect): figures for change, effect, *figures in rows}
        for change in self:
            change.longer_lots, change.longer_members, change.longer_amount = found.get((change, "longer"), (0, 0, 0))
            change.shorter_lots, change.shorter_members, change.shorter_amount = found.get(
                (change, "shorter"), (0, 0, 0)
            )
            change.over_lots, change.over_members, change.over_amount = found.get((change, "over"), (0, 0, 0))

    @api.model_create_multi
    def create(self, vals_list):
        asked = ("program_id", "company_id")
        changes = super().create([{name: vals[name] for name in asked if name in vals} for vals in vals_list])
        for change in changes:
            change._calculate()
        return changes

    def write(self, vals):
        if any(change.state == "done" for change in self):
            raise UserError(
                self.env._("An applied change can't be edited. Change the program's rule and apply it again.")
            )
        if not self.env.su and vals:
            raise UserError(self.env._("Nothing can be edited here. Calculate again, or apply the change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(change.state == "done" for change in self):
            raise UserError(self.env._("An applied change can't be deleted."))

    def action_calculate(self):
        """Look again at what the rule as it is now would move."""
        self.check_access("write")
        for change in self:
            if change.state == "done":
                raise UserError(self.env._("This change has already been applied."))
            change._calculate()

    def action_apply(self):
        """Give the lots their new last day. Whoever confirms this stands in the record."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the right was checked; lots are written by this and by nothing else but the ledger itself.
        self.sudo()._apply(self.env.user)

    def _apply(self, user):
        self.lock_for_update()
        if self.state == "done":
            raise UserError(self.env._("This change has already been applied."))
        if self.policy != self.program_id._member_expiry_text():
            raise UserError(
                self.env._("The rule of %(program)s has changed. Calculate again.", program=self.program_id.name)
            )
        self.env["member.ledger.entry"]._move_expiry(self)
        self.write({"state": "done", "user_id": user.id, "date": fields.Datetime.now()})

    def action_view_lines(self):
        """Which lots of whom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_expiry_change_line_action")
        return {**action, "domain": [("change_id", "=", self.id)]}

    # ── What the rule moves ───────────────────────────────────────────────────────────────────────────────────

    def _calculate(self):
        """Set-based SQL: a program may have a million open lots. The engine says what a day gives, once a day."""
        # sudo: counts all of the program's lots, which the steps of this record are for.
        program = self.program_id.sudo()
        lots = self._lots(program)
        days = self.env.execute_query(SQL("SELECT DISTINCT day FROM (%s) lot", lots))
        policy = program._member_expiry_policy()
        self.env.execute_query(SQL("DELETE FROM member_expiry_change_line WHERE change_id = %s RETURNING id", self.id))
        self.env.execute_query(
            SQL(
                """
                INSERT INTO member_expiry_change_line (change_id, entry_id, partner_id, amount, old_date, new_date, effect)
                SELECT %(change)s, lot.id, lot.partner_id, lot.amount, lot.old_date, good.until,
                       CASE WHEN good.until < %(today)s THEN 'over'
                            WHEN good.until IS NULL OR good.until > lot.old_date THEN 'longer' ELSE 'shorter' END
                  FROM (%(lots)s) lot
                  JOIN UNNEST(%(days)s::date[], %(until)s::date[]) AS good(day, until) ON good.day = lot.day
                 WHERE good.until IS DISTINCT FROM lot.old_date
                """,
                change=self.id,
                today=self.company_id._member_today(),
                lots=lots,
                days=[day for (day,) in days],
                until=[expiration(policy, day) for (day,) in days],
            )
        )
        # sudo: the rule is kept with the figures that it gave; nobody else writes it.
        super(MemberExpiryChange, self.sudo()).write({"policy": program._member_expiry_text()})
        self.invalidate_recordset()

    def _lots(self, program):
        """Open lots with the day that their expiry counts from. What members paid themselves never expires."""
        day = SQL("(lot.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", self.company_id._member_tz())
        last = SQL()
        if program.member_expiry == "inactivity":
            day = SQL("GREATEST(%s, last.day)", day)
            last = SQL(
                """LEFT JOIN (SELECT partner_id, MAX(local_date) AS day FROM member_purchase GROUP BY partner_id) last
                          ON last.partner_id = lot.partner_id"""
            )
        return SQL(
            """
            SELECT lot.id, lot.partner_id, lot."left" AS amount, lot.date_expiration AS old_date, %(day)s AS day
              FROM member_ledger_entry lot %(last)s
             WHERE lot.program_id = %(program)s AND lot."left" > 0 AND lot.bucket != 'principal'
               AND (lot.date_expiration IS NULL OR lot.date_expiration >= %(today)s)
            """,
            day=day,
            last=last,
            program=program.id,
            today=self.company_id._member_today(),
            to_flush=[
                *columns(
                    self.env["member.ledger.entry"],
                    *("program_id", "partner_id", "bucket", "left", "date", "date_expiration"),
                ),
                *columns(self.env["member.purchase"], "partner_id", "local_date"),
            ],
        )
