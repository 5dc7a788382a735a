from random import Random

from odoo.tests import tagged

from .common_find import DAY, FindCase, days

THREES = (
    {"delay_days": 3},
    {"delay_weeks": 3, "counted_from": "occasion"},
    {"delay_months": 3, "counted_from": "occasion"},
)


@tagged("post_install", "-at_install")
class TestFindPreview(FindCase):
    """What a plan would do, told without doing it."""

    def told(self, plan, first, last):
        names = {partner.id: partner.name for partner in self.env["res.partner"].search([("is_member", "=", True)])}
        numbers = {step.id: step.sequence for step in plan.version_id.step_ids}
        return sorted(
            (names[one["partner_id"]], str(one["date"]), numbers[one["step_id"]]) for one in plan._preview(first, last)
        )

    def test_a_past_year(self):
        for number in (-400, -300, -290):
            self.bought(self.ada, days(number), 10)
        self.bought(self.ben, days(-30), 10)
        plan = self.new_plan("first_purchase", steps=THREES)
        self.assertEqual(
            self.told(plan, days(-365), days(-1)),
            [("Ben", "2026-05-05", 1), ("Ben", "2026-05-23", 2)],
        )
        plan.history = "as_if"
        self.assertEqual(
            self.told(plan, days(-399), days(-1)),
            [("Ada", str(days(-397)), 1), ("Ada", str(days(-379)), 2), ("Ada", "2025-07-27", 3)]
            + [("Ben", "2026-05-05", 1), ("Ben", "2026-05-23", 2)],
        )
        self.assertFalse(plan.run_ids)
        self.assertEqual(plan.state, "draft")

    def test_the_next_days(self):
        self.ada.birthdate_date = days(-9990)
        self.bought(self.ben, days(-50), 10)
        plan = self.new_plan("dormant", trigger_months=2, steps=[{"delay_months": 2}, {"delay_days": 7}])
        self.assertEqual(self.told(plan, DAY, days(30)), [("Ben", "2026-06-12", 1), ("Ben", "2026-06-19", 2)])
        [first, _second] = plan._preview(DAY, days(30))
        self.assertEqual(
            (first["channel"], first["step_id"], first["config_id"]), ("phone", plan.version_id.step_ids[0].id, None)
        )

    def test_a_purchase_ends_the_course(self):
        self.bought(self.ada, days(-200), 10)
        self.bought(self.ada, days(-90), 10)
        ladder = [{"delay_months": number, "counted_from": "occasion"} for number in (2, 4, 6)]
        plan = self.new_plan("dormant", trigger_months=2, steps=ladder, again="occasion", exit_on_purchase=True)
        self.assertEqual(self.told(plan, days(-200), days(-1)), [("Ada", "2026-01-13", 1), ("Ada", "2026-05-03", 1)])
        plan.exit_on_purchase = False
        self.assertEqual(
            self.told(plan, days(-200), days(-1)),
            [("Ada", "2026-01-13", 1), ("Ada", "2026-03-13", 2), ("Ada", "2026-05-03", 1), ("Ada", "2026-05-13", 3)],
        )

    def test_the_start_does_what_the_preview_says(self):
        random = Random(7)
        members = [self.new_member(f"M{number}", f"+1650253{400 + number:04}") for number in range(8)]
        for member in members:
            for _time in range(random.randrange(6)):
                self.bought(member, days(-random.randrange(150)), 10)
        for again, history, trigger in [
            (again, history, trigger)
            for again in ("never", "after", "occasion")
            for history in ("none", "as_if", "from_now")
            for trigger in ("purchase", "dormant")
        ]:
            with self.subTest(again=again, history=history, trigger=trigger):
                plan = self.new_plan(
                    trigger, again=again, again_days=20, history=history, trigger_days=40, steps=THREES[:2]
                )
                told = self.told(plan, DAY, days(400))
                plan._start()
                if trigger == "dormant":
                    for number in range(1, 41):
                        self.found(plan, days(number))
                contacts = self.env["member.followup"].sudo().search([("plan_id", "=", plan.id)])
                firsts = [(one.partner_id.name, str(one.date_planned), one.step_id.sequence) for one in contacts]
                self.assertTrue(set(firsts) <= set(told), (firsts, told))
                self.assertEqual({name for name, *_rest in firsts}, {name for name, *_rest in told})
