from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanTexts(PlanCase):
    """What a plan does is said in whole sentences, while it is edited."""

    def said(self, name="entry_text", **values):
        return self.plan(**values)[name].split("\n")

    def test_who_enters(self):
        segment = self.env["member.segment"].create({"name": "Friends"})
        festivals = self.env["member.festival"].create([{"name": "Fair"}, {"name": "Market"}])
        for expected, values in (
            ("Members enter with purchase number 3.", {"trigger": "nth_purchase", "trigger_number": 3}),
            ("Members enter 7 day(s) before their birthday.", {"trigger": "birthday", "trigger_days": -7}),
            ("Members enter on their birthday.", {"trigger": "birthday"}),
            ("Members enter 2 day(s) after their birthday.", {"trigger": "birthday", "trigger_days": 2}),
            (
                "Members enter when they have bought nothing for 2 month(s). Steps count from the last purchase.",
                {"trigger": "dormant", "trigger_months": 2},
            ),
            (
                "Members enter when nobody has talked to them for 1 month(s) and 3 day(s). Steps count from the last talk.",
                {"trigger": "coverage", "trigger_months": 1, "trigger_days": 3},
            ),
            (
                "Members enter when their tier becomes Silver or Gold.",
                {"trigger": "tier", "tier_ids": [Command.set((self.silver | self.gold).ids)]},
            ),
            ("Members enter when they are upgraded to a higher tier.", {"trigger": "tier"}),
            (
                "Members enter before Fair and Market, as many days ahead as the lead days of each festival.",
                {"trigger": "festival", "festival_ids": [Command.set(festivals.ids)]},
            ),
            ("Members enter on 29 February each year.", {"trigger": "season", "trigger_month": 2, "trigger_day": 29}),
            (
                "Members enter when they come into segment Friends.",
                {"trigger": "segment", "segment_id": segment.id},
            ),
            (
                "Members enter 14 day(s) before points of theirs expire.",
                {"trigger": "points_expiry", "trigger_days": -14},
            ),
            ("Members enter when they use up Cream.", {"trigger": "product", "product_ids": self.cream.ids}),
        ):
            self.assertEqual(self.said(**values)[0], expected)
        self.assertEqual(self.said(audience_id=segment.id)[1], "Only members of segment Friends enter.")

    def test_every_trigger_has_its_sentence(self):
        for trigger in self.env["member.followup.plan"]._fields["trigger"].get_values(self.env):
            self.assertRegex(self.said(trigger=trigger)[0], r"^Members .*enter .*\.$", trigger)

    def test_how_often_and_until_when(self):
        self.assertEqual(
            self.said("rule_text", again="after", again_days=90, exit_on_purchase=True, failures=3, priority=70),
            [
                "A member may enter again 90 day(s) after the last time ended.",
                "It ends for a member who buys something.",
                "It ends for a member after 3 failed contact(s).",
                "It ends for a member who declines, complains or wants no more contacts, whose number is wrong or who "
                "terminates the membership, unless a step says otherwise.",
                "It waits while a plan of higher priority contacts the member; its own priority is 70.",
            ],
        )

    def test_texts_follow_the_form(self):
        with Form(self.env["member.followup.plan"].with_user(self.membership_manager)) as form:
            form.name = "Birthdays"
            form.trigger = "birthday"
            form.trigger_days = -7
            self.assertTrue(form.entry_text.startswith("Members enter 7 day(s) before their birthday."))
            with form.step_ids.new() as step:
                step.name = "Call"
                step.counted_from = "occasion"
                step.delay_weeks = 3
                self.assertEqual(step.when, "3 week(s) after the occasion")
        plan = form.save()
        self.assertEqual(plan.step_text, "Call")

    def test_steps_say_when_and_what_follows(self):
        plan = self.plan(
            {"name": "Call", "counted_from": "occasion"}, {"name": "Ask", "delay_months": 1, "delay_days": 3}, "Card"
        )
        call, ask, card = plan.step_ids
        call.branch_ids = [
            Command.create({"outcome": "reached", "target_id": card.id}),
            Command.create({"outcome": "no_answer", "does": "stop"}),
        ]
        self.assertEqual(call.when, "On the day of the occasion")
        self.assertEqual(ask.when, "1 month(s) and 3 day(s) after the day of the step before")
        self.assertEqual(call.branches, "Reached: go to Card, No Answer: end")
        self.assertEqual(plan.step_text, "Call → Ask → Card")

    def test_steps_are_added_to_a_saved_plan(self):
        plan = self.plan("Call")
        with Form(plan) as form:
            with form.step_ids.new() as step:
                step.name = "Card"
                step.channel = "post"
            with form.step_ids.edit(0) as step:
                step.tolerance = 3
        self.assertEqual(plan.version_id.step_ids.mapped("name"), ["Call", "Card"])
        self.assertEqual(plan.step_ids[0].tolerance, 3)
        with Form(plan) as form:
            form.step_ids.remove(0)
        self.assertEqual(plan.step_text, "Card")
