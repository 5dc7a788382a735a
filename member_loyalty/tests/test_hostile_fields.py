"""What belongs to the membership is written by its own methods: not by who edits contacts, whichever way."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, RolesCase

#: fields of a contact that somebody fills in by hand; each other one of ours is the server's
BY_HAND = {
    "member_income_band_id",
    "member_wedding_date",
    "member_interest_ids",
    "member_importance",
    "member_household_id",
}
#: what staff may record by itself, each by the rights of its own model
BY_ROWS = {"one2many"}


@tagged("post_install", "-at_install")
class TestHostileFields(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.new_member(email="ada@example.com")
        cls.editor = mail_new_test_user(cls.env, "contact_editor", groups="base.group_user,base.group_partner_manager")
        cls.admin = mail_new_test_user(cls.env, "system_admin", groups="base.group_system,base.group_partner_manager")
        cls.handbook = cls.env["member.handbook"].sudo().create({"company_id": cls.company.id})
        cls.rule = cls.env["member.enrolment.rule"].sudo().create({"name": "Big", "amount": 100})
        cls.history = cls.env["member.import"].sudo().create({"name": "Old System", "kind": "members"})
        cls.editors = cls.editor | cls.admin | cls.staff | cls.membership_manager

    def values(self):
        """A plausible value for each field of ours that isn't filled in by hand."""
        fields_ = self.env["res.partner"]._fields
        today = fields.Date.to_string(self.company._member_today())
        plain = {"char": "999999998", "date": "2001-01-01", "integer": 100, "json": {"email": today}}
        linked = {
            "member_tier_id": self.gold.id,
            "member_handbook_id": self.handbook.id,
            "member_offer_rule_id": self.rule.id,
            "member_import_id": self.history.id,
            "member_age_band": fields_["member_age_band"]._description_selection(self.env)[0][0],
        }
        return {
            name: linked.get(name, plain.get(field.type))
            for name, field in fields_.items()
            if name.startswith("member_") and field.store and name not in BY_HAND and field.type not in BY_ROWS
            if "member_loyalty" in field._modules
        }

    def kept(self, partner=None):
        partner = (partner or self.member).sudo()
        self.env.invalidate_all()
        return {name: partner[name] for name in self.values()}

    def may_hold(self, user, name):
        """A tier by hand is the manager's right, and held with a reason."""
        return name == "member_tier_id" and user == self.membership_manager

    def test_written(self):
        values, before = self.values(), self.kept()
        self.assertGreaterEqual(
            values.keys(), {"member_number", "member_since", "member_left_on", "member_tier_id", "member_handbook_on"}
        )
        self.assertNotIn(None, values.values())
        for user in self.editors:
            for name, value in values.items():
                for wrong in (value, False) if before[name] else (value,):
                    if self.may_hold(user, name):
                        continue
                    with self.subTest(user=user.login, name=name, value=wrong), self.assertRaises(AccessError):
                        self.member.with_user(user).write({name: wrong, "city": "Rome"})
                    with self.subTest(user=user.login, name=name, save=True), self.assertRaises(AccessError):
                        self.member.with_user(user).web_save({name: wrong}, {"name": {}})
        self.assertEqual(self.kept(), before)
        self.assertFalse(self.member.city)

    def test_created(self):
        for user in self.editors:
            for name, value in self.values().items():
                with self.subTest(user=user.login, name=name), self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).create({"name": "Eve", name: value})
                with self.subTest(user=user.login, name=name, copy=True), self.assertRaises(AccessError):
                    self.member.with_user(user).copy({name: value})
                if there := self.member.sudo()[name]:
                    same = there.id if name.endswith("_id") else there
                    with self.subTest(user=user.login, name=name, same=True), self.assertRaises(AccessError):
                        self.member.with_user(user).copy({name: same})

    def test_defaults_of_a_context(self):
        for user in self.editors:
            Partner = self.env["res.partner"].with_user(user)
            context = {
                f"default_{name}": value
                for name, value in self.values().items()
                # Core refuses the others.
                if Partner._has_field_access(Partner._fields[name], "write")
            }
            with self.subTest(user=user.login):
                made = Partner.with_context(**context).create({"name": "Eve"})
                self.nothing_is_there(made)
                form = Form(Partner.with_context(**context))
                form.name = "Eve"
                self.nothing_is_there(form.save())

    def nothing_is_there(self, partner):
        found = {name: value for name, value in self.kept(partner).items() if value}
        found.pop("member_age_band", None)
        self.assertFalse(found)

    def test_copied(self):
        self.nothing_is_there(self.member.with_user(self.staff).copy())

    def test_imported(self):
        Partner = self.env["res.partner"].with_user(self.membership_manager)
        result = Partner.load(["name", "member_number", "member_since"], [["Eve", "999999998", "2001-01-01"]])
        self.assertFalse(result["ids"])
        self.assertIn("membership", result["messages"][0]["message"])
        result = Partner.load([".id", "member_number"], [[str(self.member.id), ""]])
        self.assertTrue(self.member.member_number)
        # An export that comes back as it is does no harm.
        same = [str(self.member.id), self.member.member_number, fields.Date.to_string(self.member.member_since), "Rome"]
        self.assertTrue(Partner.load([".id", "member_number", "member_since", "city"], [same])["ids"])
        self.assertEqual(self.member.city, "Rome")

    def test_by_a_user_by_delegation(self):
        login = mail_new_test_user(self.env, "ada_portal", groups="base.group_portal", partner_id=self.member.id)
        before = self.kept()
        for name, value in self.values().items():
            with self.subTest(name=name), self.assertRaises(AccessError):
                login.with_user(self.admin).write({name: value})
            with self.subTest(name=name, own=True), self.assertRaises(AccessError):
                login.with_user(login).write({name: value})
            with self.subTest(name=name, create=True), self.assertRaises(AccessError):
                values = {"name": "Eve", "login": f"eve_{name}", name: value}
                self.env["res.users"].with_user(self.admin).create(values)
        self.assertEqual(self.kept(), before)

    def test_by_a_relation(self):
        parent = self.env["res.partner"].create({"name": "Elm Street", "child_ids": [Command.link(self.member.id)]})
        for command in (
            Command.update(self.member.id, {"member_number": False}),
            Command.create({"name": "Eve", "member_number": "999999998"}),
        ):
            with self.assertRaises(AccessError):
                self.as_in_a_request(parent.with_user(self.editor)).write({"child_ids": [command]})
        household = self.env["member.household"].with_user(self.staff).create({"name": "Elm"})
        self.member.with_user(self.staff).member_household_id = household
        with self.assertRaises(AccessError):
            self.as_in_a_request(household).write(
                {"partner_ids": [Command.update(self.member.id, {"member_since": "2001-01-01"})]}
            )

    def as_in_a_request(self, records):
        """Core lets commands on contacts run as who made the request, and here that is the test."""
        self.startPatcher(patch.object(self.env.transaction, "default_env", records.env))
        return records

    def test_no_context_opens_the_way(self):
        keys = ("member_own", "member_from_till", "member_move", "member_sale", "member_no_welcome", "su", "sudo")
        for value in (True, 1, "1", {"member_number": "999999998"}):
            seen = self.member.with_user(self.membership_manager).with_context(**dict.fromkeys(keys, value))
            with self.assertRaises(AccessError):
                seen.write({"member_number": "999999998"})

    def test_the_refusal_names_the_way(self):
        with self.assertRaisesRegex(AccessError, "Terminate"):
            self.member.with_user(self.membership_manager).write({"member_left_on": "2026-01-01"})
        with self.assertRaisesRegex(AccessError, "Member Since|member_since"):
            self.member.with_user(self.editor).write({"member_since": "2001-01-01"})

    # ── What has the right, still can ─────────────────────────────────────────────────────────────────────────

    def test_a_manager_holds_a_tier(self):
        self.member.with_user(self.membership_manager).write({"member_tier_id": self.gold.id, "city": "Rome"})
        self.assertEqual((self.member.member_tier_id, self.member.city), (self.gold, "Rome"))
        self.assertEqual(self.member.member_standing_ids.hold_tier_id, self.gold)
        wizard = self.env["member.tier.hold"].with_user(self.membership_manager)
        wizard.create({"partner_ids": self.member.ids, "tier_id": self.silver.id, "reason": "Sorry"}).action_hold()
        self.assertEqual(self.member.member_tier_id, self.silver)
        for user in (self.editor, self.staff, self.admin):
            with self.assertRaises(AccessError):
                self.member.with_user(user).member_tier_id = self.gold

    def test_the_memberships_own_methods(self):
        """Staff end and reinstate, and confirm a file."""
        leave = self.env["member.leave"].with_user(self.staff)
        leave.create({"partner_ids": self.member.ids}).action_leave()
        self.assertTrue(self.member.member_left_on)
        back = self.env["member.take.back"].with_user(self.staff)
        back.create({"partner_id": self.member.id, "consent": True}).action_take_back()
        self.assertFalse(self.member.member_left_on)
        self.member.sudo().member_confirmed_on = "2020-01-01"
        self.member.with_user(self.staff).write({"gender": "female"})
        self.assertEqual(self.member.member_confirmed_on, self.company._member_today())

    def test_contacts_are_edited_and_merged(self):
        self.member.with_user(self.staff).write(
            {"name": "Ada L", "birthdate_date": "1990-02-28", "email": "a@example.com"}
        )
        double = self.env["res.partner"].create({"name": "Ada B", "phone": PHONES[9], "email": "a@example.com"})
        self.member.sudo().write({"member_declined": {"email": "2026-01-01"}, "member_history_from": "2026-01-01"})
        number = self.member.member_number
        merge = self.env["base.partner.merge.automatic.wizard"].with_user(self.staff)
        partners = self.member | double
        merge.create({"partner_ids": [Command.set(partners.ids)], "dst_partner_id": double.id}).action_merge()
        self.assertEqual((double.member_number, double.sudo().member_declined), (number, {"email": "2026-01-01"}))

    # ── Other core models ─────────────────────────────────────────────────────────────────────────────────────

    def test_cards_of_the_ledger(self):
        """A cashier may write cards, and would take one out of the ledger."""
        self.sell(self.member, (self.cream, 1))
        card = self.member.member_loyalty_card_ids
        for user in (self.cashier, self.membership_manager):
            for values in ({"member_program": False}, {"member_gift_id": 1}):
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    card.with_user(user).write(values)
        self.env.invalidate_all()
        self.assertTrue(card.member_program)
