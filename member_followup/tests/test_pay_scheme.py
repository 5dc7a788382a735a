from datetime import date

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_pay import DAY_OF_PAY, PayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY_OF_PAY} 10:00:00")
class TestPayScheme(PayCase):
    def test_in_words(self):
        texts = self.scheme.rule_ids.mapped("text")
        self.assertIn("Contact Made: $\xa00.50 each.", texts)
        self.assertIn("Revenue After a Contact: 1.5 % of it.", texts)
        self.env["res.lang"]._activate_lang("es_ES")
        texts = self.scheme.rule_ids.with_context(lang="es_ES").mapped("text")
        self.assertRegex(" ".join(texts), r"\b1,5 %")
        rule = self.scheme.rule_ids[1]
        rule.write({"threshold": 5, "counts": "above", "cap": 30})
        self.assertEqual(
            rule.text,
            "Dormant Member Woken: $\xa03.00 each. Only what lies above 5 is paid. At most $\xa030.00 a month.",
        )

    def test_an_example_beside_the_rules(self):
        # 120 × 0.50 + 8 × 3 + 1.5 % of 3,000
        self.assertTrue(self.scheme.example.endswith("is paid $\xa0129.00."), self.scheme.example)
        self.scheme.cap = 100
        self.assertTrue(self.scheme.example.endswith("is paid $\xa0100.00."), self.scheme.example)

    def test_bad_input(self):
        for values, said in (
            ({"date_from": "2026-07-02"}, "begin on the first of a month"),
            ({"date_to": "2026-07-30"}, "end on the last day of a month"),
        ):
            with self.subTest(said), self.assertRaisesRegex(ValidationError, said):
                self.new_scheme({}, **values)
        for rule in (
            {"rate": -1},
            {"kind": "woken", "basis": "percent"},
            {"kind": "revenue", "basis": "percent", "rate": 101},
        ):
            with (
                self.subTest(rule),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.new_scheme(rule)

    def test_the_first_that_is_for_somebody(self):
        of_other = self.new_scheme({"rate": 9}, sequence=1, config_ids=self.other_store.ids)
        schemes = self.env["member.bonus.scheme"]._in_force(self.company, date(2026, 7, 1))
        self.assertEqual(schemes._for(self.me), self.scheme)
        self.assertEqual(schemes._for(self.chief), of_other)

    def test_out_of_force(self):
        self.scheme.date_to = "2026-06-30"
        self.credit(self.me, (7, 1))
        self.assertFalse(self.sheet(7).line_ids)

    def test_what_was_paid_by_stays(self):
        self.credit(self.me, (7, 1))
        self.approved(7)
        self.env.invalidate_all()
        unused = self.new_scheme({"kind": "complaint", "rate": 50})
        for change in (
            lambda: self.scheme.write({"cap": 3}),
            lambda: unused.rule_ids.write({"scheme_id": self.scheme.id}),
            lambda: self.scheme.rule_ids[0].write({"rate": 3}),
            lambda: self.scheme.rule_ids[0].unlink(),
            lambda: self.scheme.rule_ids.create({"scheme_id": self.scheme.id, "kind": "complaint", "rate": 1}),
            self.scheme.unlink,
        ):
            with self.assertRaisesRegex(UserError, "Bonuses were paid by Scheme"), self.env.cr.savepoint():
                change()
        self.scheme.date_to = "2026-08-31"
        self.assertEqual(
            self.scheme.copy({"date_from": "2026-09-01", "date_to": False}).rule_ids.mapped("rate"), [0.5, 3, 1.5]
        )

    def test_a_correction_goes_by_the_scheme_that_paid(self):
        credit = self.credit(self.me, (7, 1))
        self.approved(7)
        self.new_scheme({"rate": 9}, sequence=1)
        self.taken_back(credit, (8, 3))
        self.assertEqual(self.told(self.sheet(8)), [(self.me, "Contact Made, correction of July 2026", 0, -0.5)])
