from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import PHONES, RolesCase


class FindCase(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada Archer", PHONES[1])
        cls.bob = cls.new_member("Bob 100%", PHONES[2])
        cls.eve = cls.env["res.partner"].create({"name": "Eve Archer", "phone": PHONES[3]})


@tagged("post_install", "-at_install")
class TestProfileFind(FindCase):
    """Members as the command palette finds them."""

    def found(self, query, user="staff"):
        rows = self.env["res.partner"].with_user(self.users.get(user, user)).member_profile_find(query)
        return [row["name"] for row in rows]

    def test_by_name_phone_and_number(self):
        for query in ("arch", "Ada A", self.ada.member_number, self.ada.member_number[:-1], PHONES[1], "650-253-0001"):
            self.assertIn("Ada Archer", self.found(query), query)
        # No member, no profile that somebody looks for.
        self.assertEqual(self.found("arch"), ["Ada Archer"])
        self.assertEqual(self.found("30002"), ["Bob 100%"])
        [row] = self.env["res.partner"].with_user(self.staff).member_profile_find("arch")
        self.assertEqual((row["id"], row["phone"], row["tier"]), (self.ada.id, PHONES[1], "Classic"))

    def test_nothing_stands_for_other_characters(self):
        self.assertEqual(self.found("__"), [])
        self.assertEqual(self.found("0%"), ["Bob 100%"])

    def test_what_nobody_means(self):
        for query in ("", " a ", "a\0b", None, False, 7, ["arch"], {"a": 1}, "a" * 101, "\ud800"):
            with self.subTest(query):
                self.assertEqual(self.found(query), [])

    def test_who_may(self):
        for user in ("staff", "manager", "auditor", "cashier"):
            self.assertEqual(self.found("arch", user), ["Ada Archer"], user)
        nobody = new_test_user(self.env, "nobody_here", "base.group_user")
        self.assertEqual(self.found("arch", nobody), [])
        portal = new_test_user(self.env, "somebody_outside", "base.group_portal")
        self.assertEqual(self.found("arch", portal), [])

    def test_masks_as_the_reader_sees(self):
        self.company.member_mask_contacts = True
        [row] = self.env["res.partner"].with_user(self.cashier).member_profile_find("arch")
        self.assertNotIn(PHONES[1][2:8], row["phone"])
        # Who sees a part of a number can't ask for the rest of it.
        self.assertEqual(self.found("650253", "cashier"), [])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_of_another_company(self):
        stranger = self.new_stranger()
        self.bob.company_id = self.company
        self.assertEqual(self.found("bob", stranger), [])
        with self.assertRaises(AccessError):
            self.bob.with_user(stranger).member_profile()

    def test_no_more_than_fit(self):
        for number in range(12):
            self.new_member(f"Zed {number:02}", PHONES[20 + number])
        self.assertEqual(self.found("zed"), [f"Zed {number:02}" for number in range(10)])


@tagged("post_install", "-at_install")
class TestProfileFindTour(FindCase, HttpCase):
    def test_one_click_from_search(self):
        self.start_tour("/odoo/members", "MemberProfileCommandTour", login="membership_manager")
