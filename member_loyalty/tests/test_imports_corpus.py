import base64
import json
from pathlib import Path

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCase

FOLDER = Path(__file__).parent / "files"


@tagged("post_install", "-at_install")
class TestImportCorpus(ImportCase):
    """Files as systems and spreadsheets write them: each is read right, asked about, or refused with words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "America/New_York"
        cls.env["loyalty.program"].search([]).active = False
        for name, kind, mode in (("Club", "loyalty", "both"), ("Wallet", "ewallet", "future")):
            cls.env["loyalty.program"].create(
                {
                    "name": name,
                    "program_type": kind,
                    "applies_on": mode,
                    "trigger": "auto",
                    "member_program": True,
                    "rule_ids": [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
                }
            )
        cls.bob = cls.env["res.partner"].create({"name": "Bob", "ref": "B1"})
        cls.bob._member_enrol()

    def test_every_file(self):
        cases = {}
        for line in (FOLDER / "expected.jsonl").read_text().splitlines():
            expected = json.loads(line)
            cases[expected.pop("file")] = expected
        self.assertGreater(len(cases), 100)
        self.assertEqual({path.name for path in FOLDER.iterdir()} - {"expected.jsonl"}, set(cases))
        wrong = {}
        for name, expected in cases.items():
            savepoint = self.env.cr.savepoint(flush=True)
            try:
                self.check_file(name, expected)
            except (AssertionError, UserError) as error:
                # All at once: what is wrong with one file is often wrong with others.
                wrong[name] = str(error)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all()
        self.assertFalse(wrong, json.dumps(wrong, indent=1, ensure_ascii=False))

    def check_file(self, name, expected):
        if expected.get("refused"):
            with self.assertRaisesRegex(UserError, expected["refused"]):
                self.read_file(name, expected)
            return
        record = self.read_file(name, expected)
        if expected.get("asks"):
            with self.assertRaisesRegex(UserError, expected["asks"]):
                record.action_check()
            self.assertIn(expected["asks"], record.questions)
            if not expected.get("answer"):
                return
            record.write(expected["answer"])
        self.assertFalse(record.questions)
        self.check(record)
        self.assertEqual(
            [[number, code] for number, _target, code in self.problems(record)], expected.get("problems", [])
        )
        record.action_import()
        self.run_job(record)
        rows = expected.get("rows", {})
        imported = self.imported(record)
        # Rows that only make a file long don't have to be named.
        self.assertEqual({key: value for key, value in imported.items() if not key.startswith("A")}, rows)

    def read_file(self, name, expected):
        options = expected.get("options", {})
        if "program_id" in options:
            options = {"program_id": self.env["loyalty.program"].search([("name", "=", options["program_id"])]).id}
        record = (
            self.env["member.import"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Corpus",
                    "kind": expected["kind"],
                    "file": base64.b64encode((FOLDER / name).read_bytes()),
                    "file_name": name,
                    "allow_unknown_customer": True,
                    "allow_unknown_product": True,
                    "enrol": False,
                    **options,
                }
            )
        )
        record.action_read()
        return record

    def imported(self, record):
        if record.kind == "purchases":
            return {
                purchase.reference: [str(purchase.local_date), purchase.amount_gross]
                for purchase in self.env["member.purchase"].search([("import_id", "=", record.id)])
            }
        if record.kind == "members":
            partners = self.env["res.partner"].search([("member_import_id", "=", record.id)])
            return {partner.ref: partner.name for partner in partners}
        if record.kind == "products":
            products = self.env["product.product"].search([("member_import_id", "=", record.id)])
            return {product.default_code: product.name for product in products}
        entries = self.env["member.ledger.entry"].search([("import_id", "=", record.id)])
        return {"B1": sum(entries.mapped("amount"))} if entries else {}
