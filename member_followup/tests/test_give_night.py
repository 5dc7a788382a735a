from unittest.mock import patch

from odoo.tests import tagged

from .common_give import DAY, ONE_DAY, GiveCase

#: what a piece calls, and so the places where a process may be killed
PLACES = ("_take_back", "_decide", "_write_each", "_drop", "_go_on", "_share_out", "_remind", "_smooth")


class Killed(Exception):
    pass


@tagged("post_install", "-at_install")
class TestGiveNight(GiveCase):
    """By night, in pieces: what is done is done once, wherever it is cut off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members |= cls.new_members(7, first=3)
        cls.env["member.followup.cap"].create({"count": 1, "days": 7})
        (cls.ana | cls.bea).capacity = 2
        cls.high = cls.new_plan({"performer": "turn"}, priority=90)
        cls.plan_contacts(cls.members[:5], cls.high)
        cls.plan_contacts(cls.members[3:], cls.new_plan({"performer": "turn"}, priority=10))
        cls.plan_contacts(cls.members[5:], cls.new_plan({"channel": "sms"}, {"delay_days": 3}), DAY - ONE_DAY * 8)
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.job = (
            self.env["member.job"]
            .sudo()
            .create({"kind": "step", "name": "followup_give", "step": "followup_give", "company_id": self.company.id})
        )

    def outcome(self, kill_at=0, size=6):
        """Go through a night in pieces, cut off once.

        :param kill_at: at which call of the places
        :return: (what became of the contacts by their key, whether it was cut off)
        """
        calls, killed = 0, False
        model = self.env.registry["member.followup"]

        def killing(name):
            original = getattr(model, name)

            def call(contacts, *args):
                nonlocal calls, killed
                result = original(contacts, *args)
                calls += 1
                if calls == kill_at and not killed:
                    killed = True
                    raise Killed
                return result

            return patch.object(model, name, call)

        places = [killing(name) for name in PLACES]
        for place in places:
            place.start()
        try:
            self.night(size)
            found = self.contacts.search([("company_id", "=", self.company.id)], order="key")
            return (
                {
                    contact.key: (
                        contact.state,
                        contact.reason,
                        contact.outcome,
                        contact.date_decide,
                        contact.date_given,
                        contact.person_id.name,
                        len(contact.activity_ids),
                    )
                    for contact in found
                },
                killed,
            )
        finally:
            for place in places:
                place.stop()

    def night(self, size):
        finished = False
        with patch.object(self.env.registry["member.job"], "_piece", lambda _job, _first: size):
            while not finished:
                try:
                    with self.env.cr.savepoint():
                        finished = self.contacts._night_give(self.job)
                except Killed:
                    self.env.invalidate_all()

    def undone(self, **options):
        """The same, and the night never was."""
        with self.env.cr.savepoint() as savepoint:
            result = self.outcome(**options)
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()
        return result

    def test_cut_off_anywhere_is_the_same(self):
        whole, _killed = self.undone()
        states = [state for state, *_rest in whole.values()]
        self.assertEqual(
            {state: states.count(state) for state in set(states)}, {"open": 4, "planned": 13, "dropped": 5}
        )
        killed, kill_at = True, 0
        while killed:
            kill_at += 1
            found, killed = self.undone(kill_at=kill_at)
            self.assertEqual(found, whole, f"cut off at call {kill_at}")
        self.assertGreater(kill_at, 15)

    def test_priority_decides_whatever_the_pieces(self):
        whole, _killed = self.undone(size=1000)
        for size in (1, 3):
            self.assertEqual(self.undone(size=size)[0], whole)
        given = [key for key, (state, *_rest) in whole.items() if state == "open"]
        self.assertTrue(all(key.startswith(f"test:{self.high.id}:") for key in given))
        self.assertEqual(len(given), 4)

    def test_a_piece_takes_as_many_queries_for_many(self):
        (self.ana | self.bea).capacity = 50

        def queries(members):
            contacts = self.plan_contacts(members, self.new_plan({"performer": "turn"}), DAY + ONE_DAY * 20)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contacts._decide(DAY + ONE_DAY * 20)
            self.contacts._share_out(DAY + ONE_DAY * 20)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(self.members[:1])
        few = queries(self.members[:2])
        self.assertEqual(queries(self.members), few)

    def test_drops_take_as_many_queries_for_many(self):
        def queries(members, later):
            day = DAY + ONE_DAY * later
            contacts = self.plan_contacts(members, self.new_plan({}, {"delay_days": 3}), day)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            contacts._drop(dict.fromkeys(contacts, "cap"), day)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(self.members[:1], 20)
        few = queries(self.members[:2], 21)
        self.assertEqual(queries(self.members, 22), few)

    def test_by_the_scheduler(self):
        self.job.unlink()
        night = self.run_night("followup_give")
        self.assertEqual(night.step_ids.mapped("done"), [22])
        self.assertEqual(len(self.contacts.search([("state", "=", "open")])), 4)
