from odoo.tests import tagged

from .common import PHONES, RolesCase


@tagged("post_install", "-at_install")
class TestMemberFind(RolesCase):
    """One search for members: at the till, in the lists of the office, in the palette."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada Quillfeather Archer", PHONES[1])
        cls.bob = cls.new_member("Bob Quillon", PHONES[2])
        cls.eve = cls.env["res.partner"].create({"name": "Eve Quillstone", "phone": PHONES[3]})
        cls.ada.email = "Ada.Q@Example.com"
        cls.company.member_mask_contacts = True

    def at_till(self, query):
        answer = self.config.with_user(self.cashier).find_member(query)
        if answer["status"] in ("member", "customer"):
            return [answer["snapshot"]["name"]]
        return [row["name"] for row in answer.get("candidates", [])]

    def in_members(self, query, user=None):
        found = self.env["res.partner"].with_user(user or self.manager).search([("member_find", "ilike", query)])
        return sorted(found.filtered("member_number").mapped("name"))

    def ways(self, member, phone):
        digits = "".join(filter(str.isdigit, phone))
        short = member.member_number.lstrip("0")
        return [
            "quillfeather",
            "ADA quill",
            "archer ada",
            digits[-4:],
            short,
            member.member_number,
            phone,
            "ada.q@example.com",
        ]

    def test_each_way_finds_at_the_till_and_in_the_office(self):
        for query in self.ways(self.ada, PHONES[1]):
            with self.subTest(query):
                self.assertEqual(self.at_till(query), [self.ada.name])
                self.assertEqual(self.in_members(query), [self.ada.name])

    def test_members_before_other_customers_and_masked(self):
        answer = self.config.with_user(self.cashier).find_member("quill")
        self.assertEqual(answer["status"], "several")
        self.assertEqual([row["name"] for row in answer["candidates"]], [self.ada.name, self.bob.name])
        for row in answer["candidates"]:
            self.assertNotIn(PHONES[1][2:8], row["phone"])
        self.assertEqual(self.at_till("quillstone"), [self.eve.name])

    def test_too_little_or_unknown_finds_nobody(self):
        for query in ("a", "zz", "253", "%", "__", "nobody at all", "ada@", "x" * 200):
            with self.subTest(query):
                self.assertEqual(self.at_till(query), [])

    def test_no_more_than_fit_and_that_there_are_more(self):
        for number in range(10):
            self.new_member(f"Zed Zander {number}", PHONES[20 + number])
        answer = self.config.with_user(self.cashier).find_member("zander")
        self.assertEqual(len(answer["candidates"]), 8)
        self.assertIn("type more", answer["message"])

    def test_a_card_finds_in_members_and_a_name_in_cards(self):
        card = self.ada.member_card_id
        self.assertEqual(self.in_members(card.number), [self.ada.name])
        cards = self.env["member.card"].with_user(self.manager)
        self.assertEqual(cards.search([("partner_id.member_find", "ilike", "quillfeather")]), card)

    def test_who_sees_masks_finds_by_no_more_than_the_end(self):
        digits = "".join(filter(str.isdigit, PHONES[1]))
        self.assertEqual(self.in_members(digits[-9:-3], self.cashier), [])

    def test_of_another_company(self):
        self.ada.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.at_till("quillfeather"), [])
