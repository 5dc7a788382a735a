from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import DAY, MetricsCase


@tagged("post_install", "-at_install")
class TestMetricsPreview(MetricsCase, RolesCase):
    """Before limits are changed, a manager sees who would move; afterwards these have moved, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [cls.new_member(f"Member {number}", f"+165025302{number:02}") for number in range(6)]
        for number, partner in enumerate(cls.people):
            for back in range(number + 1):
                cls.bought(partner, DAY - timedelta(days=20 + 35 * number + 10 * back), 10 + 7 * number)
        cls.refresh()
        action = cls.definition.with_user(cls.membership_manager).action_change()
        cls.preview = cls.env["member.metrics.preview"].with_user(cls.membership_manager).browse(action["res_id"])

    def places(self, name):
        return {row["partner_id"]: row[name] for row in self.rows().values()}

    def assert_foretold(self):
        """What the preview says is what comes."""
        before = {name: self.places(name) for name in dict(self.preview.line_ids._selection_field_name())}
        moves = {
            (line.field_name, partner.id): line.new_value or None
            for line in self.preview.line_ids.filtered("is_move")
            for partner in self.opened(line)
        }
        self.assertTrue(moves)
        self.preview.action_apply()
        self.refresh()
        for name, places in before.items():
            now = self.places(name)
            moved = {(name, partner): place for partner, place in now.items() if place != places[partner]}
            self.assertEqual(moved, {key: place for key, place in moves.items() if key[0] == name})

    def opened(self, line):
        action = line.action_members()
        return self.env["member.metrics"].with_user(self.membership_manager).search(action["domain"]).partner_id

    def test_nothing_moves_without_a_change(self):
        self.preview.action_preview()
        self.assertEqual(self.preview.moved_count, 0)
        self.assertFalse(self.preview.line_ids.filtered("is_move"))
        states = self.preview.line_ids.filtered(lambda line: line.field_name == "recency_state")
        self.assertEqual(sum(states.mapped("member_count")), len(self.rows()))
        for line in self.preview.line_ids:
            self.assertEqual(len(self.opened(line)), line.member_count)

    def test_trying_out_changes_nothing(self):
        before, rows, cuts = self.definition._limits(), self.rows(), self.definition.cuts
        self.preview.write({"active_for": 1, "abc_first": 30, "score_parts": 3})
        self.preview.action_preview()
        self.assertTrue(self.preview.moved_count)
        self.assertEqual((self.definition._limits(), self.rows(), self.definition.cuts), (before, rows, cuts))

    def test_other_limits(self):
        self.preview.write(
            {
                "active_for": 1,
                "edge_for": 2,
                "quadrant_by": "fixed",
                "purchases_line": 2,
                "spend_line": 60,
                "abc_first": 30,
            }
        )
        self.preview.action_preview()
        self.assert_foretold()

    def test_another_window(self):
        self.preview.write({"window_months": 3, "regular_visits": 2, "die_hard_visits": 3})
        self.preview.action_preview()
        self.assert_foretold()

    def test_every_line_opens_its_members(self):
        self.preview.write({"active_for": 1, "window_months": 4})
        self.preview.action_preview()
        for line in self.preview.line_ids:
            self.assertEqual(len(self.opened(line)), line.member_count, line.field_name)

    def test_what_was_counted_was_by_other_limits(self):
        self.preview.action_preview()
        self.preview.active_for = 2
        self.assertFalse(self.preview.line_ids)
        with self.assertRaises(UserError):
            self.preview.action_apply()

    def test_trade(self):
        trade = self.env.ref("member_analytics.member_metrics_trade_groceries")
        with Form(self.preview) as form:
            form.trade_id = trade
        self.assertEqual(self.preview._limits(), trade._limits())

    def test_managers_only(self):
        for role in ("cashier", "staff", "clerk", "auditor"):
            with self.assertRaises(AccessError, msg=role):
                self.definition.with_user(self.users[role]).action_change()
        with self.assertRaises(AccessError):
            self.definition.with_user(self.new_stranger()).action_change()
        self.preview.action_preview()
        other = self.env["member.metrics"].with_user(self.auditor)
        with self.assertRaises(AccessError):
            other.search([("preview_line_id", "in", self.preview.line_ids[:1].ids)])
