from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime, format_list

from ..common.columns import columns

SHOWN = 10
# How far back orders are read: of those from before, earlier nights have told.
DAYS = 31


class MemberLedgerAudit(models.Model):
    """A nightly check of the whole ledger: when it ran, which cards disagreed, and which orders it knows too little of."""

    _name = "member.ledger.audit"
    _description = "Nightly Ledger Check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "date"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        "res.company", readonly=True, help="The company of the cards with a mismatch.", ondelete="restrict"
    )
    checked = fields.Integer("Balances Checked", readonly=True)
    wrong = fields.Integer("Mismatches", readonly=True)
    card_ids = fields.Many2many("loyalty.card", string="Cards With a Mismatch", readonly=True)
    order_ids = fields.Many2many("pos.order", string="Orders to Check", readonly=True)
    amiss = fields.Integer("Orders to Check (Number)", readonly=True)
    result = fields.Char(compute="_compute_result")

    @api.depends("date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = format_datetime(self.env, audit.date)

    @api.depends("checked", "wrong", "amiss")
    @api.depends_context("lang")
    def _compute_result(self):
        for audit in self:
            balances = (
                self.env._(
                    "%(wrong)s of %(checked)s balances didn't match the ledger.",
                    wrong=audit.wrong,
                    checked=audit.checked,
                )
                if audit.wrong
                else self.env._("All %(checked)s balances matched the ledger.", checked=audit.checked)
            )
            audit.result = f"{balances} {audit._orders_result()}" if audit.amiss else balances

    @api.model
    def _night_check(self, _job):
        self._check()
        return True

    @api.model
    def _check(self):
        """Check all balances and the orders since, and tell the responsible of each company where something disagrees."""
        Card = self.env["loyalty.card"].with_context(active_test=False)
        wrong = Card.browse([row["card_id"] for row in self.env["member.ledger.entry"]._check_balances()])
        checked = Card.search_count([("member_program", "=", True)])
        # Yesterday's call is answered, or repeated by the one of today.
        self.search([("activity_ids", "!=", False)]).activity_unlink(["mail.mail_activity_data_todo"])
        amiss = self._orders_amiss().grouped("company_id")
        if not wrong and not amiss:
            return self.create({"checked": checked})
        first = self.env["res.company"].search([("active", "=", True)], order="id", limit=1)
        wrong = wrong.grouped(lambda card: card.company_id or first)
        audits = self.browse()
        for company in dict.fromkeys([*wrong, *amiss]):
            cards, orders = wrong.get(company, Card), amiss.get(company, self.env["pos.order"])
            audit = self.create(
                {
                    "company_id": company.id,
                    "checked": checked,
                    "wrong": len(cards),
                    "card_ids": cards.ids,
                    "amiss": len(orders),
                    "order_ids": orders.ids,
                }
            )
            audit._tell_responsible()
            audits |= audit
        return audits

    def _tell_responsible(self):
        if self.amiss:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Paid orders to check: %s", self.amiss),
                note=self.env._(
                    "%(result)s Open the nightly check to see them: %(orders)s",
                    result=self._orders_result(),
                    orders=self._shown(self.order_ids, lambda order: order.pos_reference or order.name),
                ),
                user_id=self.company_id._member_responsible().id,
            )
        if not self.wrong:
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Balances that don't match the ledger: %s", self.wrong),
            note=self.env._(
                "%(result)s Open the cards to see their entries and correct them with an adjustment: %(cards)s",
                result=self.result,
                cards=self._shown(self.card_ids, lambda card: f"{card.code} ({card.partner_id.name or '–'})"),
            ),
            user_id=self.company_id._member_responsible().id,
        )

    def _shown(self, records, name):
        names = format_list(self.env, [name(record) for record in records[:SHOWN]], "unit")
        return names + (" …" if len(records) > SHOWN else "")

    # ── Orders, whichever way they became paid ────────────────────────────────────────────────────────────────

    @api.model
    def _orders_amiss(self):
        """Paid orders without their purchase, and those with a reward that no card was charged for; each is told once.

        Set-based SQL: it reads all orders since the first of these checks, which no order from before this addon is
        among, a month back at most.

        :return: pos.order
        """
        first = self.search([], order="id", limit=1)
        if not first:
            return self.env["pos.order"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH ours AS (
                    SELECT p.id, COALESCE(MIN(e.date), p.create_date) AS since
                      FROM loyalty_program p LEFT JOIN member_ledger_entry e ON e.program_id = p.id
                     WHERE p.member_program GROUP BY p.id
                )
                SELECT o.id FROM pos_order o
                 WHERE o.state IN ('paid', 'done') AND o.create_date >= %(since)s
                   AND NOT EXISTS (SELECT FROM member_ledger_audit_pos_order_rel told WHERE told.pos_order_id = o.id)
                   AND (NOT EXISTS (SELECT FROM member_purchase b WHERE b.pos_order_id = o.id)
                        OR EXISTS (SELECT FROM pos_order_line l
                                     JOIN loyalty_reward r ON r.id = l.reward_id AND r.required_points > 0
                                     JOIN ours ON ours.id = r.program_id AND ours.since <= o.create_date
                                    WHERE l.order_id = o.id AND l.refunded_orderline_id IS NULL
                                      AND NOT EXISTS (SELECT FROM member_ledger_entry e
                                                       WHERE e.pos_order_id = o.id AND e.program_id = r.program_id
                                                         AND e.kind = 'redeem')))
              ORDER BY o.id
                """,
                since=max(first.date, fields.Datetime.now() - timedelta(days=DAYS)),
                to_flush=self._columns_of_orders(),
            )
        )
        return self.env["pos.order"].browse([order_id for (order_id,) in rows])

    @api.model
    def _columns_of_orders(self):
        return [
            *columns(self, "order_ids"),
            *columns(self.env["pos.order"], "state", "create_date"),
            *columns(self.env["pos.order.line"], "order_id", "reward_id", "refunded_orderline_id"),
            *columns(self.env["loyalty.reward"], "program_id", "required_points"),
            *columns(self.env["loyalty.program"], "member_program", "create_date"),
            *columns(self.env["member.ledger.entry"], "pos_order_id", "program_id", "kind", "date"),
            *columns(self.env["member.purchase"], "pos_order_id"),
        ]

    def _orders_result(self):
        return self.env._(
            "Paid orders without a purchase, or with a reward that no card was charged for: %s.", self.amiss
        )
