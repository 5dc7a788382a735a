from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_credit import CreditCase
from .common_day import DAY


@tagged("post_install", "-at_install")
class TestResultReport(CreditCase):
    """A month's table, its pictures and its targets are the sums of contacts and credits, for whoever may see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{DAY + timedelta(days=25)} 10:00:00"))
        cls.report = cls.env["member.followup.report"]
        cls.dashboard = cls.env["member.report.followup"]
        cls.called(cls.ada, cls.me)
        cls.called(cls.bea, cls.me, outcome="promised")
        cls.called(cls.cleo, cls.peer, outcome="no_answer", date_last=DAY - timedelta(days=1))
        cls.called(cls.cleo, cls.peer, days=1, seconds=3)
        cls.new_contact(cls.ada, cls.peer, day=DAY + timedelta(days=2))
        cls.bought(cls.ada, 5, 80)
        cls.sold = cls.bought(cls.bea, 1, 20)
        cls.count(6)

    def sums(self, user=None, **by):
        names = ["planned", "made", "in_time", "reached", "promised", "came", "counted", "padded", "woken", "revenue"]
        rows = self.report.with_user(user or self.membership_manager)._read_group(
            [], ["person_id"], [f"{name}:sum" for name in names]
        )
        return {person: dict(zip(names, values, strict=True)) for person, *values in rows}

    def test_sums(self):
        told = self.sums()
        mine = {"planned": 2, "made": 2, "in_time": 2, "reached": 2, "promised": 1, "came": 1, "counted": 2}
        self.assertEqual(told[self.me], {**mine, "padded": 0, "woken": 2, "revenue": 100})
        peers = {"planned": 3, "made": 2, "in_time": 1, "reached": 1, "promised": 0, "came": 0, "counted": 0}
        self.assertEqual(told[self.peer], {**peers, "padded": 1, "woken": 0, "revenue": 0})

    def test_is_the_sum_of_credits_after_a_refund(self):
        self.bought(self.bea, 8, -20, refund_of=self.sold)
        self.count(8)
        told = self.sums()[self.me]
        self.assertEqual((told["woken"], told["revenue"]), (1, 80))
        for kind, name, field in (("woken", "woken", "units"), ("revenue", "revenue", "amount")):
            credits = self.credits.search([("kind", "=", kind), ("excluded", "=", False)])
            self.assertEqual(sum(credits.mapped(field)), sum(row[name] for row in self.sums().values()))

    def test_a_figure_opens_its_contacts_and_credits(self):
        rows = self.report.search([("person_id", "=", self.me.id), ("woken", "!=", 0)])
        self.assertEqual(rows.credit_id, self.credits.search([("kind", "=", "woken")]))
        action = rows[0].action_open()
        self.assertEqual((action["res_model"], action["res_id"]), ("member.credit", rows[0].credit_id.id))
        made = self.report.search([("made", "!=", 0)])[0]
        self.assertEqual(made.action_open()["res_model"], "member.followup")

    def test_who_sees_whose(self):
        self.assertEqual(set(self.sums(self.staff)), {self.me})
        self.assertEqual(set(self.sums(self.supervisor)), {self.me, self.peer})
        self.assertEqual(set(self.sums(self.outsider)), set())
        self.assertEqual(set(self.sums(self.auditor)), {self.me, self.peer})
        with self.assertRaises(AccessError):
            self.sums(self.cashier)

    # ── Pictures ──────────────────────────────────────────────────────────────────────────────────────────────

    def block(self, name, user=None, **filters):
        return self.dashboard.with_user(user or self.membership_manager).read_block(name, filters)

    def tiles(self, user=None, **filters):
        return {row["_key"]: row["value"] for row in self.block("figures", user, **filters)["rows"]}

    def test_tiles(self):
        told = self.tiles()
        self.assertEqual((told["made"], told["woken"], told["revenue"]), (4, 2, 100))
        self.assertEqual((told["reached"], told["came"], told["in_time"]), (0.75, 1, 0.75))
        self.assertEqual(self.tiles(self.staff)["made"], 2)
        self.assertEqual(self.tiles(day="2026-05-31"), {})
        for row in self.block("figures")["rows"]:
            self.assertIsNotNone(self.report.search_count(row["_domain"]))
        rows = {row["_key"]: self.report.search(row["_domain"]) for row in self.block("figures")["rows"]}
        self.assertEqual(sum(rows["woken"].mapped("woken")), 2)
        self.assertEqual((sorted(rows["revenue"].mapped("revenue")), len(rows["made"])), ([20, 80], 4))

    def test_coverage(self):
        members = self.env["res.partner"].search_count([("is_member", "=", True)])
        self.assertAlmostEqual(self.tiles()["covered"], 3 / members)
        [covered] = [row for row in self.block("figures")["rows"] if row["_key"] == "covered"]
        self.assertEqual(len(self.report.search(covered["_domain"]).partner_id), 3)
        self.called(self.ada, self.me, 1)
        self.assertEqual(len(self.report.search(covered["_domain"]).partner_id), 3, "the same member again")
        self.ada.user_id = self.staff
        self.assertEqual(self.tiles(self.staff)["covered"], 1)

    def test_blocks_of_everybody(self):
        for user in (self.staff, self.supervisor, self.membership_manager, self.auditor):
            described = self.dashboard.with_user(user).describe()
            for block in described["blocks"]:
                with self.subTest(user=user.login, block=block["name"]):
                    told = self.block(block["name"], user)
                    names = {column["name"] for column in told["columns"]}
                    self.assertLessEqual({told["chart"]["x"], *told["chart"]["y"]}, names)
                    for row in told["rows"]:
                        self.env[told["model"]].with_user(user).search_count(row.get("_domain", []))
        with self.assertRaises(AccessError):
            self.dashboard.with_user(self.cashier).describe()

    def test_people_and_months(self):
        people = {row["label"]: row["made"] for row in self.block("people")["rows"]}
        self.assertEqual(people, {self.me.name: 2, self.peer.name: 2})
        self.assertEqual([row["made"] for row in self.block("months")["rows"]], [4])
        self.assertEqual([row["label"] for row in self.block("people", self.staff)["rows"]], [self.me.name])

    def test_board_shows_all_without_opening_them(self):
        rows = self.block("board", self.staff)["rows"]
        told = [(row["label"], row["woken"], row["counted"]) for row in rows]
        self.assertEqual(told, [(self.me.name, 2, 2), (self.peer.name, 0, 0)])
        self.assertFalse([row for row in rows if "_domain" in row])

    def test_padding_is_visible_to_both(self):
        for user in (self.colleague, self.membership_manager):
            [row] = self.block("padding", user)["rows"]
            self.assertEqual((row["_key"], row["units"]), ("short", 1))
        self.assertEqual(self.block("padding", self.staff)["rows"], [])

    def test_workbook(self):
        action = self.dashboard.with_user(self.membership_manager).action_workbook({})
        self.assertTrue(action)

    # ── Targets ───────────────────────────────────────────────────────────────────────────────────────────────

    def target(self, user=None, **values):
        targets = self.env["member.followup.target"].with_user(user or self.membership_manager)
        return targets.create({"person_id": self.me.id, "measure": "woken", "value": 4, **values})

    def test_target(self):
        mine = self.target(month=DAY + timedelta(days=9))
        store = self.target(person_id=False, config_id=self.config.id, measure="made", value=8)
        self.assertEqual(mine.month, DAY.replace(day=1))
        self.assertEqual((mine.result, mine.progress), (2, 50))
        self.assertEqual((store.result, store.progress), (4, 50))
        whole = self.target(person_id=False, measure="woken", value=8)
        self.assertEqual((whole.result, whole.progress), (2, 25))
        seen = self.env["member.followup.target"].with_user(self.staff).search([])
        self.assertEqual(seen, mine + store)
        self.assertEqual(store.with_user(self.staff).result, 4, "a store's progress is its employees'")
        self.assertFalse(self.env["member.followup.target"].with_user(self.outsider).search([]))
        self.assertEqual(sum(self.report.search(mine.action_open()["domain"]).mapped("woken")), 2)
        rows = self.block("targets")["rows"]
        self.assertEqual(sorted(row["progress"] for row in rows), [0.25, 0.5, 0.5])

    def test_nobody_sets_their_own(self):
        with self.assertRaises(AccessError):
            self.target(self.staff)
        with self.assertRaisesRegex(ValidationError, "month is over"):
            self.target(month="2026-05-01")
        target = self.target()
        self.env["member.followup.person"].create({"user_id": self.membership_manager.id})
        with self.assertRaisesRegex(AccessError, "measures you"):
            target.value = 1

    def test_frozen_when_planned(self):
        """By hand, in bulk and in a run: what the member was, and who looked after them."""
        self.env["member.metrics"].sudo()._refresh_all(self.env["member.metrics.definition"]._of(self.company), DAY)
        (self.ada + self.bea).user_id = self.staff
        contacts = (self.ada + self.bea)._member_plan_contact("phone", "News", DAY + timedelta(days=30), "membership")
        self.assertEqual(contacts.sudo().mapped("recency_state"), ["never", "never"])
        self.assertEqual(contacts.sudo().owner_id, self.me)
        self.assertEqual(set(contacts.sudo().mapped("date_frozen")), {DAY + timedelta(days=25)})
