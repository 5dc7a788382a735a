"""Adjustments over HTTP, at once: nobody passes the limit, and nothing is moved that isn't there."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import Client, ServerError

AT_ONCE = 8


@pytest.fixture(name="members")
def fixture_members(shop):
    """Ids of a programme and of members; the first has 100 points."""
    with shop.env() as env:
        program = env["loyalty.program"].create(
            {
                "name": "Club",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "member_program": True,
            }
        )
        members = env["res.partner"].create([{"name": f"Member {number}"} for number in range(AT_ONCE + 1)])
        members._member_enrol()
        card = env["loyalty.card"]._member_card(members[0], program)
        env["member.ledger.entry"]._post([{"key": "start", "card_id": card.id, "kind": "opening", "amount": 100}])
        for login in ("admin", "second"):
            user = env["res.users"].search([("login", "=", login)]) or env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "group_ids": [(6, 0, env.ref("member_loyalty.group_manager").ids)],
                }
            )
            user.password = login
        env.cr.commit()
    return program.id, members.ids


def at_once(shop, values_list):
    """Ask for adjustments, and post them all in the same moment.

    :return: Counter of what became of them
    """
    clients = [Client(shop.url, shop.database, "admin", "admin") for _ in values_list]
    ids = [clients[0].call("member.adjustment", "create", values) for values in values_list]

    def submit(client, adjustment_id):
        try:
            client.call("member.adjustment", "action_submit", [adjustment_id])
        except ServerError as error:
            return str(error)
        return client.call("member.adjustment", "read", [adjustment_id], ["state"])[0]["state"]

    with ThreadPoolExecutor(len(clients)) as pool:
        return Counter(pool.map(submit, clients, ids))


def balances(shop, program_id):
    with shop.env() as env:
        assert env["member.ledger.entry"]._check_balances() == []
        cards = env["loyalty.card"].search([("program_id", "=", program_id)], order="partner_id")
        return cards.mapped("points")


def test_splitting_over_many_requests_does_not_pass_the_limit(shop, members):
    program_id, (member, *_others) = members
    with shop.env() as env:
        env["loyalty.program"].browse(program_id).member_approval_above = 100
        env.cr.commit()
    asked = {"kind": "goodwill", "partner_id": member, "program_id": program_id, "amount": 30, "reason": "Sorry"}
    assert at_once(shop, [asked] * AT_ONCE) == {"done": 3, "waiting": AT_ONCE - 3}
    assert balances(shop, program_id) == [190]


def test_transfers_move_no_more_than_there_is(shop, members):
    program_id, (member, *others) = members
    asked = {"kind": "transfer", "partner_id": member, "program_id": program_id, "amount": 30, "reason": "Family"}
    outcome = at_once(shop, [{**asked, "to_partner_id": other} for other in others])
    assert outcome.pop("done") == 3, outcome
    assert all("can't be deducted" in message for message in outcome)
    assert balances(shop, program_id) == [10, 30, 30, 30]
