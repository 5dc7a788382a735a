import base64

from odoo.tests import TransactionCase

from odoo.addons.mail.tests.common import mail_new_test_user


class ImportCase(TransactionCase):
    """A shop with two customers and two products on file, and a manager who imports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = mail_new_test_user(cls.env, "history_manager", groups="member_loyalty.group_manager")
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.us")
        cls.company.partner_id.tz = "America/New_York"
        cls.env["member.tier"].search([]).active = False
        cls.classic, cls.gold = cls.env["member.tier"].create(
            [{"name": "Classic", "rank": 1}, {"name": "Gold", "rank": 2, "entry_spend": 100}]
        )
        cls.ada, cls.bea = cls.env["res.partner"].create([{"name": "Ada", "ref": "C1"}, {"name": "Bea", "ref": "C2"}])
        cls.soap, cls.cream = cls.env["product.product"].create(
            [
                {"name": "Soap", "default_code": "P1"},
                {"name": "Cream", "default_code": "P2", "barcode": "5901234123457"},
            ]
        )

    def history(self, content, kind="purchases", file_name="history.csv", **values):
        """An import as the manager starts it, its file read."""
        data = content.encode() if isinstance(content, str) else content
        record = (
            self.env["member.import"]
            .with_user(self.manager)
            .create(
                {"name": "Old till", "kind": kind, "file": base64.b64encode(data), "file_name": file_name, **values}
            )
        )
        record.action_read()
        return record

    def run_job(self, record):
        """What the scheduler does, without its commits."""
        job = record.job_id.sudo()
        while job.state in ("queued", "running"):
            job._run_batch()
        self.env.invalidate_all()
        self.assertEqual(job.state, "done", job.error)

    def check(self, record):
        record.action_check()
        self.run_job(record)
        return record

    def load(self, record):
        """Check and import."""
        self.check(record).action_import()
        self.run_job(record)
        return record

    def problems(self, record):
        return [(error.number, error.target or "", error.code) for error in record.error_ids.sorted("number")]

    def purchase(self, reference, source="Old till"):
        return self.env["member.purchase"].search([("key", "=", f"import:{self.company.id}:{source}:{reference}")])
