import random
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_pay import DAY_OF_PAY, PayCase


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY_OF_PAY} 10:00:00")
class TestPaySheet(PayCase):
    """Bonus tables are the rules applied to credits, whatever comes later."""

    def test_a_month(self):
        for day in range(1, 5):
            self.credit(self.me, (7, day))
        self.credit(self.me, (7, 9), excluded="short")
        self.credit(self.me, (7, 10), "woken")
        self.credit(self.peer, (7, 10), "revenue", 0.5, 233.35)
        self.credit(self.me, (8, 1))
        sheet = self.sheet(7)
        self.assertEqual(
            self.told(sheet),
            [
                (self.me, "Contact Made", 4, 2.0),
                (self.me, "Dormant Member Woken", 1, 3.0),
                (self.peer, "Revenue After a Contact", 0.5, 3.5),
            ],
        )
        self.assertEqual((sheet.total, sheet.person_count), (8.5, 2))

    def test_each_line_opens_its_credits(self):
        kept = self.credit(self.me, (7, 1)) + self.credit(self.me, (7, 2))
        self.credit(self.me, (7, 3), excluded="again")
        self.credit(self.me, (7, 3), "woken")
        self.credit(self.peer, (7, 3))
        line = self.sheet(7).line_ids.filtered(lambda line: line.person_id == self.me)[0]
        action = line.with_user(self.boss).action_view_credits()
        self.assertEqual(self.env[action["res_model"]].with_user(self.boss).search(action["domain"]).sorted("id"), kept)

    def test_a_return_is_a_correction_of_its_month(self):
        self.credit(self.me, (7, 1))
        bought = self.credit(self.me, (7, 10), "revenue", 1, 200)
        self.approved(7)
        self.taken_back(bought, (8, 5))
        self.credit(self.me, (8, 6))
        self.assertEqual(
            self.told(self.sheet(8)),
            [
                (self.me, "Revenue After a Contact, correction of July 2026", 0, -3.0),
                (self.me, "Contact Made", 1, 0.5),
            ],
        )

    def test_what_comes_late_for_an_approved_month_is_paid_with_the_next(self):
        """A till sent late: the credit stands on its own day, in a month that is approved."""
        self.credit(self.me, (7, 1))
        self.approved(7)
        self.credit(self.me, (7, 31), "woken")
        self.assertEqual(self.told(self.sheet(8)), [(self.me, "Dormant Member Woken, correction of July 2026", 1, 3.0)])

    def test_a_threshold_that_a_return_undoes(self):
        self.scheme.rule_ids.filtered(lambda rule: rule.kind == "contact").threshold = 3
        credits = [self.credit(self.me, (7, day)) for day in (1, 2, 3)]
        self.assertEqual(self.told(self.approved(7)), [(self.me, "Contact Made", 3, 1.5)])
        self.taken_back(credits[0], (8, 2))
        self.assertEqual(self.told(self.sheet(8)), [(self.me, "Contact Made, correction of July 2026", 2, -1.5)])

    def test_the_maximum_of_a_month_is_a_line(self):
        self.scheme.cap = 4
        for day in range(1, 11):
            self.credit(self.me, (7, day))
        self.assertEqual(
            self.told(self.sheet(7)),
            [(self.me, "Contact Made", 10, 5.0), (self.me, "Maximum per Month", 0, -1.0)],
        )

    def test_sums_of_tables_are_the_rules_applied_to_the_sums_of_credits(self):
        """Whatever comes in whatever order, with thresholds, a maximum, returns and late credits."""
        self.scheme.rule_ids.filtered(lambda rule: rule.kind == "contact").write({"threshold": 4, "counts": "above"})
        self.scheme.cap = 12
        lots = random.Random(7)
        people, standing = (self.me, self.peer), []
        for month in (5, 6, 7, 8):
            for _number in range(40):
                if standing and lots.random() < 0.25:
                    credit = standing.pop(lots.randrange(len(standing)))
                    self.taken_back(credit, (month, lots.randint(1, 28)))
                    continue
                kind = lots.choice(("contact", "contact", "woken", "revenue"))
                fact = (lots.randint(5, month), lots.randint(1, 28))
                late = lots.random() < 0.5
                standing.append(
                    self.credit(
                        lots.choice(people),
                        fact if late else (month, 28),
                        kind,
                        lots.choice((1, 0.4)),
                        lots.randint(1, 20_000) / 100 if kind == "revenue" else 0,
                        fact=fact,
                        excluded=lots.choice((False, False, False, "own")),
                    )
                )
            self.approved(month)
        lines = self.env["member.bonus.line"].search([])
        self.assertTrue([line for line in lines if line.date_earned < line.date_month])
        for person in people:
            for month in (5, 6, 7, 8):
                with self.subTest(person=person.name, month=month):
                    paid = lines.filtered_domain(
                        [("person_id", "=", person.id), ("date_earned", "=", date(2026, month, 1))]
                    )
                    self.assertAlmostEqual(sum(paid.mapped("amount")), self.comes_to(person, month), places=2)

    def test_in_a_currency_without_decimals(self):
        currency = self.env["res.currency"].create({"name": "XJP", "symbol": "¥", "rounding": 1})
        company = self.env["res.company"].create({"name": "Tokyo", "currency_id": currency.id})
        scheme = self.new_scheme({"kind": "revenue", "basis": "percent", "rate": 1.5}, company_id=company.id)
        self.assertEqual(
            [str(money) for money in scheme._comes_to({"revenue": (1, 2_333)}).values()], ["35"], "34.995 is 35"
        )

    def test_second_person(self):
        self.credit(self.me, (7, 1))
        sheet = self.sheet(7)
        with self.assertRaisesRegex(UserError, "Ask a second person"):
            sheet.action_approve()
        self.env["member.followup.person"].create({"user_id": self.second.id, "config_id": self.config.id})
        sheet.with_user(self.second).action_approve()
        with self.assertRaisesRegex(UserError, "status of the bonus table of July 2026 is Approved"):
            sheet.with_user(self.second).action_approve()
        sheet.action_pay()
        self.assertEqual((sheet.state, sheet.approved_by_id, sheet.paid_by_id), ("paid", self.second, self.boss))

    def test_nobody_approves_what_pays_themselves(self):
        person = self.env["member.followup.person"].create({"user_id": self.second.id, "config_id": self.config.id})
        self.credit(person, (7, 1))
        with self.assertRaisesRegex(UserError, "You are paid by the bonus table of July 2026"):
            self.sheet(7).with_user(self.second).action_approve()

    def test_in_the_order_of_months(self):
        self.credit(self.me, (6, 1))
        self.credit(self.me, (7, 1))
        june, july = self.sheet(6), self.sheet(7)
        with self.assertRaisesRegex(UserError, "Approve the bonus table of June 2026 first"):
            july.with_user(self.second).action_approve()
        june.unlink()
        july.action_prepare()
        self.assertEqual(len(july.line_ids), 2, "what no table has paid is paid with the next")
        july.with_user(self.second).action_approve()
        with self.assertRaisesRegex(UserError, "The bonus table of July 2026 is approved"):
            self.sheet(6)

    def test_a_month_that_is_not_over(self):
        with self.assertRaisesRegex(UserError, "September 2026 isn't over"):
            self.approved(9)

    def test_credits_that_came_since_it_was_counted(self):
        self.credit(self.me, (7, 1))
        sheet = self.sheet(7)
        self.credit(self.me, (7, 2))
        with self.assertRaisesRegex(UserError, "Let it be counted again"):
            sheet.with_user(self.second).action_approve()
        sheet.action_prepare()
        sheet.with_user(self.second).action_approve()
        self.assertEqual(sheet.total, 1)
        with self.assertRaisesRegex(UserError, "status of the bonus table of July 2026 is Approved"):
            sheet.action_prepare()
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            sheet.unlink()

    def test_credits_of_later_days_dont_hold_it_up(self):
        """Those of September come in every night, and are the next table's: it is approved whenever somebody has time."""
        self.credit(self.me, (7, 1))
        july = self.sheet(7)
        late = self.credit(self.me, (8, 2))
        july.with_user(self.second).action_approve()
        self.assertEqual(july.total, 0.5)
        august = self.sheet(8)
        self.taken_back(late, (9, 2))
        august.with_user(self.second).action_approve()
        self.assertEqual((august.line_ids.date_earned, august.total), (date(2026, 8, 1), 0.5))

    def test_a_month_that_has_not_begun(self):
        with self.assertRaisesRegex(UserError, "October 2026 hasn't begun"):
            self.sheet(10)

    def test_once_a_month(self):
        self.sheet(7)
        with self.assertRaisesRegex(Exception, "member_bonus_sheet_month_once|already"), self.env.cr.savepoint():
            self.sheet(7)

    def test_costs_the_same_for_many(self):
        people = self.env["member.followup.person"].create(
            [{"name": f"Person {number}", "config_id": self.config.id} for number in range(40)]
        )
        sheet, counts = self.sheet(7), []
        for some in (people[:5], people[5:]):
            for person in some:
                self.credit(person, (7, 1))
            # Counted before, so that what is measured takes the same lines away that it writes.
            sheet.action_prepare()
            self.env.registry.clear_all_caches()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet.action_prepare()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(sheet.line_ids), 40)
        self.assertLessEqual(counts[1], counts[0])

    def test_workbook_and_print(self):
        self.credit(self.me, (7, 1))
        sheet = self.sheet(7)
        self.assertEqual(sheet.action_workbook()["type"], "ir.actions.act_url")
        html = self.env["ir.actions.report"]._render_qweb_html("member_followup.member_bonus_document", sheet.ids)[0]
        self.assertIn(b"July 2026", html)
        self.assertIn(self.me.name.encode(), html)
