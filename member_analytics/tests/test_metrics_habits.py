import random
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import DAY, MetricsCase

TOKYO = "Asia/Tokyo"


@dataclass
class Line:
    categ: int
    quantity: int
    net: float
    is_reward: bool = False


@dataclass
class Sale:
    partner: int
    moment: datetime  # UTC
    config: int | None = None
    prepaid: float = 0
    lines: list = field(default_factory=list)

    def local(self, zone):
        return self.moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))

    @property
    def net(self):
        return sum(line.net for line in self.lines)


def most(keys):
    """What comes most often, of equals the smallest."""
    counts = Counter(key for key in keys if key is not None)
    return min(counts, key=lambda key: (-counts[key], key)) if counts else None


def _hour(moments):
    """Midnight to the second is no hour."""
    hours = [moment.hour for moment in moments if (moment.hour, moment.minute, moment.second) != (0, 0, 0)]
    return str(most(hours)) if hours else None


def plain_habits(sales, start, day, zone, price_cuts):
    """Habits, computed one member at a time."""
    mine = defaultdict(list)
    for sale in sales:
        if start <= sale.local(zone).date() <= day and sale.net > 0:
            mine[sale.partner].append(sale)
    told = {}
    for partner, bought in mine.items():
        goods = [line for sale in bought for line in sale.lines if not line.is_reward]
        liked = [line for line in goods if line.quantity > 0 and line.net > 0]
        rewards = -sum(line.net for sale in bought for line in sale.lines if line.is_reward)
        has_rewards = any(line.is_reward for sale in bought for line in sale.lines)
        told[partner] = {
            "favourite_weekday": str(most(sale.local(zone).isoweekday() for sale in bought)),
            "favourite_hour": _hour(sale.local(zone) for sale in bought),
            "favourite_config_id": most(sale.config for sale in bought),
            "favourite_categ_id": most(line.categ for line in liked),
            "price_band": most(1 + bisect_right(price_cuts, line.net / line.quantity) for line in liked),
            "prepaid_share": sum(sale.prepaid for sale in bought) / sum(sale.net for sale in bought),
            "discount_share": rewards / sum(line.net for line in goods) if has_rewards else None,
        }
    return told


@tagged("post_install", "-at_install")
class TestMetricsHabits(MetricsCase):
    """Habits are what a plain computation says; amounts are without taxes here, so that net and gross are one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.env["res.partner"].create([{"name": f"Member {number}"} for number in range(15)])
        cls.env.cr.execute(
            "UPDATE res_partner SET member_number = 'H' || id, member_since = '2020-01-01' WHERE id = ANY(%s)",
            [cls.members.ids],
        )
        cls.members.invalidate_recordset()

    def record(self, sales, zone):
        def header(number, sale):
            return SQL(
                """SELECT %s AS key, 'import' AS source, NULL AS reference, %s AS partner_id, %s AS company_id,
                          %s::int AS config_id, %s::timestamp AS date, %s::date AS local_date, %s::numeric AS amount_net,
                          %s::numeric AS amount_gross, 0::numeric AS amount_paid_in, %s::numeric AS amount_prepaid,
                          NULL AS refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id""",
                f"habit:{number}",
                sale.partner,
                self.company.id,
                sale.config,
                sale.moment,
                sale.local(zone).date(),
                sale.net,
                sale.net,
                sale.prepaid,
            )

        def line(number, place, one):
            return SQL(
                """SELECT %s AS key, %s AS purchase_key, %s AS product_id, %s::int AS categ_id, %s::numeric AS quantity,
                          %s::numeric AS amount_net, %s::numeric AS amount_gross, %s AS is_reward, NULL AS refund_of_key""",
                f"habit:{number}:{place}",
                f"habit:{number}",
                self.soap.id,
                one.categ,
                one.quantity,
                one.net,
                one.net,
                one.is_reward,
            )

        headers = [header(number, sale) for number, sale in enumerate(sales)]
        lines = [line(n, place, one) for n, sale in enumerate(sales) for place, one in enumerate(sale.lines)]
        self.env["member.purchase"]._record(SQL(" UNION ALL ").join(headers), SQL(" UNION ALL ").join(lines))

    def assert_told(self, sales, zone):
        start, cuts = self.definition._window_start(DAY), self.definition._numbers("price_cuts")
        told, rows = plain_habits(sales, start, DAY, zone, cuts), self.rows()
        for member in self.members.ids:
            for name in (
                "favourite_weekday",
                "favourite_hour",
                "favourite_config_id",
                "favourite_categ_id",
                "price_band",
                "prepaid_share",
                "discount_share",
            ):
                found, value = rows[member][name], told.get(member, {}).get(name)
                if isinstance(value, float):
                    self.assertAlmostEqual(float(found), value, 6, f"{name} of {member}")
                else:
                    self.assertEqual(found, value, f"{name} of {member}")
        return rows

    def test_any_purchases(self):
        """With ties, rewards, goods taken back in the same sale, and purchases without till or category."""
        chance = random.Random(11)
        categories = [*self.env["product.category"].create([{"name": "Skin"}, {"name": "Hair"}]).ids, None]
        configs = [self.config.id, self.new_till().id, None]
        for zone in ("UTC", TOKYO, "America/New_York"):
            with self.subTest(zone):
                self.company.partner_id.tz = zone
                sales = [
                    Sale(
                        member,
                        datetime.combine(DAY, datetime.min.time())
                        - timedelta(days=chance.choice((1, 2, 8, 200, 364, 367)), hours=chance.randint(-9, 23)),
                        chance.choice(configs),
                        chance.choice((0, 0, 5, 12)),
                        [
                            *(
                                Line(chance.choice(categories), quantity, quantity * chance.choice((5, 10, 25, 80)))
                                for quantity in chance.choices((1, 2, 3, -1), k=chance.randint(1, 4))
                            ),
                            *chance.choice(([], [], [Line(None, 1, -4, is_reward=True)])),
                        ],
                    )
                    for member in self.members.ids[:12]
                    for _number in range(chance.randint(0, 7))
                ]
                self.env.cr.execute(
                    "DELETE FROM member_purchase_line; DELETE FROM member_purchase WHERE company_id = %s",
                    [self.company.id],
                )
                self.record(sales, zone)
                self.refresh()
                self.assert_told(sales, zone)

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def test_the_store_has_its_own_day_and_hour(self):
        """Half past three in the afternoon in London is half past midnight in Tokyo, and tomorrow."""
        self.company.partner_id.tz = TOKYO
        ada = self.new_member()
        order = self.sell(ada, (self.soap, 1))
        self.env["member.purchase"].sudo().search([("pos_order_id", "=", order.id)]).unlink()
        order.date_order = datetime(2026, 4, 30, 15, 30)
        self.env["member.purchase"]._record_pos_orders(order.ids)
        self.refresh()
        metrics = self.of(ada)
        self.assertEqual((metrics.last_date, metrics.favourite_hour, metrics.favourite_weekday), (DAY, "0", "5"))
        self.refresh(DAY - timedelta(days=1))
        self.assertEqual(self.of(ada).purchase_count, 0)

    def test_another_currency_is_converted(self):
        euro = self.env.ref("base.EUR")
        euro.write({"active": True, "rate_ids": [Command.clear(), Command.create({"rate": 0.5})]})
        abroad, cash = self.env["account.journal"].create(
            [{"name": f"Euro {kind}", "type": kind, "currency_id": euro.id} for kind in ("sale", "cash")]
        )
        method = self.env["pos.payment.method"].create({"name": "Euro", "journal_id": cash.id})
        prices = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        self.config = self.new_till(
            journal_id=abroad.id,
            invoice_journal_id=abroad.id,
            payment_method_ids=method.ids,
            available_pricelist_ids=prices.ids,
            pricelist_id=prices.id,
        )
        self.open_new_session()
        ada = self.new_member()
        order = self.sell(ada, (self.soap, 2))
        self.assertNotEqual(order.currency_rate, 1)
        self.refresh(self.company._member_today())
        net = (order.amount_total - order.amount_tax) / order.currency_rate
        self.assertAlmostEqual(self.of(ada).net_spend, net, 2)
        self.assertAlmostEqual(self.of(ada).average_ticket, net, 2)

    def test_discounts_and_wallet(self):
        """30 of 40 are paid from the wallet; a reward of 10 by goods of 50."""
        wallet = self.new_wallet()
        ada = self.new_member()
        card = self.env["loyalty.card"]._member_card(ada, wallet)
        self.sell(ada, self.top_up_line(50) | {"product": self.top_up})
        points = self.env["loyalty.card"]._member_card(ada, self.program)
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "habits:points", "card_id": points.id, "kind": "adjust", "amount": 500}]
        )
        self.reward.discount = 10
        self.sell(
            ada, (self.cream, 1), (self.soap, 1), self.reward_line(points, discount=10), self.wallet_line(card, 30)
        )
        self.refresh(self.company._member_today())
        metrics = self.of(ada)
        self.assertEqual(metrics.purchase_count, 1, "a top-up is no purchase")
        self.assertAlmostEqual(metrics.discount_share, 10 / 50)
        self.assertAlmostEqual(metrics.prepaid_share, 30 / 40)
