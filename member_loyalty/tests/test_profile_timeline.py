from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import PHONES, RolesCase

PAGE = 20


@tagged("post_install", "-at_install")
class TestProfileTimeline(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada")
        cls.seen = cls.ada.with_user(cls.staff)

    def post(self, count, start=0):
        """Entries of the ledger, some of them of the same moment."""
        card = self.env["loyalty.card"].sudo()._member_card(self.ada, self.program)
        for number in range(start, start + count):
            moment = fields.Datetime.add(fields.Datetime.now(), minutes=-(number // 3))
            self.env["member.ledger.entry"].sudo()._post(
                [
                    {
                        "key": f"test:{number}",
                        "card_id": card.id,
                        "kind": "adjust",
                        "amount": 1,
                        "date": moment,
                        "reason": f"Reason {number}",
                    }
                ]
            )

    def read_all(self, topic=None, between=None):
        """:return: list of pages of keys"""
        pages, after = [], None
        while True:
            page = self.seen.member_profile_timeline(after, topic)
            pages.append([row["key"] for row in page["rows"]])
            after = page["next"]
            if not after:
                return pages
            if between:
                between()

    def test_page_by_page_without_double_or_gap(self):
        self.post(50)
        pages = self.read_all()
        keys = [key for page in pages for key in page]
        self.assertEqual([len(page) for page in pages[:-1]], [PAGE] * (len(pages) - 1))
        self.assertEqual(len(keys), len(set(keys)))
        entries = self.env["member.ledger.entry"].search([("partner_id", "=", self.ada.id)])
        self.assertLessEqual({f"entry-{entry.id}" for entry in entries}, set(keys))
        others = {key.split("-")[0] for key in keys} - {"entry"}
        self.assertEqual(others, {"enrolment", "tier", "card", "consent"})

    def test_what_comes_meanwhile_moves_no_page(self):
        self.post(45)
        before = self.read_all()
        numbers = iter(range(100, 200))

        def add():
            card = self.env["loyalty.card"].sudo()._member_card(self.ada, self.program)
            number = next(numbers)
            self.env["member.ledger.entry"].sudo()._post(
                [{"key": f"new:{number}", "card_id": card.id, "kind": "adjust", "amount": 1, "reason": "New"}]
            )

        self.assertEqual(self.read_all(between=add), before)

    def test_newest_first_each_kind_in_words(self):
        order = self.sell(self.ada, (self.cream, 6), (self.soap, 1))
        self.refund(order, (order.lines.filtered(lambda line: line.product_id == self.soap), 1))
        page = self.seen.member_profile_timeline()
        titles = [row["title"] for row in page["rows"]]
        for title in ("Purchase", "Return", "Earned", "Reversed", "Upgrade to Silver", "Enrolled"):
            self.assertIn(title, titles)
        purchase = next(row for row in page["rows"] if row["title"] == "Purchase")
        self.assertIn("Cream and Soap", purchase["text"])
        self.assertIn("250.00", purchase["amount"])
        self.assertEqual(purchase["opens"]["model"], "member.purchase")
        self.assertFalse([row for row in page["rows"] if not row["day"]])

    def test_cards_consents_coupons_benefits_and_friends(self):
        consent = self.env["member.consent"].create({"partner_id": self.ada.id, "purpose": "marketing"})
        consent.action_withdraw()
        self.ada.sudo().member_card_id._mark_lost("Left on the bus")
        coupons = self.env["loyalty.program"].create({"name": "Ten Off", "program_type": "coupons"})
        self.env["loyalty.card"].create({"program_id": coupons.id, "partner_id": self.ada.id, "points": 0})
        benefit = self.env["member.benefit"].create(
            {"name": "Coffee", "company_id": self.company.id, "line_ids": [(0, 0, {"tier_id": self.classic.id})]}
        )
        self.config.with_user(self.cashier).use_benefit(self.ada.id, benefit.id, "use")
        policy = self.env["member.referral.policy"].create(
            {"name": "Friends", "program_id": self.program.id, "friend_points": 10}
        )
        self.env["member.referral"].sudo()._record(self.ada, self.new_member("Bea", PHONES[1]), policy)
        told = {(row["title"], row["amount"]) for row in self.seen.member_profile_timeline()["rows"]}
        self.assertLessEqual(
            {
                ("Card issued", ""),
                ("Card: Lost", ""),
                ("Consent given", ""),
                ("Consent withdrawn", ""),
                ("Coupon", "Used"),
                ("Coffee", ""),
                ("Referred Bea", "Waiting"),
            },
            told,
        )

    def test_by_topic(self):
        self.sell(self.ada, (self.cream, 1))
        self.post(30)
        for topic, kinds in (("purchase", {"purchase"}), ("points", {"entry"}), ("membership", {"enrolment"})):
            keys = [key for page in self.read_all(topic) for key in page]
            self.assertEqual({key.split("-")[0] for key in keys}, kinds)
        self.assertEqual(len([key for page in self.read_all("points") for key in page]), 31)
        self.assertEqual(self.read_all("nonsense"), [[]])

    def test_a_page_that_cant_be(self):
        for after in (
            "x",
            ["2026-01-01", "entry"],
            ["soon", "entry", 1],
            ["2026-01-01", "drop", 1],
            [1, 2, 3],
            [None] * 3,
        ):
            with self.assertRaises(UserError):
                self.seen.member_profile_timeline(after)

    def test_queries_dont_grow_with_entries(self):
        def queries():
            self.env.flush_all()
            self.seen.member_profile_timeline()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.seen.member_profile_timeline()
            return self.cr.sql_log_count - before

        self.post(2)
        few = queries()
        self.post(60, start=2)
        self.assertLessEqual(queries(), few)
        self.assertLess(few, 60)

    def test_one_statement_reads_no_more_than_a_page_of_each_table(self):
        self.post(60)
        keys = self.seen._member_timeline_keys(None, None)
        self.assertEqual(len(keys), PAGE + 1)
        self.env.flush_all()
        source = self.seen._member_timeline_source(
            "entry", "member.ledger.entry", "date", [("partner_id", "=", self.ada.id)], None
        )
        self.assertEqual(len(self.env.execute_query(SQL("SELECT * FROM %s e", source))), PAGE + 1)
