from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_find import DAY, FindCase, days


@tagged("post_install", "-at_install")
class TestFindExits(FindCase):
    """What ends runs by itself: a purchase, leaving, the end of the plan."""

    def running(self, **values):
        """:return: a plan that everybody is inside of since today"""
        return self.started("season", trigger_month=6, trigger_day=1, exit_on_purchase=True, **values)

    def run_of(self, plan, partner):
        return plan.run_ids.sudo().filtered(lambda run: run.partner_id == partner)

    def test_a_purchase_ends_the_run_and_its_contacts(self):
        plan, other = self.running(), self.running(name="Stays")
        other.exit_on_purchase = False
        contact = self.run_of(plan, self.ada).contact_ids
        contact.state = "open"
        kind = self.env.ref("mail.mail_activity_data_call")
        model = self.env["ir.model"]._get("member.followup")
        contact.activity_ids.create(
            {"activity_type_id": kind.id, "res_model_id": model.id, "res_id": contact.id, "user_id": False}
        )
        self.assertTrue(contact.activity_ids)
        self.sell(self.ada, (self.soap, 1))
        self.assertRecordValues(
            self.run_of(plan, self.ada), [{"state": "ended", "end_reason": "purchase", "date_end": DAY}]
        )
        self.assertRecordValues(contact, [{"state": "stopped", "reason": "exit", "date_decide": False}])
        self.assertFalse(contact.activity_ids)
        self.assertEqual(self.run_of(plan, self.ben).state, "open")
        self.assertEqual(self.run_of(other, self.ada).state, "open")
        self.assertEqual(self.run_of(other, self.ada).contact_ids.state, "planned")

    def test_what_ends_no_run(self):
        plan = self.running()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.bought(self.ada, days(-1), 10)
        self.bought(self.ada, DAY, -10)
        self.bought(self.ada, DAY, 0)
        self.bought(self.ada, DAY, 10, company=elsewhere)
        self.bought(self.env["res.partner"], DAY, 10)
        self.found(plan, days(1))
        self.assertEqual(self.run_of(plan, self.ada).state, "open")

    def test_the_purchase_that_began_the_run_doesnt_end_it(self):
        plan = self.started("first_purchase", exit_on_purchase=True, steps=[{"delay_days": 3}])
        self.bought(self.ada, DAY, 10)
        self.found(plan, days(1))
        self.bought(self.ada, DAY, 10)
        self.found(plan, days(1))
        self.assertEqual(self.run_of(plan, self.ada).state, "open")
        self.bought(self.ada, days(1), 10)
        self.assertEqual(self.run_of(plan, self.ada).state, "ended")

    def test_who_was_dormant_and_comes(self):
        self.bought(self.ada, days(-60), 10)
        plan = self.started("dormant", trigger_months=2, exit_on_purchase=True)
        self.found(plan, days(1))
        self.assertEqual(self.run_of(plan, self.ada).state, "open")
        self.bought(self.ada, days(1), 10)
        self.assertEqual(self.run_of(plan, self.ada).state, "ended")

    def test_a_purchase_that_gets_its_customer_later(self):
        plan = self.running()
        self.bought(self.env["res.partner"], DAY, 10)
        run = self.run_of(plan, self.ada)
        self.assertFalse(run._bought_since())
        self.env["member.purchase"].sudo().search([("partner_id", "=", False)]).partner_id = self.ada
        self.assertEqual(run._bought_since(), run)
        self.found(plan, days(1))
        self.assertEqual((run.state, run.end_reason), ("ended", "purchase"))

    def test_who_leaves_isnt_contacted(self):
        plan = self.running()
        by_hand = (
            self.env["member.followup"]
            .sudo()
            .create({"partner_id": self.ada.id, "date_planned": DAY, "date_first": DAY, "date_last": DAY})
        )
        run = self.run_of(plan, self.ada)
        self.ada.sudo()._member_leave("wish")
        self.assertRecordValues(run, [{"state": "ended", "end_reason": "left"}])
        self.assertEqual((run.contact_ids.state, by_hand.state), ("stopped", "stopped"))
        self.found(plan, days(1))
        self.assertEqual(len(self.run_of(plan, self.ada)), 1)

    def test_the_end_of_a_plan(self):
        plan, other = self.running(), self.running(name="Stays")
        before = len(other.run_ids.sudo().filtered(lambda run: run.state == "open"))
        plan._end()
        runs = plan.run_ids.sudo()
        self.assertEqual(plan.state, "ended")
        self.assertEqual(set(runs.mapped("end_reason")), {"plan"})
        self.assertEqual(set(runs.contact_ids.mapped("state")), {"stopped"})
        self.assertEqual(len(other.run_ids.sudo().filtered(lambda run: run.state == "open")), before)

    def test_a_pause_holds(self):
        plan = self.running()
        plan._pause()
        self.assertEqual(set(plan.run_ids.sudo().mapped("state")), {"open"})
        with self.assertRaisesRegex(UserError, "started already"):
            plan._start()

    def test_only_who_may_edit_plans_starts_them(self):
        plan = self.new_plan("season")
        self.assertRaises(AccessError, plan.with_user(self.staff)._start)
        plan.with_user(self.manager)._start()
        self.assertEqual(plan.state, "running")

    def test_a_plan_without_steps_isnt_started(self):
        plan = self.new_plan("purchase", steps=())
        with self.assertRaisesRegex(UserError, "no steps"):
            plan._start()

    def test_as_many_queries_as_members(self):
        """What a sale pays: nothing more than the statement that records it."""
        self.running()
        counts = []
        for partner in (self.ben, self.cleo, self.ada):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.bought(partner, DAY, 10)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1:], [1, 1])
