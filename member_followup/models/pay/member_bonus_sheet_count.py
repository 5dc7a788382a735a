from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import bonus


class MemberBonusSheet(models.Model):
    """A sheet's lines: of each employee and month that credits have come in for, what it comes to and what was paid of it."""

    _inherit = "member.bonus.sheet"

    def _count(self):
        """Write the lines of a draft anew."""
        self.ensure_one()
        self.line_ids.unlink()
        self.last_credit_id = self._last_credit()
        sums, lines = self._sums(), self.env["member.bonus.line"]
        people = {one.id: one for one in lines.person_id.browse({person for person, _month in sums})}
        months = {month for _person, month in sums}
        paid, by = self._paid(months, list(people))
        schemes = {month: self.env["member.bonus.scheme"]._in_force(self.company_id, month) for month in months}
        found = []
        for (person_id, month), of_kinds in sorted(sums.items()):
            person = people[person_id]
            # What somebody has been paid for a month is corrected by the scheme that it was paid by.
            scheme = by.get((person_id, month)) or schemes[month]._for(person)
            due = bonus.corrections(scheme._comes_to(of_kinds), paid.get((person_id, month), {}))
            found += [self._line(person, month, scheme, rule, money, of_kinds) for rule, money in due.items()]
        lines.create(found)

    @api.model
    def _last_credit(self):
        # sudo: how far credits have been counted, not whose.
        return self.env["member.credit"].sudo().search([], order="id desc", limit=1).id

    def _line(self, person, month, scheme, rule_id, money, of_kinds):
        """:param rule_id: None: what the scheme's maximum takes away"""
        rule = scheme.rule_ids.filtered(lambda one: one.id == rule_id)
        units, amount = of_kinds.get(rule.kind, (0, 0))
        return {
            "sheet_id": self.id,
            "person_id": person.id,
            "config_id": person.config_id.id,
            "date_earned": month,
            "scheme_id": scheme.id,
            "rule_id": rule.id,
            "units": float(units),
            "base_amount": float(amount),
            "amount": float(money),
        }

    def _sums(self):
        """SQL, not the ORM: of hundreds of thousands of credits.

        :return: dict of (person id, first day of the month in which it was earned) to dict of kind to (units, amount), as
            Decimals; of all months for which credits have come in since the sheet before
        """
        before = self.search(
            [("company_id", "=", self.company_id.id), ("date_month", "<", self.date_month), ("state", "!=", "draft")],
            order="date_month desc",
            limit=1,
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH taken_in AS (
                    SELECT person_id, date_trunc('month', date_fact)::date AS month, kind, units, amount,
                           day > %(before_day)s OR id > %(before_id)s AS is_new
                      FROM member_credit
                     WHERE company_id = %(company)s AND excluded IS NULL AND day <= %(until)s AND id <= %(last)s
                       AND day >= (SELECT date_trunc('month', MIN(date_fact)) FROM member_credit
                                    WHERE company_id = %(company)s AND excluded IS NULL AND day <= %(until)s
                                      AND id <= %(last)s AND (day > %(before_day)s OR id > %(before_id)s))
                ), touched AS (SELECT DISTINCT person_id, month FROM taken_in WHERE is_new)
                SELECT person_id, month, kind, SUM(units), SUM(amount)
                  FROM taken_in JOIN touched USING (person_id, month)
              GROUP BY person_id, month, kind
                """,
                company=self.company_id.id,
                until=self.date_to,
                last=self.last_credit_id,
                before_day=before.date_to or "-infinity",
                before_id=before.last_credit_id,
                to_flush=columns(
                    self.env["member.credit"],
                    *("company_id", "person_id", "date_fact", "day", "kind", "units", "amount", "excluded"),
                ),
            )
        )
        sums = {}
        for person_id, month, kind, units, amount in rows:
            sums.setdefault((person_id, month), {})[kind] = (Decimal(units or 0), Decimal(amount or 0))
        return sums

    def _paid(self, months, people):
        """:return: dict of (person id, month) to dict of rule id (None: the maximum) to Decimal, what earlier sheets paid;
        dict of the same to the scheme that it was paid by"""
        rows = self.env["member.bonus.line"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "draft"),
                ("date_earned", "in", list(months)),
                ("person_id", "in", people),
            ],
            ["person_id", "date_earned:day", "scheme_id", "rule_id"],
            ["amount:sum"],
        )
        paid, by = {}, {}
        for person, month, scheme, rule, amount in rows:
            digits = self.currency_id.decimal_places
            money = Decimal(str(round(amount, digits)))
            paid.setdefault((person.id, month), {})[rule.id or None] = money
            by[person.id, month] = scheme
        return paid, by
