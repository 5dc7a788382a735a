from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PHONES, RolesCase


@tagged("post_install", "-at_install")
class TestMemberSettings(RolesCase):
    """Membership managers keep the settings of the membership, without the right to Odoo's own."""

    def test_manager_opens_and_changes_them(self):
        self.assertFalse(self.manager.has_group("base.group_system"))
        action = self.env.ref("member_loyalty.member_settings_action").with_user(self.manager).run()
        settings = self.env["member.settings"].with_user(self.manager).browse(action["res_id"])
        with Form(settings, "member_loyalty.member_settings_view_form") as form:
            form.member_leave_days = 17
            form.member_tier_gross = True
            form.member_consent_text = "I join."
            form.member_responsible_id = self.manager
        self.assertEqual((self.company.member_leave_days, self.company.member_tier_gross), (17, True))
        self.assertEqual(self.env["member.consent.text"]._in_force(self.company, "membership").text, "I join.")
        self.assertEqual(self.company._member_responsible(), self.manager)

    def test_nobody_else_and_nothing_else(self):
        for user in (self.staff, self.cashier):
            with self.assertRaises(AccessError):
                self.env["member.settings"].with_user(user).action_open()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "member_leave_days": 3})
        settings = (
            self.env["member.settings"]
            .with_user(self.manager)
            .create({"company_id": elsewhere.id, "member_leave_days": 99})
        )
        self.assertEqual(settings.company_id, self.company)
        name = self.company.name
        settings.write({"company_id": elsewhere.id, "currency_id": False})
        settings.member_leave_days = 5
        self.assertEqual((elsewhere.member_leave_days, self.company.member_leave_days), (3, 5))
        self.assertEqual(self.company.name, name)

    def test_every_setting_of_ours_is_there(self):
        told = set(self.env["member.settings"]._settings())
        company = {
            name
            for name, field in self.env["res.company"]._fields.items()
            if name.startswith("member_")
            and not field.readonly
            and not field.groups
            and field.type not in ("one2many", "many2many")
        }
        self.assertGreater(len(told), 20)
        self.assertEqual(company - told, set())
        view = self.env["member.settings"].get_view(self.env.ref("member_loyalty.member_settings_view_form").id, "form")
        shown = {node.get("name") for node in etree.fromstring(view["arch"]).iter("field")}
        self.assertEqual(told - shown, set())

    def test_who_manages_memberships_is_asked(self):
        """Not whoever may do everything, and was there first."""
        self.company.member_responsible_id = False
        self.assertFalse(self.company._member_responsible().has_group("base.group_system"))

    # ── Beside the settings ───────────────────────────────────────────────────────────────────────────────────

    def test_handbook_asks_by_default(self):
        self.assertFalse(self.env["member.handbook"].default_get(["auto_publish"]).get("auto_publish"))

    def test_points_and_money_are_never_added(self):
        wallet = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "member_program": True,
            }
        )
        member = self.new_member("Ada", PHONES[40])
        self.loaded(member, 300)
        self.loaded(member, 20, wallet, bucket="principal")
        entries = self.env["member.ledger.entry"]
        mine = [("partner_id", "=", member.id)]
        self.assertEqual(entries._read_group(mine, [], ["amount:sum", "left:sum", "__count"]), [(False, False, 2)])
        totals = dict(entries._read_group(mine, ["bucket"], ["amount:sum"]))
        self.assertEqual(totals, {"points": 300, "principal": 20})
        for name, model in self.env.items():
            both = name.startswith("member.") and "amount" in model._fields and "program_id" in model._fields
            if both and model._auto and model._fields["amount"].type == "float" and name != entries._name:
                self.assertFalse(model._fields["amount"].aggregator, name)

        # A gift is a balance, points or coupons.
        self.assertFalse(self.env["member.topup.gift"]._fields["amount"].aggregator)

    def test_office_takes_money_into_banks_and_drawers_only(self):
        petty = self.env["account.journal"].create({"name": "Petty", "type": "cash", "code": "PETTY"})
        journals = self.env["account.journal"].with_user(self.staff)._member_office(self.company)
        self.assertNotIn(petty, journals)
        drawer = self.config.payment_method_ids.filtered("is_cash_count").journal_id
        self.assertLessEqual(drawer | self.bank_journal, journals)
        member = self.new_member("Ada", PHONES[41])
        wallet = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "member_program": True,
            }
        )
        wizard = (
            self.env["member.topup.make"]
            .with_user(self.staff)
            .create({"partner_id": member.id, "program_id": wallet.id, "amount": 10})
        )
        self.assertIn(wizard.journal_id, journals)
        wizard.journal_id = petty.id
        with self.assertRaisesRegex(UserError, "Petty takes no money for members"):
            wizard.action_top_up()
