from unittest.mock import patch

import psycopg2

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import config, mute_logger

from ..models.common import member_job
from ..models.common.member_job_night import Step
from .common import run_migration
from .common_night import NightCase

RUNNER = "odoo.addons.member_loyalty.models.common.member_job"
OLD_CRONS = ("release_due", "leaving_review")


class Killed(BaseException):
    """The server ends the process in the middle of a piece."""


class Clock:
    """Seconds pass when a piece says so."""

    now = 0.0

    def __call__(self):
        return self.now


@tagged("post_install", "-at_install")
class TestNight(NightCase, TransactionCase):
    """Steps in an order, which go on where they were and don't all stop with one that fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jobs = cls.env["member.job"]
        cls.jobs.search([("state", "in", member_job.OPEN)])._end("done")
        cls.here = cls.env.company
        cls.there = cls.env["res.company"].create({"name": "Elsewhere"})

    def setUp(self):
        super().setUp()
        self.did, self.clock, self.steps = [], Clock(), []
        self.patch(member_job, "monotonic", self.clock)
        self.patch(self.env.registry["member.job"], "_night_steps", lambda _jobs: self.steps)

    def step(self, name, sequence, work=lambda job: True, needs=(), by_company=False, nights=1):
        """A step that does this, and what is done is written down."""

        def method(_jobs, job):
            self.did.append((name, job.company_id.name) if by_company else name)
            return work(job)

        patcher = patch.object(self.env.registry["member.job"], f"_night_{name}", method, create=True)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.steps.append(
            Step(sequence, name, name.capitalize(), "member.job", f"_night_{name}", needs, by_company, nights)
        )

    def trigger(self, cron):
        with self.enter_registry_test_mode():
            self.env.ref(f"member_loyalty.ir_cron_member_{cron}").method_direct_trigger()
        self.env.invalidate_all()

    def trigger_killed(self):
        """A run that is ended in its midst. Not by assertRaises, which would undo what the run had committed."""
        killed = False
        try:
            self.trigger("jobs")
        except Killed:
            killed = True
        self.assertTrue(killed)
        self.env.invalidate_all()

    def begin(self):
        """:return: the night that waits"""
        self.trigger("night")
        return self.jobs.search([("kind", "=", "night")], limit=1)

    def states(self, night):
        return [(job.step, job.state) for job in night.step_ids.sorted("sequence")]

    def count_to(self, most, seconds=0):
        """Work of so many pieces."""

        def work(job):
            self.clock.now += seconds
            job.write({"done": job.done + 1, "cursor": {"after": job.done + 1}})
            return job.done == most

        return work

    # ── A night ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_in_the_order_of_the_sequence(self):
        for name, sequence in (("third", 30), ("first", 10), ("second", 20)):
            self.step(name, sequence, self.count_to(2))
        night = self.night_passes()
        self.assertEqual(self.did, ["first", "first", "second", "second", "third", "third"])
        self.assertEqual((night.done, night.total, night.progress), (3, 3, 100))
        self.assertTrue(all(night.step_ids.mapped("date_start")) and all(night.step_ids.mapped("date_end")))
        self.assertIn("Nightly work of", night.display_name)
        self.assertEqual(night.step_ids.sorted("sequence").mapped("display_name"), ["First", "Second", "Third"])

    def test_each_company_has_its_own(self):
        trouble = "The till is on fire."

        def fails_there(job):
            if job.company_id == self.there:
                raise UserError(trouble)
            return True

        self.step("due", 10, fails_there, by_company=True)
        self.step("tiers", 20, needs=("due",), by_company=True)
        night = self.begin()
        with mute_logger(RUNNER):
            self.trigger("jobs")
        ours = (self.here.name, self.there.name)
        steps = night.step_ids.filtered(lambda job: job.company_id.name in ours).sorted("sequence, id")
        self.assertEqual(
            [(job.step, job.company_id, job.state) for job in steps],
            [
                ("due", self.here, "done"),
                ("due", self.there, "failed"),
                ("tiers", self.here, "done"),
                ("tiers", self.there, "skipped"),
            ],
        )

    def test_goes_on_where_it_was_killed(self):
        kills = [Killed()]

        def work(job):
            if job.done == 2 and kills:
                raise kills.pop()
            return self.count_to(4)(job)

        self.step("before", 10)
        self.step("long", 20, work)
        self.step("after", 30)
        night = self.begin()
        self.trigger_killed()
        self.assertEqual(self.states(night), [("before", "done"), ("long", "running"), ("after", "queued")])
        self.assertEqual(night.step_ids.filtered(lambda job: job.step == "long").cursor, {"after": 2})
        self.trigger("jobs")
        self.assertEqual(self.did, ["before", *["long"] * 5, "after"])
        self.assertEqual(night.state, "done")

    def test_who_is_killed_again_and_again_stands_aside(self):
        def work(job):
            raise Killed

        self.step("heavy", 10, work)
        self.step("light", 20)
        night = self.begin()
        for _run in range(member_job.MOST_TRIES):
            self.trigger_killed()
        self.trigger("jobs")
        self.assertEqual(self.states(night), [("heavy", "failed"), ("light", "done")])
        self.assertIn("Interrupted 3 times in a row", night.step_ids.sorted("sequence")[0].error)

    def test_a_failure_says_why_and_the_others_go_on(self):
        broken = [True]

        def work(job):
            if broken:
                raise ValueError("7 isn't a card")
            return True

        self.step("due", 10, work)
        self.step("tiers", 20, needs=("due",))
        self.step("segments", 30, needs=("tiers",))
        self.step("watch", 40)
        night = self.begin()
        with mute_logger(RUNNER):
            self.trigger("jobs")
        self.assertEqual(
            self.states(night), [("due", "failed"), ("tiers", "skipped"), ("segments", "skipped"), ("watch", "done")]
        )
        due, tiers, segments, _watch = night.step_ids.sorted("sequence")
        self.assertIn("ValueError: 7 isn't a card", due.error)
        self.assertIn("Due", tiers.error)
        self.assertIn("Tiers", segments.error)
        self.assertEqual((night.state, night.progress), ("failed", 100))
        self.assertIn("3 steps", night.error)
        # And once it is mended:
        broken.clear()
        self.did.clear()
        due.action_resume()
        self.assertEqual((night.state, night.error, due.error), ("running", False, False))
        self.trigger("jobs")
        self.assertEqual((self.did, night.state), (["due", "tiers", "segments"], "done"))

    def test_a_change_meanwhile_is_met_again(self):
        met = [psycopg2.errors.SerializationFailure(), psycopg2.errors.DeadlockDetected()]

        def work(job):
            if met:
                raise met.pop()
            return True

        self.step("due", 10, work)
        self.assertEqual(self.night_passes().step_ids.tries, 0)
        self.assertEqual(len(self.did), 3)

    def test_a_night_is_stopped_and_taken_up_again(self):
        self.step("due", 10)
        self.step("tiers", 20)
        night = self.begin()
        night.action_cancel()
        self.assertEqual((night.state, set(night.step_ids.mapped("state"))), ("cancelled", {"cancelled"}))
        night.action_resume()
        self.trigger("jobs")
        self.assertEqual((night.state, self.did), ("done", ["due", "tiers"]))

    def test_the_next_night_begins_anew_when_this_one_is_over(self):
        self.step("due", 10)
        first = self.begin()
        self.assertEqual(self.begin(), first, "still at work")
        self.trigger("jobs")
        second = self.night_passes()
        self.assertNotEqual(first, second)
        self.assertEqual(self.did, ["due", "due"])

    def test_a_step_of_every_week(self):
        self.step("due", 10)
        self.step("pairs", 20, nights=7)
        first = self.night_passes()
        self.assertEqual(self.states(self.night_passes()), [("due", "done")])
        first.step_ids.date_end = "2026-01-01"
        self.assertEqual(self.states(self.night_passes()), [("due", "done"), ("pairs", "done")])

    def test_a_step_whose_addon_is_gone(self):
        self.step("due", 10)
        night = self.begin()
        self.steps.clear()
        self.trigger("jobs")
        self.assertEqual((night.state, self.did), ("done", []))

    # ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_run_returns_in_time_and_the_next_goes_on(self):
        self.patch(config, "options", {**config.options, "limit_time_real": 120, "limit_time_cpu": 60})
        cron = self.env.ref("member_loyalty.ir_cron_member_jobs")
        self.step("long", 10, self.count_to(20, seconds=4))
        night = self.begin()
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        self.trigger("jobs")
        # Half of 60 s: the eighth piece is begun at 28 s.
        self.assertEqual((night.step_ids.done, self.clock.now), (8, 32))
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]), "called again")
        self.trigger("jobs")
        self.assertEqual(night.step_ids.done, 16)
        self.trigger("jobs")
        self.assertEqual((night.state, night.step_ids.done), ("done", 20))

    def test_pieces_are_sized_by_time(self):
        sizes = []

        def work(job):
            sizes.append(job._piece(100))
            # 50 records a second, and from the fifth piece on 5.
            self.clock.now += sizes[-1] / (50 if len(sizes) < 5 else 5)
            return len(sizes) == 7

        self.step("due", 10, work)
        self.begin()
        for _run in range(2):
            self.trigger("jobs")
        self.assertEqual(sizes, [100, 200, 200, 200, 200, 20, 20])

    def test_a_piece_grows_to_a_limit(self):
        sizes = []
        self.step("due", 10, lambda job: sizes.append(job._piece(10)) or len(sizes) == 6)
        self.night_passes()
        self.assertEqual(sizes, [10, 20, 40, 80, 100, 100])

    def test_what_was_cut_off_begins_smaller(self):
        sizes = []

        def work(job):
            sizes.append(job._piece(100))
            if len(sizes) < 3:
                raise psycopg2.errors.SerializationFailure
            return True

        self.step("due", 10, work)
        self.night_passes()
        self.assertEqual(sizes, [100, 25, 6])

    # ── Fairness ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_different_work_takes_turns(self):
        """An import of a day keeps neither the night waiting nor other work; files of one kind come in one by one."""

        def work(job):
            self.did.append(job.name)
            return self.count_to(3)(job)

        for kind in ("import", "past_orders"):
            self.patch(self.env.registry["member.job"], f"_step_{kind}", work)
        self.step("due", 10, self.count_to(2))
        for kind, name in (("import", "first file"), ("import", "second file"), ("past_orders", "orders")):
            self.jobs._start(kind, name, 3, cursor={}, company=self.here)
        self.begin()
        self.trigger("jobs")
        self.assertEqual(
            self.did,
            [
                *("first file", "orders", "due"),
                *("first file", "orders", "due"),
                *("first file", "second file", "orders"),
                *("second file", "second file"),
            ],
        )

    def test_new_work_comes_before_what_goes_on_for_long(self):
        def work(job):
            self.did.append(job.name)
            if len(self.did) == 3:
                self.jobs.with_env(job.env)._start("past_orders", "new", 1, cursor={}, company=self.here)
            return len(self.did) > 4

        for kind in ("import", "past_orders"):
            self.patch(self.env.registry["member.job"], f"_step_{kind}", work)
        self.jobs._start("import", "old", 9, cursor={}, company=self.here)
        self.trigger("jobs")
        self.assertEqual(self.did[3:5], ["old", "new"])

    # ── The real one ──────────────────────────────────────────────────────────────────────────────────────────

    def test_an_upgrade_takes_the_old_ones_away(self):
        jobs = self.env.ref("member_loyalty.ir_cron_member_jobs")
        for name in OLD_CRONS:
            cron = jobs.copy({"active": name != "leaving_review"})
            self.env["ir.model.data"].create(
                {
                    "module": "member_loyalty",
                    "name": f"ir_cron_member_{name}",
                    "model": "ir.cron",
                    "res_id": cron.id,
                    "noupdate": True,
                }
            )
        actions = self.env["ir.cron"].with_context(active_test=False).search([("id", ">", jobs.id)])
        with self.assertLogs(level="WARNING") as logs:
            run_migration(self.env.cr, "19.0.1.4.0", "post-one-night")
        self.assertEqual(len([line for line in logs.output if "was switched off" in line]), 1)
        for name in OLD_CRONS:
            self.assertFalse(self.env.ref(f"member_loyalty.ir_cron_member_{name}", raise_if_not_found=False))
        self.assertTrue(jobs.exists())
        self.assertTrue(actions)


@tagged("post_install", "-at_install")
class TestNightSteps(NightCase, TransactionCase):
    """The steps that there are."""

    def test_each_is_there_and_comes_after_what_it_needs(self):
        steps = sorted(self.env["member.job"]._night_steps())
        names = [step.name for step in steps]
        self.assertEqual(len(set(names)), len(names))
        for place, step in enumerate(steps):
            self.assertTrue(hasattr(self.env[step.model], step.method), step.name)
            self.assertLessEqual(set(step.needs), set(names[:place]), step.name)

    def test_a_whole_night(self):
        night = self.night_passes()
        self.assertEqual(set(night.step_ids.mapped("state")), {"done"})
        self.assertEqual(
            set(night.step_ids.mapped("step")), {step.name for step in self.env["member.job"]._night_steps()}
        )
