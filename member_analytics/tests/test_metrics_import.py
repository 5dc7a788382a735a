from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common_import import ImportCase

MEMBERS = "id,name,joined\nM1,Cleo,2025-01-05\nM2,Dora,2025-02-05\n"
PURCHASES = "basket,date,customer,net\nB1,2025-01-10,M1,60\nB2,2025-02-12,M2,5\nB3,2025-03-02,M1,20\n"


@tagged("post_install", "-at_install")
class TestMetricsAfterImport(ImportCase):
    """A shop that has moved in has its past on the first day."""

    @freeze_time("2025-06-15 12:00:00")
    def test_month_ends_of_the_past_are_made(self):
        self.load(self.history(MEMBERS, kind="members"))
        record = self.load(self.history(PURCHASES))
        self.run_metrics()
        month_ends = self.env["member.metrics.snapshot"].search(
            [("partner_id.ref", "in", ("M1", "M2"))], order="day, id"
        )
        self.assertEqual(
            [
                (row.partner_id.ref, row.day, row.purchase_count)
                for row in month_ends.sorted(lambda row: (row.partner_id.ref, row.day))
            ],
            [
                *(("M1", day, count) for day, count in zip(self.days(), (1, 1, 2, 2, 2), strict=True)),
                *(("M2", day, 1) for day in self.days()[1:]),
            ],
        )
        self.assertTrue(month_ends.filtered("previous_state"))
        cleo = self.env["res.partner"].search([("ref", "=", "M1")])
        metrics = self.env["member.metrics"].search([("partner_id", "=", cleo.id)])
        self.assertEqual((metrics.purchase_count, metrics.net_spend), (2, 80))
        self.assertEqual(sum(self.env["member.month"].search([("month", "=", "2025-02-01")]).mapped("amount_net")), 5)
        record.action_undo()
        self.run_job(record)
        self.run_metrics()
        month_ends = self.env["member.metrics.snapshot"].search([("partner_id.ref", "in", ("M1", "M2"))])
        self.assertEqual(set(month_ends.mapped("purchase_count")), {0})

    def days(self):
        return [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31)]

    def run_metrics(self):
        for job in self.env["member.job"].search([("kind", "=", "metrics"), ("state", "=", "queued")]):
            while job.state in ("queued", "running"):
                job._run_batch()
            self.assertEqual(job.state, "done", job.error)
