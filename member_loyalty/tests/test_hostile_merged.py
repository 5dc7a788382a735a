from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PHONES, MemberCase
from .common_import import ImportCase


def merge(kept, *merged):
    wizard = kept.env["base.partner.merge.automatic.wizard"].create(
        {"partner_ids": [(6, 0, kept.union(*merged).ids)], "dst_partner_id": kept.id}
    )
    wizard.action_merge()
    kept.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestHostileMerged(MemberCase):
    """Who was merged is found by what the card, the list and the order that waited still call them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member(ref="A1")
        cls.twin = cls.new_member("Ada again", PHONES[1], ref="B2")
        cls.twin.member_card_ids.state = "replaced"
        cls.old = {"id": cls.twin.id, "number": cls.twin.member_number, "code": cls.twin.member_referral_code}

    def found(self, query):
        return self.config.with_user(self.cashier).find_member(query).get("snapshot", {}).get("partner_id")

    def test_the_till_finds_them_by_number_and_phone(self):
        merge(self.ada, self.twin)
        for query in (self.old["number"], PHONES[1], self.ada.member_number, PHONES[0]):
            self.assertEqual(self.found(query), self.ada.id, query)

    def test_who_has_the_phone_now_goes_before_who_had_it(self):
        merge(self.ada, self.twin)
        bea = self.new_member("Bea", PHONES[1])
        self.assertEqual(self.found(PHONES[1]), bea.id)

    def test_the_till_enrolls_no_double(self):
        merge(self.ada, self.twin)
        answer = self.config.with_user(self.cashier).enrol_member(
            {"name": "Ada again", "phone": PHONES[1], "consent": True}
        )
        self.assertEqual((answer["status"], answer["snapshot"]["partner_id"]), ("duplicate", self.ada.id))

    def test_a_friend_names_the_old_code_or_number(self):
        merge(self.ada, self.twin)
        for query in (self.old["code"], self.old["number"]):
            self.assertEqual(self.env["res.partner"]._member_by_referral(query), self.ada)

    def test_an_order_that_waited(self):
        card = self.loaded(self.twin, 500)
        data = self.till_order(self.twin, [(self.cream, 1), self.reward_line(card)], member_offline=True)
        merge(self.ada, self.twin)
        order = self.sync(data)[0]
        self.assertEqual(order.partner_id, self.ada)
        self.assertFalse(order.member_flag)
        self.assertEqual(self.points(self.ada), 500 - 100 + 40)
        self.assertEqual(self.env["member.purchase"].search([("pos_order_id", "=", order.id)]).partner_id, self.ada)
        self.assert_ledger_holds()

    def test_merged_twice(self):
        data = self.till_order(self.twin, [(self.cream, 1)])
        merge(self.ada, self.twin)
        last = self.new_member("Ada of all", PHONES[2])
        merge(last, self.ada)
        self.assertEqual(self.sync(data)[0].partner_id, last)
        for query in (self.old["number"], PHONES[1], PHONES[0]):
            self.assertEqual(self.found(query), last.id, query)

    def test_what_an_open_till_asks(self):
        """It has the customer whom it knew before."""
        merge(self.ada, self.twin)
        till = self.config.with_user(self.cashier)
        self.assertEqual(till.member_snapshot(self.old["id"])["partner_id"], self.ada.id)
        self.assertIn("has a balance of 0", till.check_spending(self.old["id"], {str(self.program.id): 100})["message"])

    def test_a_customer_of_another_company_stays_there(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs, twin = self.env["res.partner"].create(
            [
                {"name": "Cid", "company_id": other.id},
                {"name": "Cid", "phone": PHONES[5], "company_id": other.id},
            ]
        )
        theirs.phone = PHONES[6]
        merge(theirs.sudo(), twin.sudo())
        self.assertFalse(self.found(PHONES[5]))
        with self.assertRaises(AccessError):
            self.config.with_user(self.cashier).member_snapshot(twin.id)

    def test_who_sees_them(self):
        merge(self.ada, self.twin)
        aliases = self.env["member.alias"].search([("partner_id", "=", self.ada.id)])
        self.assertEqual(set(aliases.mapped("kind")), {"contact", "number", "reference", "phone"})
        self.assertEqual(aliases.with_user(self.manager).mapped("value"), aliases.mapped("value"))
        for user in (self.cashier, self.staff):
            with self.assertRaises(AccessError):
                aliases.with_user(user).read(["value"])
        for values in ({"value": "000000017"}, {"partner_id": self.twin.id}):
            with self.assertRaises(AccessError):
                aliases.with_user(self.manager).write(values)

    def test_an_erased_member_is_found_by_nothing(self):
        merge(self.ada, self.twin)
        self.assertIn(PHONES[1], self.ada.sudo()._member_mentions(), "searches for the old number are emptied, too")
        self.ada.sudo()._member_erase()
        self.assertFalse(self.found(self.old["number"]))
        self.assertFalse(self.found(PHONES[1]))
        self.assertEqual(self.env["member.alias"]._kept(self.old["id"]), self.old["id"])


@tagged("post_install", "-at_install")
class TestHostileMergedImports(ImportCase):
    """A file of the old system comes again after its doubles were merged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada.phone, cls.bea.phone = PHONES[1], PHONES[2]
        (cls.ada | cls.bea).sudo()._member_enrol()
        cls.old_number = cls.bea.member_number
        merge(cls.ada.sudo(), cls.bea.sudo())

    def test_members(self):
        count = self.env["res.partner"].search_count([])
        content = f"customer id,name,phone,card\nC1,Ada,{PHONES[1]},\nC2,Bea,{PHONES[2]},\n"
        record = self.load(self.history(content, kind="members"))
        self.assertEqual((record.new_count, record.known_count, record.bad_count), (0, 2, 0))
        self.assertEqual(self.env["res.partner"].search_count([]), count)

    def test_a_double_under_a_new_reference(self):
        content = f"customer id,name,phone\nC7,Bea,{PHONES[2]}\n"
        record = self.check(self.history(content, kind="members"))
        self.assertEqual(self.problems(record), [(2, "phone", "taken")])

    def test_a_card_that_is_theirs(self):
        content = f"customer id,name,card\nC2,Bea,{self.ada.member_card_id.number}\n"
        record = self.check(self.history(content, kind="members"))
        self.assertEqual(self.problems(record), [])

    def test_purchases(self):
        self.load(self.history("basket,date,customer,product,qty,net\nB1,2025-03-01,C2,P1,1,10\n"))
        self.assertEqual(self.purchase("B1").partner_id, self.ada)

    def test_a_reference_that_is_somebody_elses_now(self):
        cid = self.env["res.partner"].create({"name": "Cid", "ref": "C2"})
        self.load(self.history("basket,date,customer,product,qty,net\nB1,2025-03-01,C2,P1,1,10\n"))
        self.assertEqual(self.purchase("B1").partner_id, cid)

    def test_balances(self):
        self.env["loyalty.program"].search([]).active = False
        club = self.env["loyalty.program"].create(
            {
                "name": "Club Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [(0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})],
            }
        )
        for code, amount in ((self.old_number, 1), ("C2", 2), (PHONES[2], 4)):
            content = f"member,balance\n{code},{amount}\n"
            self.load(self.history(content, kind="balances", name=f"Cards of {code}", allow_further=True))
        card = self.env["loyalty.card"].search([("partner_id", "=", self.ada.id), ("program_id", "=", club.id)])
        self.assertEqual(card.points, 7)
