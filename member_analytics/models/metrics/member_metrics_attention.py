from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

FLAGS = ("slowing_down", "many_returns", "owes")


class MemberMetrics(models.Model):
    """Who deserves attention at both ends, by the limits of the company's definition.

    Looked up when asked, never stored: some of it changes every day, and without a purchase.
    """

    _inherit = "member.metrics"

    slowing_down = fields.Boolean(
        compute="_compute_attention",
        search="_search_slowing_down",
        help="A key member who is overdue or whose spend has dropped.",
    )
    many_returns = fields.Boolean(compute="_compute_attention", search="_search_many_returns")
    owes = fields.Boolean("Has Debts", compute="_compute_attention", search="_search_owes")

    def _compute_attention(self):
        for name in FLAGS:
            found = self.search(Domain("id", "in", self.ids) & self._flagged(name, self))
            for metrics in self:
                metrics[name] = metrics in found

    @api.model
    def _search_slowing_down(self, operator, _value):
        return self._flagged("slowing_down") if operator == "in" else NotImplemented

    @api.model
    def _search_many_returns(self, operator, _value):
        return self._flagged("many_returns") if operator == "in" else NotImplemented

    @api.model
    def _search_owes(self, operator, _value):
        return self._flagged("owes") if operator == "in" else NotImplemented

    @api.model
    def _flagged(self, name, among=None):
        """Domain of those with a flag.

        :param among: whom alone the answer has to be right for; it then costs as much as they are
        """
        # sudo: limits are no secret, and each company's members are held against their own.
        definitions = (
            self.env["member.metrics.definition"].sudo().search([("company_id", "in", self.env.companies.ids)])
        )
        return Domain.OR(
            Domain("company_id", "=", definition.company_id.id) & Domain(self._condition(name, definition, among))
            for definition in definitions
        )

    @api.model
    def _condition(self, name, definition, among):
        if name == "slowing_down":
            return [("id", "in", self._slowing_down(definition, among))]
        if name == "owes":
            return [("partner_id", "in", list(self._owed(definition.company_id, among)))]
        return [
            ("return_share", ">=", definition.returned_from / 100),
            ("purchase_count", ">=", definition.returned_purchases),
        ]

    @api.model
    def _slowing_down(self, definition, among=None):
        """Key members who are late, and those whose spend fell since they were key.

        Key is class A, a true friend, or the highest tier. SQL: each half reads one table in one go; members with rules
        of their own are no matter here, as the search that this is part of has them.

        :return: SQL select of ids
        """
        company = definition.company_id
        day = company._member_today()
        top = self.env["member.tier"].search([("company_id", "in", (False, company.id))], order="rank DESC", limit=1)
        return SQL(
            """(SELECT id FROM member_metrics
                 WHERE company_id = %(company)s %(among)s AND %(day)s - expected_date > %(late)s * median_interval
                   AND (abc = 'a' OR quadrant = 'friend'
                        OR partner_id IN (SELECT id FROM res_partner WHERE member_tier_id = %(top)s))
                 UNION
                SELECT now.id FROM member_metrics_snapshot before
                  JOIN member_metrics now ON now.partner_id = before.partner_id AND now.company_id = before.company_id
                 WHERE before.company_id = %(company)s %(now_among)s AND before.day = %(before)s
                   AND (before.abc = 'a' OR before.quadrant = 'friend')
                   AND before.window_spend > 0 AND now.window_spend <= before.window_spend * (1 - %(fallen)s))""",
            company=company.id,
            day=day,
            among=SQL("AND id = ANY(%s)", among.ids) if among else SQL(),
            now_among=SQL("AND now.id = ANY(%s)", among.ids) if among else SQL(),
            late=definition.late_intervals,
            top=top.id or None,
            before=definition._compared_with(day),
            fallen=definition.fallen_by / 100,
            to_flush=[
                *columns(self, "partner_id", "company_id", "abc", "quadrant", "window_spend"),
                *columns(self, "expected_date", "median_interval"),
                *columns(self.env["member.metrics.snapshot"], "partner_id", "company_id", "day"),
                *columns(self.env["member.metrics.snapshot"], "abc", "quadrant", "window_spend"),
                *columns(self.env["res.partner"], "member_tier_id"),
            ],
        )

    @api.model
    def _owed(self, company, among=None):
        """What members owe: balances below zero, and open invoices for readers who see the books.

        :param among: metrics of whom to ask for, everybody by default
        :return: dict of partner id to [money, points]
        """
        owed, whom = {}, [("partner_id", "in", among.partner_id.ids)] if among else [("partner_id", "!=", False)]
        # sudo: staff read balances in the ledger; the members themselves are found by the reader's rules.
        below = (
            self.env["loyalty.card"]
            .sudo()
            ._read_group(
                [
                    *whom,
                    ("points", "<", 0),
                    ("program_id.member_program", "=", True),
                    ("company_id", "in", (False, company.id)),
                ],
                ["partner_id", "program_id"],
                ["points:sum"],
            )
        )
        for partner, program, balance in below:
            owed.setdefault(partner.id, [0, 0])[program.program_type != "ewallet"] -= balance
        items = self.env["account.move.line"]
        if items.has_access("read"):
            receivable = items._read_group(
                [
                    *whom,
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("company_id", "=", company.id),
                    ("partner_id.member_number", "!=", False),
                ],
                ["partner_id"],
                ["amount_residual:sum"],
                having=[("amount_residual:sum", ">", 0)],
            )
            for partner, residual in receivable:
                owed.setdefault(partner.id, [0, 0])[0] += residual
        return owed
