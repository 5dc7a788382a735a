from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestTierRevision(MemberCase):
    """A rule is tried out on all members before it is changed."""

    def setUp(self):
        super().setUp()
        self.members = [self.new_member(f"Member {number}", PHONES[number]) for number in range(4)]
        for member, creams in zip(self.members, (1, 6, 13, 26), strict=True):
            self.sell(member, (self.cream, creams))

    def tiers(self):
        self.env.invalidate_all()
        return [member.member_tier_id.name for member in self.members]

    def revise(self, tier, user=None, **values):
        action = tier.with_user(user or self.manager).action_revise()
        revision = self.env["member.tier.revision"].with_user(user or self.manager).browse(action["res_id"])
        revision.write({"scope": "now", "for_life": True, **values})
        revision.action_preview()
        self.assertEqual((revision.state, revision.job_id.sudo().error), ("ready", False))
        return revision

    def moves(self, records):
        return sorted((one.partner_id.id, one.from_tier_id.id, one.to_tier_id.id) for one in records)

    def test_what_is_shown_is_what_is_done(self):
        self.assertEqual(self.tiers(), ["Classic", "Silver", "Silver", "Gold"])
        revision = self.revise(self.silver, entry_spend=300, entry_single=0)
        self.assertEqual((revision.rise_count, revision.fall_count), (0, 1))
        self.assertEqual(self.tiers(), ["Classic", "Silver", "Silver", "Gold"], "trying out moves nobody")
        self.assertEqual(self.silver.entry_spend, 500)
        shown = self.moves(revision.line_ids)
        revision.action_apply()
        self.assertEqual(revision.state, "applied")
        self.assertEqual(self.moves(revision.change_ids), shown)
        self.assertEqual(self.tiers(), ["Classic", "Classic", "Silver", "Gold"])
        change = revision.change_ids
        self.assertEqual((change.reason, change.version_id.number), ("fall", 2))
        self.assertFalse(self.env["res.partner"].browse(m.id for m in self.members).sudo()._member_review_tier())

    def test_later_lets_nobody_fall_now(self):
        revision = self.revise(self.silver, entry_spend=40, entry_single=0, scope="later")
        self.assertEqual((revision.rise_count, revision.fall_count), (1, 0))
        revision.action_apply()
        self.assertEqual(self.tiers(), ["Silver", "Silver", "Silver", "Gold"])

    def test_only_for_new_members(self):
        revision = self.revise(self.silver, entry_spend=40, scope="new")
        self.assertFalse(revision.line_ids)
        self.env.cr.execute("UPDATE res_partner SET member_since = member_since - 9 WHERE member_number IS NOT NULL")
        self.env.invalidate_all()
        revision.action_apply()
        self.sell(self.members[0], (self.soap, 1))
        self.assertEqual(self.tiers()[0], "Classic")
        fresh = self.new_member("Fresh", PHONES[9])
        self.sell(fresh, (self.cream, 1))
        self.assertEqual(fresh.member_tier_id, self.silver)

    def test_taken_back(self):
        revision = self.revise(self.silver, entry_spend=300, entry_single=0)
        revision.action_apply()
        revision.action_undo()
        self.assertEqual(self.tiers(), ["Classic", "Silver", "Silver", "Gold"])
        self.assertEqual((self.silver.entry_spend, self.silver.entry_single), (500, 200))
        last = self.env["member.tier.change"].search(
            [("partner_id", "=", self.members[1].id)], order="id desc", limit=1
        )
        self.assertEqual(last.reason, "undo")
        self.assertFalse(self.env["res.partner"].browse(m.id for m in self.members).sudo()._member_review_tier())

    def test_not_taken_back_after_more_has_happened(self):
        revision = self.revise(self.silver, entry_spend=300, entry_single=0)
        revision.action_apply()
        self.sell(self.members[1], (self.cream, 10))
        with self.assertRaisesRegex(UserError, "1 members have changed tiers again.*Member 1"):
            revision.action_undo()

    def test_a_change_is_counted_anew(self):
        revision = self.revise(self.silver, entry_spend=300)
        revision.entry_spend = 400
        self.assertEqual((revision.state, len(revision.line_ids)), ("draft", 0))
        with self.assertRaisesRegex(UserError, "Simulate the rule change first"):
            revision.action_apply()

    def test_batches(self):
        standings = self.env.registry["member.standing"]
        for size in ("_COUNTED", "_JUDGED"):
            with self.subTest(size):
                self.patch(standings, size, 2)
                revision = self.revise_in_batches()
                self.assertEqual((revision.state, revision.fall_count), ("ready", 1))

    def revise_in_batches(self):
        action = self.silver.with_user(self.manager).action_revise()
        revision = self.env["member.tier.revision"].with_user(self.manager).browse(action["res_id"])
        revision.write({"entry_spend": 300, "entry_single": 0, "scope": "now", "for_life": True})
        revision.action_preview()
        self.assertEqual(revision.state, "counting")
        for _batch in range(5):
            revision.job_id.sudo()._run_batch()
        return revision

    def test_staff_change_no_rules(self):
        with self.assertRaises(AccessError):
            self.silver.with_user(self.staff).action_revise()
        revision = self.revise(self.silver)
        with self.assertRaises(AccessError):
            revision.with_user(self.staff).action_apply()

    def test_a_count_that_failed_can_be_repeated(self):
        revision = self.revise(self.silver, entry_spend=300, entry_single=0)
        revision.sudo().state = "counting"
        with self.assertRaisesRegex(UserError, "is being simulated"):
            revision.action_preview()
        revision.job_id.sudo().write({"state": "failed", "error": "The disk was full"})
        revision.action_preview()
        self.assertEqual((revision.state, revision.fall_count), ("ready", 1))
