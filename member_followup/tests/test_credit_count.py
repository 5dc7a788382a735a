from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_credit import CreditCase
from .common_day import DAY


@tagged("post_install", "-at_install")
class TestCreditCount(CreditCase):
    """What is credited, to whom, and what is taken back."""

    def test_woken(self):
        self.called(self.ada, self.me)
        self.bought(self.ada, 5, 80)
        self.bought(self.ada, 6, 20)
        self.count(7)
        self.assertEqual(self.told("woken"), {self.me: 1})
        self.assertEqual(self.told("revenue"), {self.me: 100})
        self.assertEqual(self.told("contact"), {self.me: 1})

    def test_woken_only_if_dormant_when_planned(self):
        self.called(self.ada, self.me, state="active")
        self.bought(self.ada, 5)
        self.called(self.bea, self.me, state="never")
        self.bought(self.bea, 5)
        self.count(7)
        self.assertEqual(self.told("woken"), {})

    def test_not_who_was_awake_by_then(self):
        self.bought(self.ada, 1)
        self.called(self.ada, self.me, days=3, frozen=0)
        self.bought(self.ada, 5)
        self.count(7)
        self.assertEqual(self.told("woken"), {})

    def test_not_without_speaking(self):
        self.called(self.ada, self.me, outcome="no_answer")
        self.bought(self.ada, 5)
        self.count(7)
        self.assertEqual(self.told("woken", "revenue", "contact"), {})

    def test_not_after_the_window(self):
        self.rule(window_days=10)
        self.called(self.ada, self.me)
        self.called(self.bea, self.me)
        self.bought(self.ada, 10)
        self.bought(self.bea, 11)
        self.count(12)
        self.assertEqual(self.told("woken", by="partner_id"), {self.ada: 1})

    def test_not_before_the_contact(self):
        self.called(self.ada, self.me)
        self.bought(self.ada, 0, hour=9)
        self.count(1)
        self.assertEqual(self.told("woken", "revenue"), {})

    def test_to_whom(self):
        self.called(self.ada, self.me, days=0, owner_id=self.chief.id)
        self.called(self.ada, self.peer, days=4, frozen=0, owner_id=self.chief.id)
        self.bought(self.ada, 6)
        for values, expected in (
            ({"give": "last"}, {self.peer: 1}),
            ({"give": "first"}, {self.me: 1}),
            ({"give": "owner"}, {self.chief: 1}),
            ({"give": "shares"}, {self.me: 0.4, self.peer: 0.4, self.chief: 0.2}),
        ):
            with self.subTest(values):
                self.env["member.credit.rule"].search([]).unlink()
                rule = self.rule(**values)
                self.count(7)
                self.assertEqual(self.told("woken"), expected)
                amounts = {person: 100 * units for person, units in expected.items()}
                self.assertEqual(self.told("revenue"), amounts)
                # As if it had never been in use.
                self.env.cr.execute("UPDATE member_credit SET rule_id = NULL WHERE rule_id = %s", [rule.id])
                self.env.invalidate_all()

    def test_refund(self):
        self.called(self.ada, self.me)
        bought = self.bought(self.ada, 5)
        self.count(6)
        self.bought(self.ada, 8, -40, refund_of=bought)
        self.count(8)
        self.assertEqual((self.told("woken"), self.told("revenue")), ({self.me: 1}, {self.me: 60}))
        self.bought(self.ada, 9, -60, refund_of=bought)
        self.count(9)
        self.assertEqual(self.told("woken", "revenue"), {})
        taken_back = self.credits.search([("kind", "=", "woken")], order="id")
        self.assertEqual(taken_back.mapped("units"), [1, -1])
        self.assertEqual(taken_back.mapped("day"), [DAY + timedelta(days=5), DAY + timedelta(days=9)])
        self.assertEqual(taken_back[1].reverses_id, taken_back[0])

    def test_refund_makes_the_next_purchase_the_first(self):
        self.called(self.ada, self.me)
        first = self.bought(self.ada, 5)
        second = self.bought(self.ada, 7)
        self.count(7)
        self.bought(self.ada, 8, -100, refund_of=first)
        self.count(8)
        woken = self.credits.search([("kind", "=", "woken")])
        self.assertEqual(sum(woken.mapped("units")), 1)
        self.assertEqual(sum(woken.filtered(lambda one: one.purchase_id == second).mapped("units")), 1)

    def test_late_sale(self):
        """It comes after the night and is the first after all; a sale of long ago stands on the day it was found."""
        self.called(self.ada, self.me)
        self.bought(self.ada, 9)
        self.count(10)
        late = self.bought(self.ada, 4)
        self.count(30)
        woken = self.credits.search([("kind", "=", "woken")], order="id")
        self.assertEqual(sum(woken.mapped("units")), 1)
        self.assertEqual(woken[-1].purchase_id, late)
        self.assertEqual((woken[-1].day, woken[-1].date_fact), (DAY + timedelta(days=4), DAY + timedelta(days=4)))
        very_late = self.bought(self.bea, 3)
        self.called(self.bea, self.me)
        self.count(31)
        found = self.credits.search([("purchase_id", "=", very_late.id), ("kind", "=", "woken")])
        self.assertEqual((found.day, found.date_fact), (DAY + timedelta(days=31), DAY + timedelta(days=3)))

    def test_merge(self):
        """The second card of somebody had woken by itself before the call."""
        self.called(self.ada, self.me, days=3, frozen=0)
        self.bought(self.ada, 5)
        self.bought(self.bea, 1)
        self.count(6)
        self.assertEqual(self.told("woken"), {self.me: 1})
        merge = self.env["base.partner.merge.automatic.wizard"].with_user(self.membership_manager).sudo()
        merge._merge((self.ada + self.bea).ids, self.bea)
        self.count(7)
        self.assertEqual(self.told("woken"), {})
        self.assertEqual(self.told("revenue", by="partner_id"), {self.bea: 100})

    def test_counting_again_changes_nothing(self):
        self.called(self.ada, self.me)
        self.bought(self.ada, 5)
        self.called(self.bea, self.peer, days=1)
        self.count(7, limit=1)
        before = self.credits.search([]).ids
        self.count(7)
        self.count(8, limit=1)
        self.assertEqual(self.credits.search([]).ids, before)

    def test_enrolment_and_complaint(self):
        self.count(0)
        complaint = self.env["member.complaint"].with_user(self.staff)
        reason = self.env["member.complaint.reason"].search([], limit=1)
        one = complaint.create({"partner_id": self.ada.id, "reason_id": reason.id, "note": "Broken"})
        one.sudo().user_id = self.staff
        one.write({"state": "solved", "solution": "Replaced"})
        dee = self.new_member("Dee")
        self.env["member.enrolment"].sudo().create(
            {"partner_id": self.cleo.id, "via": "backend", "user_id": self.colleague.id, "date": one.date_end}
        )
        enrolled = self.env["member.enrolment"].sudo().search([("partner_id", "=", dee.id)])
        self.assertTrue(enrolled)
        today = (self.company._member_today() - DAY).days
        self.count(today)
        self.assertEqual(self.told("complaint"), {self.me: 1})
        # Cleo had been enrolled before: who comes back is enrolled once.
        self.assertNotIn(self.peer, self.told("enrolment"))
        one.with_user(self.membership_manager).write({"state": "working"})
        self.count(today)
        self.assertEqual(self.told("complaint"), {})
        with self.assertRaises(AccessError):
            one.with_user(self.staff).write({"solved_by_id": self.peer.id})

    def test_coverage(self):
        self.called(self.ada, self.me, days=-60, state="active")
        self.called(self.ada, self.me, days=0, state="active")
        self.called(self.bea, self.me, days=0, state="active")
        self.called(self.bea, self.peer, days=130, state="active")
        self.count(1)
        self.assertEqual(self.told("coverage", by="partner_id"), {self.ada: 1, self.bea: 1})
        self.count(131)
        self.assertEqual(self.told("coverage"), {self.me: 2, self.peer: 1})

    # ── Padding ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_short_and_again(self):
        self.called(self.ada, self.me, seconds=5)
        self.called(self.bea, self.me)
        self.called(self.bea, self.peer, days=1)
        self.bought(self.ada, 5)
        self.bought(self.bea, 5)
        self.count(6)
        self.assertEqual(self.excluded("contact"), ["again", "short"])
        self.assertEqual(self.told("woken", by="partner_id"), {self.bea: 1})
        self.assertEqual(self.told("woken"), {self.me: 1}, "the second call takes nothing from the first")
        self.assertEqual(self.excluded("woken"), ["short"], "visible with its reason")

    def test_own_card_and_family(self):
        household = self.env["member.household"].create({"name": "Home"})
        self.staff.partner_id.member_household_id = household
        self.bea.member_household_id = household
        self.called(self.bea, self.me)
        self.bought(self.bea, 2)
        self.called(self.ada, self.me)
        self.ada.email = self.staff.partner_id.email = "own@example.com"
        self.bought(self.ada, 2)
        self.called(self.cleo, self.peer)
        self.bought(self.cleo, 2)
        self.count(3)
        self.assertEqual(self.told("woken", "contact"), {self.peer: 2})
        self.assertEqual(self.excluded("woken"), ["own", "own"])

    def test_promises_without_visits(self):
        self.rule(promise_count=2, promise_kept=60)
        self.called(self.ada, self.me, outcome="promised")
        self.called(self.bea, self.me, outcome="promised")
        self.called(self.cleo, self.peer, outcome="promised")
        self.bought(self.bea, 1)
        self.count(3)
        self.assertEqual(self.told("contact"), {self.me: 2, self.peer: 1}, "its day isn't over")
        self.count(10)
        self.assertEqual(self.told("contact"), {self.me: 1, self.peer: 1})
        self.assertEqual(self.excluded("contact"), ["promises"])

    # ── Rules ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_rule_changes_nothing_before_it(self):
        until = DAY + timedelta(days=9)
        self.rule(name="Old", window_days=30, date_to=until)
        self.called(self.ada, self.me)
        self.bought(self.ada, 8)
        self.count(9)
        self.rule(name="New", window_days=1, date_from=until + timedelta(days=1))
        self.called(self.bea, self.me, days=1)
        self.bought(self.bea, 10)
        self.count(12)
        self.assertEqual(self.told("woken", by="partner_id"), {self.ada: 1})

    def test_rule_in_use(self):
        rule = self.rule()
        self.called(self.ada, self.me)
        self.count(1)
        mine = rule.with_user(self.membership_manager)
        with self.assertRaisesRegex(UserError, "counted by Rule"):
            mine.window_days = 5
        with self.assertRaisesRegex(UserError, "are over"):
            mine.date_to = DAY
        with self.assertRaisesRegex(UserError, "End it"):
            mine.unlink()
        follows = mine.copy()
        self.assertEqual(follows.date_from, rule.date_to + timedelta(days=1))
        follows.window_days = 5

    @mute_logger("odoo.sql_db")
    def test_shares_sum_to_a_whole(self):
        with self.assertRaisesRegex(ValidationError, "must sum to 100"):
            self.rule(give="shares", share_first=50, share_last=50, share_owner=20)

    def test_two_rules_at_once(self):
        self.rule()
        with self.assertRaisesRegex(ValidationError, "same days"):
            self.rule(date_from=DAY)
