from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanFaults(PlanCase):
    """What can't work is refused by name: a step's texts and hours on saving, a plan when it is to run."""

    def refused(self, message, **values):
        with self.assertRaisesRegex(ValidationError, message):
            self.plan({"name": "Call", **values})

    def cannot_start(self, message, plan):
        self.assertRegex(plan.problem, message)
        refused = self.assertRaisesRegex(ValidationError, rf"Care can't start yet:\n(.*\n)*.*{message}")
        with refused, self.cr.savepoint():
            plan._start()
        self.assertEqual(plan.state, "draft")

    def test_texts(self):
        self.refused(r"Script of step Call: there is no {{ nmae }}\. Known are name, first_name", script="{{ nmae }}")
        self.refused(r"Script of step Call: {{ name } isn't complete", script="Dear {{ name }")
        self.refused(r"Product Advice of step Call: there is no {{ nmae }}", advice="{{ nmae }}")
        self.refused(r"Subject of step Call: there is no {{ x }}", channel="email", script="Hi", subject="{{ x }}")
        self.refused(r"Step Call has no script", channel="sms")
        self.refused(r"Step Call has no script", channel="email", subject="Hi", script="  ")
        self.refused(r"Step Call has no subject", channel="email", script="Hi")
        self.plan({"name": "Call", "script": "Dear {{ name }}, {{points}} points until {{ points_expiry }}"})

    def test_hours(self):
        days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), False)
        self.refused("Step Call has no weekday", **days)
        self.refused("hours of step Call end before they begin", hour_from=12, hour_to=11)
        self.refused("must be between 0:00 and 24:00", hour_to=25)
        none = dict.fromkeys(("hour_from", "hour_to", "hour_from_2", "hour_to_2"), 0)
        plan = self.plan({"name": "Any", **none}, {"name": "Monday", **none, **days, "monday": True})
        at_any_time, mondays = plan.step_ids
        self.assertIsNone(at_any_time._hours())
        self.assertEqual(mondays._hours().weekdays, {0}, "Days without hours are whole days.")

    def test_problems_are_said_while_typing(self):
        form = Form(self.env["member.followup.step"])
        form.name = "Text"
        form.channel = "sms"
        self.assertEqual(form.problem, "Step Text has no script. Enter the text that is sent.")

    def test_plans_without_what_their_trigger_asks_for(self):
        for trigger, message in (
            ("dormant", "months or days without a purchase"),
            ("coverage", "months or days without a contact"),
            ("festival", "Choose the festivals"),
            ("segment", "Choose the segment"),
        ):
            self.cannot_start(message, self.plan("Call", trigger=trigger))
        self.assertEqual(self.plan().problem, "Add a step: a plan without steps contacts nobody.")

    def test_ways_that_lead_nowhere(self):
        plan = self.plan("Call", "Ask", "Card")
        call, _ask, card = plan.step_ids
        card.branch_ids = [Command.create({"outcome": "sent", "target_id": call.id})]
        self.cannot_start("Step Card leads back: Call → Ask → Card → Call", plan)
        card.branch_ids.unlink()
        goes_on = ("reached", "promised", "maybe", "no_answer", "sent", "undelivered")
        call.branch_ids = [Command.create({"outcome": outcome, "target_id": card.id}) for outcome in goes_on]
        self.cannot_start("Step Ask is never reached", plan)

    def test_branches_stay_within_their_version(self):
        plan, other = self.plan("Call"), self.plan("Other")
        with self.assertRaisesRegex(ValidationError, "Step Call branches to a step of another version"):
            plan.step_ids.branch_ids = [Command.create({"outcome": "sent", "target_id": other.step_ids.id})]

    def test_a_plan_never_runs_with_faults(self):
        """However its state is set."""
        with self.assertRaisesRegex(ValidationError, "Add a step"):
            self.plan().state = "running"
        with self.assertRaisesRegex(ValidationError, "another plan's"):
            self.plan("Call").version_id = self.plan("Other").version_id
