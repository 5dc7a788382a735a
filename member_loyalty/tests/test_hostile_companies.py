"""Who manages memberships of another company: rows and actions are those of one's own."""

import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import PHONES, RolesCase


@tagged("post_install", "-at_install")
class TestHostileCompanies(RolesCase, HttpCase):
    """Ada is a contact of all companies, and a member here: her number, cards and ledger are this company's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada", PHONES[0])
        cls.bea = cls.new_member("Bea", PHONES[1])
        cls.wallet = cls.new_wallet(company_id=cls.company.id)
        cls.program.company_id = cls.company

    def setUp(self):
        super().setUp()
        self.stranger = self.new_stranger()
        self.elsewhere = self.stranger.company_id
        self.assertTrue(self.ada.with_user(self.stranger).has_access("write"), "a shared contact")
        self.env.flush_all()

    def refused(self, call, *args, **kwargs):
        self.env.invalidate_all()
        with self.assertRaises(UserError) as caught:
            call(*args, **kwargs)
        self.assertNotIn(self.ada.phone[-7:], str(caught.exception))
        self.env.invalidate_all()

    def make(self, model, user, **values):
        return self.env[model].with_user(user).create(values)

    def history_elsewhere(self):
        """A card with points of the other company's program."""
        program = self.program.sudo().copy({"name": "Elsewhere Points", "company_id": self.elsewhere.id})
        program.member_program = True
        card = self.env["loyalty.card"].sudo().with_company(self.elsewhere)._member_card(self.ada, program)
        self.env["member.ledger.entry"].sudo().with_company(self.elsewhere)._post(
            [{"key": "elsewhere", "card_id": card.id, "kind": "earn", "amount": 77, "company_id": self.elsewhere.id}]
        )
        return card

    # ── The file ──────────────────────────────────────────────────────────────────────────────────────────────

    def file(self, user):
        user.sudo().password = user.login
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        return self.url_open(f"/member_loyalty/file/{self.ada.id}")

    def test_the_file_is_for_managers_of_the_members_company(self):
        self.sell(self.ada, (self.cream, 1))
        for user in (self.stranger, self.staff, self.auditor, self.cashier):
            with self.subTest(user=user.login):
                self.assertEqual(self.file(user).status_code, 404)
        self.assertEqual(self.file(self.membership_manager).status_code, 200)

    def test_the_file_has_the_rows_of_the_callers_companies(self):
        self.sell(self.ada, (self.cream, 1))
        self.history_elsewhere()
        answer = self.file(self.membership_manager)
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("Elsewhere", answer.text)
        rows = json.loads(answer.text)
        self.assertEqual([row["Amount"] for row in rows["Ledger Entry"]], [40])
        self.membership_manager.sudo().company_ids |= self.elsewhere
        self.assertIn("Elsewhere", self.file(self.membership_manager).text)

    def test_members_get_all_of_their_own(self):
        self.history_elsewhere()
        content = json.loads(self.ada.sudo()._member_file())
        self.assertEqual([row["Amount"] for row in content["Ledger Entry"]], [77])

    # ── The membership ────────────────────────────────────────────────────────────────────────────────────────

    def test_end_and_reinstate(self):
        self.refused(lambda: self.make("member.leave", self.stranger, partner_ids=self.ada.ids).action_leave())
        self.assertFalse(self.ada.member_left_on)
        self.make("member.leave", self.staff, partner_ids=self.ada.ids).action_leave()
        self.env.invalidate_all()
        self.assertTrue(self.ada.member_left_on)

        def back(user):
            self.make("member.take.back", user, partner_id=self.ada.id, consent=True).action_take_back()

        self.refused(back, self.stranger)
        self.refused(
            lambda: self.make("member.enrol", self.stranger, partner_ids=self.ada.ids, consent=True).action_enrol()
        )
        self.assertTrue(self.ada.member_left_on)
        back(self.staff)
        self.assertFalse(self.ada.member_left_on)

    def test_what_lies_elsewhere_is_not_ended_from_here(self):
        card = self.history_elsewhere()
        self.refused(lambda: self.make("member.leave", self.staff, partner_ids=self.ada.ids).action_leave())
        self.erase_refused(self.membership_manager)
        self.assertEqual((card.points, self.ada.member_left_on), (77, False))
        self.staff.sudo().company_ids |= self.elsewhere
        both = {"allowed_company_ids": (self.company | self.elsewhere).ids}
        leave = self.env["member.leave"].with_user(self.staff).with_context(**both)
        leave.create({"partner_ids": self.ada.ids}).action_leave()
        self.env.invalidate_all()
        self.assertTrue(self.ada.member_left_on)

    def erase_refused(self, user):
        self.refused(lambda: self.make("member.erasure", user, partner_id=self.ada.id, confirmed=True).action_erase())
        self.assertEqual(self.ada.name, "Ada")

    def test_erase(self):
        self.erase_refused(self.stranger)
        self.erase_refused(self.staff)
        self.make("member.erasure", self.membership_manager, partner_id=self.ada.id, confirmed=True).action_erase()
        self.env.invalidate_all()
        self.assertNotEqual(self.ada.name, "Ada")

    def test_dormant_members_are_the_companys(self):
        """Another company's terms end nobody's membership here, neither by its list nor at night."""
        (self.company | self.elsewhere).sudo().member_leave_months = 6
        self.ada.sudo().member_since = "2020-01-01"
        partners = self.env["res.partner"].sudo()
        self.assertIn(self.ada, partners.search([("member_idle", "=", True)]))
        self.assertNotIn(self.ada, partners.with_company(self.elsewhere).search([("member_idle", "=", True)]))

    def test_tier_by_hand(self):
        def hold(user):
            values = {"partner_ids": self.ada.ids, "tier_id": self.gold.id, "reason": "x"}
            self.make("member.tier.hold", user, **values).action_hold()

        self.refused(hold, self.stranger)
        self.refused(self.ada.with_user(self.stranger).write, {"member_tier_id": self.gold.id})
        self.assertEqual(self.ada.member_tier_id, self.classic)
        hold(self.membership_manager)
        self.assertEqual(self.ada.member_tier_id, self.gold)
        self.refused(self.ada.member_standing_ids.with_user(self.stranger).action_lift_hold)
        self.assertEqual(self.ada.member_tier_id, self.gold)

    def test_buttons_of_the_form(self):
        for name in ("action_member_reset_pin", "action_member_why"):
            self.refused(getattr(self.ada.with_user(self.stranger), name))
            self.assertEqual(self.ada.member_pin_state, "none")
        for name in ("action_member_reset_pin", "action_member_why"):
            getattr(self.ada.with_user(self.staff), name)()

    def test_merge(self):
        double = self.env["res.partner"].create({"name": "Ada B", "phone": PHONES[7]})
        number = self.ada.member_number

        def merge(user):
            partners = [Command.set((self.ada | double).ids)]
            values = {"partner_ids": partners, "dst_partner_id": double.id}
            self.make("base.partner.merge.automatic.wizard", user, **values).action_merge()

        self.refused(merge, self.stranger)
        self.assertEqual(self.ada.member_number, number)
        merge(self.staff)
        self.assertEqual(double.member_number, number)

    # ── Cards ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_cards_are_not_moved(self):
        card = self.ada.member_card_id
        for name in ("action_block", "action_mark_lost", "action_renew"):
            self.refused(getattr(card.with_user(self.stranger), name))
        for values in ({"state": "blocked"}, {"fee_state": "waived"}, {"company_id": self.elsewhere.id}):
            self.refused(card.with_user(self.stranger).write, values)
        for move in ("lost", "blocked", "damaged", "returned"):
            values = {"card_ids": card.ids, "move": move, "reason": "x"}
            self.refused(lambda values=values: self.make("member.card.move", self.stranger, **values).action_apply())
        self.assertEqual(card.state, "active")
        card.with_user(self.staff).action_block()
        self.refused(card.with_user(self.stranger).action_activate)
        self.assertEqual(card.state, "blocked")

    def test_cards_are_not_given(self):
        card = self.ada.member_card_id
        self.refused(lambda: self.make("member.card.give", self.stranger, partner_id=self.ada.id).action_give())
        self.refused(self.make, "member.card", self.stranger, partner_id=self.ada.id, state="lost")
        stock = self.make("member.card", self.stranger)
        self.refused(stock.write, {"partner_id": self.ada.id, "state": "lost"})
        self.assertEqual((card.state, self.ada.member_card_ids), ("active", card))
        self.make("member.card.give", self.staff, partner_id=self.ada.id).action_give()
        self.assertEqual(card.state, "replaced")

    def test_a_stranger_has_members_of_their_own(self):
        """The same rules let another company work with its own."""
        zoe = self.env["res.partner"].create({"name": "Zoe", "phone": PHONES[8]})
        self.make("member.enrol", self.stranger, partner_ids=zoe.ids, consent=True).action_enrol()
        self.env.invalidate_all()
        zoe.with_user(self.stranger).member_card_id.action_block()
        self.make("member.card.give", self.stranger, partner_id=zoe.id).action_give()
        self.make("member.leave", self.stranger, partner_ids=zoe.ids).action_leave()
        self.assertTrue(zoe.member_left_on)

    # ── Points and money ──────────────────────────────────────────────────────────────────────────────────────

    def points_card(self):
        self.sell(self.ada, (self.cream, 1))
        return self.ada.member_loyalty_card_ids

    def test_statement(self):
        card = self.points_card()
        report = self.env["ir.actions.report"]

        def statement(user):
            values = {"partner_id": self.ada.id, "card_id": card.id}
            wizard = self.make("member.statement", user, **values)
            wizard.action_print()
            return report.with_user(user)._render_qweb_html("member_loyalty.member_statement_report", wizard.ids)[0]

        self.refused(statement, self.stranger)
        self.assertIn(b"Ada", statement(self.staff))

    def test_adjust_and_transfer(self):
        card = self.points_card()
        common = {"partner_id": self.ada.id, "program_id": self.program.id, "amount": 5, "reason": "x"}
        for kind in ({"kind": "goodwill"}, {"kind": "transfer", "to_partner_id": self.bea.id}):
            for company in (self.elsewhere, self.company):
                values = {**common, **kind, "company_id": company.id}
                self.refused(
                    lambda values=values: self.make("member.adjustment", self.stranger, **values).action_submit()
                )
        waiting = self.make("member.adjustment", self.clerk, kind="goodwill", **common)
        waiting.sudo().state = "waiting"
        for name in ("action_submit", "action_approve", "action_refuse"):
            self.refused(getattr(waiting.with_user(self.stranger), name))
        self.refused(card.with_user(self.stranger).write, {"points": 900})
        self.assertEqual((card.points, waiting.state), (40, "waiting"))

    def test_stored_value(self):
        card = self.env["loyalty.card"].sudo()._member_card(self.ada, self.wallet)
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "paid", "card_id": card.id, "kind": "top_up", "bucket": "principal", "amount": 50}]
        )
        journal = (
            self.env["account.journal"]
            .sudo()
            .create({"name": "Bank", "type": "bank", "code": "ELSE", "company_id": self.elsewhere.id})
        )
        common = {"partner_id": self.ada.id, "journal_id": journal.id}
        self.refused(
            lambda: self.make("member.value.refund.make", self.stranger, card_id=card.id, **common).action_pay_back()
        )
        self.refused(
            lambda: self.make(
                "member.topup.make", self.stranger, program_id=self.wallet.id, amount=5, **common
            ).action_top_up()
        )
        self.assertEqual(card.points, 50)

    def test_programs_of_all_companies(self):
        """Whoever sees the card of a shared program still moves nothing of a member of another company."""
        self.program.sudo().company_id = False
        card = self.points_card()
        self.assertTrue(card.with_user(self.stranger).has_access("write"))
        values = {"partner_id": self.ada.id, "program_id": self.program.id, "amount": 5, "reason": "x"}
        for kind in (
            {"kind": "goodwill"},
            {"kind": "transfer", "partner_id": self.bea.id, "to_partner_id": self.ada.id},
        ):
            adjust = {**values, **kind, "company_id": self.elsewhere.id}
            self.refused(lambda adjust=adjust: self.make("member.adjustment", self.stranger, **adjust).action_submit())
        self.refused(card.with_user(self.stranger).write, {"points": 900})
        balance = {"card_id": card.id, "new_balance": 90, "description": "x"}
        self.refused(
            lambda: self.make("loyalty.card.update.balance", self.stranger, **balance).action_update_card_point()
        )
        opening = {"program_id": self.program.id, "partner_id": self.bea.id, "points": 5}
        self.refused(self.make, "loyalty.card", self.stranger, **opening)
        self.assertEqual(card.points, 40)
        self.make("loyalty.card.update.balance", self.membership_manager, **balance).action_update_card_point()
        self.assertEqual(card.points, 90)

    def test_a_member_is_not_taken_away(self):
        self.refused(self.ada.with_user(self.stranger).write, {"company_id": self.elsewhere.id})
        self.assertFalse(self.ada.company_id)
        self.ada.with_user(self.staff).company_id = self.company
        self.assertFalse(self.ada.with_user(self.stranger).has_access("read"))

    def test_consents(self):
        consent = self.ada.member_consent_ids
        self.refused(consent.with_user(self.stranger).action_withdraw)
        hidden = self.env["res.partner"].create({"name": "Cleo", "company_id": self.company.id})
        self.refused(self.make, "member.consent", self.stranger, partner_id=hidden.id)
        self.assertFalse(consent.withdrawn_at)
        self.assertTrue(self.make("member.consent", self.staff, partner_id=hidden.id))

    # ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_import_files(self):
        job = self.make("member.import", self.membership_manager, kind="members", name="List")
        self.assertFalse(self.env["member.import"].with_user(self.stranger).search_count([]))
        for name in (
            "action_check",
            "action_import",
            "action_stop",
            "action_resume",
            "action_back",
            "action_read",
            "action_delete_file",
        ):
            self.refused(getattr(job.with_user(self.stranger), name))

    def test_imports_name_nobody_of_another_company(self):
        hidden = self.env["res.partner"].create(
            {"name": "Cleopatra", "phone": PHONES[9], "company_id": self.company.id}
        )
        hidden.sudo()._member_enrol()
        job = self.env["member.import"].sudo().with_company(self.elsewhere)
        job = job.create({"kind": "balances", "name": "Points", "company_id": self.elsewhere.id})
        search = self.env["member.import.balance.search"].sudo()
        for reference in (hidden.phone, hidden.member_number):
            self.env.cr.execute(
                "INSERT INTO member_import_row (import_id, number, reference, details) VALUES (%s, 1, %s, '{}')",
                [job.id, reference],
            )
        search._find_members_by_code(job)
        self.elsewhere.country_id = self.company.country_id
        search._find_members_by_phone(job)
        self.env.invalidate_all()
        errors = self.env["member.import.error"].sudo().search([("import_id", "=", job.id)])
        self.assertEqual(set(errors.mapped("code")), {"member_company"})
        self.assertNotIn("Cleopatra", str(errors.read()))
