from datetime import timedelta

import pytest

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common_import import ImportCase
from .test_imports_files import workbook


class BalancesCase(ImportCase):
    """A points program, and two members of the shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.club = cls.new_program("Club Points")
        (cls.ada | cls.bea).write({"phone": "+16502530001"})
        cls.bea.phone = "+16502530002"
        (cls.ada | cls.bea)._member_enrol()
        cls.next_year = fields.Date.today() + timedelta(days=365)

    @classmethod
    def new_program(cls, name, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
                **values,
            }
        )

    def balances(self, content, **values):
        return self.history(content, kind="balances", name="Paper cards", **values)

    def entries(self, partner):
        return self.env["member.ledger.entry"].search([("partner_id", "=", partner.id)], order="id")

    def balance(self, partner, program=None):
        card = self.env["loyalty.card"].search(
            [("partner_id", "=", partner.id), ("program_id", "=", (program or self.club).id)]
        )
        return card.points

    def assert_ledger_holds(self):
        self.assertEqual(self.env["member.ledger.entry"]._check_balances(), [])


@tagged("post_install", "-at_install")
class TestImportBalances(BalancesCase):
    # ── What comes in ─────────────────────────────────────────────────────────────────────────────────────────

    def test_number_phone_and_reference_find_the_member(self):
        record = self.load(
            self.balances(
                "member,programme,bucket,balance,expires,note\n"
                f"{self.ada.member_number},Club Points,points,120.5,{self.next_year},Paper card\n"
                f"650-253-0001,club points,,30,,\n"
                "C2,,Points,7,,\n"
            )
        )
        self.assertEqual((record.new_count, record.bad_count, record.entry_count), (3, 0, 3))
        first, second = self.entries(self.ada)
        self.assertEqual(
            (first.kind, first.bucket, first.amount, first.date_expiration, first.reason, first.user_id),
            ("opening", "points", 120.5, self.next_year, "Paper card", self.manager),
        )
        self.assertEqual((second.amount, second.date_expiration), (30, False))
        self.assertIn("Paper cards", second.reason)
        self.assertEqual((self.balance(self.ada), self.balance(self.bea)), (150.5, 7))
        self.assert_ledger_holds()

    def test_workbook_that_lost_the_zeros_in_front(self):
        content = workbook(["Number", "Points", "Expiry"], [int(self.ada.member_number), 12.5, self.next_year])
        record = self.load(self.balances(content, file_name="balances.xlsx"))
        self.assertEqual((record.new_count, record.bad_count), (1, 0))
        self.assertEqual(self.entries(self.ada).date_expiration, self.next_year)

    def test_same_rows_are_never_posted_twice(self):
        content = "member,points\nC1,50\nC2,20\n"
        self.load(self.balances(content))
        again = self.check(self.balances(content))
        self.assertEqual((again.new_count, again.known_count, again.bad_count), (0, 2, 0))
        again.action_import()
        self.run_job(again)
        # Under another name and as further ones, too: what stands in the file decides.
        self.load(self.history(content, kind="balances", name="Other name", allow_further=True))
        self.assertEqual((self.balance(self.ada), self.balance(self.bea)), (50, 20))
        self.assert_ledger_holds()

    def test_second_balance_only_when_the_manager_says_so(self):
        self.load(self.balances("member,points\nC1,50\n"))
        record = self.check(self.balances("member,points\nC1,60\nC2,10\n"))
        self.assertEqual(self.problems(record), [(2, "member", "opened")])
        self.assertIn("already has an opening balance (50)", record.error_ids.message)
        record.action_back()
        record.allow_further = True
        self.load(record)
        self.assertEqual((record.new_count, self.balance(self.ada)), (2, 110))

    def test_other_file_imported_between_check_and_import(self):
        record = self.check(self.balances("member,points\nC1,60\nC2,10\n"))
        self.load(self.balances("member,points\nC1,50\n"))
        record.action_import()
        self.run_job(record)
        self.assertEqual((record.new_count, record.bad_count), (1, 1))
        self.assertEqual(self.problems(record), [(2, "", "refused")])
        self.assertIn("opening balance (50)", record.error_ids.message)
        self.assertEqual((self.balance(self.ada), self.balance(self.bea)), (50, 10))

    def test_stopped_import_goes_on_where_it_was(self):
        record = self.check(self.balances("member,points\nC1,50\nC2,20\n"))
        self.patch(type(self.env["member.import.balances"]), "FIRST", 1)
        record.action_import()
        job = record.job_id.sudo()
        job._run_batch()
        record.action_stop()
        self.assertEqual((self.balance(self.ada), self.balance(self.bea), job.progress), (50, 0, 50))
        record.action_resume()
        self.run_job(record)
        self.assertEqual((self.balance(self.ada), self.balance(self.bea), record.new_count), (50, 20, 2))
        self.assert_ledger_holds()

    def test_nothing_to_open(self):
        record = self.load(self.balances("member,points\nC1,0\nC2,20\n"))
        self.assertEqual((record.new_count, record.known_count, record.bad_count), (1, 1, 0))
        self.assertIn("1 rows have a balance of 0", record.remarks)
        self.assertFalse(self.entries(self.ada))

    def test_wallet_by_bucket(self):
        wallet = self.new_program(
            "Wallet",
            program_type="ewallet",
            applies_on="future",
            rule_ids=[Command.clear()],
            reward_ids=[
                Command.clear(),
                Command.create({"discount_mode": "per_point", "discount": 1, "discount_applicability": "order"}),
            ],
        )
        record = self.load(
            self.balances(
                "member,programme,bucket,balance\n"
                "C1,Wallet,,100\nC1,,bonus,15.5\nC1,,points,9\nC2,,Paid balance,5\nC2,Wallet,points,5\nC2,,,5\n"
            )
        )
        self.assertEqual(self.problems(record), [(6, "bucket", "bucket_other"), (7, "program", "program_which")])
        self.assertEqual((self.balance(self.ada, wallet), self.balance(self.ada)), (115.5, 9))
        self.assertEqual(
            [(entry.bucket, entry.amount) for entry in self.entries(self.ada)],
            [("principal", 100), ("bonus", 15.5), ("points", 9)],
        )
        self.assertEqual(self.entries(self.bea).bucket, "principal")
        self.assert_ledger_holds()

    # ── What doesn't ──────────────────────────────────────────────────────────────────────────────────────────

    def test_bad_figures_are_named(self):
        yesterday = fields.Date.today() - timedelta(days=2)
        rows = ["C1,-5,", "C1,NaN,", "C1,inf,", "C1,1e15,", "C1,,", "C1,10,31/31/2030", f"C1,10,{yesterday}", "C1,1,2x"]
        record = self.check(self.balances("member,points,expiry\n" + "\n".join(rows) + "\n"))
        self.assertEqual(
            self.problems(record),
            [
                (2, "amount", "negative"),
                (3, "amount", "number"),
                (4, "amount", "number"),
                (5, "amount", "large"),
                (6, "amount", "missing"),
                (7, "expiry", "date"),
                (8, "expiry", "past"),
                (9, "expiry", "date"),
            ],
        )
        self.assertIn("-5 is negative", record.error_ids.sorted("number")[0].message)
        self.assertEqual((record.new_count, record.bad_count), (0, 8))

    def test_wrong_members_are_named(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        partners = self.env["res.partner"].create(
            [
                {"name": "Cleo", "ref": "N1"},
                {"name": "Dora", "ref": "A1"},
                {"name": "Emma", "ref": "E1", "company_id": other.id},
                {"name": "Fay", "phone": "+16502530001"},
            ]
        )
        (partners - partners[0])._member_enrol()
        partners[1].active = False
        record = self.check(
            self.balances(
                "member,points\nnobody,5\nN1,5\nA1,5\nE1,5\n650 253 0001,5\n650 253 0077,5\n"
                f"C2,5\n{self.bea.member_number},6\n"
            )
        )
        self.assertEqual(
            self.problems(record),
            [
                (2, "member", "unknown_member"),
                (3, "member", "nonmember"),
                (4, "member", "archived"),
                (5, "member", "member_company"),
                (6, "member", "several_members"),
                (7, "member", "unknown_member"),
                (9, "member", "twice"),
            ],
        )
        messages = record.error_ids.sorted("number").mapped("message")
        self.assertIn("Cleo (N1) isn't a member", messages[1])
        self.assertIn("2 members match “650 253 0001”", messages[4])
        self.assertIn("is a duplicate of row 8", messages[6])

    def test_wrong_programmes_are_named(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.new_program("Core Points", member_program=False)
        self.new_program("Old Points").active = False
        self.new_program("Foreign Points", company_id=other.id)
        lines = (
            "Core Points,",
            "Old Points,",
            "Foreign Points,",
            "Nothing,",
            ",",
            "Club Points,bonus",
            "Club Points,x",
        )
        self.new_program("Second Club")
        record = self.check(
            self.balances("member,points,programme,bucket\n" + "".join(f"C1,5,{line}\n" for line in lines))
        )
        self.assertEqual(
            self.problems(record),
            [
                (2, "program", "program_core"),
                (3, "program", "program_archived"),
                (4, "program", "program_company"),
                (5, "program", "program_unknown"),
                (6, "program", "program_which"),
                (7, "bucket", "bucket_other"),
                (8, "bucket", "bucket"),
            ],
        )
        messages = record.error_ids.sorted("number").mapped("message")
        self.assertIn("Club Points, Second Club", messages[3])
        self.assertIn("Club Points has no balance type “bonus”", messages[5])

    def test_archived_card_is_named(self):
        card = self.env["loyalty.card"].create({"program_id": self.club.id, "partner_id": self.ada.id})
        card.active = False
        record = self.check(self.balances("member,points\nC1,5\n"))
        self.assertEqual(self.problems(record), [(2, "member", "archived_card")])
        self.assertIn(card.code, record.error_ids.message)


class ManyBalancesCase(BalancesCase):
    def import_with_three_bad_rows(self, count):
        """:param count: of rows, the last of which names a member twice"""
        # By SQL: the members are the ground of the test, not its subject.
        self.env.cr.execute(
            SQL(
                """INSERT INTO res_partner (name, active, autopost_bills, member_number, phone_sanitized)
                   SELECT 'M' || n, TRUE, 'ask', 'T' || n, '+1650555' || LPAD(n::text, 4, '0')
                     FROM GENERATE_SERIES(1, %s) n""",
                count - 1,
            )
        )
        middle, later = count // 2, count * 7 // 10
        rows = [f"T{number},{number}.25" for number in range(1, count)]
        rows[middle - 2] = f"T{middle - 1},NaN"
        rows[later] = "nobody,5"
        rows.append("T17,1.00")
        content = "member,points\n" + "\n".join(rows) + "\n"
        record = self.check(self.balances(content))
        self.assertEqual(
            self.problems(record),
            [(middle, "amount", "number"), (later + 2, "member", "unknown_member"), (count + 1, "member", "twice")],
        )
        self.assertEqual((record.row_count, record.bad_count, record.new_count), (count, 3, count - 3))
        # The manager may leave it at that: nothing is written before the import.
        self.assertFalse(self.env["member.ledger.entry"].search_count([("program_id", "=", self.club.id)]))
        record.action_import()
        self.run_job(record)
        self.assertEqual((record.new_count, record.entry_count, record.bad_count), (count - 3, count - 3, 3))
        expected = sum(number + 0.25 for number in range(1, count)) - (middle - 1 + 0.25) - (later + 1 + 0.25)
        total = sum(self.env["loyalty.card"].search([("program_id", "=", self.club.id)]).mapped("points"))
        self.assertAlmostEqual(total, expected, places=2)
        self.assert_ledger_holds()


@tagged("post_install", "-at_install")
class TestImportManyBalances(ManyBalancesCase):
    def test_three_bad_rows_among_a_thousand(self):
        self.import_with_three_bad_rows(1000)


@pytest.mark.drill
@tagged("post_install", "-at_install", "-standard", "drill")
class TestImportManyBalancesDrill(ManyBalancesCase):
    def test_three_bad_rows_among_ten_thousand(self):
        self.import_with_three_bad_rows(10_000)
