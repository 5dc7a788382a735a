"""Cards given at several tills at once, over HTTP: a member has one card, and everybody else is told."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import Client

TILLS = 6


@pytest.fixture(name="counter")
def fixture_counter(shop):
    """Ids of a till, of a member with a card, and of one without."""
    with shop.env() as env:
        admin = env.ref("base.user_admin")
        admin.password = "admin"
        admin.group_ids |= env.ref("point_of_sale.group_pos_user")
        till = env["pos.config"].create({"name": "Counter"})
        members = env["res.partner"].create([{"name": "Ada"}, {"name": "Bea"}])
        members._member_enrol()
        members[1].member_card_id._move("returned")
        boxes = env["member.card"].create([{} for _number in range(2 * TILLS)]).mapped("number")
        env.cr.commit()
        return till.id, *members.ids, boxes


def give_at_once(shop, till, member, seen, numbers):
    clients = [Client(shop.url, shop.database, "admin", "admin") for _number in numbers]

    def give(client, number):
        values = {"seen_id": seen, "card_number": number}
        return client.call("pos.config", "give_member_card", [till], member, values)

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(give, clients, numbers))
    for answer in answers:
        assert answer["status"] == "ok" or "was just issued" in answer["message"], answer["message"]
    return Counter(answer["status"] for answer in answers)


def test_one_of_many_tills_gives_the_card(shop, counter):
    till, ada, bea, boxes = counter
    with shop.env() as env:
        seen = env["res.partner"].browse(ada).member_card_id.id
    for member, shown, numbers in ((ada, seen, boxes[:TILLS]), (bea, False, boxes[TILLS:])):
        assert give_at_once(shop, till, member, shown, numbers) == {"ok": 1, "refused": TILLS - 1}
        with shop.env() as env:
            cards = env["member.card"].search([("number", "in", numbers)])
            assert sorted(cards.mapped("state")) == ["active"] + ["stock"] * (TILLS - 1)
            assert env["res.partner"].browse(member).member_card_id in cards
