from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES
from .test_wallet_books import BooksCase


@tagged("post_install", "-at_install")
class TestWatch(BooksCase):
    """Unusual use raises one alert, that opens what is behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["member.watch.rule"].with_user(cls.manager)
        cls.env["member.watch.rule"].search([]).active = False
        cls.auditor = mail_new_test_user(cls.env, "watch_auditor", groups="member_loyalty.group_auditor")
        cls.company.member_responsible_id = cls.manager

    def rule(self, kind, threshold, days, **values):
        return self.rules.create({"name": kind, "kind": kind, "threshold": threshold, "days": days, **values})

    def check(self, rule):
        rule.action_check_now()
        return rule.alert_ids

    def behind(self, alert):
        action = alert.with_user(self.auditor).action_view_records()
        return self.env[action["res_model"]].search(action["domain"], order="id")

    def test_one_card_many_times_a_day(self):
        rule = self.rule("card_uses", 3, 1)
        member, other = self.new_member(), self.new_member("Bea", PHONES[1])
        orders = [self.sell(member, (self.soap, 1)) for _number in range(2)]
        self.sell(other, (self.soap, 1))
        self.assertFalse(self.check(rule))
        orders.append(self.sell(member, (self.soap, 1)))
        alert = self.check(rule)
        self.assertEqual((alert.partner_id, alert.figure, alert.threshold, alert.days), (member, 3, 3, 1))
        self.assertIn("used 3 times", alert.message)
        self.assertEqual(self.behind(alert).pos_order_id.ids, [order.id for order in orders])
        activity = alert.activity_ids
        self.assertEqual((activity.user_id, len(activity)), (self.manager, 1))
        self.assertIn("used 3 times", activity.note)

    def test_one_alert_for_overlapping_periods(self):
        rule = self.rule("card_uses", 2, 7)
        member = self.new_member()
        self.sell(member, (self.soap, 1))
        self.sell(member, (self.soap, 1))
        self.assertEqual(len(self.check(rule)), 1)
        self.assertEqual(len(self.check(rule)), 1)
        now = fields.Datetime.now()
        for days, alerts in ((1, 1), (5, 1), (8, 2)):
            with freeze_time(now + timedelta(days=days)):
                for _number in range(2):
                    self.sell(member, (self.soap, 1), date_order=fields.Datetime.to_string(fields.Datetime.now()))
                self.assertEqual(len(self.check(rule)), alerts, f"{days} days later")

    def test_orders_of_a_till_that_was_offline_count_on_their_day(self):
        rule = self.rule("card_uses", 2, 1)
        self.check(rule)
        member = self.new_member()
        yesterday = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=1))
        for _number in range(2):
            self.sell(member, (self.soap, 1), date_order=yesterday)
        alert = self.check(rule)
        self.assertEqual((len(alert), alert.figure), (1, 2))
        self.assertEqual(str(alert.date_to)[:10], str(fields.Date.today()))

    def test_cashier_and_card_over_the_period(self):
        rule = self.rule("same_cashier", 3, 90)
        member = self.new_member()
        for days in (1, 20, 60):
            day = fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=days))
            self.sell(member, (self.soap, 1), date_order=day, user_id=self.cashier.id)
        second = mail_new_test_user(self.env, "cashier_two", groups="base.group_user,point_of_sale.group_pos_user")
        self.sell(member, (self.soap, 1), user_id=second.id)
        alert = self.check(rule)
        self.assertEqual((alert.user_id, alert.partner_id, alert.figure), (self.cashier, member, 3))
        self.assertEqual(len(self.behind(alert).pos_order_id), 3)

    def test_value_without_a_sale(self):
        rule = self.rule("no_sale", 500, 30, program_id=self.program.id)
        member = self.new_member()
        self.sell(member, (self.cream, 20))
        card = self.env["loyalty.card"]._member_card(member, self.program)
        card.with_user(self.manager).points += 300
        self.assertFalse(self.check(rule))
        card.with_user(self.manager).points += 250
        card.with_user(self.manager).points -= 50
        alert = self.check(rule)
        self.assertEqual((alert.card_id, alert.figure), (card, 550))
        self.assertEqual(sorted(self.behind(alert).mapped("amount")), [250, 300])

    def test_take_over_is_no_gift(self):
        rule = self.rule("no_sale", 100, 30)
        core = self.env["loyalty.program"].create({"name": "Core Points", "program_type": "loyalty"})
        self.env["loyalty.card"].create({"program_id": core.id, "partner_id": self.new_member().id, "points": 900})
        core.member_program = True
        self.assertFalse(self.check(rule))
        given = self.env["loyalty.card"].create(
            {"program_id": self.program.id, "partner_id": self.new_member("Bea", PHONES[1]).id, "points": 900}
        )
        self.assertEqual(self.check(rule).card_id, given)

    def test_top_ups_paid_back_soon(self):
        rule = self.rule("quick_refunds", 2, 7)
        card = self.wallet_card(self.new_member())
        # sudo: what the offices' refund posts, without its screens.
        post = self.env["member.ledger.entry"].sudo()._post
        common = {"card_id": card.id, "company_id": self.company.id}
        for number, days in enumerate((0, 20, 1)):
            date = fields.Datetime.now() - timedelta(days=days)
            paid = post([{**common, "key": f"in{number}", "kind": "top_up", "amount": 50, "date": date}])
            post([{**common, "key": f"out{number}", "kind": "refund", "amount": -50, "reverses_id": paid.id}])
            if number < 2:
                self.assertFalse(self.check(rule), "one is soon, the other isn't")
        alert = self.check(rule)
        self.assertEqual((alert.card_id, alert.figure), (card, 2))
        self.assertEqual(self.behind(alert).mapped("key"), ["out0", "out2"])

    def test_adjustments_by_one_person(self):
        rule = self.rule("adjustments", 3, 7)
        for number in range(3):
            card = self.env["loyalty.card"]._member_card(self.new_member(str(number), PHONES[number]), self.program)
            card.with_user(self.manager).points = 10
        alert = self.check(rule)
        self.assertEqual((alert.user_id, alert.partner_id.ids, alert.figure), (self.manager, [], 3))
        self.assertEqual(len(self.behind(alert)), 3)

    def test_offline_orders_without_cover(self):
        rule = self.rule("overdrawn", 2, 30)
        member = self.new_member()
        orders = self.env["pos.order"]
        for _number in range(2):
            orders |= self.sell(member, (self.soap, 1))
        orders.sudo().member_shortage = 5
        alert = self.check(rule)
        self.assertEqual((alert.partner_id, alert.figure), (member, 2))
        self.assertEqual(self.behind(alert), orders.sorted("id"))

    def test_who_handles_an_alert(self):
        rule = self.rule("card_uses", 1, 1)
        self.sell(self.new_member(), (self.soap, 1))
        alert = self.check(rule).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Enter a resolution"):
            alert.action_handle()
        with self.assertRaises(UserError):
            alert.figure = 0
        alert.note = "A family of five"
        for user in (self.cashier, self.staff, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                alert.with_user(user).action_handle()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rule.with_user(user).action_check_now()
        alert.action_handle()
        self.assertEqual((alert.state, alert.handled_by_id, alert.activity_ids.ids), ("handled", self.manager, []))
        with self.assertRaises(AccessError):
            alert.with_user(self.staff).action_view_records()

    def test_every_night(self):
        self.rule("card_uses", 1, 1)
        self.sell(self.new_member(), (self.soap, 1))
        self.run_night("watch")
        self.assertEqual(len(self.env["member.alert"].search([("rule_id.name", "=", "card_uses")])), 1)


@tagged("post_install", "-at_install")
class TestLedgerAudit(BooksCase):
    """The whole ledger is checked every night, and the manager is told."""

    def audit(self):
        # sudo: as the nightly cron does.
        return self.env["member.ledger.audit"].sudo()._check()

    def test_runs_every_night(self):
        self.run_night("audit")
        self.assertEqual(self.env["member.ledger.audit"].search_count([]), 1)

    def test_balances_that_disagree_are_named(self):
        self.company.member_responsible_id = self.manager
        self.program.company_id = self.company
        member = self.new_member()
        self.sell(member, (self.cream, 1))
        self.assertIn("matched the ledger", self.audit().result)
        card = self.env["loyalty.card"]._member_card(member, self.program)
        # Behind the ledger's back, as only a database administrator could.
        self.env.cr.execute("UPDATE loyalty_card SET points = 7 WHERE id = %s", [card.id])
        self.env.invalidate_all()
        audit = self.audit()
        self.assertEqual((audit.wrong, audit.card_ids, audit.activity_ids.user_id), (1, card, self.manager))
        self.assertIn(card.code, audit.activity_ids.note)
        check = self.env["member.ledger.check"].with_user(self.manager)
        check = check.browse(check.action_check()["res_id"])
        self.assertIn("1 of", check.last_result)
        # The next night repeats the call instead of adding one, and stops when the balances agree.
        again = self.audit()
        self.assertEqual((len(again.activity_ids), audit.activity_ids.ids), (1, []))
        self.env.cr.execute("UPDATE loyalty_card SET points = 40 WHERE id = %s", [card.id])
        self.env.invalidate_all()
        self.audit()
        self.assertFalse(again.activity_ids)
