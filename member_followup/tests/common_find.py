from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.member_analytics.tests.common import MetricsCase
from odoo.addons.member_loyalty.tests.common import PHONES

#: a Monday
DAY = date(2026, 6, 1)


def days(count, since=DAY):
    return since + timedelta(days=count)


class FindCase(MetricsCase):
    """Members who buy on given days, and plans that look for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = cls.env["member.followup.plan"]
        cls.enterClassContext(cls.frozen(DAY))
        cls.ada, cls.ben, cls.cleo = [
            cls.new_member(name, phone) for name, phone in zip(("Ada", "Ben", "Cleo"), PHONES, strict=False)
        ]

    @classmethod
    def new_plan(cls, trigger, steps=({},), **values):
        """:param steps: dicts of values; a step that says nothing is a call on the day"""
        plan = cls.plans.create({"name": trigger, "trigger": trigger, "holdout": "none", **values})
        plan.version_id.step_ids = [
            Command.create({"name": f"Step {number}", "sequence": number, **step})
            for number, step in enumerate(steps, start=1)
        ]
        return plan

    @classmethod
    def frozen(cls, day):
        """:return: context in which it is noon of a day"""
        return freeze_time(datetime.combine(day, datetime.min.time()) + timedelta(hours=12))

    @classmethod
    def started(cls, trigger, day=DAY, **values):
        """:return: a plan that has been started on a day"""
        plan = cls.new_plan(trigger, **values)
        with cls.frozen(day):
            plan._start()
        return plan

    @classmethod
    def found(cls, plan, day):
        """Look as the night of a day does."""
        plan._here()._find(day)

    @classmethod
    def bought_goods(cls, partner, day, *lines):
        """Record a purchase with lines of (product, quantity), each of 10.

        :return: the purchase
        """
        cls.count += 1
        key = f"goods:{cls.count}"
        rows = [
            (f"{key}:{place}", key, product.id, product.categ_id.id, quantity)
            for place, (product, quantity) in enumerate(lines)
        ]
        headers = SQL(
            """SELECT %(key)s AS key, 'import' AS source, %(key)s AS reference, %(partner)s AS partner_id,
                      %(company)s AS company_id, NULL::int AS config_id, %(day)s::timestamp AS date,
                      %(day)s AS local_date, 10::numeric AS amount_net, 10::numeric AS amount_gross,
                      0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid, NULL AS refund_of_key,
                      NULL::int AS pos_order_id, NULL::int AS import_id""",
            key=key,
            partner=partner.id,
            company=cls.company.id,
            day=day,
        )
        goods = SQL(
            """SELECT *, 10 AS amount_net, 10 AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key
                 FROM (VALUES %s) line (key, purchase_key, product_id, categ_id, quantity)""",
            SQL(", ").join(SQL("%s", row) for row in rows),
        )
        cls.env["member.purchase"]._record(headers, goods)
        return cls.env["member.purchase"].search([("key", "=", key)])

    def assertEntered(self, plan, *expected):
        """:param expected: in any order, (member, day on which the run begins), with the day that steps count from where
        that is another one
        """
        told = [
            (run.partner_id.name, str(run.date_start), str(run.date_counted))
            for run in plan.run_ids.sudo().sorted("id")
        ]
        wanted = [
            (partner.name, str(begins), str(counted[0] if counted else begins))
            for partner, begins, *counted in expected
        ]
        self.assertEqual(sorted(told), sorted(wanted))

    def assertPlanned(self, plan, *expected):
        """:param expected: in any order, (member, day, number of the step)"""
        contacts = self.env["member.followup"].sudo().search([("plan_id", "=", plan.id)])
        told = [(one.partner_id.name, str(one.date_planned), one.step_id.sequence) for one in contacts]
        self.assertEqual(sorted(told), sorted((partner.name, str(day), step) for partner, day, step in expected))
