from unittest.mock import patch

from odoo.tests import tagged

from .common_find import FindCase, days


@tagged("post_install", "-at_install")
class TestFindNight(FindCase):
    """Plans look for members at night, each in a piece of its own."""

    def setUp(self):
        super().setUp()
        self.first, self.second = (
            self.started("purchase", again="occasion", name=name) for name in ("First", "Second")
        )
        self.env.flush_all()

    def night(self, day):
        with self.frozen(day):
            return self.run_night("metrics", "segments", "followup_plan")

    def test_running_plans_of_each_company(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other = self.new_plan("purchase", company_id=elsewhere.id)
        other.with_context(allowed_company_ids=elsewhere.ids)._start()
        draft = self.new_plan("purchase")
        self.second._pause()
        self.bought(self.ada, days(1), 10)
        self.bought(self.ben, days(1), 10, company=elsewhere)
        self.night(days(2))
        self.assertEntered(self.first, (self.ada, days(1)))
        self.assertEntered(other, (self.ben, days(1)))
        self.assertEntered(self.second)
        self.assertEntered(draft)
        self.assertEqual((self.first.date_found, self.second.date_found), (days(2), days(0)))

    def test_a_night_twice_finds_once(self):
        self.bought(self.ada, days(1), 10)
        self.night(days(2))
        self.night(days(2))
        self.assertEntered(self.first, (self.ada, days(1)))
        self.assertEntered(self.second, (self.ada, days(1)))

    def test_a_plan_that_fails_is_noted_and_stops_no_other(self):
        self.bought(self.ada, days(1), 10)
        plans = type(self.plans)
        bought = plans._occasions_purchase

        def fails(plan, first, last):
            if plan == self.first:
                raise ValueError("No dates are known after 2100.")
            return bought(plan, first, last)

        with patch.object(self.env.registry["member.followup.plan"], "_occasions_purchase", fails):
            self.night(days(2))
        self.assertEntered(self.first)
        self.assertEntered(self.second, (self.ada, days(1)))
        self.assertEqual(self.first.find_problem, "No dates are known after 2100.")
        self.assertIn(
            "No dates are known after 2100.", self.first.message_ids.sudo().tracking_value_ids.mapped("new_value_char")
        )
        self.night(days(3))
        self.assertEntered(self.first, (self.ada, days(1)))
        self.assertFalse(self.first.find_problem)

    def test_a_piece_is_a_plan_and_goes_on_where_it_was(self):
        job = (
            self.env["member.job"]
            .sudo()
            .create({"kind": "step", "name": "followup_plan", "step": "followup_plan", "company_id": self.company.id})
        )
        plans = self.plans.with_company(self.company)
        self.bought(self.ada, days(1), 10)
        with self.frozen(days(2)):
            self.assertFalse(plans._night_find(job))
            self.assertEntered(self.first, (self.ada, days(1)))
            self.assertEntered(self.second)
            self.assertFalse(plans._night_find(job))
            self.assertEntered(self.second, (self.ada, days(1)))
            self.assertTrue(plans._night_find(job))
