from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase
from .test_enrolment_enrol import VALUES

MASKED = {"phone": "••••••••000", "email": "a••@example.com"}


@tagged("post_install", "-at_install")
class TestMasking(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member(email="ada@example.com")
        cls.seen = cls.ada.with_user(cls.cashier)

    def shown(self, partner):
        return {name: partner.read(["phone", "email"])[0][name] for name in ("phone", "email")}

    def test_who_only_sells_sees_masks(self):
        self.assertEqual(self.shown(self.seen), MASKED)
        spec = {"phone": {}, "email": {}, "email_normalized": {}, "phone_sanitized": {}}
        shown = self.seen.web_read(spec)[0]
        self.assertEqual((shown["phone_sanitized"], shown["email_normalized"]), tuple(MASKED.values()))
        found = self.seen.web_search_read([("id", "=", self.ada.id)], spec)["records"][0]
        self.assertEqual(found["email"], MASKED["email"])
        for user in (self.staff, self.manager):
            self.assertEqual(self.shown(self.ada.with_user(user))["email"], "ada@example.com")
        self.company.member_mask_contacts = False
        self.assertEqual(self.shown(self.seen)["email"], "ada@example.com")

    def test_who_is_no_member_is_shown_as_core_does(self):
        customer = self.env["res.partner"].create({"name": "Bea", "email": "bea@example.com"})
        self.assertEqual(self.shown(customer.with_user(self.cashier))["email"], "bea@example.com")

    def test_the_till_gets_masks_and_finds_by_the_number(self):
        Partner = self.env["res.partner"].with_user(self.cashier)
        domain = ["|", ("phone_mobile_search", "ilike", PHONES[0]), ("email", "ilike", PHONES[0])]
        rows = Partner.get_new_partner(self.config.id, domain, 0)["res.partner"]
        self.assertEqual([(row["id"], row["phone"], row["email"]) for row in rows], [(self.ada.id, *MASKED.values())])
        snapshot = self.config.with_user(self.cashier).member_snapshot(self.ada.id)
        self.assertEqual(snapshot["records"]["res.partner"][0]["phone"], MASKED["phone"])
        self.assertNotIn("ada@example.com", str(snapshot))

    def test_a_mask_is_never_saved(self):
        self.cashier.group_ids |= self.env.ref("base.group_partner_manager")
        self.seen.write({**MASKED, "city": "Springfield"})
        self.assertEqual((self.ada.phone, self.ada.email, self.ada.city), (PHONES[0], "ada@example.com", "Springfield"))
        for half in ({"phone": "••••••••007"}, {"email": "b••@example.com"}):
            with self.assertRaisesRegex(UserError, "is masked"):
                self.seen.write(half)
        with self.assertRaisesRegex(UserError, "is masked"):
            self.env["res.partner"].with_user(self.cashier).create({"name": "Copy", **MASKED})
        self.seen.write({"phone": PHONES[7]})
        self.assertEqual(self.ada.phone, PHONES[7])

    def test_a_form_works_nothing_out(self):
        self.cashier.group_ids |= self.env.ref("base.group_partner_manager")
        spec = {"phone": {}, "email": {}, "country_id": {}}
        country = self.env.ref("base.us").id
        result = self.seen.onchange({"country_id": country}, ["country_id"], spec)
        self.assertNotIn(PHONES[0][-7:], str(result).replace("-", "").replace(" ", ""))

    def test_lists_dont_get_around_it(self):
        self.cashier.group_ids |= self.env.ref("base.group_allow_export")
        with self.assertRaisesRegex(AccessError, "have access to phone numbers"):
            self.seen.export_data(["name", "phone"])
        order = self.sell(self.ada, (self.cream, 1)).with_user(self.cashier)
        with self.assertRaisesRegex(AccessError, "have access to phone numbers"):
            order.export_data(["name", "partner_id/email"])
        with self.assertRaisesRegex(AccessError, "have access to phone numbers"):
            self.seen.formatted_read_group([], ["email"], ["__count"])
        self.assertEqual(self.seen.export_data(["name"])["datas"], [["Ada"]])

    def test_orders_and_receipts(self):
        order = self.sell(self.ada, (self.cream, 1))
        self.assertEqual(order.email, "ada@example.com")
        seen = order.with_user(self.cashier)
        self.assertEqual(seen.read(["email"])[0]["email"], MASKED["email"])
        seen.write({"email": MASKED["email"]})
        self.assertEqual(order.email, "ada@example.com")
        before = self.env["mail.mail"].search([])
        seen.action_send_receipt(MASKED["email"], False, False)
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual(mail.email_to, "ada@example.com")

    def test_who_left_is_taken_back_without_typing_again(self):
        bea = self.new_member("Bea", PHONES[4], email="bea@example.com")
        bea.sudo()._member_leave("wish")
        shown = self.shown(bea.with_user(self.cashier))
        values = {**VALUES, **shown, "name": "Bea", "partner_id": bea.id}
        answer = self.config.with_user(self.cashier).enrol_member(values)
        self.assertEqual(answer["status"], "enrolled")
        self.assertEqual((bea.phone, bea.email), (PHONES[4], "bea@example.com"))
