from random import Random

from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import entry, steps
from .common_find import DAY, FindCase, days

THREES = (
    {"delay_days": 3},
    {"delay_weeks": 3, "counted_from": "occasion"},
    {"delay_months": 3, "counted_from": "occasion"},
)


@tagged("post_install", "-at_install")
class TestFindEntry(FindCase):
    """Entering again, history, and the first contact: as the engine says, for all members at once."""

    def test_never_again(self):
        plan = self.started("purchase", again="never")
        self.bought(self.ada, days(1), 10)
        self.bought(self.ada, DAY, 10)
        self.found(plan, days(2))
        plan.run_ids.sudo()._end("finished", days(2))
        self.bought(self.ada, days(40), 10)
        self.found(plan, days(41))
        self.assertEntered(plan, (self.ada, DAY))

    def test_after_some_days(self):
        plan = self.started("purchase", again="after", again_days=30)
        self.bought(self.ada, DAY, 10)
        self.found(plan, days(1))
        self.bought(self.ada, days(3), 10)
        self.found(plan, days(4))
        plan.run_ids.sudo()._end("finished", days(5))
        self.bought(self.ada, days(34), 10)
        self.found(plan, days(34))
        self.assertEntered(plan, (self.ada, DAY))
        self.bought(self.ada, days(35), 10)
        self.found(plan, days(36))
        self.assertEntered(plan, (self.ada, DAY), (self.ada, days(35)))

    def test_first_contact_has_the_values_of_a_run(self):
        plan = self.new_plan("purchase", steps=[{"delay_days": 3, "tolerance": 2, "gift": "Soap", "priority": 7}])
        plan._start()
        self.bought(self.ada, DAY, 10)
        self.found(plan, days(1))
        run = plan.run_ids.sudo()
        due = steps.start(plan.version_id._as_engine(), DAY, DAY)
        told = run.contact_ids.read(list(run._contact_vals(due)), load=None)[0]
        told.pop("id")
        self.assertEqual(told, run._contact_vals(due))
        self.assertEqual(run.contact_ids.state, "planned")
        self.assertEqual(run.key, entry.occasion_key(plan.id, self.ada.id, ("purchase", run.purchase_id.id)))

    def test_store_of_the_last_purchase_or_of_the_enrollment(self):
        self.env["member.enrolment"].sudo().create(
            {"partner_id": self.ben.id, "date": DAY, "via": "till", "config_id": self.config.id}
        )
        self.sell(self.ada, (self.soap, 1))
        plan = self.started("season", trigger_month=6, trigger_day=1)
        stores = {run.partner_id: run.config_id for run in plan.run_ids.sudo()}
        self.assertEqual(stores[self.ada], self.config)
        self.assertEqual(stores[self.ben], self.config)
        self.assertFalse(stores[self.cleo])

    # ── History ───────────────────────────────────────────────────────────────────────────────────────────────

    def bought_before(self):
        for partner, *numbers in ((self.ada, -2, -30), (self.ben, -10), (self.cleo, -200)):
            for number in numbers:
                self.bought(partner, days(number), 10)

    def test_without_history(self):
        self.bought_before()
        plan = self.started("purchase", again="occasion", history="none", steps=THREES)
        self.assertEntered(plan)

    def test_as_if_the_plan_had_run(self):
        self.bought_before()
        plan = self.started("purchase", again="occasion", history="as_if", steps=THREES)
        self.assertEntered(plan, (self.ada, days(-2)), (self.ada, days(-30)), (self.ben, days(-10)))
        self.assertPlanned(plan, (self.ada, days(1), 1), (self.ada, "2026-08-02", 3), (self.ben, days(11), 2))

    def test_as_if_the_plan_had_run_and_never_again(self):
        self.bought_before()
        plan = self.started("purchase", again="never", history="as_if", steps=THREES)
        self.bought(self.cleo, days(1), 10)
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, days(-30)), (self.ben, days(-10)), (self.cleo, days(-200)))
        over = plan.run_ids.sudo().filtered(lambda run: run.partner_id == self.cleo)
        self.assertRecordValues(over, [{"state": "ended", "end_reason": "finished"}])
        self.assertFalse(over.contact_ids)

    def test_last_occasion_counts_from_today(self):
        self.bought_before()
        plan = self.started("purchase", again="occasion", history="from_now", steps=THREES)
        self.assertEntered(plan, *[(partner, DAY) for partner in (self.ada, self.ben, self.cleo)])
        self.assertPlanned(plan, *[(partner, days(3), 1) for partner in (self.ada, self.ben, self.cleo)])
        self.found(plan, days(1))
        self.assertEqual(len(plan.run_ids.sudo()), 3)

    def test_dormant_from_today(self):
        self.bought(self.ada, days(-500), 10)
        plan = self.started("dormant", trigger_days=60, history="from_now", steps=[{"delay_days": 60}])
        self.assertEntered(plan, (self.ada, DAY, days(-60)))
        self.assertPlanned(plan, (self.ada, DAY, 1))

    def test_a_pause_isnt_made_up_for(self):
        plan = self.started("purchase", again="occasion", steps=[{"delay_days": 5}])
        plan._pause()
        self.assertEqual(plan.state, "paused")
        self.bought(self.ada, days(1), 10)
        self.bought(self.ben, days(8), 10)
        with self.frozen(days(10)):
            plan._resume()
        self.found(plan, days(11))
        self.assertEntered(plan, (self.ben, days(8)))
        self.assertPlanned(plan, (self.ben, days(13), 1))

    # ── Beside the engine ─────────────────────────────────────────────────────────────────────────────────────

    def test_random_occasions_enter_as_the_engine_says(self):
        members = [self.new_member(f"Member {number}", f"+1650253{300 + number:04}") for number in range(12)]
        for seed in range(30):
            random = Random(seed)
            policy = entry.Entry(random.choice(("never", "after", "occasion")), random.randrange(1, 20))
            plan = self.new_plan("purchase", again=policy.again, again_days=policy.days)
            plan._start()
            pasts = {member: self.past_runs(plan, member, random) for member in members}
            rows = [
                (member, f"purchase/{number}", days(random.randrange(40)))
                for member in members
                for number in random.sample(range(1, 15), random.randrange(6))
            ]
            expected = {
                key
                for member in members
                for key in entry.admitted(
                    policy,
                    [(f"{plan.id}/{one.id}/{source}", day) for one, source, day in rows if one == member],
                    pasts[member],
                )
            }
            told = {row["key"] for row in plan.env.execute_query_dict(plan._admitted(self.as_occasions(plan, rows)))}
            self.assertEqual(told, expected, (seed, policy))

    def past_runs(self, plan, member, random):
        pasts = [
            entry.Past(f"{plan.id}/{member.id}/purchase/{number}", random.choice((None, days(random.randrange(30)))))
            for number in random.sample(range(1, 15), random.choice((0, 0, 1, 2)))
        ]
        self.env["member.followup.run"].sudo().create(
            [
                {
                    "plan_id": plan.id,
                    "version_id": plan.version_id.id,
                    "partner_id": member.id,
                    "company_id": self.company.id,
                    "key": past.key,
                    "date_start": DAY,
                    "date_counted": DAY,
                    "state": "ended" if past.ended else "open",
                    "date_end": past.ended,
                }
                for past in pasts
            ]
        )
        return pasts

    def as_occasions(self, plan, rows):
        if not rows:
            return plan._occasions_hand(DAY, DAY)
        return SQL(
            """SELECT partner_id::int, source, day::date, day::date AS counted, NULL::int AS config_id,
                      NULL::int AS purchase_id, %s || '/' || partner_id || '/' || source AS key
                 FROM (VALUES %s) found (partner_id, source, day)""",
            str(plan.id),
            SQL(", ").join(SQL("%s", (member.id, source, day)) for member, source, day in rows),
        )

    def test_as_many_queries_for_many_members(self):
        self.queries_of_start(5)  # what a process reads once
        few, many = self.queries_of_start(50), self.queries_of_start(500)
        self.assertEqual(few, many)
        self.assertLess(many, 15)

    def queries_of_start(self, number):
        """:return: how many queries it takes to begin a run of so many further members"""
        partners = [
            {"name": f"M {one}", "member_number": f"N{number}-{one}", "member_since": DAY} for one in range(number)
        ]
        self.env["res.partner"].sudo().create(partners)
        plan = self.new_plan("season", trigger_month=6, trigger_day=1)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        plan._start()
        queries = self.env.cr.sql_log_count - before
        self.assertGreaterEqual(len(plan.run_ids.sudo().contact_ids), number)
        return queries
