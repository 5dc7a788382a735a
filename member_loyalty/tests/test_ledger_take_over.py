import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestTakeOver(MemberCase):
    """A program that core kept so far goes to the ledger."""

    def setUp(self):
        super().setUp()
        self.core = self.env["loyalty.program"].create(
            {"name": "Old Points", "program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
        )
        self.ada, self.bea = self.env["res.partner"].create([{"name": "Ada"}, {"name": "Bea"}])

    def cards(self, *balances, program=None):
        program = program or self.core
        return self.env["loyalty.card"].create(
            [{"program_id": program.id, "partner_id": who.id, "points": points} for who, points in balances]
        )

    def wizard(self, program=None, user=None):
        action = (program or self.core).action_member_take_over()
        return (
            self.env[action["res_model"]].with_user(user or self.manager).with_context(**action["context"]).create({})
        )

    def test_shows_what_there_is_before(self):
        self.cards((self.ada, 10), (self.ada, 5), (self.bea, -2))
        wizard = self.wizard()
        self.assertEqual((wizard.card_count, wizard.balance, wizard.below_zero, wizard.double_members), (3, 13, 1, 1))
        shown = self.env["loyalty.card"].search(wizard.action_view_double_cards()["domain"])
        self.assertEqual(shown.partner_id, self.ada)
        self.assertEqual(len(shown), 2)

    def test_adds_up_archives_and_opens(self):
        oldest, newer, bea = self.cards((self.ada, 10), (self.ada, 5.5), (self.bea, 7))
        self.wizard().action_take_over()
        self.assertTrue(self.core.member_program)
        self.assertEqual((oldest.points, newer.points, newer.active), (15.5, 0, False))
        self.assertEqual(oldest.member_entry_ids.mapped(lambda e: (e.kind, e.amount)), [("opening", 15.5)])
        self.assertFalse(newer.member_entry_ids)
        self.assertEqual(bea.member_entry_ids.amount, 7)
        self.assertIn(oldest.code, newer.history_ids.description)
        self.assertEqual((newer.history_ids.used, oldest.history_ids.issued), (5.5, 5.5))
        self.assert_ledger_holds()
        with self.assertRaisesRegex(UserError, "already"):
            self.wizard().action_take_over()

    def test_archived_and_anonymous_cards_stay(self):
        archived, active = self.cards((self.ada, 3), (self.ada, 4))
        archived.active = False
        anonymous = self.env["loyalty.card"].create([{"program_id": self.core.id, "points": 1}] * 2)
        self.wizard().action_take_over()
        self.assertEqual((archived.points, active.points, anonymous.mapped("points")), (3, 4, [1, 1]))
        self.assertEqual(anonymous.mapped("active"), [True, True])
        self.assert_ledger_holds()

    def test_a_wallet_opens_as_paid_money(self):
        wallet = self.new_wallet(member_program=False)
        card = self.cards((self.ada, 25), (self.ada, 25), program=wallet)[0]
        self.wizard(wallet).action_take_over()
        self.assertEqual((card.member_entry_ids.bucket, card.member_entry_ids.amount), ("principal", 50))
        self.assert_ledger_holds()

    def test_a_wallet_card_that_expires(self):
        wallet = self.new_wallet(member_program=False)
        expiring, lasting = self.cards((self.ada, 25), (self.bea, 30), program=wallet)
        expiring.expiration_date = "2099-12-31"
        self.wizard(wallet).action_take_over()
        self.assertFalse(expiring.expiration_date)
        self.assertEqual(str(expiring.member_entry_ids.date_expiration), "2099-12-31")
        self.assertFalse(lasting.member_entry_ids.date_expiration)

    def test_shows_customers_to_enrol(self):
        member = self.new_member("Carla")
        self.cards((self.ada, 1), (member, 2))
        self.env["loyalty.card"].create({"program_id": self.core.id, "points": 1})
        wizard = self.wizard()
        self.assertEqual((wizard.strangers, wizard.anonymous), (1, 1))
        self.assertEqual(self.env["res.partner"].search(wizard.action_view_strangers()["domain"]), self.ada)

    def test_only_a_manager(self):
        for user in (self.cashier, self.staff):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wizard(user=user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["member.card.repair"].with_user(user).create({})

    def test_repair_without_the_ledger(self):
        first, second = self.cards((self.ada, 1), (self.ada, 2))
        repair = self.env["member.card.repair"].with_user(self.manager).create({})
        self.assertEqual((repair.program_ids, repair.member_count, repair.card_count), (self.core, 1, 2))
        repair.action_repair()
        self.assertEqual((first.points, second.active, self.core.member_program), (3, False, False))
        self.assertFalse(self.env["member.card.repair"].with_user(self.manager).create({}).member_count)

    def test_installation_tells_who_is_responsible(self):
        self.cards((self.ada, 1), (self.ada, 2))
        self.company.member_responsible_id = self.manager
        self.env["loyalty.program"]._member_report_double_cards()
        activity = self.company.partner_id.activity_ids.filtered(lambda one: "Old Points" in (one.summary or ""))
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("1 members have several cards", activity.note)

    def test_nobody_gets_a_second_card_in_the_ledger(self):
        self.cards((self.ada, 1))
        self.wizard().action_take_over()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.UniqueViolation, "loyalty_card_member_one_active"),
            self.env.cr.savepoint(),
        ):
            self.cards((self.ada, 2))
