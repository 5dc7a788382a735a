from odoo import api, models
from odoo.tools import SQL, format_date, formatLang

# Members listed by name; the others are one click behind.
LISTED = 50


class MemberReportEnds(models.AbstractModel):
    """Both ends of the members: the best who slow down, and those who cost. The middle is left alone."""

    _name = "member.report.ends"
    _inherit = "member.report"
    _description = "Key and At-Risk Members"
    _blocks = {"attention": 12, "slowing": 12, "returns": 6, "debts": 6}

    @api.model
    def _days(self):
        """Returns, debts and expected days aren't kept at month ends."""
        return super()._days()[:1]

    @api.model
    def _days_note(self):
        return self.env._("Month ends don't include returns, debts or overdue members.")

    # ── How many ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_attention(self, filters):
        flags = {
            "slowing_down": self.env._("Key members slowing down"),
            "many_returns": self.env._("Many returns"),
            "owes": self.env._("Members with debts"),
        }
        rows = []
        for flag, label in flags.items():
            domain = self._domain(filters, (flag, "=", True))
            [(members, spend)] = self._model(filters)._read_group(domain, [], ["__count", "window_spend:sum"])
            rows.append({"_domain": domain, "what": label, "members": members, "spend": spend or 0})
        return {
            "title": self.env._("Members Needing Attention"),
            "note": self.env._("Focus on the members listed here. All others need no contact today."),
            "model": self._model(filters)._name,
            "columns": [
                {"name": "what", "label": self.env._("Members"), "type": "char"},
                *self._columns("members", "spend"),
            ],
            "rows": rows,
        }

    # ── The best ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_slowing(self, filters):
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        day = self.env.company._member_today()
        before = definition._compared_with(day)
        self.env["member.metrics.snapshot"].flush_model(["company_id", "partner_id", "day", "window_spend"])
        found = self.env.execute_query_dict(
            SQL(
                """SELECT m.id, m.partner_id, m.last_date, m.median_interval, m.window_spend AS spend,
                          GREATEST(%(day)s - m.expected_date, 0) AS late, kept.window_spend AS before,
                          GREATEST(m.window_spend, kept.window_spend) AS stake
                     FROM %(members)s m
                LEFT JOIN member_metrics_snapshot kept
                       ON kept.company_id = m.company_id AND kept.day = %(before)s AND kept.partner_id = m.partner_id
                 ORDER BY stake DESC, m.id LIMIT %(listed)s""",
                day=day,
                members=self._members(filters, ("slowing_down", "=", True)),
                before=before,
                listed=LISTED,
            )
        )
        for row in found:
            row["change"] = row["spend"] / row["before"] - 1 if row["before"] else None
        return {
            "title": self.env._("Key Members Slowing Down"),
            "note": self.env._(
                "Members who are in class A, are true friends or have the highest tier, and are overdue by more than "
                "%(late)s times their median purchase interval. Also members who were in class A or true friends on "
                "%(before)s and whose spend in the analysis period has dropped by %(fallen)s%% since. Spend at risk: "
                "the higher of the two spends. The %(listed)s members with the highest spend at risk are listed.",
                late=formatLang(self.env, definition.late_intervals, digits=1),
                fallen=formatLang(self.env, definition.fallen_by, digits=0),
                before=format_date(self.env, before),
                listed=LISTED,
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "member", "label": self.env._("Member"), "type": "char"},
                {"name": "stake", "label": self.env._("Spend at Risk"), "type": "monetary"},
                *self._columns("spend"),
                {
                    "name": "before",
                    "label": self.env._("Spend in Period as of %(day)s", day=format_date(self.env, before)),
                    "type": "monetary",
                },
                {"name": "change", "label": self.env._("Change"), "type": "percentage"},
                {"name": "last_date", "label": self.env._("Last Purchase"), "type": "date"},
                {"name": "median_interval", "label": self.env._("Interval (Days)"), "type": "integer"},
                {"name": "late", "label": self.env._("Days Overdue"), "type": "integer"},
            ],
            "rows": self._named(found),
            "empty": self.env._("No key members are slowing down."),
        }

    # ── Those who cost ────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_returns(self, filters):
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        self.env["member.purchase"].flush_model(["company_id", "partner_id", "local_date", "amount_net"])
        found = self.env.execute_query_dict(
            SQL(
                """SELECT m.id, m.partner_id, m.purchase_count AS purchases, m.return_share AS share, back.returned
                     FROM (SELECT * FROM %(members)s f ORDER BY return_share * average_ticket * purchase_count DESC, id
                            LIMIT %(candidates)s) m,
                  LATERAL (SELECT -SUM(amount_net) AS returned FROM member_purchase p
                            WHERE p.partner_id = m.partner_id AND p.company_id = m.company_id
                              AND p.local_date <= %(day)s AND p.amount_net < 0) back
                 ORDER BY back.returned DESC, m.id LIMIT %(listed)s""",
                members=self._members(filters, ("many_returns", "=", True)),
                # Tickets are rounded: they find who may be listed, the purchases tell how much it was.
                candidates=2 * LISTED,
                day=self._as_of(filters),
                listed=LISTED,
            )
        )
        return {
            "title": self.env._("Many Returns"),
            "note": self.env._(
                "Members with at least %(purchases)s purchases who have returned %(share)s%% or more of their "
                "lifetime purchases. The %(listed)s members with the most returns are listed.",
                purchases=definition.returned_purchases,
                share=formatLang(self.env, definition.returned_from, digits=0),
                listed=LISTED,
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "member", "label": self.env._("Member"), "type": "char"},
                {"name": "returned", "label": self.env._("Returned"), "type": "monetary"},
                {"name": "share", "label": self.env._("Return Rate"), "type": "percentage"},
                {"name": "purchases", "label": self.env._("Purchases"), "type": "integer"},
            ],
            "rows": self._named(found),
            "empty": self.env._("No members with many returns."),
        }

    @api.model
    def _block_debts(self, filters):
        owed = self.env["member.metrics"]._owed(self.env.company)
        debtors = self._model(filters).search(self._domain(filters, ("partner_id", "in", list(owed))))
        rows = [
            {"id": debtor.id, "partner_id": debtor.partner_id.id, "money": money or None, "points": points or None}
            for debtor in debtors
            for money, points in [owed[debtor.partner_id.id]]
        ]
        rows.sort(key=lambda row: (-(row["money"] or 0), -(row["points"] or 0), row["id"]))
        return {
            "title": self.env._("With Debts"),
            "note": self.env._(
                "Wallets and points below zero. Open invoices and customer accounts are included for users with "
                "access to accounting. The %(listed)s members who owe the most are listed.",
                listed=LISTED,
            ),
            "model": "member.metrics",
            "columns": [
                {"name": "member", "label": self.env._("Member"), "type": "char"},
                {"name": "money", "label": self.env._("Money"), "type": "monetary"},
                {"name": "points", "label": self.env._("Points"), "type": "float"},
            ],
            "rows": self._named(rows[:LISTED]),
            "empty": self.env._("No members have open debts."),
        }

    @api.model
    def _named(self, found):
        """Rows of members by name, each opens its member."""
        partners = self.env["res.partner"].browse(row["partner_id"] for row in found)
        return [
            {
                "_domain": [("id", "=", row.pop("id"))],
                "member": partner.display_name,
                **{name: value for name, value in row.items() if name != "partner_id"},
            }
            for row, partner in zip(found, partners, strict=True)
        ]
