import random
from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..engine.tier_review import NOBODY, Sudden
from .common import MemberCase

MEMBERS = 30
ROUNDS = 12
EARLIER, TODAY = fields.Date.to_date("2026-02-10"), fields.Date.to_date("2026-11-20")


@tagged("post_install", "-at_install")
class TestTierBulk(MemberCase):
    """Reviews of many leave out whom a review can't move, and nobody else: random rules and members, each compared with
    the judgment of everybody."""

    def test_nobody_is_left_out(self):
        looked_at = moved = 0
        for seed in range(ROUNDS):
            with self.subTest(seed=seed), self.kept():
                standings = self.make_shop(random.Random(seed))
                for sudden in (NOBODY, self.everybody, Sudden(self.gold.ids), Sudden(self.silver.ids, for_life=True)):
                    judged = standings._judge(TODAY, sudden=sudden)
                    must = {one.standing.partner_id.id for one in judged if self.moves(one, sudden)}
                    found = self.candidates(sudden)
                    self.assertLessEqual(must, set(found))
                    self.assertEqual(sorted(set(found)), found, "each once, in their order")
                    looked_at, moved = looked_at + len(found), moved + len(must)
        self.assertGreater(moved, 20)
        self.assertLess(looked_at, 4 * ROUNDS * MEMBERS, "some are left out")

    def test_night(self):
        """Those who are put off without being judged are looked at again on the day that the engine says."""
        self.patch(self.env.registry["member.standing"], "_JUDGED", 3)
        self.patch(self.env.registry["member.standing"], "_DUE", 8)
        put_off = 0
        for seed in range(ROUNDS):
            with self.subTest(seed=seed), self.kept():
                standings = self.make_shop(random.Random(seed))
                due = standings.filtered(lambda one: one.review_on and one.review_on <= TODAY)
                judged = due._judge(TODAY)
                expected = {
                    one.standing: (then.tier and then.tier.id, then.until, one.look, one.tier)
                    for one in judged
                    for then in [one.outcome.standing]
                }
                put_off += sum(one.outcome.move == "none" for one in judged)
                for _batch in range(MEMBERS):
                    if not self.env["member.standing"].sudo()._review_due(self.company, TODAY):
                        break
                self.env.invalidate_all()
                for one, (tier, until, look, shown) in expected.items():
                    found = (one.tier_id.id, one.until, one.review_on, one.partner_id.member_tier_id.id)
                    self.assertEqual([value or None for value in found], [tier, until, look, shown])
                self.assertFalse(standings.filtered(lambda one: one.review_on and one.review_on <= TODAY))
        self.assertGreater(put_off, 20)

    @contextmanager
    def kept(self):
        """The database is as before, afterwards."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    def moves(self, one, sudden):
        """A judgment that changes something. The ends of tiers, and of those by hand, wait for their day."""
        at_once = one.standing._is_sudden(sudden)
        due = at_once or (one.standing.review_on and one.standing.review_on <= TODAY)
        return one.outcome.move != "none" or (due and one.hold_ended and not at_once)

    def candidates(self, sudden):
        found, after = [], 0
        self.patch(self.env.registry["member.standing"], "_COUNTED", 7)
        self.patch(self.env.registry["member.standing"], "_JUDGED", 3)
        while after is not None:
            more, after = self.env["member.standing"].sudo()._candidates(self.company, after, TODAY, sudden=sudden)
            found += more
        return found

    # ── A shop ────────────────────────────────────────────────────────────────────────────────────────────────

    def make_shop(self, dice):
        """Members who were reviewed in February, bought since, and have come to November."""
        tiers = self.classic | self.silver | self.gold
        self.everybody = Sudden(tiers.ids, for_life=True)
        for tier in self.silver | self.gold:
            tier.write(self.rule(dice))
        if dice.random() < 0.4:
            self.gold.with_context(member_rule_since=fields.Date.to_date("2025-06-01")).entry_spend = 50
        members = self.env["res.partner"].create([{"name": f"M{number}"} for number in range(MEMBERS)])
        for number, member in enumerate(members):
            member.sudo().write(
                {
                    "member_number": f"R{number}",
                    "member_since": dice.choice(["2024-02-29", "2024-11-20", "2025-06-01", "2025-12-31", False]),
                    "member_history_from": dice.choice([False, False, False, "2026-01-15"]),
                }
            )
        self.buy(dice, members, EARLIER - timedelta(days=500), EARLIER)
        standings = self.env["member.standing"].sudo()._of(members.ids)
        for standing in standings:
            standing.tier_id = dice.choice([tiers[0], tiers[1], tiers[2], self.env["member.tier"]])
        standings._review(EARLIER, sudden=self.everybody if dice.random() < 0.5 else NOBODY)
        for member in members:
            if dice.random() < 0.2:
                until = dice.choice([None, EARLIER + timedelta(days=90), TODAY + timedelta(days=90)])
                member.sudo()._member_hold_tier(dice.choice(tiers), until, "A reason")
        self.buy(dice, members, EARLIER + timedelta(days=1), TODAY)
        for standing in standings:
            if dice.random() < 0.3:
                standing.review_on = TODAY
        return standings

    def rule(self, dice):
        terms = {f"{side}_{name}": 0 for side in ("entry", "stay") for name in ("single", "spend", "visits", "points")}
        for side in ("entry", "stay"):
            for name in dice.sample(["single", "spend", "visits"], dice.choice([1, 1, 2])):
                terms[f"{side}_{name}"] = dice.choice([2, 3]) if name == "visits" else dice.choice([40, 100, 200])
        return {
            **terms,
            "entry_match": dice.choice(["any", "all"]),
            "stay_match": dice.choice(["any", "all"]),
            "stay_same": dice.random() < 0.5,
            "window_kind": dice.choice(["rolling", "calendar", "membership", "lifetime"]),
            "window_months": dice.choice([3, 12]),
            "validity_kind": dice.choice(["lifetime", "months", "year_end", "next_year_end", "membership"]),
            "validity_months": dice.choice([6, 12]),
            "grace_days": dice.choice([0, 20]),
            "notice_days": dice.choice([0, 40]),
            "downgrade": dice.choice(["one", "figures"]),
        }

    def buy(self, dice, members, first, last):
        facts = []
        for member in members:
            for _purchase in range(dice.choice([0, 0, 1, 2, 4])):
                day = first + timedelta(days=dice.randrange((last - first).days + 1))
                amount = dice.choice([-60, 10, 40, 40, 100, 199.99, 200])
                facts.append(
                    {
                        "key": f"random:{member.id}:{first}:{len(facts)}",
                        "source": "import",
                        "partner_id": member.id,
                        "company_id": self.company.id,
                        "date": day,
                        "local_date": day,
                        "amount_net": amount,
                        "amount_gross": amount,
                    }
                )
        self.env["member.purchase"].sudo().create(facts)
