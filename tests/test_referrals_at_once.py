"""Friends who pay at once, over HTTP and two server processes: no deadlock, each reward once, quotas and caps hold."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import ServerError

from test_ledger_drill import TILLS, open_tills, stock_shop

ROUNDS = 12

pytestmark = pytest.mark.drill


@pytest.fixture(name="town")
def fixture_town(shop):
    """A shop with four tills on two server processes, and a referral policy."""
    with shop.env() as env:
        told = stock_shop(env)
        env["member.referral.policy"].create(
            {"name": "Friends", "program_id": told["points"]["id"], "referrer_points": 100, "friend_points": 50}
        )
        tier = env["member.tier"].search([])
        env["member.benefit"].create({"name": "Gift", "line_ids": [(0, 0, {"tier_id": tier.id, "quota": 3})]})
        env.cr.commit()
    return shop, told, open_tills(shop, told)


def brought(shop, pairs):
    """Note referrals of existing members: (friend, referrer)."""
    with shop.env() as env:
        policy = env["member.referral.policy"].search([])
        for friend, referrer in pairs:
            partners = env["res.partner"].browse((referrer, friend))
            env["member.referral"]._record(partners[0], partners[1], policy)
        env.cr.commit()


def pay_at_once(tills, members):
    with ThreadPoolExecutor(len(members)) as pool:
        list(
            pool.map(
                lambda pair: pair[0].sync(pair[0].order(pair[1], [("C", 1, 40.0)])), zip(tills, members, strict=False)
            )
        )


def test_friends_who_brought_each_other_pay_at_once(town):
    shop, told, tills = town
    for ada, bea in list(zip(told["members"][::2], told["members"][1::2], strict=True))[:ROUNDS]:
        brought(shop, [(ada, bea), (bea, ada)])
        pay_at_once(tills[:2], (ada, bea))
    with shop.env() as env:
        referrals = env["member.referral"].search([])
        assert set(referrals.mapped("state")) == {"rewarded"}
        assert env["member.ledger.entry"]._check_balances() == []
        assert {card.points for card in referrals._cards()} == {40.0 + 100 + 50}


def test_friends_of_one_member_pay_at_once_below_the_cap(town):
    shop, told, tills = town
    ada, *friends = told["members"]
    with shop.env() as env:
        env["member.referral.policy"].search([]).month_cap = 5
        env.cr.commit()
    brought(shop, [(friend, ada) for friend in friends])
    for start in range(0, len(friends) - TILLS + 1, TILLS):
        pay_at_once(tills, friends[start : start + TILLS])
    with shop.env() as env:
        rewarded = env["member.referral"].search([("state", "=", "rewarded")])
        assert len(rewarded) == len(friends) // TILLS * TILLS
        assert len(rewarded.filtered("referrer_points")) == 5
        assert env["member.ledger.entry"]._check_balances() == []


def test_benefits_used_at_once_keep_to_the_quota(town):
    shop, told, tills = town
    with shop.env() as env:
        benefit = env["member.benefit"].search([]).id

    def use(till, member, key):
        try:
            answer = till.client.call("pos.config", "use_benefit", [till.config_id], member, benefit, key)
        except ServerError as error:
            return str(error)
        return answer["status"]

    for member in told["members"][:ROUNDS]:
        # Six uses from four tills, the first of them sent twice.
        keys = [str(uuid4()) for _use in range(6)]
        with ThreadPoolExecutor(TILLS) as pool:
            asked = [(tills[place % TILLS], member, key) for place, key in enumerate([keys[0], *keys])]
            outcome = Counter(pool.map(lambda one: use(*one), asked))
        with shop.env() as env:
            used = env["member.benefit.use"].search([("partner_id", "=", member)])
            assert len(used) == 3, outcome
            assert sorted(used.mapped("slot")) == [1, 2, 3]
        assert set(outcome) == {"used", "refused"}, outcome
