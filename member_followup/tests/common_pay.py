from datetime import date
from decimal import Decimal

from odoo.fields import Command

from ..engine import bonus
from .common_credit import CreditCase

#: the month after those that are paid
DAY_OF_PAY = date(2026, 9, 3)


class PayCase(CreditCase):
    """Credits of a summer, and a scheme that pays for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = 0
        cls.boss, cls.second = cls.new_users(
            pay_boss="member_loyalty.group_manager", pay_second="member_loyalty.group_manager"
        )
        cls.scheme = cls.new_scheme(
            {"kind": "contact", "rate": 0.5},
            {"kind": "woken", "rate": 3},
            {"kind": "revenue", "basis": "percent", "rate": 1.5},
        )

    @classmethod
    def new_scheme(cls, *rules, **values):
        return cls.env["member.bonus.scheme"].create(
            {"name": "Scheme", "rule_ids": [Command.create(rule) for rule in rules], **values}
        )

    @classmethod
    def credit(cls, person, day, kind="contact", units=1.0, amount=0.0, fact=None, excluded=False, **values):
        """:param day, fact: (month, day) of 2026, or a date"""
        cls.keys += 1
        return cls.credits.create(
            {
                "key": f"pay/{cls.keys}",
                "kind": kind,
                "company_id": cls.company.id,
                "person_id": person.id,
                "config_id": cls.config.id,
                "day": cls._date(day),
                "date_fact": cls._date(fact or day),
                "units": units,
                "amount": amount,
                "excluded": excluded,
                **values,
            }
        )

    @staticmethod
    def _date(day):
        return day if isinstance(day, date) else date(2026, *day)

    @classmethod
    def taken_back(cls, credit, day):
        return cls.credit(
            credit.person_id,
            day,
            credit.kind,
            -credit.units,
            -credit.amount,
            fact=(credit.date_fact.month, credit.date_fact.day),
            excluded=credit.excluded,
            reverses_id=credit.id,
        )

    @classmethod
    def sheet(cls, month):
        return cls.env["member.bonus.sheet"].with_user(cls.boss).create({"date_month": date(2026, month, 1)})

    @classmethod
    def approved(cls, month):
        sheet = cls.sheet(month)
        sheet.with_user(cls.second).action_approve()
        return sheet

    def told(self, sheet):
        """:return: list of (person, what for, units, money)"""
        return [(line.person_id, line.text, line.units, line.amount) for line in sheet.sudo().line_ids.sorted("id")]

    def comes_to(self, person, month):
        """What the rules give for the credits of a month, whenever they came: counted one by one."""
        sums = {}
        for credit in self.credits.search([("person_id", "=", person.id), ("excluded", "=", False)]):
            if credit.date_fact.month == month:
                units, amount = sums.get(credit.kind, (Decimal(0), Decimal(0)))
                sums[credit.kind] = (units + Decimal(str(credit.units)), amount + Decimal(str(credit.amount)))
        rules = [(rule.kind, rule._as_engine()) for rule in self.scheme.rule_ids]
        cap = Decimal(str(self.scheme.cap)) if self.scheme.cap else None
        return float(sum(bonus.month(rules, sums, cap, self.company.currency_id.decimal_places).values()))
