from collections import Counter
from datetime import date, timedelta
from random import Random
from statistics import mean, median

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from ..engine import classes
from .common import DAY, Fact, MetricsCase, plain

ALL = ("kept", "mean", "median", "3;60", "2.5;0", "1;10.5")


@tagged("post_install", "-at_install")
class TestReportQuadrants(MetricsCase, RolesCase):
    def setUp(self):
        super().setUp()
        self.report = self.env["member.report.quadrants"]

    def buy(self, purchases):
        """:param purchases: list of lists of amounts, one list for each member; :return: plain metrics by member"""
        members = self.env["res.partner"].create([{"name": f"Member {number}"} for number in range(len(purchases))])
        members.sudo()._member_enrol()
        facts = []
        for member, amounts in zip(members, purchases, strict=True):
            for number, amount in enumerate(amounts):
                day = DAY - timedelta(days=7 * number)
                self.bought(member, day, amount)
                facts.append(Fact(member.id, day, amount))
        self.refresh(DAY)
        return plain(facts, members.ids, DAY, self.definition)

    def block(self, name, lines="kept", user="manager"):
        return self.report.with_user(self.users[user]).read_block(name, {"options": {"lines": lines}})

    def quadrants(self, rows, lines):
        """:return: Counter of quadrants, counted plainly"""
        bought = [row for row in rows.values() if row["window_purchase_count"]]
        if ";" in lines:
            lines = [float(line) for line in lines.split(";")]
        else:
            middle = median if lines == "median" else mean
            lines = [middle([row[name] for row in bought]) for name in ("window_purchase_count", "window_spend")]
        return Counter(classes.quadrant(row["window_purchase_count"], row["window_spend"], *lines) for row in bought)

    def open(self, block, domain):
        return self.env[block["model"]].with_user(self.users["manager"]).search_count(domain)

    def assert_told(self, rows):
        for lines in ALL:
            with self.subTest(lines=lines):
                expected = self.quadrants(rows, lines)
                block = self.block("quadrants", lines)
                self.assertEqual({row["_key"]: row["members"] for row in block["rows"] if row["members"]}, expected)
                for row in block["rows"]:
                    self.assertEqual(self.open(block, row["_domain"]), row["members"])
                marks = self.block("marks", lines)
                for row in marks["rows"]:
                    self.assertEqual(self.open(marks, row["_domain"]), row["members"])
                drawn = sum(row["window_purchase_count"] > 0 and row["window_spend"] > 0 for row in rows.values())
                self.assertEqual(sum(row["members"] for row in marks["rows"]), drawn)

    def assert_moves_told(self, rows):
        before = {row.partner_id.id: row.quadrant for row in self.metrics.search([])}
        for lines in ALL:
            with self.subTest(lines=lines):
                block = self.block("moves", lines)
                moves = Counter()
                for row in block["rows"]:
                    for after in ("friend", "butterfly", "barnacle", "stranger"):
                        moves[row["_key"], after] += row[after]
                        self.assertEqual(self.open(block, row["_domains"][after]), row[after])
                chosen = self.block("marks", lines)["chart"]["lines"]
                after = {
                    member: classes.quadrant(row["window_purchase_count"], row["window_spend"], *chosen.values())
                    for member, row in rows.items()
                    if row["window_purchase_count"]
                }
                expected = Counter((before[member], quadrant) for member, quadrant in after.items())
                moved = any(one != other for one, other in expected)
                self.assertEqual(+moves, expected if moved else Counter())

    def test_hand_made_shop(self):
        rows = self.buy([[100, 80, 60, 50], [300], [5, 5, 5, 5], [10], [], [20, -20], [10, -25], [-8], [0]])
        self.assert_told(rows)
        self.assert_moves_told(rows)

    def test_random_shops(self):
        lot = Random(16)
        rows = self.buy([[lot.choice((-9, 4, 10, 25, 60)) for _ in range(lot.randint(0, 9))] for _ in range(40)])
        self.assert_told(rows)
        self.assert_moves_told(rows)

    def test_everybody_alike(self):
        self.assert_told(self.buy([[20, 20]] * 5))

    def test_one_member(self):
        self.assert_told(self.buy([[15]]))

    def test_nobody(self):
        self.refresh(DAY)
        for name in ("marks", "quadrants", "moves"):
            self.assertEqual(self.block(name)["rows"], [])
            self.assertEqual(self.block(name, "mean")["rows"], [])

    def test_shares_add_up(self):
        self.buy([[100, 80, 60, 50], [300], [5, 5, 5, 5], [10]])
        rows = self.block("quadrants")["rows"]
        self.assertAlmostEqual(sum(row["share"] for row in rows), 1)
        self.assertAlmostEqual(sum(row["spend_share"] for row in rows), 1)
        self.assertAlmostEqual(sum(row["spend"] for row in rows), 620)

    def test_a_month_end_is_cut_by_lines_too(self):
        rows = self.buy([[100, 80, 60], [5], [300]])
        self.env["res.partner"].browse(list(rows)).sudo().write({"member_since": date(2026, 1, 1)})
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, date(2026, 4, 30))
        filters = {"day": "2026-04-30", "options": {"lines": "2;100"}}
        block = self.report.with_user(self.users["manager"]).read_block("quadrants", filters)
        # The purchases of May haven't happened yet.
        told = {row["_key"]: row["members"] for row in block["rows"] if row["members"]}
        self.assertEqual(told, {"friend": 1})
        self.assertEqual(self.open(block, block["rows"][0]["_domain"]), 1)

    def test_policies(self):
        self.buy([[10, 20], [5]])
        self.definition.friend_policy = "A hamper at Christmas."
        policies = {row["_key"]: row["policy"] for row in self.block("quadrants")["rows"]}
        self.assertEqual(policies["friend"], "A hamper at Christmas.")
        self.assertIn("bundles", policies["barnacle"])

    def test_lines_are_kept_by_managers(self):
        self.buy([[100, 80, 60, 50], [300], [5, 5, 5, 5], [10]])
        filters = {"options": {"lines": "4;250"}}
        self.assertEqual(self.block("moves", "4;250")["buttons"][0]["method"], "action_keep_lines")
        action = self.report.with_user(self.users["manager"]).action_keep_lines(filters)
        self.assertEqual(action["res_model"], "member.job")
        told = (self.definition.quadrant_by, self.definition.purchases_line, self.definition.spend_line)
        self.assertEqual(told, ("fixed", 4, 250))
        self.refresh(DAY)
        self.assertEqual(self.block("marks")["chart"]["lines"], {"x": 4, "y": 250})
        self.assertEqual(self.block("moves", "4;250")["rows"], [])

    def test_nobody_else_keeps_lines(self):
        self.buy([[10], [30, 20]])
        self.assertEqual(self.block("moves", "median", "auditor").get("buttons"), [])
        with self.assertRaises(AccessError):
            self.report.with_user(self.users["auditor"]).action_keep_lines({"options": {"lines": "median"}})
        with self.assertRaises(UserError):
            self.report.with_user(self.users["manager"]).action_keep_lines({})

    def test_staff_see_their_own(self):
        mine = self.new_member("Mine", PHONES[0], user_id=self.staff.id)
        other = self.new_member("Other", PHONES[1])
        self.bought(mine, DAY, 10)
        self.bought(other, DAY, 90)
        self.refresh(DAY)
        self.assertEqual(sum(row["members"] for row in self.block("quadrants", "kept", "staff")["rows"]), 1)
        self.assertEqual(sum(row["members"] for row in self.block("marks", "2;5", "staff")["rows"]), 1)
