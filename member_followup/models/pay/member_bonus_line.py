from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date


class MemberBonusLine(models.Model):
    """What an employee is paid, or what is taken back, by one rule for one month."""

    _name = "member.bonus.line"
    _description = "Bonus Line"
    _order = "sheet_id desc, person_id, date_earned desc, id"

    sheet_id = fields.Many2one("member.bonus.sheet", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, ondelete="restrict")
    currency_id = fields.Many2one(related="sheet_id.currency_id")
    date_month = fields.Date("Month", related="sheet_id.date_month", store=True, index=True)
    state = fields.Selection(related="sheet_id.state", store=True)
    person_id = fields.Many2one(
        "member.followup.person", "Employee", required=True, readonly=True, ondelete="restrict", index=True
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    date_earned = fields.Date(
        "Earned In", required=True, readonly=True, help="The month of what it is paid for; an earlier one is corrected."
    )
    scheme_id = fields.Many2one("member.bonus.scheme", required=True, readonly=True, ondelete="restrict", index=True)
    rule_id = fields.Many2one("member.bonus.rule", readonly=True, ondelete="restrict", index="btree_not_null")
    # Contacts and members aren't added up.
    units = fields.Float(
        "Number", readonly=True, digits=(16, 2), aggregator=None, help="What the month has come to by now."
    )
    base_amount = fields.Monetary("Revenue", readonly=True, help="What the month has come to by now.")
    amount = fields.Monetary(
        "Bonus", readonly=True, help="What is paid now: the difference, where a month is corrected."
    )
    text = fields.Char("For", compute="_compute_text")
    rule_text = fields.Char("In Words", compute="_compute_text", help="The rule that it is paid by.")

    @api.depends("rule_id", "date_earned", "date_month")
    @api.depends_context("lang")
    def _compute_text(self):
        for line in self:
            # sudo: what a line that the reader may read is paid for.
            rule = line.sudo().rule_id
            line.rule_text = rule.text
            kinds = dict(rule._fields["kind"]._description_selection(self.env))
            what = kinds[rule.kind] if rule else self.env._("Maximum per Month")
            if line.date_earned == line.date_month:
                line.text = what
            else:
                month = format_date(self.env, line.date_earned, date_format="LLLL y")
                line.text = self.env._("%(what)s, correction of %(month)s", what=what, month=month)

    @api.depends("text")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.text

    def action_view_credits(self):
        """The credits that it is paid for: all of its month that the sheet has taken in."""
        self.ensure_one()
        self.check_access("read")
        # sudo: how far the sheet has counted.
        line = self.sudo()
        sheet, kinds = line.sheet_id, line.rule_id.mapped("kind") or line.scheme_id.rule_ids.mapped("kind")
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_credit_action")
        return {
            **action,
            "context": {},
            "views": [(False, kind) for kind in ("list", "graph", "pivot", "form")],
            "domain": [
                ("person_id", "=", line.person_id.id),
                ("kind", "in", kinds),
                ("excluded", "=", False),
                ("date_fact", ">=", line.date_earned),
                ("date_fact", "<=", line.date_earned + relativedelta(day=31)),
                ("day", "<=", sheet.date_to),
                ("id", "<=", sheet.last_credit_id),
            ],
        }

    @api.model
    def _labels(self):
        return {
            "person": self.env._("Employee"),
            "what": self.env._("For"),
            "units": self.env._("Number"),
            "basis": self.env._("Revenue"),
            "amount": self.env._("Bonus"),
        }
