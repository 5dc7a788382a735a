import random
from ast import literal_eval

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import DAY
from .common_segment import SegmentCase

MUCH = "[('member_metrics_id.net_spend', '>=', 60)]"
WOMEN = "[('gender', '=', 'female')]"


@tagged("post_install", "-at_install")
class TestSegment(SegmentCase):
    """Who is in a segment: by rule, fixed, and made of others."""

    # ── By rule ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_file_and_metrics_in_one_rule(self):
        both = self.segment(domain=f"{MUCH[:-1]}, {WOMEN[1:]}")
        self.assertEqual(self.members(both), self.people[7] | self.people[9] | self.people[11])

    def test_two_figures_are_of_one_row(self):
        """Of a contact with metrics in two companies, only those of the company one works in count."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        here, there = (
            self.people[1],
            self.env["member.metrics"]
            .sudo()
            .create({"partner_id": self.people[1].id, "company_id": other.id, "net_spend": 500, "quadrant": "friend"}),
        )
        self.env.user.company_ids |= other
        rich = self.segment(domain="[('member_metrics_id.net_spend', '>', 400)]", company_id=False)
        both = rich.with_context(allowed_company_ids=[self.company.id, other.id])
        self.assertNotIn(here, self.members(both))
        self.assertEqual(self.members(rich.with_context(allowed_company_ids=[other.id, self.company.id])), here)
        self.assertTrue(there.exists())

    def test_without_metrics(self):
        newcomer = self.new_member("Newcomer", "+16502530299")
        self.people |= newcomer
        nothing = self.segment(domain="[('member_metrics_id', '=', False)]")
        self.assertEqual(self.members(nothing), newcomer)
        told = self.segment(domain="[('member_metrics_id', '!=', False)]")
        self.assertEqual(self.members(told), self.people - newcomer)

    def test_is_told_anew(self):
        women = self.segment(domain=WOMEN)
        self.assertEqual(self.members(women), self.women)
        self.people[0].gender = "female"
        self.assertEqual(self.members(women), self.women | self.people[0])

    def test_only_members(self):
        everybody = self.segment()
        self.people |= self.env["res.partner"].create({"name": "A supplier"})
        self.assertEqual(self.members(everybody), self.people[:-1])
        self.people[3].sudo()._member_leave("wish")
        self.assertEqual(self.members(everybody), self.people[:-1] - self.people[3])

    def test_ready_ones_work(self):
        ready = self.env["member.segment"].with_context(active_test=False).search([])
        shipped = ready.filtered(lambda one: one.get_external_id()[one.id].startswith("member_analytics."))
        self.assertGreater(len(shipped), 25)
        self.assertFalse(shipped.filtered("problem").mapped("problem"))
        metrics = {one.partner_id: one for one in self.metrics.search([("partner_id", "in", self.people.ids)])}
        for name, field, value in (
            ("friend", "quadrant", "friend"),
            ("stranger", "quadrant", "stranger"),
            ("never", "recency_state", "never"),
            ("class_a", "abc", "a"),
            ("champion", "rfm_group", "champion"),
            ("new", "attachment", "new"),
        ):
            expected = {one for one in self.people if metrics[one][field] == value}
            self.assertEqual(set(self.members(self.env.ref(f"member_analytics.member_segment_{name}"))), expected, name)

    # ── Fixed ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_fixed_members_stay(self):
        women = self.segment("Women", WOMEN)
        fixed = self.env["member.segment"].browse(women.action_fix()["res_id"])
        self.people[0].gender = "female"
        self.assertEqual(self.members(fixed), self.women)
        self.assertEqual(fixed._add([("id", "in", self.people[:3].ids)]), 2)
        self.assertEqual(self.members(fixed), self.women | self.people[:3])
        fixed._remove([("id", "in", self.people[1:3].ids)])
        self.assertEqual(self.members(fixed), (self.women | self.people[:3]) - self.people[1:3])

    def test_a_rule_takes_nobody_by_hand(self):
        with self.assertRaisesRegex(UserError, "Members of Women are set by its rule"):
            self.segment("Women", WOMEN)._add([])

    def test_who_is_no_member_stays_out(self):
        supplier = self.env["res.partner"].create({"name": "A supplier"})
        self.assertFalse(self.fixed(supplier).membership_ids)

    # ── Made of others ────────────────────────────────────────────────────────────────────────────────────────

    def test_algebra(self):
        """Any segments of segments hold whom the same sets hold."""
        for seed in range(6):
            chance = random.Random(seed)
            made = [
                (self.segment(domain=WOMEN), set(self.women)),
                (self.segment(domain=MUCH), set(self.people[6:])),
                (self.segment(), set(self.people)),
            ]
            for _number in range(3):
                picked = self.people.browse(chance.sample(self.people.ids, chance.randrange(12)))
                made.append((self.fixed(picked), set(picked)))
            for _number in range(8):
                parts, others = chance.sample(made, chance.randrange(4)), chance.sample(made, chance.randrange(3))
                match = chance.choice(("any", "all"))
                domain, expected = chance.choice((("[]", set(self.people)), (WOMEN, set(self.women))))
                join = set.union if match == "any" else set.intersection
                if parts:
                    expected = expected & join(*(held for _segment, held in parts))
                expected = expected.difference(*(held for _segment, held in others))
                made_of = self.segment(
                    domain=domain,
                    match=match,
                    part_ids=[(6, 0, [segment.id for segment, _held in parts])],
                    except_ids=[(6, 0, [segment.id for segment, _held in others])],
                )
                made.append((made_of, expected))
            for segment, expected in made:
                self.assertEqual(set(self.members(segment)), expected, f"seed {seed}")
                self.assertEqual(segment.member_count, len(self.env["res.partner"].search(segment._audience())))
                own = {one for one in expected if one.user_id == self.staff}
                self.assertEqual(set(self.members(segment, self.staff)), own, f"seed {seed}, staff")

    def test_no_circle(self):
        first = self.segment("First")
        second = self.segment("Second", part_ids=[(6, 0, first.ids)])
        third = self.segment("Third", except_ids=[(6, 0, second.ids)])
        with self.assertRaisesRegex(ValidationError, "First → Third → Second → First"):
            first.part_ids = third
        with self.assertRaisesRegex(ValidationError, "First → First"):
            first.except_ids = first

    def test_a_rule_names_no_segment(self):
        for domain in (
            f"[('member_segment_ids', 'in', {self.segment().ids})]",
            "[('parent_id', 'any', [('member_segment_ids', '!=', False)])]",
        ):
            with self.assertRaisesRegex(ValidationError, "below the rule"):
                self.segment(domain=domain)

    def test_everybodys_isnt_made_of_one_companys(self):
        part = self.segment("Ours")
        with self.assertRaisesRegex(UserError, "another company"):
            self.segment(company_id=False, part_ids=[(6, 0, part.ids)])

    def test_an_archived_part_counts_still(self):
        women = self.segment("Women", WOMEN)
        same = self.segment("Same", part_ids=[(6, 0, women.ids)])
        women.active = False
        self.assertEqual(self.members(same), self.women)

    def test_a_part_isnt_deleted(self):
        women = self.segment("Women", WOMEN)
        same = self.segment("Same", part_ids=[(6, 0, women.ids)])
        with self.assertRaisesRegex(UserError, "Women is used by other segments: Same"):
            women.unlink()
        (women | same).unlink()

    # ── Rules that don't work ─────────────────────────────────────────────────────────────────────────────────

    def test_bad_rules(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('member_metrics_id.no_such_field', '=', 1)]",
            "[('gender'",
            "gender",
            "[('member_since', '>', 'some day')]",
            "[('member_metrics_id.purchase_count', '=', 'many')]",
            "[('member_metrics_id.overdue_days', '=', 3)]",
        ):
            with self.assertRaisesRegex(ValidationError, "Wrong one", msg=domain):
                self.segment("Wrong one", domain)

    def test_counted_while_typed(self):
        form = Form(self.env["member.segment"])
        form.name = "Women"
        everybody = form.member_count
        form.domain = WOMEN
        self.assertEqual(
            form.member_count, self.env["res.partner"].search_count([*literal_eval(WOMEN), ("is_member", "=", True)])
        )
        self.assertLess(form.member_count, everybody)
        form.domain = "[('no_such_field', '=', 1)]"
        self.assertIn("no_such_field", form.problem)
        self.assertEqual(form.member_count, 0)
        form.domain = "[]"
        form.part_ids.add(self.fixed(self.people[:4]))
        self.assertEqual(form.member_count, 4)
        form.save()

    # ── On the contact ────────────────────────────────────────────────────────────────────────────────────────

    def test_contacts_by_segment(self):
        women, much = self.segment("Women", WOMEN), self.segment("Much", MUCH)
        search = self.env["res.partner"].search
        mine = ("id", "in", self.people.ids)
        self.assertEqual(search([mine, ("member_segment_ids", "in", women.ids)]), self.women)
        self.assertEqual(search([mine, ("member_segment_ids", "=", "Much")]), self.people[6:])
        self.assertEqual(search([mine, ("member_segment_ids", "not in", women.ids)]), self.people - self.women)
        self.assertEqual(search([mine, ("member_segment_ids", "=", False)]), self.people[:6] - self.women)
        self.assertEqual(search([mine, ("member_segment_ids.name", "=", "Women")]), self.women)
        self.assertEqual(self.people[7].member_segment_ids, women | much)
        self.assertFalse(self.people[0].member_segment_ids)

    def test_metrics_by_segment(self):
        women = self.segment("Women", WOMEN)
        found = self.env["member.metrics"].search(women.action_metrics()["domain"])
        self.assertEqual(found.partner_id, self.women)

    def test_one_query_for_all_segments_of_a_list(self):
        for number in range(20):
            self.segment(f"Number {number}", MUCH)
        self.people.read(["member_segment_ids"])
        self.people.invalidate_recordset()
        self.people.fetch(["name"])
        # The segments, what they are made of, and whom they hold.
        with self.assertQueryCount(4):
            self.assertEqual(len(self.people[7].member_segment_ids), 20)
            self.assertEqual(len(self.people[8].member_segment_ids), 20)

    # ── Where it is used ──────────────────────────────────────────────────────────────────────────────────────

    def test_coupons_for_a_segment(self):
        program = self.env["loyalty.program"].create({"name": "Gift", "program_type": "coupons"})
        women = self.segment("Women", WOMEN)
        wizard = self.env["loyalty.generate.wizard"].create(
            {"program_id": program.id, "mode": "selected", "member_segment_id": women.id, "description": "A gift"}
        )
        self.assertEqual(wizard.coupon_qty, self.env["res.partner"].search_count(women._audience()))
        coupons = wizard.generate_coupons()
        self.assertEqual(coupons.partner_id & self.people, self.women)
        self.assertEqual(len(coupons), wizard.coupon_qty)

    def test_no_coupon_without_a_name(self):
        program = self.env["loyalty.program"].create({"name": "Gift", "program_type": "coupons"})
        picked = self.fixed(self.people[:2])
        wizard = self.env["loyalty.generate.wizard"].create(
            {"program_id": program.id, "mode": "selected", "member_segment_id": picked.id, "description": "A gift"}
        )
        self.assertEqual(wizard.coupon_qty, 2)
        wizard.customer_ids = self.people[5]
        self.assertEqual(wizard.coupon_qty, 3)
        wizard.customer_ids = False
        picked._remove([])
        with self.assertRaisesRegex(UserError, "Picked has no members"):
            wizard.generate_coupons()

    def test_a_list_becomes_a_segment(self):
        Wizard = self.env["member.segment.add"]
        rows = self.metrics.search([("partner_id", "in", self.people[:3].ids)])
        for model, ids in (("res.partner", self.people[:3].ids), ("member.metrics", rows.ids)):
            wizard = Wizard.with_context(active_model=model, active_ids=ids, active_domain=[]).create(
                {"name": "Picked"}
            )
            self.assertFalse(wizard.can_be_live)
            self.assertEqual(wizard.member_count, 3)
            segment = self.env["member.segment"].browse(wizard.action_add()["res_id"])
            self.assertEqual(self.members(segment), self.people[:3])
        found = Wizard.with_context(active_model="member.metrics", listed_domain=[["net_spend", ">=", 60]])
        for kind in ("static", "live"):
            wizard = found.create({"name": kind, "kind": kind})
            self.assertTrue(wizard.can_be_live)
            segment = self.env["member.segment"].browse(wizard.action_add()["res_id"])
            self.assertEqual((segment.kind, self.members(segment)), (kind, self.people[6:]))
        found.create({"segment_id": self.fixed(self.people[:1], "Mixed").id}).action_add()
        mixed = self.env["member.segment"].search([("name", "=", "Mixed")])
        self.assertEqual(self.members(mixed), self.people[:1] | self.people[6:])

    def test_a_month_end_becomes_a_segment(self):
        self.people.sudo().member_since = DAY
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, DAY)
        rows = self.env["member.metrics.snapshot"].search([("partner_id", "in", self.people[4:6].ids)])
        wizard = self.env["member.segment.add"].with_context(active_model=rows._name, active_ids=rows.ids)
        segment = self.env["member.segment"].browse(wizard.create({"name": "Then"}).action_add()["res_id"])
        self.assertEqual(self.members(segment), self.people[4:6])
