from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestReferral(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["member.referral.policy"].create(
            {
                "name": "Bring a friend",
                "company_id": cls.company.id,
                "program_id": cls.program.id,
                "referrer_points": 100,
                "friend_points": 50,
                "least": 20,
                "days": 30,
            }
        )
        cls.ada = cls.new_member("Ada", PHONES[0])

    def enrol(self, name, brought_by, phone=PHONES[1], **values):
        """Enrol a friend as the till does.

        :return: the till's answer
        """
        values = {"name": name, "phone": phone, "consent": True, "brought_by": brought_by, **values}
        return self.config.with_user(self.cashier).enrol_member(values)

    def friend(self, name="Bea", phone=PHONES[1], brought_by=None, **values):
        self.enrol(name, brought_by or self.ada.member_referral_code, phone, **values)
        return self.env["res.partner"].search([("name", "=", name)])

    def referral(self, friend):
        return self.env["member.referral"].search([("friend_id", "=", friend.id)])

    # ── Who brought whom ──────────────────────────────────────────────────────────────────────────────────────

    def test_named_by_code_card_or_number(self):
        code = self.ada.member_referral_code
        names = (code, f"{code[:3].lower()} {code[3:]}", self.ada.member_card_id.number, self.ada.member_number)
        for place, brought_by in enumerate(names, start=1):
            with self.subTest(brought_by=brought_by):
                referral = self.referral(self.friend(f"Friend {place}", PHONES[place], brought_by))
                self.assertEqual((referral.referrer_id, referral.state), (self.ada, "waiting"))
                self.assertEqual((referral.code, referral.user_id), (brought_by, self.cashier))
        self.assertEqual(self.ada.member_referral_count, 4)

    def test_unknown_code_is_refused_at_the_field(self):
        for wrong in (self.mistyped(self.ada.member_referral_code), "Ada", "046"):
            answer = self.enrol("Bea", wrong)
            self.assertEqual((answer["status"], answer["field"]), ("refused", "brought_by"))
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Bea")]))

    def test_the_till_says_what_it_brings(self):
        answer = self.enrol("Bea", self.ada.member_referral_code)
        [prompt] = [text for text in answer["snapshot"]["prompts"] if "Referred by Ada" in text]
        self.assertIn("100 Points for the referrer and 50 Points for the friend", prompt.replace("points", "Points"))
        self.assertIn("within 30 days", prompt)

    def test_no_policy_no_referral(self):
        self.policy.date_to = "2020-01-01"
        self.assertFalse(self.referral(self.friend()))

    def test_what_does_not_count(self):
        house = self.env["member.household"].create({"name": "Mill Street"})
        address = {"street": " 5 Mill  Street", "zip": "94016"}
        self.ada.write({"email": "ada@example.com", "member_household_id": house.id, **address})
        regular = self.env["res.partner"].create({"name": "Regular", "phone": PHONES[5]})
        with freeze_time("2026-01-10 10:00"):
            self.sell(regular, (self.cream, 1), date_order="2026-01-10 10:00:00")
        cases = [
            ({}, {"email": "Ada@Example.com"}, "same email address"),
            ({"member_household_id": house.id}, {}, "same household"),
            ({"street": "5 mill street", "zip": "94016"}, {}, "same address"),
        ]
        for place, (before, typed, reason) in enumerate(cases, start=6):
            with self.subTest(reason=reason):
                known = self.env["res.partner"].create({"name": f"Case {place}", "phone": PHONES[place], **before})
                self.enrol(known.name, self.ada.member_referral_code, PHONES[place], partner_id=known.id, **typed)
                self.assertEqual(self.referral(known).state, "refused")
                self.assertIn(reason, self.referral(known).explanation)
        self.enrol("Regular", self.ada.member_referral_code, PHONES[5], partner_id=regular.id)
        self.assertIn("was already a customer", self.referral(regular).explanation)
        self.assertFalse(self.referral(regular).entry_ids)

    def test_who_left_brings_nobody(self):
        code = self.ada.member_referral_code
        self.ada.sudo()._member_leave("wish")
        self.assertEqual(self.enrol("Bea", code)["field"], "brought_by")

    # ── Reward ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_first_purchase_large_enough(self):
        bea = self.friend()
        self.sell(bea, (self.soap, 1))
        self.assertEqual(self.referral(bea).state, "waiting")
        order = self.sell(bea, (self.cream, 1))
        referral = self.referral(bea)
        self.assertEqual((referral.state, referral.purchase_id.pos_order_id), ("rewarded", order))
        self.assertEqual((self.points(self.ada), self.points(bea)), (100, 10 + 40 + 50))
        self.assertEqual(referral.entry_ids.mapped("kind"), ["bonus", "bonus"])
        self.assertEqual(order.member_entry_ids.partner_id, bea, "the receipt is the friend's")
        self.sell(bea, (self.cream, 1))
        self.assertEqual(self.points(self.ada), 100, "once")
        self.assert_ledger_holds()

    def test_sent_again_rewards_once(self):
        bea = self.friend()
        data = self.till_order(bea, [(self.cream, 1)])
        for _time in range(3):
            self.sync(data)
        self.assertEqual((self.points(self.ada), self.points(bea)), (100, 90))

    def test_second_purchase(self):
        self.policy.purchase_number = 2
        bea = self.friend()
        for expected in ("waiting", "rewarded"):
            self.sell(bea, (self.cream, 1))
            self.assertEqual(self.referral(bea).state, expected)

    def test_too_late(self):
        with freeze_time("2026-03-01 10:00"):
            bea = self.friend()
        with freeze_time("2026-04-01 10:00"):
            self.sell(bea, (self.cream, 1), date_order="2026-04-01 10:00:00")
            self.run_night("referrals")
            self.assertEqual(self.referral(bea).state, "waiting", "a till may bring a sale of then")
        with freeze_time("2026-04-08 10:00"):
            self.run_night("referrals")
        self.assertEqual(self.referral(bea).state, "refused")
        self.assertEqual(self.referral(bea).explanation, "There was no qualifying purchase until 03/31/2026.")
        self.assertEqual(self.points(self.ada), 0)

    def test_caps(self):
        self.policy.write({"month_cap": 1, "total_cap": 2})
        outcomes = []
        for place, moment in enumerate(("2026-03-01", "2026-03-31", "2026-04-01", "2026-05-01"), start=1):
            with freeze_time(f"{moment} 12:00"):
                friend = self.friend(f"Friend {place}", PHONES[place])
                self.sell(friend, (self.cream, 1), date_order=f"{moment} 12:00:00")
                outcomes.append((self.referral(friend).referrer_points, self.referral(friend).friend_points))
        self.assertEqual(outcomes, [(100, 50), (0, 50), (100, 50), (0, 50)])
        self.assertEqual(self.points(self.ada), 200)
        self.assertIn("total referral limit", self.referral(friend).explanation)

    # ── Taken back ────────────────────────────────────────────────────────────────────────────────────────────

    def test_refund_takes_it_back(self):
        bea = self.friend()
        order = self.sell(bea, (self.cream, 1), (self.soap, 1))
        self.refund(order, (order.lines[1], 1))
        self.assertEqual(self.referral(bea).state, "rewarded", "40 are left of it")
        self.refund(order, (order.lines[0], 1))
        self.assertEqual((self.referral(bea).state, self.points(self.ada), self.points(bea)), ("undone", 0, 0))
        kinds = self.referral(bea).entry_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["bonus", "bonus", "clawback", "clawback"])
        self.sell(bea, (self.cream, 1))
        self.assertEqual(self.points(self.ada), 0, "not a second time")
        self.assert_ledger_holds()

    def test_another_purchase_earns_it_still(self):
        bea = self.friend()
        order = self.sell(bea, (self.cream, 1))
        self.sell(bea, (self.cream, 1))
        self.refund(order, (order.lines, 1))
        self.assertEqual((self.referral(bea).state, self.points(self.ada)), ("rewarded", 100))

    def spend_and_return(self):
        """Ada spends the reward, then the friend brings the goods back.

        :return: what Ada had in between
        """
        order = self.sell(self.friend(), (self.cream, 1))
        self.sell(self.ada, (self.cream, 1), self.reward_line(self.ada.member_loyalty_card_ids))
        between = self.points(self.ada)
        self.assertGreater(between, 0)
        self.refund(order, (order.lines, 1))
        self.assert_ledger_holds()
        return between

    def test_spent_reward_is_owed(self):
        self.assertEqual(self.spend_and_return() - 100, self.points(self.ada))

    def test_spent_reward_is_borne_by_the_shop(self):
        self.program.member_debt = "zero"
        self.spend_and_return()
        self.assertEqual(self.points(self.ada), 0)

    # ── Afterwards ────────────────────────────────────────────────────────────────────────────────────────────

    def register(self, friend, referrer, user=None):
        form = self.env["member.referral.register"].with_user(user or self.staff).with_company(self.company)
        form.create({"friend_id": friend.id, "referrer_id": referrer.id, "note": "Forgot the code"}).action_register()
        self.env.invalidate_all()

    def test_registered_afterwards(self):
        bea = self.new_member("Bea", PHONES[1])
        self.sell(bea, (self.cream, 1))
        self.register(bea, self.ada)
        self.assertEqual((self.referral(bea).state, self.referral(bea).note), ("rewarded", "Forgot the code"))
        self.assertEqual((self.points(self.ada), self.points(bea)), (100, 90))
        with self.assertRaises(UserError):
            self.register(bea, self.new_member("Eve", PHONES[2]))

    def test_registered_too_late(self):
        with freeze_time("2026-03-01 10:00"):
            bea = self.new_member("Bea", PHONES[1])
        with freeze_time("2026-03-16 10:00"), self.assertRaises(UserError) as refused:
            self.register(bea, self.ada)
        self.assertIn("within 14 days", str(refused.exception))

    def test_nobody_edits_a_referral(self):
        referral = self.referral(self.friend())
        with self.assertRaises(UserError):
            referral.sudo().write({"state": "rewarded"})
        with self.assertRaises(UserError):
            referral.sudo().unlink()

    def test_erasure_leaves_no_name(self):
        bea = self.new_member("Bea", PHONES[1])
        self.register(bea, self.ada)
        bea.sudo()._member_erase()
        referral = self.referral(bea)
        self.assertEqual((referral.note, referral.code, referral.state), (False, False, "waiting"))

    def test_merged_friends_keep_one(self):
        bea, twin = self.friend(), self.friend("Bea B.", PHONES[2])
        self.sell(twin, (self.cream, 1))
        self.env["base.partner.merge.automatic.wizard"]._merge((bea | twin).ids, bea)
        self.assertEqual(sorted(self.referral(bea).mapped("state")), ["refused", "rewarded"])
