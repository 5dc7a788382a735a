from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestTier(MemberCase):
    def test_single_purchase_gives_the_tier_and_says_why(self):
        member = self.new_member()
        order = self.sell(member, (self.cream, 5))
        change = self.env["member.tier.change"].search([("partner_id", "=", member.id)], limit=1)
        self.assertEqual((change.from_tier_id, change.to_tier_id), (self.classic, self.silver))
        self.assertEqual((change.reason, change.figure, change.threshold), ("single", 200.0, 200.0))
        self.assertEqual(change.purchase_id.pos_order_id, order)

    def test_the_list_of_members_asks_once_for_a_page(self):
        """Points, spend and next tier are computed: a page of 20 takes no more queries than one of 2."""
        members = self.env["res.partner"].create(
            [{"name": f"Member {phone}", "phone": phone} for phone in PHONES[10:30]]
        )
        members.sudo()._member_enrol()
        self.sell(members[0], (self.cream, 1))
        seen = self.env["res.partner"].with_user(self.staff)
        view = seen.get_view(self.env.ref("member_loyalty.res_partner_view_list_members").id, "list")
        names = [node.get("name") for node in etree.fromstring(view["arch"]).iter("field")]
        self.assertLessEqual({"member_points", "member_spend", "member_next_tier_id"}, set(names))
        spec = {name: {"fields": {"display_name": {}}} if seen._fields[name].relational else {} for name in names}

        def queries(page):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = seen.web_search_read([("id", "in", page.ids)], spec)["records"]
            self.assertEqual(len(rows), len(page))
            return self.env.cr.sql_log_count - before

        queries(members)  # Fills what is kept in memory from page to page.
        self.assertEqual(queries(members), queries(members[:2]))

    def test_spend_in_the_window_gives_the_tier(self):
        member = self.new_member()
        for _sale in range(3):
            self.sell(member, (self.cream, 4))
        self.assertEqual(member.member_tier_id, self.classic)
        self.sell(member, (self.soap, 2))
        self.assertEqual(member.member_tier_id, self.silver)
        change = self.env["member.tier.change"].search([("partner_id", "=", member.id)], limit=1)
        self.assertEqual((change.reason, change.figure), ("spend", 500.0))

    def test_purchases_older_than_the_window_do_not_count(self):
        member = self.new_member()
        self.sell(member, (self.cream, 4), date_order="2024-01-10 12:00:00")
        self.assertEqual(member.member_spend, 0)
        self.assertEqual(member.member_missing_spend, 500.0)

    def test_window_starts_on_the_day_after(self):
        member = self.new_member()
        self.sell(member, (self.cream, 1), date_order="2025-06-10 12:00:00")
        with freeze_time("2026-06-09 12:00:00"):
            self.assertEqual(member.member_spend, 40.0)
        self.env.invalidate_all()
        with freeze_time("2026-06-10 12:00:00"):
            self.assertEqual(member.member_spend, 0)

    def test_morning_sale_counts_on_the_stores_day(self):
        """It is still yesterday where the cashier's clock stands."""
        self.company.partner_id.tz = "Asia/Tokyo"
        self.cashier.tz = "UTC"
        with freeze_time("2026-03-01 20:00:00"):
            member = self.new_member()
            self.sell(member, (self.cream, 5), date_order="2026-03-01 20:00:00")
        self.assertEqual(member.member_tier_id, self.silver)

    def test_sale_never_lowers_the_tier(self):
        member = self.new_member()
        member.with_user(self.manager).write({"member_tier_id": self.gold.id})
        self.sell(member, (self.soap, 1))
        self.assertEqual(member.member_tier_id, self.gold)

    def test_tier_by_hand_is_kept_with_its_doer(self):
        member = self.new_member()
        member.with_user(self.manager).write({"member_tier_id": self.gold.id})
        change = self.env["member.tier.change"].search([("partner_id", "=", member.id)], limit=1)
        self.assertEqual((change.reason, change.to_tier_id, change.user_id), ("manual", self.gold, self.manager))

    def test_staff_and_cashiers_set_no_tier(self):
        member = self.new_member()
        for user in (self.cashier, self.staff):
            with self.assertRaises(AccessError):
                member.with_user(user).write({"member_tier_id": self.gold.id})

    def test_enrolment_counts_earlier_purchases(self):
        customer = self.env["res.partner"].create({"name": "Regular", "phone": "+16502530005"})
        self.sell(customer, (self.cream, 6))
        customer.sudo()._member_enrol()
        self.assertEqual(customer.member_tier_id, self.silver)

    def test_two_tiers_share_no_rank(self):
        with self.assertRaisesRegex(ValidationError, "rank 3"):
            self.env["member.tier"].create({"name": "Platinum", "rank": 3})

    def test_tier_with_members_is_kept(self):
        self.new_member()
        with self.assertRaisesRegex(ValidationError, "Classic has 1 members"):
            self.classic.unlink()

    def test_changes_are_a_record(self):
        self.new_member()
        change = self.env["member.tier.change"].search([], limit=1)
        with self.assertRaises(UserError):
            change.note = "no"
        with self.assertRaises(UserError):
            change.unlink()

    def test_members_of_a_tier_get_its_prices(self):
        self.env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        pricelist = self.env["product.pricelist"].create({"name": "Gold prices"})
        own = self.env["product.pricelist"].create({"name": "Own prices"})
        self.gold.pricelist_id = pricelist
        member = self.new_member()
        self.assertNotEqual(member.property_product_pricelist, pricelist)
        member.member_tier_id = self.gold
        self.assertEqual(member.property_product_pricelist, pricelist)
        member.specific_property_product_pricelist = own
        member.invalidate_recordset()
        self.assertEqual(member.property_product_pricelist, own)
