from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestBenefit(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wrapping = cls.new_benefit("Gift Wrapping", {cls.classic: 2, cls.silver: 0}, cost=1.5)

    @classmethod
    def new_benefit(cls, name, quotas, **values):
        return cls.env["member.benefit"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "line_ids": [(0, 0, {"tier_id": tier.id, "quota": quota}) for tier, quota in quotas.items()],
                **values,
            }
        )

    def use(self, partner, benefit=None, key=None, user=None, **asked):
        """Ask as a till does.

        :return: the answer
        """
        benefit = benefit or self.wrapping
        self.keys = getattr(self, "keys", 0) + 1
        config = self.config.with_user(user or self.cashier)
        return config.use_benefit(partner.id, benefit.id, key or f"use-{self.keys}", **asked)

    def uses(self, partner):
        return self.env["member.benefit.use"].search([("partner_id", "=", partner.id)], order="id")

    def test_used_to_the_quota(self):
        ada = self.new_member()
        snapshot = self.config.with_user(self.cashier).member_snapshot(ada.id)
        self.assertEqual([one["text"] for one in snapshot["benefits"]], ["2 of 2 left (this month)"])
        self.assertEqual(self.use(ada)["benefits"][0]["text"], "1 of 2 left (this month)")
        self.assertEqual(self.use(ada)["status"], "used")
        refused = self.use(ada)
        self.assertEqual((refused["status"], refused["benefits"][0]["left"]), ("refused", 0))
        self.assertEqual(refused["message"], "Gift Wrapping is used up: 2 of 2 used (this month).")
        use = self.uses(ada)[0]
        self.assertEqual(
            (use.tier_id, use.config_id, use.user_id, use.cost, use.state),
            (self.classic, self.config, self.cashier, 1.5, "used"),
        )

    def test_double_click_is_one_use(self):
        ada = self.new_member()
        answers = [self.use(ada, key="same") for _click in range(2)]
        self.assertEqual([answer["status"] for answer in answers], ["used", "used"])
        self.assertEqual(len(self.uses(ada)), 1)

    def test_two_tills_at_once_cannot_take_the_same_slot(self):
        ada = self.new_member()
        self.use(ada)
        # The other till's use isn't seen yet: it asks for the slot that is taken.
        uses = self.env["member.benefit.use"]
        with patch.object(type(uses), "_slots", return_value=[]), self.assertRaises(ConcurrencyError):
            uses.sudo()._record(self.wrapping, ada, "other", self.config)

    def test_periods(self):
        with freeze_time("2024-02-29 10:00"):
            ada = self.new_member()
        anniversary = self.new_benefit("Facial", {self.classic: 1}, period="membership_year")
        welcome = self.new_benefit("Welcome Bag", {self.classic: 1}, period="once")
        cases = [
            ("2025-02-27 10:00", ["used", "used", "used"]),
            ("2025-02-28 10:00", ["used", "used", "refused"]),
            ("2025-03-01 10:00", ["used", "refused", "refused"]),
            ("2026-02-27 10:00", ["used", "refused", "refused"]),
            ("2026-02-28 10:00", ["used", "used", "refused"]),
        ]
        for moment, expected in cases:
            with self.subTest(moment=moment), freeze_time(moment):
                answers = [self.use(ada, one)["status"] for one in (self.wrapping, anniversary, welcome)]
                self.assertEqual(answers, expected)

    def test_a_tier_without_limit(self):
        ada = self.new_member()
        ada.member_tier_id = self.silver
        for _time in range(4):
            self.assertEqual(self.use(ada)["benefits"][0]["text"], "unlimited")

    def test_who_has_it_where_and_when(self):
        ada, guest = self.new_member(), self.env["res.partner"].create({"name": "Guest"})
        elsewhere = self.config.copy({"name": "Elsewhere"})
        self.new_benefit("Gold Lounge", {self.gold: 1})
        self.new_benefit("Parking", {self.classic: 1}, config_ids=[(6, 0, elsewhere.ids)])
        self.new_benefit("Launch", {self.classic: 1}, date_to="2020-01-01")
        birthday = self.new_benefit("Birthday Gift", {self.classic: 1}, birthday_month=True)

        def names(config, partner):
            return [one["name"] for one in config.member_snapshot(partner.id)["benefits"]]

        self.assertEqual(names(self.config, ada), ["Gift Wrapping"])
        self.assertEqual(names(elsewhere, ada), ["Gift Wrapping", "Parking"])
        self.assertEqual(names(self.config, guest), [])
        self.assertEqual(self.use(ada, birthday)["status"], "refused")
        ada.birthdate_date = date(1990, self.company._member_today().month, 1)
        self.assertEqual(self.use(ada, birthday)["status"], "used")

    def test_note_is_asked_for(self):
        ada = self.new_member()
        self.wrapping.needs_note = True
        self.assertIn("requires a note", self.use(ada, note=" ")["message"])
        self.assertEqual(self.use(ada, note="Red paper")["status"], "used")
        self.assertEqual(self.uses(ada).note, "Red paper")

    # ── Undo ──────────────────────────────────────────────────────────────────────────────────────────────────

    def test_undo_at_the_till(self):
        ada = self.new_member()
        key = self.use(ada)["benefits"][0]["undo"]
        answer = self.config.with_user(self.cashier).undo_benefit(key)
        self.assertEqual((answer["status"], answer["benefits"][0]["left"]), ("undone", 2))
        use = self.uses(ada)
        self.assertEqual((use.state, use.undone_by_id), ("undone", self.cashier))
        self.assertIn("already been undone", self.config.with_user(self.cashier).undo_benefit(key)["message"])

    def test_undo_is_the_same_cashiers_and_soon(self):
        ada = self.new_member()
        with freeze_time("2026-05-04 10:00"):
            key = self.use(ada)["benefits"][0]["undo"]
        with freeze_time("2026-05-04 10:16"):
            self.assertFalse(self.config.with_user(self.cashier).member_snapshot(ada.id)["benefits"][0]["undo"])
            self.assertEqual(self.config.with_user(self.cashier).undo_benefit(key)["status"], "refused")
            undo = self.env["member.benefit.undo"].with_user(self.staff)
            undo.create({"use_id": self.uses(ada).id, "reason": "Recorded twice"}).action_undo()
        self.env.invalidate_all()
        self.assertEqual((self.uses(ada).undone_by_id, self.uses(ada).undone_reason), (self.staff, "Recorded twice"))

    def test_nobody_edits_a_use(self):
        ada = self.new_member()
        self.use(ada)
        for values in ({"note": "x"}, {"state": "undone"}):
            with self.assertRaises(UserError):
                self.uses(ada).sudo().write(values)
        with self.assertRaises(UserError):
            self.uses(ada).sudo().unlink()

    # ── Office ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_office(self):
        ada = self.new_member()
        make = self.env["member.benefit.use.make"].with_user(self.staff).with_company(self.company)
        form = make.create({"partner_id": ada.id, "benefit_id": self.wrapping.id})
        self.assertEqual((form.available_ids, form.left), (self.wrapping, "2 of 2 left (this month)"))
        form.action_use()
        form.action_use()
        self.assertEqual(len(self.uses(ada)), 1)
        self.assertEqual(ada.member_benefits_left, "Gift Wrapping: 1 of 2 left (this month)")
        make.create({"partner_id": ada.id, "benefit_id": self.wrapping.id}).action_use()
        with self.assertRaisesRegex(UserError, "used up"):
            make.create({"partner_id": ada.id, "benefit_id": self.wrapping.id}).action_use()

    # ── Products ──────────────────────────────────────────────────────────────────────────────────────────────

    def gift(self, ada):
        """A benefit used for an order, its product on the order."""
        self.soap.standard_price = 4
        gift = self.new_benefit("Birthday Soap", {self.classic: 1}, product_id=self.soap.id, product_price=1)
        self.assertEqual(gift.cost, 3)
        self.assertEqual(self.use(ada, gift, key="gift", order_uuid="order-1")["status"], "used")
        line = {
            "product": self.soap,
            "quantity": 1,
            "price_unit": 1,
            "price_subtotal": 1,
            "price_subtotal_incl": 1,
            "member_benefit_key": "gift",
        }
        return gift, line

    def test_product_belongs_to_a_use(self):
        ada, eve = self.new_member(), self.new_member("Eve", PHONES[1])
        _gift, line = self.gift(ada)
        for partner, wrong in (
            (eve, line),
            (ada, {**line, "member_benefit_key": "none"}),
            (ada, {**line, "quantity": 2, "price_subtotal": 2, "price_subtotal_incl": 2}),
        ):
            self.assert_refused(partner, wrong)
        order = self.sell(ada, (self.cream, 1), line, uuid="order-1")
        self.assertEqual(self.uses(ada).pos_order_id, order)
        self.assert_refused(ada, line, uuid="order-2")
        self.assertFalse(order.member_flag)

    def assert_refused(self, partner, line, **values):
        with self.assertRaises(UserError) as refused:
            self.sell(partner, line, **values)
        self.assertIn("as a benefit, but no use is recorded", str(refused.exception))

    def test_sold_offline_is_flagged(self):
        ada = self.new_member()
        _gift, line = self.gift(ada)
        order = self.sell(ada, {**line, "member_benefit_key": "none"}, member_offline=True)
        self.assertIn("as a benefit, but no use is recorded", order.member_flag)

    def test_refund_gives_it_back(self):
        ada = self.new_member()
        gift, line = self.gift(ada)
        order = self.sell(ada, line, uuid="order-1")
        self.refund(order, (order.lines, 1))
        self.assertEqual((self.uses(ada).state, self.uses(ada).undone_reason), ("undone", "The product was returned"))
        self.assertEqual(self.use(ada, gift)["status"], "used")

    def test_refund_keeps_it_used_by_setting(self):
        ada = self.new_member()
        gift, line = self.gift(ada)
        gift.gives_back = False
        order = self.sell(ada, line, uuid="order-1")
        self.refund(order, (order.lines, 1))
        self.assertEqual(self.uses(ada).state, "used")

    def test_product_left_out_of_the_order(self):
        ada = self.new_member()
        self.gift(ada)
        self.sell(ada, (self.cream, 1), uuid="order-1")
        self.assertEqual(self.uses(ada).undone_reason, "The product was removed from the order")

    # ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_only_tills_ask(self):
        ada = self.new_member()
        employee = mail_new_test_user(self.env, "employee", groups="base.group_user")
        key = self.use(ada)["benefits"][0]["undo"]
        with self.assertRaises(AccessError):
            self.use(ada, user=employee)
        with self.assertRaises(AccessError):
            self.config.with_user(employee).undo_benefit(key)
        unknown = self.config.with_user(self.cashier).undo_benefit("unknown")
        self.assertEqual(unknown["status"], "refused")

    def test_companies_see_their_own(self):
        self.use(self.new_member())
        stranger = self.new_stranger()
        for model in ("member.benefit", "member.benefit.tier", "member.benefit.use"):
            with self.subTest(model=model):
                self.assertTrue(self.env[model].with_user(self.manager).search_count([]))
                self.assertFalse(self.env[model].with_user(stranger).search_count([]))

    # ── Merging ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_merged_members_keep_their_uses(self):
        ada, twin = self.new_member(), self.new_member("Ada B.", PHONES[1])
        self.use(ada)
        self.use(twin)
        self.env["base.partner.merge.automatic.wizard"]._merge((ada | twin).ids, ada)
        self.assertEqual(len(self.uses(ada)), 2)
        self.assertEqual(self.use(ada)["status"], "refused")
