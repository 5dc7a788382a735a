from odoo.fields import Command
from odoo.tests import tagged

from .test_till_tours import TillCase


@tagged("post_install", "-at_install")
class TestCouponCodeTour(TillCase):
    def test_typed_otherwise_it_is_the_same_coupon(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Coupons",
                "program_type": "coupons",
                "trigger": "with_code",
                "applies_on": "current",
                "reward_ids": [Command.create({"discount": 10, "required_points": 1})],
                "pos_config_ids": [Command.link(self.main_pos_config.id)],
            }
        )
        coupon = self.env["loyalty.card"].create({"program_id": program.id, "code": "044ACDEFGHJKMN23", "points": 1})
        self.run_tour("MemberCouponCodeTour")
        self.assertEqual(coupon.points, 0)
        order = self.env["pos.order"].search([], limit=1)
        self.assertEqual((len(order.lines.filtered("is_reward_line")), order.amount_total), (1, 108))
