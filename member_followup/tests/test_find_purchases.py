from odoo.tests import tagged

from .common_find import DAY, FindCase, days


@tagged("post_install", "-at_install")
class TestFindPurchases(FindCase):
    """Who enters by what they bought, and when."""

    def test_any_purchase(self):
        self.bought(self.ada, days(-1), 10)
        plan = self.started("purchase", again="occasion")
        self.assertEntered(plan)
        self.bought(self.ada, DAY, 10)
        self.bought(self.ada, DAY, 10)
        self.bought(self.ben, days(1), 10)
        self.bought(self.cleo, days(1), -10)
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, DAY), (self.ada, DAY), (self.ben, days(1)))
        self.found(plan, days(3))
        self.assertEntered(plan, (self.ada, DAY), (self.ada, DAY), (self.ben, days(1)))

    def test_what_comes_late_is_found_once(self):
        plan = self.started("purchase", again="occasion")
        self.found(plan, days(5))
        self.bought(self.ada, days(2), 10)
        self.found(plan, days(6))
        self.found(plan, days(7))
        self.assertEntered(plan, (self.ada, days(2)))

    def test_no_purchase_but_a_return_or_of_nobody(self):
        plan = self.started("purchase", again="occasion")
        key = self.bought(self.ada, DAY, 10)
        self.bought(self.ada, days(1), -10, refund_of=key)
        self.bought(self.env["res.partner"], DAY, 10)
        self.found(plan, days(2))
        self.assertEntered(plan)

    def test_first_and_second_purchase(self):
        first, second = self.started("first_purchase"), self.started("nth_purchase", trigger_number=2)
        self.bought(self.ada, days(-300), 10)
        self.bought(self.ada, days(1), 10)
        self.bought(self.ben, days(1), 10)
        self.bought(self.ben, days(1), 10)
        self.bought(self.ben, days(2), 10)
        for plan in (first, second):
            self.found(plan, days(2))
        self.assertEntered(first, (self.ben, days(1)))
        self.assertEntered(second, (self.ada, days(1)), (self.ben, days(1)))
        self.assertEqual(first.run_ids.sudo().purchase_id.local_date, days(1))

    def test_dormant(self):
        plan = self.started("dormant", trigger_months=2, again="occasion", steps=[{"delay_months": 2}])
        self.bought(self.ada, days(-60), 10)  # 2 April
        self.bought(self.ada, days(-60), 20)
        self.bought(self.ben, days(-60), 10)
        self.bought(self.ben, days(1), 10)  # on the very day
        self.bought(self.cleo, days(-60), 10)
        self.bought(self.cleo, days(2), 10)  # the day after
        self.found(plan, days(1))
        self.found(plan, days(3))
        self.assertEntered(plan, (self.ada, days(1), days(-60)), (self.cleo, days(1), days(-60)))
        self.assertPlanned(plan, (self.ada, days(1), 1), (self.cleo, days(1), 1))

    def test_used_up(self):
        self.cream.member_days_per_unit = 30
        plan = self.started("product", again="occasion")
        other = self.started("product", again="occasion", product_ids=self.soap.ids)
        mine = self.started("product", again="occasion", categ_ids=self.cream.categ_id.ids, trigger_days=-5)
        self.bought_goods(self.ada, days(-20), (self.cream, 1), (self.soap, 4))
        self.bought_goods(self.ben, days(-20), (self.cream, 1))
        self.bought_goods(self.ben, days(10), (self.cream, 2))
        for one in (plan, other, mine):
            self.found(one, days(9))
            self.found(one, days(10))
        self.assertEntered(plan, (self.ada, days(10)))
        self.assertEntered(other)
        self.assertEntered(mine, (self.ada, days(5)), (self.ben, days(5)))
        self.found(plan, days(70))
        plan.date_found = days(60)
        self.found(plan, days(70))
        self.assertEntered(plan, (self.ada, days(10)), (self.ben, days(70)))

    def test_another_company_and_who_is_no_member(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        plan = self.started("purchase", again="occasion")
        self.bought(self.ada, DAY, 10, company=elsewhere)
        self.bought(self.env["res.partner"].create({"name": "Walk-in"}), DAY, 10)
        gone = self.new_member("Gone", "+16502530077")
        self.bought(gone, DAY, 10)
        gone.sudo()._member_leave("wish")
        quiet = self.new_member("Quiet", "+16502530078", member_no_contact=True)
        self.bought(quiet, DAY, 10)
        abroad = self.new_member("Abroad", "+16502530079")
        self.bought(abroad, DAY, 10)
        abroad.company_id = elsewhere
        self.found(plan, days(1))
        self.assertEntered(plan)

    def test_only_of_a_segment(self):
        segment = self.env["member.segment"].create({"name": "A", "domain": "[('name', '=', 'Ada')]"})
        plan = self.started("purchase", again="occasion", audience_id=segment.id)
        self.bought(self.ada, DAY, 10)
        self.bought(self.ben, DAY, 10)
        self.found(plan, days(1))
        self.assertEntered(plan, (self.ada, DAY))
