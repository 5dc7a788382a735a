"""Whose record a till may touch, and what of it: a cashier sends ids, fields and contexts of others."""

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import CARDS, PHONES, RolesCase

#: every question of a till about one customer, with plausible values after the customer's id
OF_A_CUSTOMER = {
    "member_snapshot": (),
    "member_answer": ("email", "evil@example.com"),
    "member_decline": ("email",),
    "report_card_lost": (),
    "give_member_card": ({"seen_id": False, "card_number": False},),
    "topup_offers": (),
    "authorise_spending": ("uuid", {}, False, "1234"),
    "set_member_pin": ("1234", "1234"),
    "use_benefit": (1, "key"),
    "check_member_products": ({},),
    "check_spending": ({},),
}
#: the others; each has a test of its own here
OTHERS = {"enrol_member", "find_member", "topup_refund_quote", "undo_benefit", "member_handbook"}
#: core's, which tells ids of contacts that the till's company sees
LOADING = {"get_limited_partners_loading"}
EVIL = {"phone": "650-253-0055", "email": "evil@example.com"}


@tagged("post_install", "-at_install")
class TestHostileIdentity(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.config.with_user(cls.cashier)
        country = cls.company.country_id
        cls.elsewhere = cls.env["res.company"].sudo().create({"name": "Elsewhere", "country_id": country.id})
        cls.foreign = (
            cls.env["res.partner"]
            .sudo()
            .create(
                {"name": "Zebediah", "phone": PHONES[40], "email": "zeb@example.com", "company_id": cls.elsewhere.id}
            )
        )
        cls.foreign.with_company(cls.elsewhere)._member_enrol()

    def enrol(self, partner=None, till=None, **values):
        """As the dialog sends it: what is on file comes masked."""
        shown = {"name": "Ada", "phone": PHONES[0], "consent": True}
        if partner:
            shown |= {"partner_id": partner.id, "name": partner.sudo().name}
        return (till or self.till).enrol_member({**shown, **values})

    def customer(self, **values):
        return self.env["res.partner"].create({"name": "Ada", **values})

    def refused(self, answer, field):
        self.assertEqual((answer["status"], answer.get("field")), ("refused", field), answer)
        return answer["message"]

    # ── Enrollment ────────────────────────────────────────────────────────────────────────────────────────────

    def test_an_internal_user_is_not_taken_over(self):
        boss = mail_new_test_user(self.env, "boss", groups="base.group_system", email="boss@example.com")
        for values in (EVIL, {"phone": EVIL["phone"]}):
            with self.subTest(values=values):
                self.assertIn("membership staff", self.refused(self.enrol(boss.partner_id, **values), "name"))
        self.assertEqual((boss.partner_id.email, boss.partner_id.phone), ("boss@example.com", False))
        boss.sudo().active = False
        self.refused(self.enrol(boss.partner_id, **EVIL), "name")
        self.assertFalse(boss.partner_id.member_number)

    def test_a_company_is_not_enrolled(self):
        firm = self.customer(is_company=True)
        for partner in (self.company.partner_id, self.elsewhere.partner_id, firm):
            with self.subTest(partner=partner.name):
                self.refused(self.enrol(partner, **EVIL), "name")
                self.assertFalse(partner.sudo().member_number)
                self.assertNotEqual(partner.sudo().email, EVIL["email"])

    def test_who_is_of_another_company_is_not_reached(self):
        stranger = (
            self.env["res.partner"]
            .sudo()
            .create({"name": "Zoe", "phone": PHONES[41], "email": "zoe@example.com", "company_id": self.elsewhere.id})
        )
        for values in (EVIL, {"phone": "••••••••041", "email": "z••@example.com"}, {"name": "", "phone": "•"}):
            with self.assertRaises(AccessError) as caught:
                self.enrol(stranger, **values)
            self.tells_nothing(caught.exception, stranger)
        self.assertEqual((stranger.phone, stranger.email), (PHONES[41], "zoe@example.com"))

    def tells_nothing(self, said, partner):
        for secret in (partner.name, partner.phone, partner.phone[-7:], partner.email, partner.member_number):
            if secret:
                self.assertNotIn(secret, str(said))

    def test_only_what_is_empty_is_filled(self):
        full = self.customer(phone=PHONES[1], email="ada@example.com")
        for field, values in (
            ("phone", {"phone": EVIL["phone"], "email": ""}),
            ("email", {"phone": PHONES[1], "email": EVIL["email"]}),
            ("name", {"phone": PHONES[1], "name": "Eve"}),
        ):
            with self.subTest(field=field):
                message = self.refused(self.enrol(full, **values), field)
                self.assertIn("on file", message)
                self.assertNotIn(PHONES[1][-7:], message)
                self.assertNotIn("ada@example.com", message)
        self.assertEqual((full.name, full.phone, full.email), ("Ada", PHONES[1], "ada@example.com"))
        self.assertFalse(full.member_number)
        answer = self.enrol(full, phone="(650) 253-0001", email="ADA@example.com", name=" ada ")
        self.assertEqual(answer["status"], "enrolled")
        self.assertEqual((full.name, full.phone, full.email), ("Ada", PHONES[1], "ada@example.com"))

    def test_what_is_empty_is_filled(self):
        empty = self.customer()
        self.assertEqual(self.enrol(empty, phone="650-253-0002", email="new@example.com")["status"], "enrolled")
        self.assertEqual((empty.phone, empty.email), (PHONES[2], "new@example.com"))

    def test_the_address_of_a_login_is_its_owners(self):
        """With an address of one's own in it, anybody could have the password reset."""
        customer = self.customer(phone=PHONES[3])
        login = mail_new_test_user(self.env, "ada_portal", groups="base.group_portal", partner_id=customer.id)
        customer.sudo().email = False
        for user in (login, login.sudo()):
            self.refused(self.enrol(customer, phone=PHONES[3], email=EVIL["email"]), "email")
            self.assertFalse(customer.email)
            user.sudo().active = False
        self.assertEqual(self.enrol(customer, phone=PHONES[3])["status"], "enrolled")
        self.env["member.file.item"].search([("field", "=", "email")]).is_asked = True
        self.assertNotEqual(self.till.member_snapshot(customer.id)["ask"]["field"], "email")
        with self.assertRaises(AccessError):
            self.till.member_answer(customer.id, "email", EVIL["email"])
        self.assertFalse(customer.email)

    def test_errors_show_what_was_typed(self):
        """A mask stands for what is on file; an error repeats the mask."""
        broken = self.customer(phone="12 at home 345")
        message = self.refused(self.enrol(broken, phone="••345"), "phone")
        self.assertNotIn("12", message)
        self.new_member("Bea", PHONES[4])
        double = self.customer(phone=PHONES[4])
        answer = self.enrol(double, phone="••••••••004")
        self.assertEqual(answer["status"], "duplicate")
        self.assertNotIn(PHONES[4][-7:], str(answer))

    def test_defaults_of_a_context_are_nobodys(self):
        context = {
            "default_member_tier_id": self.gold.id,
            "default_member_since": "2001-01-01",
            "default_company_id": self.elsewhere.id,
            "default_email": "evil@example.com",
            "default_user_id": self.cashier.id,
            "default_parent_id": self.company.partner_id.id,
            "default_state": "blocked",
        }
        answer = self.enrol(till=self.till.with_context(**context))
        partner = self.env["res.partner"].browse(answer["snapshot"]["partner_id"])
        self.assertEqual((partner.member_tier_id, partner.member_card_id.state), (self.classic, "active"))
        self.assertEqual(partner.member_since, self.company._member_today())
        for name in ("company_id", "email", "user_id", "parent_id"):
            self.assertFalse(partner[name], name)

    # ── Every question of a till ──────────────────────────────────────────────────────────────────────────────

    def test_tables_are_complete(self):
        """A question that comes later has to come into these tables, too. Other addons test their own."""
        found = {
            name
            for part in type(self.env["pos.config"]).__mro__
            if part.__module__.startswith("odoo.addons.member_loyalty.")
            for name, value in vars(part).items()
            if callable(value) and not name.startswith("_") and not hasattr(BaseModel, name)
        }
        self.assertEqual(found, {*OF_A_CUSTOMER, *OTHERS, *LOADING})

    def calls(self, config, partner):
        for name, args in OF_A_CUSTOMER.items():
            with self.subTest(method=name, user=config.env.user.login):
                self.env.invalidate_all()
                with self.assertRaises(AccessError) as caught:
                    getattr(config, name)(partner.id, *args)
                self.tells_nothing(caught.exception, partner)

    def test_of_another_company(self):
        """Also for who works in both: a till serves its own company's customers."""
        before = self.foreign.member_card_ids.mapped("state")
        self.calls(self.till, self.foreign)
        self.cashier.sudo().company_ids |= self.elsewhere
        both = self.till.with_context(allowed_company_ids=(self.company | self.elsewhere).ids)
        self.calls(both, self.foreign)
        with self.assertRaises(AccessError):
            self.enrol(self.foreign, till=both, **EVIL)
        self.assertEqual(self.foreign.member_card_ids.mapped("state"), before)
        self.assertFalse(self.foreign.member_declined)

    def test_who_sells_at_no_till(self):
        member = self.new_member("Bea", PHONES[5])
        portal = mail_new_test_user(self.env, "portal_customer", groups="base.group_portal")
        employee = mail_new_test_user(self.env, "employee", groups="base.group_user")
        for user in (self.staff, self.auditor, self.membership_manager, employee, portal):
            self.calls(self.config.with_user(user), member)

    def test_who_sells_at_a_till_of_another_company(self):
        member = self.new_member("Bea", PHONES[5])
        cashier = mail_new_test_user(
            self.env,
            "cashier_elsewhere",
            groups="point_of_sale.group_pos_user",
            company_id=self.elsewhere.id,
            company_ids=[Command.set(self.elsewhere.ids)],
        )
        self.calls(self.config.with_user(cashier), member)

    def test_no_customer_at_all(self):
        for partner_id in (0, False, None, 10**9, [self.foreign.id]):
            for name, args in OF_A_CUSTOMER.items():
                with self.subTest(method=name, partner=partner_id), self.assertRaises(UserError):
                    getattr(self.till, name)(partner_id, *args)

    def test_a_cashier_may_ask_of_a_shops_own_member(self):
        """Also of a colleague, who is a member as anybody else."""
        member = self.new_member("Bea", PHONES[5], email="bea@example.com")
        colleague = mail_new_test_user(self.env, "colleague", groups="base.group_user").partner_id
        colleague.sudo()._member_enrol()
        for partner in (member, colleague):
            for name in ("member_snapshot", "topup_offers", "report_card_lost", "give_member_card"):
                with self.subTest(method=name):
                    args = OF_A_CUSTOMER[name]
                    if name == "give_member_card":
                        args = ({"seen_id": partner.member_card_ids[:1].id, "card_number": False},)
                    self.assertTrue(getattr(self.till, name)(partner.id, *args) is not None)
            self.assertEqual(sorted(partner.member_card_ids.mapped("state")), ["active", "lost"])

    def test_a_colleagues_file_is_left_alone(self):
        colleague = mail_new_test_user(
            self.env, "colleague", groups="base.group_user", email="c@example.com"
        ).partner_id
        colleague.sudo()._member_enrol()
        colleague.sudo().email = False
        self.env["member.file.item"].search([("field", "in", ("email", "gender"))]).is_asked = True
        self.assertFalse(self.till.member_snapshot(colleague.id)["ask"])
        for name, value in (("email", EVIL["email"]), ("gender", "male")):
            with self.assertRaises(AccessError):
                self.till.member_answer(colleague.id, name, value)
        self.assertFalse(colleague.email)

    def test_what_is_on_file_stays_even_if_it_cannot_be_used(self):
        member = self.new_member("Bea", PHONES[5])
        # As it came in before anybody asked: nobody enters it today.
        member.with_user(SUPERUSER_ID).email = "bea@example.com, office@example.com"
        self.env["member.file.item"].search([("field", "=", "email")]).is_asked = True
        self.assertNotEqual((self.till.member_snapshot(member.id)["ask"] or {}).get("field"), "email")
        with self.assertRaises(AccessError):
            self.till.member_answer(member.id, "email", EVIL["email"])
        self.assertEqual(member.email, "bea@example.com, office@example.com")

    # ── Cards, friends and products of another company ────────────────────────────────────────────────────────

    def foreign_card(self, **values):
        return self.env["member.card"].sudo().create({"company_id": self.elsewhere.id, **values})

    def test_a_card_of_another_company_is_nobodys(self):
        card = self.foreign_card(number=CARDS.number(900))
        answer = self.till.find_member(card.number)
        self.assertEqual((answer["status"], answer.get("is_stock")), ("unknown", None))
        self.refused(self.enrol(card_number=card.number), "card_number")
        member = self.new_member("Bea", PHONES[5])
        values = {"seen_id": member.member_card_id.id, "card_number": card.number}
        self.assertEqual(self.till.give_member_card(member.id, values)["status"], "refused")
        with self.assertRaisesRegex(UserError, "another company"):
            member.sudo()._member_replace_card(card.number)
        self.assertEqual((card.state, card.partner_id.id), ("stock", False))
        given = self.foreign_card(number=CARDS.number(901), partner_id=self.foreign.id, state="lost", state_reason="x")
        self.assertEqual(self.till.find_member(given.number)["status"], "unknown")

    def test_the_number_of_another_companys_member_finds_nobody(self):
        for query in (self.foreign.member_number, self.foreign.member_card_id.number, self.foreign.phone):
            answer = self.till.find_member(query)
            self.assertEqual(answer["status"], "unknown")
            self.assertNotIn("Zebediah", str(answer))

    def test_a_friend_of_another_company_brings_nobody(self):
        for query in (
            self.foreign.member_number,
            self.foreign.member_card_id.number,
            self.foreign.member_referral_code,
        ):
            self.refused(self.enrol(brought_by=query), "brought_by")

    def test_a_product_of_another_company_is_not_named(self):
        member = self.new_member("Bea", PHONES[5])
        secret = (
            self.env["product.template"]
            .sudo()
            .create({"name": "Secret", "company_id": self.elsewhere.id, "member_only": True, "member_quantity": 1})
        )
        answer = self.till.check_member_products(member.id, {str(secret.id): 5})
        self.assertNotIn("Secret", str(answer))

    def test_a_wallet_of_another_company_is_not_named(self):
        member = self.new_member("Bea", PHONES[5])
        wallet = self.new_wallet(company_id=self.company.id)
        wallet.sudo().write({"name": "Secret", "member_topup_max": 1})
        self.assertIn("1", self.till.check_spending(member.id, {}, {str(wallet.id): 5})["message"])
        wallet.sudo().company_id = self.elsewhere
        with self.assertRaises(AccessError) as caught:
            self.till.check_spending(member.id, {}, {str(wallet.id): 5})
        self.assertNotIn("Secret", str(caught.exception))

    def test_an_order_of_another_companys_member_is_refused(self):
        purchases = self.env["member.purchase"].sudo()
        before = purchases.search_count([])
        for write in (False, True):
            with self.subTest(write=write), self.assertRaises(UserError) as caught:
                order = self.sell(None if write else self.foreign, (self.cream, 1))
                order.with_user(self.cashier).write({"partner_id": self.foreign.id})
            self.assertNotIn("Zebediah", str(caught.exception))
        self.assertEqual(purchases.search_count([]), before)

    def test_a_use_of_another_till_user_is_not_undone(self):
        benefit = self.env["member.benefit"].create(
            {
                "name": "Coffee",
                "company_id": self.company.id,
                "line_ids": [Command.create({"tier_id": self.classic.id, "quota": 2})],
            }
        )
        bea = self.new_member("Bea", PHONES[5])
        for user, key, status in ((self.manager, "theirs", "refused"), (self.cashier, "own", "undone")):
            self.assertEqual(self.config.with_user(user).use_benefit(bea.id, benefit.id, key)["status"], "used")
            self.assertEqual(self.till.undo_benefit(key)["status"], status)
        uses = self.env["member.benefit.use"].search([("benefit_id", "=", benefit.id)], order="id")
        self.assertEqual(uses.mapped("state"), ["used", "undone"])

    def test_a_line_that_is_not_the_callers(self):
        """One of another company, and one that isn't there."""
        self.new_wallet()
        line = self.sell(self.new_member("Bea", PHONES[5]), self.top_up_line(50)).lines
        self.assertEqual(self.till.topup_refund_quote(line.id)["amount"], 50)
        self.env.flush_all()
        for table, record in (("pos_order", line.order_id), ("pos_order_line", line)):
            self.env.cr.execute(
                SQL("UPDATE %s SET company_id = %s WHERE id = %s", SQL.identifier(table), self.elsewhere.id, record.id)
            )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.till.topup_refund_quote(line.id)
        with self.assertRaises(UserError):
            self.till.topup_refund_quote(10**9)
