from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestTierRevisionOnly(MemberCase):
    """A rule change moves those whose rule it changes, and nobody else; taken back, all is as it was."""

    def setUp(self):
        super().setUp()
        self.members = self.env["res.partner"]
        for number, creams in enumerate((1, 6, 13, 26)):
            member = self.new_member(f"Member {number}", PHONES[number])
            self.sell(member, (self.cream, creams))
            self.members |= member
        # Two tiers for life that today's purchases don't give any more.
        self.idle = self.new_member("Idle", PHONES[8])
        self.faded = self.new_member("Faded", PHONES[9])
        for member, tier in ((self.idle, self.silver), (self.faded, self.gold)):
            self.put(member, tier)

    def put(self, member, tier, until=None):
        """By the rules, long ago."""
        day = self.company._member_today() - timedelta(days=400)
        standing = self.standing(member)
        self.env["res.partner"].sudo()._member_change_tier(
            [
                {
                    "partner_id": member.id,
                    "company_id": self.company.id,
                    "from_tier_id": member.member_tier_id.id,
                    "to_tier_id": tier.id,
                    "reason": "spend",
                    "grounds": {"spend": [tier.entry_spend, tier.entry_spend]},
                    "version_id": tier.version_ids[0].id,
                }
            ],
            day,
        )
        standing.write({"tier_id": tier.id, "until": until, "review_on": until})

    def standing(self, member):
        return self.env["member.standing"].sudo()._of(member.ids)

    def tiers(self, members=None):
        self.env.invalidate_all()
        return [member.member_tier_id.name for member in members or self.members]

    def revise(self, tier, **values):
        action = tier.with_user(self.manager).action_revise()
        revision = self.env["member.tier.revision"].with_user(self.manager).browse(action["res_id"])
        revision.write(values)
        revision.action_preview()
        self.assertEqual((revision.state, revision.job_id.sudo().error), ("ready", False))
        return revision

    def state(self, members):
        """All that a rule change could take from members."""
        self.env.invalidate_all()
        state = []
        for member in members:
            standing = self.standing(member)
            state.append(
                {
                    "tier": member.member_tier_id,
                    "since": member.member_tier_since,
                    "by_rules": standing.tier_id,
                    "until": standing.until,
                    "review_on": standing.review_on,
                    "why": standing.explanation,
                    "version": standing.version_id,
                    "entry_rule": standing.entry_rule,
                }
            )
        return state

    def test_nothing_changed_moves_nobody(self):
        revision = self.revise(self.silver, scope="now")
        self.assertFalse(revision.line_ids)
        revision.action_apply()
        self.assertEqual(self.tiers(self.idle | self.faded), ["Silver", "Gold"])

    def test_only_members_of_the_changed_tier(self):
        self.put(self.faded, self.gold, until=self.company._member_today() + timedelta(days=20))
        revision = self.revise(self.silver, scope="now", for_life=True, entry_spend=300, entry_single=0)
        moved = {line.partner_id: (line.to_tier_id.name, line.because) for line in revision.line_ids}
        self.assertEqual(moved, {self.members[1]: ("Classic", True), self.idle: ("Classic", True)})
        revision.action_apply()
        self.assertEqual(self.tiers(self.idle | self.faded), ["Classic", "Gold"])

    def test_for_life_falls_by_choice_only(self):
        values = {"entry_spend": 300, "entry_single": 0}
        by_default = self.silver.with_user(self.manager).action_revise()
        self.assertEqual(self.env["member.tier.revision"].browse(by_default["res_id"]).scope, "later")
        self.assertFalse(self.revise(self.silver, scope="now", **values).fall_count)
        with_end = {"validity_kind": "months", **values}
        revision = self.revise(self.silver, scope="now", **with_end)
        self.assertFalse(revision.line_ids)
        revision.action_apply()
        self.assertEqual([state["until"] for state in self.state(self.members[1:2])], [False])

    def test_entry_alone_lets_nobody_fall(self):
        self.silver.write({"stay_same": False, "stay_visits": 1, "validity_kind": "months"})
        self.put(self.idle, self.silver, until=self.company._member_today() + timedelta(days=20))
        revision = self.revise(self.silver, scope="now", for_life=True, entry_spend=20, entry_single=0)
        self.assertEqual(revision.line_ids.mapped("move"), ["rise"])
        self.assertEqual(revision.line_ids.partner_id, self.members[0])

    def test_what_is_due_anyway_stands_apart(self):
        self.put(self.idle, self.silver, until=self.company._member_today() - timedelta(days=20))
        revision = self.revise(self.silver, entry_spend=30, entry_single=0)
        self.assertEqual((revision.rise_count, revision.fall_count, revision.due_count), (1, 0, 1))
        due = revision.with_context(member_move="due").action_view_lines()["domain"]
        self.assertEqual(self.env["member.tier.revision.line"].search(due).partner_id, self.idle)
        revision.action_apply()
        self.assertEqual(self.tiers(self.idle | self.members[0]), ["Silver", "Silver"])

    def test_taken_back_all_is_as_it_was(self):
        everybody = self.members | self.idle | self.faded
        end = self.company._member_today() + timedelta(days=20)
        self.silver.validity_kind = "months"
        self.put(self.members[2], self.silver, until=end)
        self.members[3].sudo()._member_hold_tier(self.gold, reason="Friend")
        before = self.state(everybody)
        revision = self.revise(self.silver, scope="now", for_life=True, entry_spend=600, entry_single=0)
        self.assertGreater(revision.fall_count, 1)
        revision.action_apply()
        self.assertNotEqual(self.state(everybody), before)
        revision.action_undo()
        self.assertEqual(self.state(everybody), before)
        self.assertEqual(self.silver.entry_spend, 500)

    # ── New tiers, other ranks ────────────────────────────────────────────────────────────────────────────────

    def new_tier(self, **values):
        return (
            self.env["member.tier"].with_user(self.manager).create({"name": "Platinum", "entry_spend": 900, **values})
        )

    def test_a_new_tier_has_a_rank_of_its_own(self):
        self.assertEqual([self.new_tier(name=name).rank for name in "AB"], [13, 23])

    def test_a_new_tier_lifts_who_qualifies(self):
        platinum = self.new_tier()
        revision = self.revise(platinum)
        self.assertEqual(revision.line_ids.partner_id, self.members[3])
        self.assertTrue(revision.line_ids.because)
        self.assertEqual(self.tiers(), ["Classic", "Silver", "Silver", "Gold"])
        before = self.state(self.members)
        revision.action_apply()
        self.assertEqual(self.tiers()[3], "Platinum")
        revision.action_undo()
        self.assertEqual(self.state(self.members), before)
        self.assertFalse(platinum.active)

    def test_a_new_tier_gets_its_members_at_night(self):
        self.new_tier()
        self.night()
        self.assertEqual(self.tiers()[3], "Platinum")
        self.assertEqual(self.tiers(self.idle | self.faded), ["Silver", "Gold"], "nobody falls for it")
        self.assertFalse(self.env["member.tier"].search([]).review_company_ids & self.company)

    def night(self):
        self.env["member.standing"].sudo()._make_due(self.company)
        while self.env["member.standing"].sudo()._review_due(self.company, self.company._member_today()):
            pass

    def test_another_rank(self):
        """Silver above gold: who has gold and qualifies for silver gets it."""
        with self.assertRaisesRegex(ValidationError, "both have rank 3"):
            self.revise(self.silver, rank=3)
        before = self.state(self.members)
        revision = self.revise(self.silver, rank=4)
        self.assertEqual(revision.line_ids.partner_id, self.members[3])
        revision.action_apply()
        self.assertEqual(self.tiers(), ["Classic", "Silver", "Silver", "Silver"])
        revision.action_undo()
        self.assertEqual((self.state(self.members), self.silver.rank), (before, 2))
