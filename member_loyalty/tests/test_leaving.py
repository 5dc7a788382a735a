from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestLeaving(MemberCase):
    def member_with_points(self):
        member = self.new_member()
        self.sell(member, (self.cream, 6))
        return member

    def test_leaving_ends_card_tier_and_consent_and_keeps_the_points(self):
        member = self.member_with_points()
        number, card = member.member_number, member.member_card_id
        self.assertEqual(member.member_tier_id, self.silver)
        leaving = member.sudo()._member_leave("wish")
        member.invalidate_recordset()
        self.assertFalse(member.is_member)
        self.assertEqual((member.member_number, member.member_left_on), (number, leaving.date))
        self.assertEqual(card.state, "blocked")
        self.assertFalse(member.member_tier_id)
        self.assertTrue(all(member.member_consent_ids.mapped("withdrawn_at")))
        self.assertEqual((leaving.points, leaving.tier_id, self.points(member)), (240, self.silver, 240))
        change = self.env["member.tier.change"].search([("partner_id", "=", member.id)], limit=1)
        self.assertEqual((change.from_tier_id, change.reason), (self.silver, "leave"))
        self.assertFalse(self.env["res.partner"].search([("is_member", "=", True), ("id", "=", member.id)]))
        self.assertTrue(self.env["res.partner"].search([("is_member", "=", False), ("id", "=", member.id)]))

    def test_a_card_that_is_handed_in_is_returned(self):
        member = self.member_with_points()
        card = member.member_card_id
        wizard = self.leave_wizard(member, card_handed_in=True)
        self.assertEqual(wizard.card_count, 1)
        wizard.action_leave()
        self.assertEqual((card.state, card.state_reason), ("returned", "Membership terminated"))
        self.company.invalidate_recordset()
        member.sudo()._member_return(True, card.number)
        self.assertEqual((card.state, member.member_card_id), ("active", card))

    def test_who_comes_back_may_be_handed_a_new_card(self):
        member = self.member_with_points()
        member.sudo()._member_leave("wish", card_handed_in=True)
        stock = self.env["member.card"].create({})
        member.sudo()._member_enrol(stock.number)
        self.assertTrue(member.is_member)
        self.assertEqual((member.member_card_id, stock.state), (stock, "active"))

    def test_who_comes_back_without_the_card_gets_another(self):
        member = self.member_with_points()
        card = member.member_card_id
        member.sudo()._member_leave("wish", card_handed_in=True)
        member.sudo()._member_return(True)
        self.assertEqual(card.state, "returned")
        self.assertEqual(member.member_card_id.state, "active")
        self.assertNotEqual(member.member_card_id, card)

    def test_a_lost_card_stays_lost(self):
        member = self.member_with_points()
        card = member.member_card_id
        card.action_mark_lost()
        member.sudo()._member_leave("wish", card_handed_in=True)
        self.assertEqual(card.state, "lost", "whoever finds it is told so")

    def test_who_left_earns_nothing(self):
        member = self.member_with_points()
        member.sudo()._member_leave("wish")
        self.sell(member, (self.cream, 1))
        self.assertEqual(self.points(member), 240)
        answer = self.config.with_user(self.cashier).find_member(PHONES[0])
        self.assertEqual(answer["status"], "customer")
        self.assertIn("Membership ended", answer["snapshot"]["prompts"][0])

    def test_points_lapse_after_their_days(self):
        member = self.member_with_points()
        leaving = member.sudo()._member_leave("wish")
        Leaving = self.env["member.leaving"]
        self.assertFalse(Leaving._due(10))
        with freeze_time(leaving.points_until):
            self.assertFalse(Leaving._due(10))
        with freeze_time(leaving.points_until + timedelta(days=1)):
            self.assertEqual(Leaving._due(10), leaving)
            leaving.sudo()._lapse()
            self.assertFalse(Leaving._due(10))
        self.assertEqual(self.points(member), 0)
        entry = self.env["member.ledger.entry"].search([("partner_id", "=", member.id)], limit=1)
        self.assertEqual((entry.kind, entry.amount, entry.reason), ("expire", -240, "Membership terminated"))
        self.assert_ledger_holds()

    def test_points_lapse_at_once_where_none_are_kept(self):
        self.company.member_leave_days = 0
        self.program.write({"member_pending": "days", "member_pending_days": 5})
        member = self.member_with_points()
        member.sudo()._member_leave("hand", note="Resold points")
        self.assertEqual(self.points(member), 0)
        self.assertFalse(
            self.env["member.ledger.entry"].search([("partner_id", "=", member.id), ("left", "!=", 0)]).ids
        )
        self.assert_ledger_holds()

    def test_money_in_the_wallet_stands_in_the_way(self):
        member = self.new_member()
        self.new_wallet()
        self.sell(member, self.top_up_line(50))
        with self.assertRaisesRegex(UserError, r"50\.00.* in the wallet"):
            member.sudo()._member_leave("wish")
        self.company.member_leave_wallet = "keep"
        leaving = member.sudo()._member_leave("wish")
        self.assertEqual(leaving.wallet, 50)
        self.assertEqual(member.member_wallet_balance, 50)
        self.assert_ledger_holds()

    def test_return_with_history(self):
        member = self.member_with_points()
        number, card = member.member_number, member.member_card_id
        leaving = member.sudo()._member_leave("wish")
        answer = self.take_back(member)
        self.assertEqual((answer["status"], answer["snapshot"]["number"]), ("enrolled", number))
        self.assertEqual((card.state, member.member_tier_id, self.points(member)), ("active", self.silver, 240))
        self.assertTrue(leaving.returned_on and leaving.with_history)
        self.assertEqual(len(member.member_consent_ids.filtered(lambda consent: not consent.withdrawn_at)), 1)

    def take_back(self, member):
        values = {"partner_id": member.id, "name": member.name, "phone": member.phone, "consent": True}
        answer = self.config.with_user(self.cashier).enrol_member(values)
        self.env.invalidate_all()
        return answer

    def test_return_without_history(self):
        self.company.member_return_history = False
        member = self.member_with_points()
        number = member.member_number
        member.sudo()._member_leave("wish")
        answer = self.take_back(member)
        self.assertNotEqual(answer["snapshot"]["number"], number)
        self.assertEqual(self.points(member), 0)
        self.assertEqual(member.member_history_from, fields.Date.context_today(member))
        self.assert_ledger_holds()

    def test_only_by_its_buttons(self):
        member = self.member_with_points()
        leaving = member.sudo()._member_leave("wish")
        for user in (self.cashier, self.staff):
            with self.assertRaises(AccessError):
                member.with_user(user).write({"member_left_on": False})
        for forbidden in (leaving.with_user(self.manager), leaving.sudo()):
            with self.assertRaises(UserError):
                forbidden.write({"note": "never mind"})
            with self.assertRaises(UserError):
                forbidden.unlink()
        with self.assertRaisesRegex(UserError, "isn't a member"):
            member.sudo()._member_leave("wish")

    # ── In the office, and by the review ──────────────────────────────────────────────────────────────────────

    def leave_wizard(self, members, **values):
        Wizard = self.env["member.leave"].with_user(self.staff)
        return Wizard.with_context(active_model="res.partner", active_ids=members.ids).create(values)

    def test_the_wizard_says_what_happens_and_does_it(self):
        member = self.member_with_points()
        wizard = self.leave_wizard(member)
        self.assertEqual(
            (wizard.points, wizard.card_count, wizard.tier_count, wizard.consent_count, wizard.problems),
            (240, 1, 1, 1, ""),
        )
        self.assertEqual(wizard.points_until, fields.Date.add(self.company._member_today(), days=30))
        action = wizard.action_leave()
        leaving = self.env["member.leaving"].browse(action["res_id"])
        self.assertEqual((leaving.partner_id, leaving.reason, leaving.user_id), (member, "wish", self.staff))
        with self.assertRaises(AccessError):
            self.env["member.leave"].with_user(self.cashier).create({})
        back = self.env["member.take.back"].with_user(self.staff).create({"partner_id": member.id})
        with self.assertRaisesRegex(UserError, "consent"):
            back.action_take_back()
        back.consent = True
        back.action_take_back()
        self.assertTrue(member.is_member)

    def test_the_review_finds_who_bought_nothing_for_long(self):
        self.company.member_leave_months = 12
        idle, buyer, new = (self.new_member(name, phone) for name, phone in zip("ABC", PHONES[1:4], strict=True))
        rich = self.new_member("Rich", PHONES[4])
        self.new_wallet()
        self.sell(rich, self.top_up_line(50))
        long_ago = fields.Date.subtract(self.company._member_today(), months=20)
        (idle | buyer | rich).sudo().member_since = long_ago
        self.sell(buyer, (self.cream, 1))
        members = idle | buyer | new | rich
        self.env["member.purchase"].flush_model()
        self.env.cr.execute("UPDATE member_purchase SET local_date = %s WHERE partner_id = %s", [long_ago, rich.id])
        found = self.env["res.partner"].search([("member_idle", "=", True), ("id", "in", members.ids)])
        self.assertEqual(found, idle)
        self.assertTrue(idle.member_idle)
        self.assertFalse(buyer.member_idle)
        self.company.member_leave_wallet = "keep"
        found = self.env["res.partner"].search([("member_idle", "=", True), ("id", "in", members.ids)])
        self.assertEqual(found, idle | rich)

    def test_the_review_asks_or_acts(self):
        self.company.member_leave_months = 12
        idle = self.new_member("Idle", PHONES[1])
        idle.sudo().member_since = "2020-01-01"
        for _night in range(2):
            self.run_night("idle")
        activities = self.env["mail.activity"].search([("res_id", "=", self.company.partner_id.id)])
        self.assertEqual(len(activities.filtered(lambda one: "Termination candidates" in one.summary)), 1)
        self.assertTrue(idle.is_member)
        self.company.member_leave_auto = True
        self.env["member.job"].sudo()._start_step("idle", self.company)
        self.env["member.job"].sudo().search([("step", "=", "idle")], limit=1)._run_batch()
        job = self.env["member.job"].sudo().search([("kind", "=", "leave")], limit=1)
        while not job._step_leave(batch=1):
            pass
        self.assertEqual((idle.is_member, idle.sudo().member_leaving_ids.reason, job.done), (False, "review", 1))
        self.assert_ledger_holds()
