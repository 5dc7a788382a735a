from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import DAY
from .common_segment import SegmentCase

MODELS = ("member.segment", "member.segment.membership", "member.segment.size")
WOMEN = "[('gender', '=', 'female')]"


@tagged("post_install", "-at_install")
class TestSegmentAccess(SegmentCase):
    """Staff use segments and find their own members in them; managers change them; auditors read; cashiers have none."""

    def setUp(self):
        super().setUp()
        self.manager, self.auditor = self.users["manager"], self.users["auditor"]
        self.own = self.people.filtered(lambda one: one.user_id == self.staff)
        self.shared = self.segment("Women", WOMEN, company_id=False)
        self.shared._count(DAY)

    def may(self, user):
        operations = ("read", "write", "create", "unlink")
        return {
            model.removeprefix("member."): "".join(
                one[0] for one in operations if self.env[model].with_user(user).has_access(one)
            )
            for model in MODELS
        }

    def test_who_may_what(self):
        for role, expected in (
            ("cashier", ("", "", "")),
            ("staff", ("r", "r", "")),
            ("clerk", ("r", "r", "")),
            ("auditor", ("r", "r", "r")),
            ("manager", ("rwcu", "r", "r")),
        ):
            self.assertEqual(tuple(self.may(self.users[role]).values()), expected, role)

    def test_staff_find_their_own(self):
        self.assertEqual(self.members(self.shared, self.staff), self.women & self.own)
        self.assertEqual(self.shared.with_user(self.staff).member_count, len(self.women & self.own))
        not_them = self.segment("Others", except_ids=[(6, 0, self.shared.ids)])
        self.assertEqual(self.members(not_them, self.staff), self.own - self.women)
        rows = self.env["member.segment.membership"].with_user(self.staff).search([("segment_id", "=", self.shared.id)])
        self.assertEqual(rows.sudo().partner_id, self.women & self.own)
        picked = self.fixed(self.people)
        self.assertEqual(self.members(picked, self.staff), self.own)

    def test_auditors_see_all_and_change_nothing(self):
        self.assertEqual(self.members(self.shared, self.auditor), self.women)
        self.assertTrue(self.shared.with_user(self.auditor).last_size is not None)
        picked = self.fixed(self.people[:2])
        for user in (self.auditor, self.staff):
            with self.assertRaises(AccessError):
                picked.with_user(user)._add([])
            with self.assertRaises(AccessError):
                picked.membership_ids[:1].with_user(user).action_remove()
            with self.assertRaises(AccessError):
                self.shared.with_user(user).domain = "[]"

    def test_sizes_arent_for_staff(self):
        with self.assertRaises(AccessError):
            self.shared.with_user(self.staff).read(["last_size"])

    def test_cashiers_have_none(self):
        with self.assertRaises(AccessError):
            self.env["member.segment"].with_user(self.cashier).search([])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.cashier).search([("member_segment_ids", "in", self.shared.ids)])
        with self.assertRaises(AccessError):
            self.people[0].with_user(self.cashier).read(["member_segment_ids"])

    def test_no_counting_of_what_one_may_not_read(self):
        """Neither by saving a rule, nor while typing it, nor by a rule that somebody with more rights saved."""
        secret = "[('signup_type', '!=', False)]"
        with self.assertRaisesRegex(ValidationError, "Secret"):
            self.env["member.segment"].with_user(self.manager).create({"name": "Secret", "domain": secret})
        typed = self.env["member.segment"].with_user(self.manager).new({"name": "Secret", "domain": secret})
        self.assertEqual(typed.member_count, 0)
        self.assertIn("Secret", typed.problem)
        system = new_test_user(
            self.env,
            "segment_system",
            groups="base.group_system,member_loyalty.group_manager",
            company_id=self.company.id,
        )
        pins = (
            self.env["member.segment"]
            .with_user(system)
            .create({"name": "By tier", "domain": "[('member_income_band_id', '=', False)]"})
        )
        self.assertTrue(self.members(pins, self.manager))

    def test_no_bypass_by_internal_operators(self):
        with self.assertRaises(ValidationError):
            self.env["member.segment"].with_user(self.manager).create(
                {"name": "Past the rules", "domain": "[('member_metrics_ids', 'any!', [('net_spend', '>', 0)])]"}
            )

    def test_companies_apart(self):
        stranger = self.new_stranger()
        theirs = (
            self.env["member.segment"]
            .with_user(stranger)
            .create({"name": "Theirs", "company_id": stranger.company_id.id})
        )
        self.assertFalse(self.env["member.segment"].with_user(self.manager).search([("id", "=", theirs.id)]))
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["name"])
        seen = self.env["member.segment.membership"].with_user(stranger).search([("segment_id", "=", self.shared.id)])
        self.assertFalse(seen)
        self.assertFalse(
            self.env["member.segment.size"].with_user(stranger).search([("segment_id", "=", self.shared.id)])
        )
        self.people.company_id = self.company
        self.assertFalse(self.members(self.shared, stranger))

    def test_coupons_of_staff_go_to_their_own(self):
        seller = new_test_user(
            self.env,
            "segment_seller",
            groups="member_loyalty.group_staff,point_of_sale.group_pos_manager",
            company_id=self.company.id,
        )
        self.people[1].user_id = seller
        program = self.env["loyalty.program"].create({"name": "Gift", "program_type": "coupons"})
        wizard = (
            self.env["loyalty.generate.wizard"]
            .with_user(seller)
            .create(
                {
                    "program_id": program.id,
                    "mode": "selected",
                    "member_segment_id": self.shared.id,
                    "description": "A gift",
                }
            )
        )
        self.assertEqual(wizard._get_partners(), self.people[1])

    def test_a_rule_doesnt_name_who_was_erased(self):
        ada = self.new_member("Ada (Lovelace)", "+14155550199", email="ada@example.com")
        named = self.segment("Her", "[('name', '=', 'ada (lovelace)'), ('email', 'in', [\"ada@example.com\"])]")
        other = self.segment("Others", "[('name', 'ilike', 'Ada'), ('gender', '=', 'female')]")
        kept = other.domain
        ada.sudo()._member_erase()
        self.assertEqual(named.domain, "[('name', '=', 'erased'), ('email', 'in', [\"erased\"])]")
        self.assertEqual(other.domain, kept)
