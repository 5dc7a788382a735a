from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Before a rule's first run, this many days are looked at.
FIRST_DAYS = 31
# Tills that were offline bring orders of earlier days.
LATE_DAYS = 3
# At most so many alerts of a rule and day; the next run raises those that are left.
MOST_ALERTS = 500


class MemberWatchRule(models.Model):
    """What use of cards and balances is unusual here: a figure, from which on somebody should look at it.

    Figures are counted over a period, not by the day: a cashier with a card of their own serves it a little each day.
    """

    _name = "member.watch.rule"
    _description = "Monitoring Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("card_uses", "Frequent card use"),
            ("same_cashier", "Same cashier and card repeatedly"),
            ("no_sale", "Points or credit without a sale"),
            ("quick_refunds", "Top-ups refunded soon after"),
            ("adjustments", "Adjustments by one user"),
            ("overdrawn", "Offline shortfalls"),
        ],
        required=True,
        default="card_uses",
    )
    threshold = fields.Float(
        required=True, default=10, help="An alert is raised when this number of times or this amount is reached."
    )
    days = fields.Integer(
        "Period (Days)", required=True, default=30, help="The number of days over which the figure is counted."
    )
    program_id = fields.Many2one(
        "loyalty.program",
        domain=[("member_program", "=", True)],
        ondelete="cascade",
        help="Only cards of this program are checked. Leave empty to check all membership programs.",
    )
    company_id = fields.Many2one(
        "res.company",
        help="Leave empty to apply the rule to all companies, each counted separately.",
        ondelete="restrict",
    )
    last_day = fields.Date("Last Checked", readonly=True, copy=False)
    alert_ids = fields.One2many("member.alert", "rule_id", "Alerts")
    open_count = fields.Integer("Open Alerts", compute="_compute_open_count")

    _threshold_positive = models.Constraint("CHECK (threshold > 0)", "The threshold must be above 0.")
    _days_sane = models.Constraint("CHECK (days BETWEEN 1 AND 366)", "The period must be between 1 and 366 days.")

    def _compute_open_count(self):
        counts = dict(
            self.env["member.alert"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "open")], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.open_count = counts.get(rule, 0)

    def action_check_now(self):
        """Look at once, without waiting for the night; all rules where none is chosen."""
        self.browse().check_access("write")
        rules = self or self.search([("active", "=", True)])
        # sudo: counts over all entries of the companies; who may change the rules may have them looked at.
        alerts = rules.sudo()._check_use()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_alert_action")
        if alerts:
            return {**action, "name": self.env._("New Alerts"), "domain": [("id", "in", alerts.ids)], "context": {}}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("No new alerts."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_alerts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_alert_action")
        return {**action, "domain": [("rule_id", "=", self.id)], "context": {"search_default_open": 1}}

    @api.model
    def _night_check_use(self, job):
        """The next rule: a crash loses one rule's alerts, which come again."""
        rule = self.search(
            [("active", "=", True), ("id", ">", (job.cursor or {}).get("after", 0))], order="id", limit=1
        )
        if rule:
            rule._check_use()
            job.write({"done": job.done + 1, "cursor": {"after": rule.id}})
        return not rule

    def _check_use(self):
        """Raise the alerts of the days since the last check.

        :return: the new member.alert records
        """
        alerts = self.env["member.alert"]
        for rule in self.sorted("id"):
            # Two checks at once would raise the same alert for two periods that overlap.
            rule.lock_for_update()
            for company in rule.company_id or self.env["res.company"].search([("active", "=", True)], order="id"):
                today = company._member_today()
                back = (today - rule.last_day).days + LATE_DAYS if rule.last_day else FIRST_DAYS
                for ago in range(min(max(back, 0), FIRST_DAYS), -1, -1):
                    alerts |= rule._check_day(company, today - timedelta(days=ago))
            rule.last_day = fields.Date.today()
        alerts._tell_responsible()
        return alerts

    def _check_day(self, company, day):
        """Raise alerts for the period that ends on a day, except where one of an overlapping period was raised."""
        since = company._member_midnight(day - timedelta(days=self.days - 1))
        # Of today what there is so far, to the second.
        until = min(company._member_midnight(day + timedelta(days=1)), fields.Datetime.now() + timedelta(seconds=1))
        self._flush_events()
        self.env["loyalty.card"].flush_model(["partner_id"])
        self.env["member.alert"].flush_model(
            ["rule_id", "company_id", "date_from", "date_to", "card_id", "partner_id", "user_id"]
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT f.card_id, COALESCE(f.partner_id, c.partner_id) AS partner_id, f.user_id, f.figure
                  FROM (SELECT card_id, partner_id, user_id, %(figure)s AS figure
                          FROM (%(events)s) event GROUP BY card_id, partner_id, user_id) f
             LEFT JOIN loyalty_card c ON c.id = f.card_id
                 WHERE f.figure >= %(threshold)s
                   AND NOT EXISTS (SELECT FROM member_alert a
                                    WHERE a.rule_id = %(rule)s AND a.company_id = %(company)s
                                      AND a.date_to > %(since)s AND a.date_from < %(until)s
                                      AND a.card_id IS NOT DISTINCT FROM f.card_id
                                      AND (f.card_id IS NOT NULL OR a.partner_id IS NOT DISTINCT FROM f.partner_id)
                                      AND a.user_id IS NOT DISTINCT FROM f.user_id)
              ORDER BY f.figure DESC LIMIT %(most)s
                """,
                figure=SQL("SUM(value)") if self.kind == "no_sale" else SQL("COUNT(DISTINCT unit)"),
                events=self._events(company, since, until),
                threshold=self.threshold,
                rule=self.id,
                company=company.id,
                since=since,
                until=until,
                most=MOST_ALERTS,
            )
        )
        common = {
            "rule_id": self.id,
            "company_id": company.id,
            "threshold": self.threshold,
            "days": self.days,
            "date_from": since,
            "date_to": until,
        }
        return self.env["member.alert"].create([{**common, **row} for row in rows])

    # ── What is counted ───────────────────────────────────────────────────────────────────────────────────────

    def _events(self, company, since, until):
        """SQL of what this rule counts in a period; not the ORM, because it runs over the use of all cards.

        :param since: UTC, inclusive; :param until: UTC, exclusive
        :return: SQL of id (of the record behind), card_id, partner_id, user_id (the subject, NULL where it doesn't
            matter), unit (what is counted once) and value (what is added up)
        """
        # Movements that no company made, on cards of shared programs, go with the first one.
        first = self.env["res.company"].search([("active", "=", True)], order="id", limit=1)
        mine = SQL("(e.company_id = %s OR e.company_id IS NULL AND %s)", company.id, company == first)
        if self.program_id:
            mine = SQL("%s AND e.program_id = %s", mine, self.program_id.id)
        if self.kind == "overdrawn":
            return self._orders_without_cover(company, since, until)
        if self.kind in ("card_uses", "same_cashier"):
            return self._uses(mine, since, until)
        during = SQL("%s AND e.date >= %s AND e.date < %s", mine, since, until)
        return {
            "no_sale": self._values_without_sale,
            "quick_refunds": self._quick_refunds,
            "adjustments": self._adjustments,
        }[self.kind](during)

    def _flush_events(self):
        """What events are told from stands in the database."""
        self.env["member.ledger.entry"].flush_model(
            [
                *("card_id", "program_id", "company_id", "user_id", "pos_order_id", "reverses_id", "import_id"),
                *("kind", "amount", "date", "reason"),
            ]
        )
        self.env["pos.order"].flush_model(["company_id", "partner_id", "user_id", "date_order", "member_shortage"])

    def _uses(self, mine, since, until):
        """Orders at a till that moved a card, by the time of the sale: late ones count on their own day."""
        return SQL(
            """SELECT e.id, e.card_id, NULL::int AS partner_id, %(user)s AS user_id, o.id AS unit, 1 AS value
                 FROM pos_order o JOIN member_ledger_entry e ON e.pos_order_id = o.id
                WHERE o.date_order >= %(since)s AND o.date_order < %(until)s AND %(mine)s""",
            user=SQL("o.user_id") if self.kind == "same_cashier" else SQL("NULL::int"),
            since=since,
            until=until,
            mine=mine,
        )

    def _values_without_sale(self, during):
        """Given by hand: adjustments, goodwill, and balances that cards were made with; not take-overs and files."""
        return SQL(
            """SELECT e.id, e.card_id, NULL::int AS partner_id, NULL::int AS user_id, e.id AS unit, e.amount AS value
                 FROM member_ledger_entry e
                WHERE e.amount > 0 AND e.pos_order_id IS NULL AND %s
                  AND (e.kind = 'adjust' OR e.kind = 'opening' AND e.import_id IS NULL AND e.reason IS NOT NULL)""",
            during,
        )

    def _quick_refunds(self, during):
        return SQL(
            """SELECT e.id, e.card_id, NULL::int AS partner_id, NULL::int AS user_id, e.reverses_id AS unit, 1 AS value
                 FROM member_ledger_entry e JOIN member_ledger_entry paid ON paid.id = e.reverses_id
                WHERE e.kind = 'refund' AND paid.kind = 'top_up' AND %s
                  AND e.date < paid.date + %s * INTERVAL '1 day'""",
            during,
            self.days,
        )

    def _adjustments(self, during):
        return SQL(
            """SELECT e.id, NULL::int AS card_id, NULL::int AS partner_id, e.user_id, e.id AS unit, 1 AS value
                 FROM member_ledger_entry e
                WHERE e.pos_order_id IS NULL AND %s
                  AND (e.kind = 'adjust' OR e.kind = 'transfer' AND e.amount < 0)""",
            during,
        )

    def _orders_without_cover(self, company, since, until):
        return SQL(
            """SELECT o.id, NULL::int AS card_id, o.partner_id, NULL::int AS user_id, o.id AS unit, 1 AS value
                 FROM pos_order o
                WHERE o.member_shortage > 0 AND o.company_id = %s AND o.date_order >= %s AND o.date_order < %s""",
            company.id,
            since,
            until,
        )

    def _records_behind(self, alert):
        """:return: ids of the ledger entries, or of the orders where the rule counts orders, that make the figure"""
        self._flush_events()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM (%s) event
                    WHERE card_id IS NOT DISTINCT FROM %s AND user_id IS NOT DISTINCT FROM %s
                      AND (card_id IS NOT NULL OR partner_id IS NOT DISTINCT FROM %s)""",
                self._events(alert.company_id, alert.date_from, alert.date_to),
                alert.card_id.id or None,
                alert.user_id.id or None,
                alert.partner_id.id or None,
            )
        )
        return [record_id for (record_id,) in rows]
