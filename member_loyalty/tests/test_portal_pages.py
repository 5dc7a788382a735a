from datetime import date

from odoo import fields
from odoo.tests import tagged

from .common import PHONES
from .common_portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCase):
    def test_overview_shows_the_members_own(self):
        self.new_wallet()
        order = self.sell(self.ada, (self.cream, 3), self.top_up_line(50))
        self.sell(self.bea, (self.cream, 9))
        self.coupon(self.ada)
        page = self.page()
        text = self.text(page)
        for words in (self.ada.name, self.ada.member_number, self.ada.member_card_id.number, "120 Points", "50.00"):
            self.assertIn(words, text)
        self.assertIn("10% on your order", self.text(page, "coupons"))
        self.assertIn("170.00", self.text(page, "orders"))
        self.assertNotIn(self.bea.name, text)
        self.assertNotIn("360 Points", text)
        self.assertFalse(page.xpath("//*[@name='referral']"), "no policy is in force")
        self.assertIn(order.pos_reference, self.text(self.page(page.xpath("//*[@name='orders']//a/@href")[1][14:])))

    def test_tier_with_what_is_missing_to_the_next(self):
        self.sell(self.ada, (self.cream, 3))
        page = self.page()
        self.assertIn("Classic", self.text(page, "tier"))
        self.assertEqual(self.text(page, "why"), "Every member starts here.")
        self.assertIn("380.00 more or one purchase of $ 200.00", self.text(page, "missing"))
        bars = page.xpath("//*[@name='bar']//*[@aria-valuenow]")
        self.assertEqual(
            {(bar.get("aria-label"), bar.get("aria-valuenow")) for bar in bars},
            {("Total purchases", "24"), ("Largest purchase", "60")},
        )

    def test_tier_that_ends(self):
        self.silver.write({"validity_kind": "months", "validity_months": 12, "grace_days": 20})
        self.sell(self.ada, (self.cream, 5))
        standing = self.ada.sudo().member_standing_ids
        self.assertIn("You have met the requirements", self.text(self.page(), "stay"))
        standing.until = "2099-12-31"
        self.assertIn("500.00 more or one purchase of", self.text(self.page(), "stay"))
        standing.until = self.company._member_today().replace(day=1).replace(year=2001)
        self.assertFalse(self.page().xpath("//*[@name='grace']"), "the days of grace are over, too")
        standing.until = fields.Date.subtract(self.company._member_today(), days=3)
        self.assertIn("You can still keep it", self.text(self.page(), "grace"))

    def test_tier_by_hand_tells_no_reason(self):
        self.ada.sudo()._member_hold_tier(self.gold, date(2099, 12, 31), "Husband of the owner")
        page = self.page()
        self.assertIn("Granted by us until 12/31/2099", self.text(page, "held"))
        self.assertIn("highest tier", self.text(page, "top"))
        self.assertNotIn("Husband", self.text(page))

    def test_what_points_are_worth_and_what_they_buy(self):
        self.sell(self.ada, (self.cream, 2))
        page = self.page()
        self.assertIn("20 Points more", self.text(page, "reward"))
        self.assertNotIn("Worth", self.text(page, "member_card"))
        self.program.write(
            {"reward_ids": [(0, 0, {"discount_mode": "per_point", "discount": 0.05, "required_points": 1})]}
        )
        self.assertIn("Worth $ 4.00", self.text(self.page(), "member_card"))
        self.sell(self.ada, (self.soap, 2))
        self.assertIn("for 100 Points", self.text(self.page(), "reward"))

    def test_purchase_from_imported_history(self):
        self.env.cr.execute(
            """
            INSERT INTO member_purchase (key, source, reference, partner_id, company_id, date, local_date, amount_net,
                                         amount_gross, amount_paid_in, amount_prepaid)
            VALUES ('old:1', 'import', 'OLD-1', %s, %s, '2020-02-29 10:00', '2020-02-29', 30, 36, 0, 6) RETURNING id
            """,
            [self.ada.id, self.company.id],
        )
        [purchase_id] = self.env.cr.fetchone()
        self.assertIn("Earlier purchase", self.text(self.page("/orders"), "orders"))
        page = self.page(f"/orders/{purchase_id}")
        self.assertIn("36.00", self.text(page, "total"))
        self.assertIn("6.00", self.text(page, "prepaid"))

    def test_no_tiers(self):
        self.env["member.tier"].search([]).active = False
        eve = self.new_member("Eve", PHONES[2])
        self.sign_up(eve, "eve_portal")
        self.sign_in("eve_portal")
        page = self.page()
        self.assertFalse(page.xpath("//*[@name='tier' and self::section]"))
        self.assertIn("earn points with your first purchase", self.text(page, "no_points"))

    def test_who_is_no_member(self):
        joe = self.env["res.partner"].create({"name": "Joe"})
        self.sign_up(joe, "joe_portal")
        self.sign_in("joe_portal")
        self.assertIn("Every customer can join", self.text(self.page(), "become"))
        self.env["member.enrolment.rule"].create(
            {"name": "Large", "kind": "period", "amount": 150, "days": 90, "company_id": self.company.id}
        )
        self.assertIn("Large: purchases of $ 150.00 within 90 days", self.text(self.page(), "become"))
        for path in ("/card", "/friends", "/details", "/consent", "/leave"):
            with self.subTest(path=path):
                self.assertTrue(self.url_open(f"/my/membership{path}").url.endswith("/my/membership"))

    def test_who_left(self):
        self.company.member_leave_days = 30
        self.sell(self.ada, (self.cream, 3))
        self.ada.sudo()._member_leave("wish")
        page = self.page()
        self.assertIn("Membership ended on", self.text(page, "left"))
        self.assertIn("Your points are kept until", self.text(page, "left"))
        self.assertIn("120", self.text(page, "balance"))
        self.assertEqual(len(self.page("/orders").xpath("//*[@name='orders']/a")), 1)

    def test_pages_of_others(self):
        order = self.sell(self.bea, (self.cream, 3))
        purchase = self.env["member.purchase"].search([("pos_order_id", "=", order.id)])
        points = self.bea.member_loyalty_card_ids
        coupon = self.coupon(self.bea)
        for path in (
            f"/orders/{purchase.id}",
            f"/movements/{points.id}",
            f"/statement/{points.id}",
            f"/statement/{points.id}/pdf",
            f"/coupon/{coupon.id}",
        ):
            with self.subTest(path=path):
                self.page(path, status=404)
        self.sign_in("bea_portal")
        self.page(f"/orders/{purchase.id}")
        self.page(f"/movements/{points.id}")
        self.assertIn(coupon.code, self.text(self.page(f"/coupon/{coupon.id}"), "code"))

    def test_own_partner_only_of_a_firm(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        (self.ada | self.bea).parent_id = firm
        self.sell(self.bea, (self.cream, 3))
        page = self.page()
        self.assertNotIn("120 Points", self.text(page))
        self.assertFalse(self.page("/orders").xpath("//*[@name='orders']/a"))

    def test_coupons_that_a_till_takes(self):
        today = self.company._member_today()
        self.coupon(self.ada, expiration_date=fields.Date.subtract(today, days=1))
        self.coupon(self.ada, points=0)
        self.coupon(self.ada, program={"date_to": fields.Date.subtract(today, days=1)})
        self.coupon(self.ada, program={"date_from": fields.Date.add(today, days=1)})
        self.assertFalse(self.page().xpath("//*[@name='coupons']"))
        self.coupon(self.ada, expiration_date=today)
        self.assertEqual(len(self.page().xpath("//*[@name='coupons']//a")), 1)

    def test_order_with_its_return(self):
        order = self.sell(self.ada, (self.cream, 3))
        self.refund(order, (order.lines, 1))
        hrefs = self.page("/orders").xpath("//*[@name='orders']/a/@href")
        self.assertEqual(len(hrefs), 2)
        back, first = (self.page(href[14:]) for href in hrefs)
        self.assertIn("120 Points", self.text(first, "earned"))
        self.assertIn("120.00", self.text(first, "total"))
        self.assertIn("Returned on", self.text(first, "returned"))
        self.assertIn("-40 Points", self.text(back, "earned"))

    def test_queries_dont_grow(self):
        self.new_wallet()
        self.sell(self.ada, (self.cream, 1), self.top_up_line(50))
        self.coupon(self.ada)
        self.env["member.benefit"].create({"name": "Parking", "line_ids": [(0, 0, {"tier_id": self.classic.id})]})
        points = self.ada.member_loyalty_card_ids.filtered(lambda card: card.program_type == "loyalty")
        paths = ("", "/orders", f"/movements/{points.id}", f"/statement/{points.id}")
        few = {path: self.queries(path) for path in paths}
        coupons = self.env["loyalty.card"].search([("program_type", "=", "coupons")]).program_id
        self.env["loyalty.card"].create(
            [{"program_id": coupons.id, "partner_id": self.ada.id, "points": 1} for _number in range(30)]
        )
        self.env["member.benefit"].create(
            [
                {"name": f"Benefit {number}", "line_ids": [(0, 0, {"tier_id": self.classic.id, "quota": 1})]}
                for number in range(29)
            ]
        )
        for _number in range(30):
            self.sell(self.ada, (self.soap, 1))
        for path in paths:
            with self.subTest(path=path):
                self.assertLessEqual(self.queries(path), few[path] + 2)
