"""The generator of members and purchases, at a small size."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "bench"))

from generate import generate

MEMBERS, PURCHASES = 300, 3_000
CHECKSUM = "fb53701403082f0b8c6d52cb0730c380 8500949062ca0c2c49e984fb5929bb76"


def silent(_text):
    pass


def test_generated_shop(shop):
    with shop.env() as env:
        generate(env, MEMBERS, PURCHASES, silent)
        members = env["res.partner"].search([("member_number", "!=", False)])
        assert len(members) == MEMBERS
        assert env["member.purchase"].search_count([]) == PURCHASES
        assert env["member.ledger.entry"]._check_balances() == []
        assert not members._member_review_tier(), "the review finds the tiers that the generator gave"
        assert len(members.member_tier_id) > 1
        _check_numbers(env, members)
        _check_proportions(env, members)
        assert _checksum(env) == CHECKSUM, "other rows than last time"


def _check_numbers(env, members):
    """A new member and a new card get numbers that are free, and what was made passes the models' own checks."""
    env["member.card"].search([])._check_number()
    newcomer = env["res.partner"].create({"name": "Newcomer"})
    newcomer._member_enrol()
    assert newcomer.member_number not in members.mapped("member_number")
    member = members[MEMBERS // 2]
    assert member._phone_format(number=member.phone) == member.phone_sanitized


def _check_proportions(env, members):
    spent = env["member.purchase"]._read_group([("partner_id", "in", members.ids)], [], ["amount_net:sum"])[0][0]
    by_member = env["member.purchase"]._read_group(
        [("partner_id", "in", members.ids)], ["partner_id"], ["amount_net:sum"]
    )
    best = sorted((amount for _member, amount in by_member), reverse=True)[: MEMBERS // 5]
    assert 0.7 < sum(best) / spent < 0.9


def _checksum(env):
    """Of what doesn't depend on the day: who bought what, and who has how much."""
    env.cr.execute(
        """SELECT MD5(STRING_AGG(key || ':' || COALESCE(partner_id - first, 0) || ':' || amount_net, ' ' ORDER BY p.id))
             FROM member_purchase p,
                  (SELECT MIN(id) AS first FROM res_partner WHERE member_number IS NOT NULL) members"""
    )
    (purchases,) = env.cr.fetchone()
    env.cr.execute("SELECT SUM(points), MD5(STRING_AGG(points::text, ' ' ORDER BY id)) FROM loyalty_card")
    return f"{purchases} {env.cr.fetchone()[1]}"
