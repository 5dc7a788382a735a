"""Guests of a campaign at several tills at once, over HTTP and two server processes: each comes once, each gift once."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from test_ledger_drill import TILLS, open_tills, stock_shop

MEMBERS = 6

pytestmark = pytest.mark.drill


@pytest.fixture(name="evening")
def fixture_evening(shop):
    """A shop with four tills on two server processes, and a campaign of today to which half of the members are invited."""
    with shop.env() as env:
        told = stock_shop(env)
        today = env.company._member_today()
        campaign = env["member.campaign"].create(
            {"name": "Evening", "state": "running", "date_from": today, "date_to": today, "gift": "Cream"}
        )
        env["member.campaign.guest"].create(
            [
                {
                    "campaign_id": campaign.id,
                    "company_id": campaign.company_id.id,
                    "partner_id": member,
                    "arm": "invited",
                }
                for member in told["members"][: MEMBERS // 2]
            ]
        )
        told["campaign"] = campaign.id
        env.cr.commit()
    return shop, told, open_tills(shop, told)


def answer_at_once(tills, told, member, answer):
    """:return: Counter of what each of the tills was told"""

    def ask(till):
        return till.client.call(
            "pos.config", "member_campaign_answer", [till.config_id], member, told["campaign"], answer
        )["status"]

    with ThreadPoolExecutor(len(tills)) as pool:
        return Counter(pool.map(ask, tills))


def test_once_at_four_tills(evening):
    """Expected or not, one till checks in and the others are told; the same for the gift."""
    shop, told, tills = evening
    once = Counter(saved=1, refused=TILLS - 1)
    for member in told["members"][:MEMBERS]:
        assert answer_at_once(tills, told, member, "came") == once
        assert answer_at_once(tills, told, member, "gift") == once
    with shop.env() as env:
        guests = env["member.campaign.guest"].search([("campaign_id", "=", told["campaign"])])
        assert Counter(guests.mapped("arm")) == Counter(invited=MEMBERS // 2, unexpected=MEMBERS // 2)
        assert all(guest.came_at and guest.gift_given_at for guest in guests)
