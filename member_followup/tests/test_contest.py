from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_pay import DAY_OF_PAY, PayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY_OF_PAY} 10:00:00")
class TestContest(PayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.member_credit_day = DAY_OF_PAY
        cls.contest = cls.new_contest()

    @classmethod
    def new_contest(cls, start=True, **values):
        contest = cls.env["member.contest"].create(
            {
                "name": "Care Month",
                "date_from": "2026-07-01",
                "date_to": "2026-07-31",
                "rule_ids": [
                    Command.create({"kind": "contact", "points": 1}),
                    Command.create({"kind": "revenue", "points": 2}),
                ],
                "prize_ids": [
                    Command.create({"place_from": 1, "place_to": 1, "name": "Dinner"}),
                    Command.create({"place_from": 2, "place_to": 3, "name": "Flowers"}),
                ],
                **values,
            }
        )
        if start:
            with freeze_time(f"{contest.date_from} 10:00:00"):
                contest.with_user(cls.boss).action_start()
        return contest

    def board(self, contest=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["member.contest.board"].with_user(user or self.boss)
        rows = rows.search([("contest_id", "=", (contest or self.contest).id)])
        return [(row.rank, (row.person_id or row.config_id).name, row.points, row.prize_id.name) for row in rows]

    def test_points_ranks_and_prizes(self):
        for day in (1, 2, 3):
            self.credit(self.me, (7, day))
        self.credit(self.me, (7, 4), excluded="own")
        self.credit(self.me, (8, 1))
        self.credit(self.peer, (7, 5), "revenue", 1, 250)
        self.credit(self.peer, (7, 6), "complaint")
        self.assertEqual(
            self.board()[:3],
            [
                (1, self.peer.name, 5.0, "Dinner"),
                (2, self.me.name, 3.0, "Flowers"),
                (3, self.chief.name, 0.0, False),
            ],
        )

    def test_a_return_lowers_it(self):
        credit = self.credit(self.peer, (7, 5), "revenue", 1, 250)
        self.credit(self.me, (7, 1))
        self.taken_back(credit, (8, 20))
        self.assertEqual(self.board()[0][:3], (1, self.me.name, 1.0))

    def test_ties(self):
        for person, day in ((self.me, 9), (self.peer, 3)):
            self.credit(person, (7, day))
        self.credit(self.me, (7, 9), "woken")
        said = {}
        for tie in ("shared", "woken", "earlier"):
            contest = self.new_contest(tie=tie)
            said[tie] = [(rank, who) for rank, who, points, _prize in self.board(contest) if points]
        mine, peer = self.me.name, self.peer.name
        self.assertEqual(sorted(said["shared"]), sorted([(1, mine), (1, peer)]))
        self.assertEqual(said["woken"], [(1, mine), (2, peer)])
        self.assertEqual(said["earlier"], [(1, peer), (2, mine)])

    def test_teams(self):
        for day in (1, 2, 3):
            self.credit(self.me, (7, day))
        self.credit(self.chief, (7, 1))
        self.credit(self.chief, (7, 2))
        count = self.env["member.followup.person"].search_count([("config_id", "=", self.other_store.id)])
        self.assertEqual(count, 2)
        mean, total = self.new_contest(team="store"), self.new_contest(team="store", score="sum")
        self.assertEqual(
            [row[:3] for row in self.board(mean)], [(1, self.config.name, 1.5), (2, self.other_store.name, 1.0)]
        )
        self.assertEqual(
            [row[:3] for row in self.board(total)], [(1, self.config.name, 3.0), (2, self.other_store.name, 2.0)]
        )

    def test_close_keeps_places(self):
        credit = self.credit(self.me, (7, 1))
        self.credit(self.peer, (7, 2))
        self.credit(self.peer, (7, 3))
        self.contest.with_user(self.boss).action_close()
        self.taken_back(self.credit(self.peer, (7, 4)), (8, 1))
        self.taken_back(credit, (8, 1))
        self.env.flush_all()
        self.env.invalidate_all()
        places = self.contest.with_user(self.staff).place_ids
        self.assertEqual(
            [(place.rank, place.person_id, place.points, place.prize, place.points_now) for place in places],
            [(1, self.peer, 2.0, "Dinner", 2.0), (2, self.me, 1.0, "Flowers", 0.0)],
        )
        with self.assertRaises(UserError):
            places[0].sudo().write({"rank": 2})
        with self.assertRaisesRegex(UserError, "status of Care Month is Closed"):
            self.contest.with_user(self.boss).action_close()

    def test_not_before_its_end(self):
        contest = self.new_contest(date_to=date(2026, 9, 30))
        with self.assertRaisesRegex(UserError, "runs until 09/30/2026"):
            contest.with_user(self.boss).action_close()

    def test_not_before_its_last_days_are_counted(self):
        for counted in (False, self.contest.date_to):
            self.company.member_credit_day = counted
            with self.assertRaisesRegex(UserError, "Press Count Now"):
                self.contest.with_user(self.boss).action_close()

    def test_one_that_was_started_by_mistake(self):
        """It is canceled, whatever its days are: without a board, without winners, and for good."""
        self.credit(self.me, (7, 1))
        contest = self.new_contest(date_to=date(2030, 12, 31))
        for user in (self.staff, self.auditor):
            with self.assertRaises(AccessError):
                contest.with_user(user).action_cancel()
        contest.with_user(self.boss).action_cancel()
        self.assertFalse(self.board(contest))
        self.assertEqual(contest.with_user(self.staff).state, "canceled")
        with self.assertRaisesRegex(UserError, "status of Care Month is Canceled"):
            contest.with_user(self.boss).action_close()

    def test_its_rules_stay(self):
        draft = self.new_contest(
            start=False,
            rule_ids=[Command.create({"kind": "woken", "points": 50})],
            prize_ids=[Command.create({"place_from": 9, "place_to": 9, "name": "Cruise"})],
        )
        for change in (
            lambda: draft.rule_ids.with_user(self.boss).write({"contest_id": self.contest.id}),
            lambda: draft.prize_ids.with_user(self.boss).write({"contest_id": self.contest.id}),
            lambda: draft.rule_ids.with_user(self.boss).create({"contest_id": self.contest.id, "kind": "enrolment"}),
            lambda: self.contest.with_user(self.boss).write({"date_to": "2026-08-31"}),
            lambda: self.contest.rule_ids[0].with_user(self.boss).write({"points": 9}),
            lambda: self.contest.prize_ids[0].with_user(self.boss).unlink(),
            self.contest.with_user(self.boss).unlink,
        ):
            with self.assertRaisesRegex(UserError, "has started"), self.env.cr.savepoint():
                change()
        self.contest.with_user(self.boss).name = "Care Month, July"

    def test_by_its_buttons(self):
        """Not by a write, nor when it is known already who has won."""
        draft = self.new_contest(start=False)
        with self.assertRaisesRegex(UserError, "Press Start or Close"):
            draft.with_user(self.boss).state = "running"
        with self.assertRaisesRegex(UserError, "last day of Care Month is over"):
            draft.with_user(self.boss).action_start()
        self.assertEqual(draft.state, "draft")

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "Say first what brings points"):
            self.new_contest(rule_ids=[])
        with self.assertRaisesRegex(ValidationError, "Two prizes are for the same place"):
            self.new_contest(
                prize_ids=[
                    Command.create({"place_from": 1, "place_to": 2, "name": "A"}),
                    Command.create({"place_from": 2, "place_to": 2, "name": "B"}),
                ]
            )

    def test_who_sees_and_does_what(self):
        self.credit(self.me, (7, 1))
        draft = self.new_contest(start=False)
        for user in (self.staff, self.colleague, self.outsider):
            self.assertEqual(self.board(user=user)[0][:3], (1, self.me.name, 1.0))
            self.assertFalse(self.env["member.contest"].with_user(user).search([("id", "=", draft.id)]))
            with self.assertRaises(AccessError):
                draft.with_user(user).action_start()
            with self.assertRaises(AccessError):
                self.contest.with_user(user).action_close()
            with self.assertRaises(AccessError):
                self.contest.with_user(user).write({"name": "x"})
        with self.assertRaises(AccessError):
            self.board(user=self.cashier)
        self.env["member.followup.person"].create({"user_id": self.boss.id, "config_id": self.config.id})
        with self.assertRaisesRegex(AccessError, "this measures you"):
            draft.with_user(self.boss).action_start()

    def test_read_by_one_query(self):
        self.credit(self.me, (7, 1))
        self.env.flush_all()
        boards = self.env["member.contest.board"].sudo()
        boards.search([]).mapped("points")
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            boards.search_fetch([("contest_id", "=", self.contest.id)], ["rank", "points"])
