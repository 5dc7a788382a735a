from odoo import fields
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestPointsReport(MemberCase):
    def setUp(self):
        super().setUp()
        self.member = self.new_member()
        self.order = self.sell(self.member, (self.cream, 5))
        self.card = self.env["loyalty.card"]._member_card(self.member, self.program)
        self.sell(self.member, (self.cream, 1), self.reward_line(self.card))

    def report(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["member.points.report"].with_user(self.manager).search([])

    def test_what_a_point_is_worth(self):
        self.assertEqual(self.program.member_point_value, 0.05)
        self.reward.required_points = 50
        self.assertEqual(self.program.member_point_value, 0.1)
        self.program.reward_ids = [
            (0, 0, {"reward_type": "product", "reward_product_id": self.cream.id, "required_points": 100}),
            (0, 0, {"reward_type": "discount", "discount_mode": "percent", "discount": 90, "required_points": 1}),
        ]
        self.assertEqual(self.program.member_point_value, 0.4)
        self.program.member_point_value = 0.25
        self.assertEqual(self.program.member_point_value, 0.25)

    def test_month_of_a_programme(self):
        self.refund(self.order, (self.order.lines, 1))
        row = self.report()
        earned = 200 + 40 * 1.5
        self.assertEqual((row.issued, row.spent, row.clawed_back), (earned, -100, -40))
        self.assertEqual(row.outstanding, earned - 140)
        self.assertEqual(row.outstanding, self.card.points)
        self.assertEqual(row.liability, round(row.outstanding * 0.05, 2))
        self.assertEqual(row.sales, 200 + 40 - 5 - 40)
        self.assertAlmostEqual(row.cost_ratio, (earned - 40) * 0.05 / row.sales, 4)
        entries = self.env["member.ledger.entry"].search(row.action_open_entries()["domain"])
        self.assertEqual(sum(entries.mapped("amount")), row.outstanding)

    def test_points_on_the_way_are_shown_apart(self):
        self.program.write({"member_pending": "days", "member_pending_days": 14})
        before = self.report().outstanding
        self.sell(self.member, (self.soap, 2))
        row = self.report()
        self.assertEqual((row.outstanding, row.pending), (before, 30))

    def test_ratio_of_months_is_that_of_their_sums(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE member_ledger_entry SET date = date - interval '2 months' WHERE pos_order_id = %s", [self.order.id]
        )
        self.env.cr.execute(
            "UPDATE member_purchase SET local_date = local_date - interval '2 months' WHERE pos_order_id = %s",
            [self.order.id],
        )
        rows = self.report()
        self.assertEqual(rows.sorted("month").mapped("outstanding"), [200, 200, 160])
        total, by_month = rows._read_grouping_sets([], [[], ["month:month"]], ["outstanding:sum"])
        self.assertEqual((total, [row[1] for row in by_month]), ([(160,)], [200, 200, 160]))
        ((cost, ratio, outstanding),) = rows._read_group(
            [], aggregates=["cost:sum", "cost_ratio:avg", "outstanding:sum"]
        )
        self.assertAlmostEqual(float(ratio), (200 + 60) * 0.05 / (200 + 40 - 5), 4)
        self.assertEqual((cost, outstanding), (13, 160))

    def test_ageing_of_open_lots(self):
        today = fields.Date.today()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE member_ledger_entry SET date = date - interval '7 months', date_expiration = %s "
            "WHERE pos_order_id = %s AND kind = 'earn'",
            [fields.Date.add(today, months=5), self.order.id],
        )
        self.env.invalidate_all()
        rows = self.env["member.points.ageing"].with_user(self.manager).search([])
        self.assertEqual([(row.age, row.points, row.lots) for row in rows], [("00", 60, 1), ("06", 100, 1)])
        self.assertEqual(rows.mapped("expiration"), [False, fields.Date.add(today, months=5).replace(day=1)])
        self.assertEqual(rows.mapped("liability"), [3, 5])
        for row in rows:
            lots = self.env["member.ledger.entry"].search(row.action_open_entries()["domain"])
            self.assertEqual(sum(lots.mapped("left")), row.points)

    def test_breakage_needs_a_history(self):
        self.assertIn("Not enough history: 0 points batches", self.program.member_breakage_note)
        self.assertEqual((self.program.member_points_open, self.program.member_points_liability), (160, 8))
        self.assertEqual(self.program.member_points_expected, 8)
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        ledger = self.env["member.ledger.entry"].sudo()
        vals = {"card_id": self.card.id, "kind": "adjust", "amount": 10, "date_expiration": yesterday}
        ledger._post([{**vals, "key": f"lot:{number}"} for number in range(100)])
        self.assertEqual(self.card.points, 160)
        self.env.invalidate_all()
        self.assertEqual(self.program.member_breakage, 1)
        self.assertIn("Based on 100 closed points batches", self.program.member_breakage_note)
        self.assertEqual(self.program.member_points_expected, 0)
