from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.member_loyalty.tests.common import PHONES

from .common_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanVersions(PlanCase):
    """Steps that are in use aren't edited: a new version is, and its activation says what becomes of those inside."""

    def setUp(self):
        super().setUp()
        self.running = self.plan("Call", "Ask", "Card")
        self.running._start()
        self.call, self.ask, self.card = self.running.step_ids

    def new_version(self):
        action = self.running.action_change_steps()
        self.assertEqual(action["res_model"], "member.followup.version")
        return self.env["member.followup.version"].with_user(self.membership_manager).browse(action["res_id"])

    def activate(self, version, inside):
        wizard = version.env["member.followup.activate"].create({"version_id": version.id, "inside": inside})
        counts = wizard.inside_count, wizard.moving_count, wizard.staying_count
        wizard.action_activate()
        self.env.invalidate_all()
        return counts

    def test_steps_in_use_are_locked(self):
        self.enter(self.running, self.ada)
        self.running._pause()
        for change in (
            lambda: self.call.write({"script": "Hello"}),
            lambda: self.call.unlink(),
            lambda: self.running.write({"step_ids": [Command.create({"name": "More"})]}),
            lambda: self.call.write({"branch_ids": [Command.create({"outcome": "sent", "does": "stop"})]}),
        ):
            with self.assertRaisesRegex(UserError, "Care, version 1 are in use. Choose Change Steps"):
                change()

    def test_steps_of_a_running_plan_are_locked_even_when_nobody_is_inside(self):
        with self.assertRaisesRegex(UserError, "are in use"):
            self.call.script = "Hello"
        other = self.plan("Visit").step_ids
        with self.assertRaisesRegex(UserError, "are in use"), self.env.cr.savepoint():
            other.version_id = self.call.version_id
        self.running._pause()
        self.call.script = "Hello"

    def test_a_copy_leads_to_its_own_steps(self):
        self.running._pause()
        self.call.branch_ids = [Command.create({"outcome": "reached", "target_id": self.card.id})]
        self.call.with_context(lang="en_US").script = "Dear {{ name }}"
        self.running._resume()
        version = self.new_version()
        self.assertEqual(version.number, 2)
        self.assertEqual(version.step_ids.origin_id, self.running.step_ids)
        self.assertEqual(version.step_ids[0].branch_ids.target_id, version.step_ids[2])
        self.assertEqual(version.step_ids[0].script, "Dear {{ name }}")
        self.assertEqual(self.running.draft_version_id, version)
        self.assertEqual(self.new_version(), version, "There is one in preparation.")
        plan = self.running.copy()
        self.assertEqual((plan.name, plan.state, plan.version_id.number), ("Care (copy)", "draft", 1))
        self.assertEqual(plan.step_ids[0].branch_ids.target_id, plan.step_ids[2])

    def test_those_inside_finish_the_old_version(self):
        contact = self.enter(self.running, self.ada)
        version = self.new_version()
        self.assertEqual(self.activate(version, "finish"), (1, 1, 0))
        self.assertEqual(self.running.version_id, version)
        self.assertEqual((contact.step_id, contact.run_id.version_id), (self.call, self.call.version_id))
        following = contact._finish("reached")
        self.assertEqual(following.step_id, self.ask)

    def test_those_inside_move(self):
        """Who stands on a step that is gone finishes the old version."""
        first, second = self.enter(self.running, self.ada), self.enter(self.running, self.ben, self.ask)
        sending = self.enter(self.running, self.eve)
        sending.state = "sending"
        version = self.new_version()
        call, ask, _card = version.step_ids
        ask.unlink()
        call.write({"gift": "A sample", "tolerance": 9, "priority": 5})
        self.assertEqual(self.activate(version, "move"), (3, 1, 2))
        self.assertEqual((first.step_id, first.run_id.version_id), (call, version))
        self.assertEqual((first.gift, first.priority), ("A sample", 55))
        self.assertEqual((first.date_last - first.date_planned).days, 9)
        self.assertEqual(first.key, f"{first.run_id.key}/{call.id}/1")
        self.assertEqual((second.step_id, second.run_id.version_id), (self.ask, self.ask.version_id))
        self.assertEqual(sending.step_id, self.call)
        self.assertEqual(first._finish("reached").step_id, version.step_ids[1])
        self.assertEqual(second._finish("reached").step_id, self.card)

    def test_who_stayed_two_versions_behind_moves_later(self):
        contact = self.enter(self.running, self.ada)
        self.activate(self.new_version(), "finish")
        latest = self.new_version()
        self.assertEqual(latest.number, 3)
        self.assertEqual(self.activate(latest, "move"), (1, 1, 0))
        self.assertEqual(contact.step_id, latest.step_ids[0])

    def test_a_call_that_becomes_a_letter_is_given_out_anew(self):
        contact = self.enter(self.running, self.ada)
        contact.write({"state": "open", "date_given": contact.date_planned})
        version = self.new_version()
        version.step_ids[0].channel = "post"
        self.activate(version, "move")
        self.assertEqual((contact.state, contact.channel, contact.date_given), ("planned", "post", False))

    def test_moving_costs_the_same_for_many(self):
        for number in range(30):
            self.enter(self.running, self.new_member(f"Member {number}", PHONES[10 + number]))
        version = self.new_version()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            version._activate(move=True)
        self.assertEqual(version.inside_count, 30)

    def test_versions_with_faults_stay_in_preparation(self):
        version = self.new_version()
        version.step_ids.unlink()
        with self.assertRaisesRegex(UserError, "Care, version 2 can't be used yet:\nAdd a step"):
            version._activate(move=False)
        action = version.action_discard()
        self.assertEqual(action["res_id"], self.running.id)
        self.assertFalse(version.exists())

    def test_used_plans_and_versions_stay(self):
        with self.assertRaisesRegex(UserError, "Care, version 1 is in use"):
            self.running.version_id.unlink()
        self.plan("Call").unlink()
        self.enter(self.running, self.ada)
        with self.assertRaisesRegex(UserError, "Care has contacted members"):
            self.running.unlink()

    @mute_logger("odoo.sql_db")
    def test_numbers_are_once(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["member.followup.version"].create({"plan_id": self.running.id})

    def test_staff_read_plans_and_managers_change_them(self):
        for user in (self.staff, self.auditor):
            plan = self.running.with_user(user)
            self.assertTrue(plan.entry_text and plan.step_ids.mapped("when"))
            self.assertFalse(plan.problem)
            for change in (plan._pause, plan.action_change_steps, plan.step_ids[0].unlink, plan.version_id.unlink):
                with self.assertRaises(AccessError):
                    change()
        version = self.new_version()
        with self.assertRaises(AccessError):
            version.with_user(self.staff)._activate(move=False)
        stranger = self.new_stranger()
        with self.assertRaises(AccessError):
            self.running.with_user(stranger).read(["name"])
