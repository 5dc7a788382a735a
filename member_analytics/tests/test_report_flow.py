import random
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from .common import DAY, MetricsCase

ENDS = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
KEEPABLE = {"active", "edge", "dormant"}


@tagged("post_install", "-at_install")
class TestReportFlow(MetricsCase, RolesCase):
    """From month end to month end, against a plain comparison of who was where."""

    def setUp(self):
        super().setUp()
        self.snapshots = self.env["member.metrics.snapshot"].sudo()
        self.report = self.env["member.report.flow"].with_user(self.users["manager"])

    def random_shop(self, seed):
        """Keeps month ends of a shop where members come and go in between."""
        chance = random.Random(seed)
        people = []
        for end in ENDS:
            for _newcomer in range(chance.randint(3, 8)):
                phone = PHONES[len(people)]
                people.append(self.new_member(f"Member {len(people)}", phone))
                since = end - timedelta(days=chance.randint(0, 20))
                people[-1].sudo().member_since = since
                for days in chance.sample((0, 30, 100, 200, 400), chance.randint(0, 3)):
                    self.bought(people[-1], since - timedelta(days=days), 20)
            for member in chance.sample(people, len(people) // 4):
                self.bought(member, end - timedelta(days=chance.randint(0, 27)), 20)
            staying = [member for member in people if not member.member_left_on]
            chance.choice(staying).sudo()._member_leave("wish")
            self.snapshots._take(self.definition, end)
        self.refresh(DAY)

    def where(self):
        """:return: dict of month end to dict of member to state"""
        found = {end: {} for end in ENDS}
        for row in self.snapshots.search([("company_id", "=", self.company.id)]):
            found[row.day][row.partner_id] = row.recency_state
        return found

    def block(self, name, **filters):
        block = self.report.read_block(name, filters)
        records = self.env[block["model"]].with_user(self.users["manager"])
        for row in block["rows"]:
            for column, domain in row.get("_domains", {}).items():
                found = records.search(domain)
                if block["model"] == "member.purchase":
                    self.assertAlmostEqual(sum(found.mapped("amount_net")), row[column], 2, column)
                else:
                    expected = row[column] if isinstance(row[column], int) else round(row[column] * row["members"])
                    self.assertEqual(len(found), expected, (row, column))
        return block["rows"]

    # ── Growth and moves ──────────────────────────────────────────────────────────────────────────────────────

    def test_random_growth(self):
        self.random_shop(7)
        where = self.where()
        rows = self.block("growth")
        self.assertEqual(len(rows), len(ENDS) - 1)
        for row, before, after in zip(rows, ENDS, ENDS[1:], strict=False):
            old, new = where[before], where[after]
            keepable = {member for member, state in old.items() if state in KEEPABLE}
            churned = {member for member in keepable if new.get(member, "lost") == "lost"}
            back = {
                member
                for member, state in new.items()
                if old.get(member) in ("dormant", "lost") and state in ("active", "edge")
            }
            told = {
                "start": len(old),
                "new": len(new.keys() - old.keys()),
                "left": len(old.keys() - new.keys()),
                "end": len(new),
                "churned": len(churned),
                "back": len(back),
                "growth": (len(new) - len(old)) / len(old),
                "churn": len(churned) / len(keepable) if keepable else None,
            }
            self.assertEqual({name: row[name] for name in told}, told, after)

    def test_random_moves_and_states(self):
        self.random_shop(8)
        where = self.where()
        for day in (None, ENDS[2]):
            end = day or ENDS[-1]
            old, new = where[ENDS[ENDS.index(end) - 1]], where[end]
            for row in self.block("moves", day=day and day.isoformat()):
                came = row["_key"]
                members = [m for m in new if m not in old] if came == "new" else [m for m in old if old[m] == came]
                self.assertEqual(row["members"], len(members))
                for state in ("active", "edge", "dormant", "lost", "never"):
                    self.assertEqual(row[state], sum(new.get(m) == state for m in members) / len(members))
                self.assertEqual(row["left"], sum(m not in new for m in members) / len(members))
        rows = self.block("states")
        for row, end in zip(rows, ENDS, strict=True):
            for state in ("active", "edge", "dormant", "lost", "never"):
                self.assertEqual(row[state], list(where[end].values()).count(state))

    def test_a_month_end_told_anew_moves_the_following_one(self):
        ada = self.new_member()
        ada.sudo().member_since = date(2024, 1, 1)
        self.bought(ada, date(2025, 11, 1), 10)
        for end in ENDS[:2]:
            self.snapshots._take(self.definition, end)
        self.bought(ada, date(2025, 5, 1), 10)
        self.definition.active_for = 1
        self.snapshots._take(self.definition, ENDS[0])
        rows = self.snapshots.search([("partner_id", "=", ada.id)], order="day")
        self.assertEqual(rows.mapped("recency_state"), ["edge", "active"])
        self.assertEqual(rows.mapped("previous_state"), [False, "edge"])

    def test_merged_members(self):
        """The month ends of both become one member's, and so does what was before."""
        ada, bea = self.new_member(), self.new_member("Bea", PHONES[1])
        (ada | bea).sudo().member_since = date(2024, 1, 1)
        self.bought(ada, date(2025, 12, 20), 10)
        self.snapshots._take(self.definition, ENDS[0])
        self.snapshots.search([("partner_id", "=", bea.id)]).unlink()
        self.snapshots._take(self.definition, ENDS[1])
        self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [(6, 0, (ada | bea).ids)], "dst_partner_id": bea.id}
        ).action_merge()
        rows = self.snapshots.search([("partner_id", "=", bea.id)], order="day")
        self.assertEqual(rows.mapped("day"), ENDS[:2])
        self.assertEqual(rows[1].previous_state, rows[0].recency_state)

    def test_no_month_ends(self):
        self.new_member()
        self.refresh(DAY)
        for name in ("growth", "moves", "states", "sales"):
            self.assertEqual(self.block(name), [], name)

    # ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_rights(self):
        own, other = self.new_member(user_id=self.staff.id), self.new_member("Bea", PHONES[1])
        (own | other).sudo().member_since = date(2024, 1, 1)
        self.bought(own, date(2026, 4, 2), 10)
        for end in ENDS[-2:]:
            self.snapshots._take(self.definition, end)
        self.refresh(DAY)
        self.env["member.month"]._refresh(self.definition)
        seen = {}
        for user in (self.staff, self.users["manager"], self.auditor, self.new_stranger()):
            report = self.report.with_user(user)
            growth, sales = (report.read_block(name, {})["rows"] for name in ("growth", "sales"))
            seen[user.login] = ([row["end"] for row in growth], len(sales))
        self.assertEqual(list(seen.values()), [([1], 0), ([2], 1), ([2], 1), ([], 0)])
        with self.assertRaises(AccessError):
            self.report.with_user(self.cashier).read_block("growth", {})
