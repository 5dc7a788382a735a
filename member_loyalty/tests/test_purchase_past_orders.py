from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestPastOrders(MemberCase):
    def forget(self):
        self.env.cr.execute("DELETE FROM member_purchase_line; DELETE FROM member_purchase")
        self.env.invalidate_all()

    def run_job(self, job, batch):
        for _batch in range(100):
            if job._step_past_orders(batch=batch):
                return
        self.fail("the job doesn't end")

    def test_orders_before_installation_become_purchases(self):
        customer = self.env["res.partner"].create({"name": "Regular"})
        orders = [self.sell(customer, (self.cream, 1)), self.sell(None, (self.soap, 2))]
        returned = self.refund(orders[0], (orders[0].lines, 1))
        self.forget()
        self.env["member.job"]._start_past_orders()
        job = self.env["member.job"].search([], limit=1)
        self.run_job(job, batch=2)
        purchases = self.env["member.purchase"].search([("pos_order_id", "in", [order.id for order in orders])])
        self.assertEqual(sorted(purchases.mapped("amount_net")), [20.0, 40.0])
        back = self.env["member.purchase"].search([("pos_order_id", "=", returned.id)])
        self.assertEqual((back.amount_net, back.refund_of_id.pos_order_id), (-40.0, orders[0]))
        self.assertEqual(job.done, job.total)
        self.assertFalse(customer.member_number)

    def test_stopped_work_is_taken_up_again(self):
        for _sale in range(3):
            self.sell(None, (self.soap, 1))
        self.forget()
        job = self.env["member.job"]._start("past_orders", "again", 3, cursor={"after": 0})
        job._step_past_orders(batch=1)
        job.action_cancel()
        self.assertEqual(job.state, "cancelled")
        job.action_resume()
        self.run_job(job, batch=1)
        # What was written before the stop is written once.
        job.cursor = {"after": 0}
        self.run_job(job, batch=2)
        orders = self.env["pos.order"].search_count([("state", "in", ("paid", "done"))])
        self.assertEqual(self.env["member.purchase"].search_count([("source", "=", "pos")]), orders)

    def test_failure_is_kept_and_named(self):
        job = self.env["member.job"]._start("past_orders", "bad", 3, cursor={"from": 1})
        with self.assertLogs("odoo.addons.member_loyalty.models.common.member_job", "ERROR"):
            job._run_batch()
        self.assertEqual(job.state, "failed")
        self.assertIn("after", job.error)
