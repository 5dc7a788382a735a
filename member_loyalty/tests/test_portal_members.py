from odoo.tests import tagged

from .common import PHONES
from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalMembers(PortalCase):
    """What members do in the portal, and whose data it is when contacts change."""

    def test_home_leads_to_the_membership(self):
        counters = {"counters": ["membership_count"]}
        self.assertEqual(self.make_jsonrpc_request("/my/counters", counters)["membership_count"], 1)
        joe = self.env["res.partner"].create({"name": "Joe"})
        self.sign_up(joe, "joe_portal")
        self.sign_in("joe_portal")
        self.assertEqual(self.make_jsonrpc_request("/my/counters", counters)["membership_count"], 0)

    # ── Benefits ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_benefits_left_here_and_in_one_store(self):
        wrapping, parking = self.env["member.benefit"].create(
            [
                {"name": "Wrapping", "line_ids": [(0, 0, {"tier_id": self.classic.id, "quota": 2})]},
                {
                    "name": "Parking",
                    "line_ids": [(0, 0, {"tier_id": self.classic.id, "quota": 0})],
                    "config_ids": self.config.ids,
                },
            ]
        )
        self.config.with_user(self.cashier).use_benefit(self.ada.id, wrapping.id, "first")
        text = self.text(self.page(), "benefits")
        self.assertIn("Wrapping 1 of 2 left (this month)", text)
        self.assertIn(f"Ask for it at the till of {self.config.name}", text)
        self.assertIn("unlimited", text)
        self.config.with_user(self.cashier).use_benefit(self.ada.id, wrapping.id, "second")
        self.assertIn("No uses left for now", self.text(self.page(), "benefits"))
        self.assertIn(parking, self.env["member.benefit"]._for_member(self.ada, self.config, self.ada.member_since))

    # ── Friends ───────────────────────────────────────────────────────────────────────────────────────────────

    def referral_policy(self):
        return self.env["member.referral.policy"].create(
            {
                "name": "Bring a friend",
                "program_id": self.program.id,
                "company_id": self.company.id,
                "referrer_points": 50,
                "friend_points": 25,
                "least": 20,
                "days": 60,
            }
        )

    def test_friends_and_what_they_brought(self):
        self.referral_policy()
        self.bea.sudo()._member_register_referral(self.ada.member_referral_code)
        self.assertIn(self.ada.member_referral_code, self.text(self.page(), "referral"))
        self.assertIn("Waiting for first purchase", self.text(self.page("/friends"), "friends"))
        self.sell(self.bea, (self.cream, 1))
        self.assertIn("50", self.text(self.page("/friends"), "friends"))
        self.sign_in("bea_portal")
        self.assertNotIn(self.ada.name, self.text(self.page("/friends")))

    def friend_page(self, code, company=None):
        self.authenticate(None, None)
        return self.url_open(f"/membership/friend/{(company or self.company).id}/{code}")

    def test_friends_page_is_public_and_names_nobody(self):
        code = self.ada.member_referral_code
        self.assertEqual(self.friend_page(code).status_code, 404, "no policy is in force")
        self.referral_policy()
        page = self.friend_page(code)
        self.assertEqual(page.status_code, 200)
        self.assertIn(code, page.text)
        self.assertIn("25", page.text)
        self.assertNotIn(self.ada.name, page.text)
        self.assertEqual(self.friend_page(self.mistyped(code)).status_code, 404)
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        nobody.sudo().member_number = "0"
        self.assertEqual(self.friend_page(nobody.member_referral_code).status_code, 200, "tells not who is a member")
        self.assertEqual(self.friend_page(code, self.env["res.company"].create({"name": "Other"})).status_code, 404)

    # ── The member's own file ─────────────────────────────────────────────────────────────────────────────────

    def questions(self):
        return set(self.page("/details").xpath("//form[@name='details']//*[@name]/@name")) - {"csrf_token"}

    def test_member_adds_to_the_file_once(self):
        interest = self.env["member.interest"].create([{"name": "Spa"}, {"name": "Perfume"}])
        self.assertEqual(self.questions(), {"birthdate_date", "gender", "member_interest_ids"})
        answer = self.post(
            "/details",
            birthdate_date="1990-02-28",
            gender="female",
            member_interest_ids=[str(one.id) for one in interest],
        )
        self.assertIn("Saved", answer.text)
        ada = self.ada.sudo()
        self.assertEqual((str(ada.birthdate_date), ada.gender), ("1990-02-28", "female"))
        self.assertEqual(ada.member_interest_ids, interest)
        self.assertEqual(ada.member_confirmed_on, self.company._member_today())
        self.post("/details", birthdate_date="2001-01-01", gender="male", member_number="1", credit_limit="9")
        self.assertEqual((str(ada.birthdate_date), ada.gender), ("1990-02-28", "female"), "what is known stays")
        self.assertFalse(self.bea.sudo().birthdate_date)

    def test_answers_are_looked_at_as_at_the_till(self):
        interest = self.env["member.interest"].create({"name": "Spa"})
        for answer, words in (
            ({"birthdate_date": "2150-01-01"}, "is in the future"),
            ({"birthdate_date": "1700-01-01"}, "isn't a valid date"),
            ({"birthdate_date": "yesterday"}, "isn't a valid date"),
            ({"gender": "admin"}, "choose a value from the list"),
            ({"member_interest_ids": [str(interest.id), "999999"]}, "choose a value from the list"),
            ({"member_interest_ids": ["x"]}, "choose a value from the list"),
        ):
            with self.subTest(answer=answer):
                self.assertIn(words, self.post("/details", **answer).text.replace("&#39;", "'"))
        ada = self.ada.sudo()
        self.assertFalse(ada.birthdate_date or ada.gender or ada.member_interest_ids)

    def test_a_forged_form_changes_nothing(self):
        answer = self.url_open("/my/membership/details", data={"gender": "female"})
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self.ada.sudo().gender)

    # ── Whose data it is ──────────────────────────────────────────────────────────────────────────────────────

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Second Shop", "currency_id": self.company.currency_id.id})
        self.program.company_id = self.company
        theirs = self.program.copy({"name": "Second Points", "company_id": other.id})
        card = self.env["loyalty.card"].sudo().create({"program_id": theirs.id, "partner_id": self.ada.id, "points": 7})
        self.sell(self.ada, (self.cream, 1))
        page = self.page()
        self.assertEqual(
            {heading.text_content().strip() for heading in page.xpath("//*[@name='company']")},
            {self.company.name, "Second Shop"},
        )
        self.assertIn("7 ", self.text(page, "balance"))
        self.page(f"/movements/{card.id}")
        self.page(f"/statement/{card.id}")

    def test_merged_member_sees_all(self):
        double = self.new_member("Ada Double", PHONES[2])
        self.sell(double, (self.cream, 2))
        self.sell(self.ada, (self.cream, 1))
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((self.ada | double).ids, self.ada)
        self.assertIn("120", self.text(self.page(), "balance"))
        self.assertEqual(len(self.page("/orders").xpath("//*[@name='orders']/a")), 2)

    def test_who_was_erased_has_no_page(self):
        self.ada.sudo()._member_erase()
        self.env.flush_all()
        self.assertIn("/web/login", self.url_open("/my/membership").url)

    def test_a_stranger_has_no_page(self):
        self.authenticate(None, None)
        for path in ("", "/orders", "/card", "/friends", "/details", "/card/face"):
            with self.subTest(path=path):
                self.assertIn("/web/login", self.url_open(f"/my/membership{path}").url)
