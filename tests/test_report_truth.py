"""Every metric and every report, held against pandas where they are easily told wrong: nobody, one member, ties, returns
above purchases, nothing spent, leap days, time zones, another company's currency, merged members.

The same check goes over a real year (tests/journey/check_report_truth.py).
"""

import random
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from odoo.tools import SQL

from shop import Shop
from truth import check
from truth.facts import Facts

pytestmark = pytest.mark.filterwarnings("ignore:pandas only supports SQLAlchemy")

DAY = date(2026, 5, 17)


def noon(day):
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=12)


class Chain:
    """A company whose members buy."""

    def __init__(self, env, zone="UTC", **company):
        if company:
            made = env["res.company"].create({"name": "Elsewhere", **company})
            env.user.company_ids += made
            env = env(context={**env.context, "allowed_company_ids": made.ids})
        env.company.partner_id.tz = zone
        self.env, self.zone, self.numbers = env, ZoneInfo(zone), count()
        self.reader = env["res.users"].create(
            {
                "name": "Reader",
                "login": f"reader {env.company.id}",
                "company_id": env.company.id,
                "company_ids": [(6, 0, env.company.ids)],
                "group_ids": [(4, env.ref("member_loyalty.group_manager").id)],
            }
        )
        # Payment methods aren't shared; nobody pays here.
        tills = [{"name": name, "payment_method_ids": []} for name in ("North", "South")]
        self.tills = env["pos.config"].create(tills).ids
        categories = env["product.category"].create([{"name": name} for name in ("Skin", "Hair", "Hands")])
        self.goods = env["product.product"].create(
            [{"name": f"Good {number}", "categ_id": categories[number % 3].id} for number in range(5)]
        )

    def members(self, many, since=date(2024, 1, 1), **values):
        made = self.env["res.partner"].create([{"name": f"Member {number}", **values} for number in range(many)])
        made._member_enrol()
        made.member_since = since
        return made

    def universal(self, moment):
        return moment.replace(tzinfo=self.zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def bought(self, member, moment, *amounts, back_of=None, **values):
        """Record a purchase as an import does, a line for each amount.

        :param moment: day, at noon, or time, by the store's clock
        :param amounts: net; taxes are a tenth. Below zero they are returned
        :return: its key
        """
        if not isinstance(moment, datetime):
            moment = noon(moment)
        universal = self.universal(moment)
        key, whole = f"truth:{self.env.company.id}:{next(self.numbers)}", round(sum(amounts), 2)
        headers = SQL(
            """SELECT %s AS key, 'import' AS source, NULL AS reference, %s::int AS partner_id, %s AS company_id,
                      %s::int AS config_id, %s::timestamp AS date, %s::date AS local_date, %s::numeric AS amount_net,
                      %s::numeric AS amount_gross, 0::numeric AS amount_paid_in, %s::numeric AS amount_prepaid,
                      %s AS refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id""",
            *(key, member.id if member else None, self.env.company.id, values.get("config_id"), universal),
            *(moment.date(), whole, round(1.1 * whole, 2), values.get("prepaid", 0), back_of),
        )
        lines = [
            SQL(
                """SELECT %s AS key, %s AS purchase_key, %s AS product_id, %s AS categ_id, %s::numeric AS quantity,
                          %s::numeric AS amount_net, %s::numeric AS amount_gross, %s AS is_reward, %s AS refund_of_key""",
                *(f"{key}:{place}", key, good.id, good.categ_id.id, 1 if amount >= 0 else -1, amount),
                *(round(1.1 * amount, 2), values.get("reward", False) and place == 1, back_of and f"{back_of}:{place}"),
            )
            for place, amount in enumerate(amounts)
            for good in [self.goods[(int(abs(amount)) + place) % 5]]
        ]
        self.env["member.purchase"]._record(headers, SQL(" UNION ALL ").join(lines))
        return key

    def assert_true(self, day=DAY, ends=8, before=None):
        """Each figure is what pandas says, and opens as many records as it counts.

        :param ends: how many month ends are kept
        :param before: Facts as they were when all was counted; only news are, then
        """
        with freeze_time(self.universal(noon(day))):
            definition, kept = self.env["member.metrics.definition"]._of(self.env.company), check.month_ends(day, ends)
            if before:
                self.env["member.metrics"]._refresh_news(definition, day)
            else:
                check.count(self.env, day)
                for end in kept:
                    self.env["member.metrics.snapshot"]._take(definition, end)
            self.env.flush_all()
            facts = Facts(self.env.cr, self.env.company.id, day, kept)
            if before:
                facts.cuts = before.cuts
            for what, _known, differing in [
                *check.metrics(self.env, facts),
                *check.reports(self.env, facts, self.reader),
                *check.opened(self.env, self.reader, rows=10),
            ]:
                assert not differing, (what, differing[:5])
        return facts


@pytest.fixture(name="database", scope="module")
def fixture_database():
    from odoo.tools import config

    with pytest.MonkeyPatch.context() as patch:
        # Else its registry would look for tests to run while it loads.
        patch.setitem(config, "test_enable", False)
        with Shop() as shop:
            yield shop


@pytest.fixture(name="env")
def fixture_env(database):
    with database.env() as env:
        yield env


def test_no_members(env):
    Chain(env).assert_true()


def test_only_strangers_buy(env):
    chain = Chain(env)
    chain.bought(None, DAY, 20, 30)
    chain.assert_true()


def test_one_member(env):
    chain = Chain(env)
    member = chain.members(1)
    chain.assert_true()
    chain.bought(member, DAY - timedelta(days=40), 20, 30)
    chain.assert_true()
    chain.bought(member, DAY, 20)
    chain.assert_true()


def test_everybody_alike(env):
    """Ties in all that is ranked, and members on every line."""
    chain = Chain(env)
    for member in chain.members(9):
        for days in (0, 30, 31, 91, 92, 200, 364, 365, 366):
            chain.bought(member, DAY - timedelta(days=days), 10, 20)
    chain.assert_true()


def test_returns_above_purchases_and_nothing_spent(env):
    chain = Chain(env)
    more, all_, nothing, only, normal = chain.members(5)
    for member, amounts in ((more, [20, -50]), (all_, [33.33, 33.33, 33.34, -100]), (nothing, [0, 0]), (only, [-30])):
        for days, amount in enumerate(amounts):
            chain.bought(member, DAY - timedelta(days=10 - days), amount)
    chain.assert_true()
    sold = chain.bought(normal, DAY - timedelta(days=3), 10, 20)
    chain.bought(normal, DAY - timedelta(days=2), -10, -20, back_of=sold)
    chain.bought(normal, DAY - timedelta(days=1), 5, -2, reward=True)
    chain.assert_true()


@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2024, 5, 31)])
def test_leap_day_and_month_ends(env, day):
    chain = Chain(env)
    days = [date(2023, 2, 28), date(2023, 8, 31), date(2023, 11, 29), date(2023, 11, 30), date(2024, 2, 28)]
    days += [date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2025, 2, 28)]
    for number, member in enumerate(chain.members(len(days), since=date(2023, 1, 31))):
        for bought in {days[number], days[(number + 4) % len(days)]}:
            chain.bought(member, bought, 10 + number)
    chain.members(2, since=date(2024, 2, 29))
    chain.assert_true(day)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_around_midnight_of_the_store(env, zone):
    """The last sale of a month and the first of the next are on another day in the universal time of the facts."""
    chain = Chain(env, zone)
    for number, member in enumerate(chain.members(6)):
        for month in range(1, 6):
            end = datetime(2026, month, 1) - timedelta(minutes=10)
            chain.bought(member, end if number % 2 else end + timedelta(minutes=20), 10 * month + number)
    by_lot(chain, chain.members(20), 4, 150)
    facts = chain.assert_true()
    universal, local = facts.purchases.date.dt.normalize(), facts.purchases.local_date
    assert (universal != local).any(), "a day that differs"


def by_lot(chain, members, seed, many):
    """Some buy more and more, some evenly, some have long stopped."""
    chance, customers = random.Random(seed), [*members, None]
    for _number in range(many):
        place = chance.randrange(len(customers))
        ago = (chance.expovariate(1 / 120), chance.uniform(0, 500), chance.uniform(650, 900))[place % 10 // 4]
        member, day = customers[place], DAY - timedelta(days=int(ago))
        amounts = [chain.env.company.currency_id.round(chance.uniform(1, 60)) for _line in range(chance.randint(1, 4))]
        moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=chance.randint(0, 23))
        values = {"config_id": chance.choice([*chain.tills, None]), "prepaid": chance.choice((0, 5))}
        if len(amounts) > 1 and chance.random() < 0.2:
            amounts[1] = -1
            values["reward"] = True
        sold = chain.bought(member, moment, *amounts, **values)
        if chance.random() < 0.2:
            chain.bought(member, min(day + timedelta(days=3), DAY), *(-amount for amount in amounts), back_of=sold)


def test_bought_together(env):
    """Two pairs of goods meet more often than by chance, another doesn't."""
    chain = Chain(env)
    for number in range(120):
        # Goods 0 and 1, 2 and 3, 3 or 4 alone, and 0 and 3.
        amounts = [(10, 10), (10, 10), (12, 12), (13,), (14,), (10, 12)][number % 6]
        chain.bought(None, DAY - timedelta(days=number), *amounts)
    facts = chain.assert_true()
    assert 0 < facts.pairs["product"].is_finding.sum() < len(facts.pairs["product"])


def test_two_companies_and_currencies(env):
    """A member of both has figures in each, in its own currency and by its own clock; the other's don't matter."""
    here = Chain(env, "America/New_York")
    there = Chain(env, "Asia/Tokyo", currency_id=env.ref("base.JPY").id)
    both, of_one = here.members(6), here.members(4, company_id=here.env.company.id)
    by_lot(here, both + of_one, 1, 120)
    by_lot(there, both.with_env(there.env), 2, 120)
    facts = [chain.assert_true() for chain in (here, there)]
    assert [len(found.now) for found in facts] == [10, 6]
    assert set(facts[0].purchases.id).isdisjoint(facts[1].purchases.id)


def test_merged_members(env):
    """One of two is left, with the purchases and month ends of both, though only news are counted."""
    chain = Chain(env)
    members = chain.members(10)
    by_lot(chain, members, 3, 150)
    before = chain.assert_true()
    wizard = env["base.partner.merge.automatic.wizard"]
    for source, destination in ((members[0], members[1]), (members[2], members[3])):
        wizard.create(
            {"partner_ids": [(6, 0, (source | destination).ids)], "dst_partner_id": destination.id}
        ).action_merge()
    facts = chain.assert_true(before=before)
    assert len(facts.now) == 8


@pytest.mark.parametrize("seed", range(2))
def test_by_lot(env, seed):
    """Enough members for BG/NBD, of whom some join late."""
    chain = Chain(env)
    members = chain.members(120)
    members[::4].member_since = date(2026, 2, 11)
    members[::3].user_id = chain.reader
    by_lot(chain, members, seed, 900)
    chain.assert_true()
    assert env["member.metrics.definition"]._of(env.company).cuts["bgnbd"]
