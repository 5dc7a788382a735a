from datetime import date

from .common_find import DAY, FindCase, days

#: trigger, values of the plan, what the run keeps of its occasion, the day it counts from, what is said
SAID = (
    ("dormant", {"trigger_months": 2}, "dormant/2026-03-25", date(2026, 3, 25), "No purchase since 03/25/2026."),
    (
        "coverage",
        {"trigger_months": 4},
        "coverage/2026-01-31",
        date(2026, 1, 31),
        "Nobody has talked to the member since 01/31/2026.",
    ),
    ("birthday", {"trigger_days": -7}, "birthday/2026", DAY, "Birthday on 06/08/2026."),
    ("anniversary", {"trigger_days": 3}, "anniversary/2026", DAY, "Anniversary of the enrollment on 05/29/2026."),
    ("downgrade", {"trigger_days": 30}, "downgrade/2026-07-01", DAY, "The tier ends on 07/01/2026."),
    ("points_expiry", {"trigger_days": -30}, "points/2026-07-01", DAY, "Points expire on 07/01/2026."),
    ("coupon_expiry", {"trigger_days": -30}, "coupon/7", DAY, "A coupon expires on 07/01/2026."),
    ("incomplete", {}, "incomplete/2026-05-01", DAY, "The file has gaps and was last confirmed on 05/01/2026."),
    ("tier", {}, "tier/1", DAY, "The tier changed on 06/01/2026."),
    ("new_member", {}, "enrolment/1", DAY, "Enrolled on 06/01/2026."),
    ("hand", {}, "hand/1", DAY, ""),
)


class TestDayWhy(FindCase):
    def run_of(self, plan, occasion, counted, start=DAY):
        self.runs = getattr(self, "runs", 0) + 1
        return (
            self.env["member.followup.run"]
            .sudo()
            .create(
                {
                    "plan_id": plan.id,
                    "version_id": plan.version_id.id,
                    "partner_id": self.ada.id,
                    "company_id": self.company.id,
                    "key": f"why/{self.runs}",
                    "date_start": start,
                    "date_counted": counted,
                    "occasion": occasion,
                }
            )
        )

    def test_what_began_it_as_a_sentence(self):
        for trigger, values, occasion, counted, said in SAID:
            with self.subTest(trigger=trigger):
                plan = self.new_plan(trigger, **values)
                self.assertEqual(self.run_of(plan, occasion, counted)._why(), said)

    def test_each_trigger_has_its_sentence(self):
        for trigger, label in self.plans._fields["trigger"]._description_selection(self.env):
            if trigger in ("hand", "festival"):
                continue
            with self.subTest(trigger=trigger):
                said = self.run_of(self.new_plan(trigger), f"{trigger}/2026-05-01", DAY)._why()
                self.assertRegex(said, r" .*\d\d/\d\d/2026\.$")
                self.assertNotEqual(said, label)

    def test_a_day_that_the_start_moved_is_not_told(self):
        plan = self.new_plan("tier", history="from_now")
        plan.date_start = DAY
        self.assertEqual(self.run_of(plan, "tier/1", days(-3))._why(), "Tier Change")
        self.assertEqual(self.run_of(plan, "tier/2", days(2), start=days(2))._why(), "The tier changed on 06/03/2026.")

    def test_a_festival_by_its_name(self):
        festival = self.env["member.festival"].search([], limit=1)
        plan = self.new_plan("festival", festival_ids=festival.ids)
        self.assertEqual(self.run_of(plan, f"festival/{festival.id}/2026/0", DAY)._why(), festival.name)
