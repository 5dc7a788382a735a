import random
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations
from math import comb

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.member_loyalty.tests.common import RolesCase

from .common import DAY, MetricsCase

# A line of goods as most are.
GOODS = {"quantity": 1, "amount": 10.0, "reward": False, "refund_of": None}


@tagged("post_install", "-at_install")
class TestBasketPair(MetricsCase, RolesCase):
    """Pairs, against a plain count of baskets and the sums of the textbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.categories = cls.env["product.category"].create([{"name": f"Shelf {number}"} for number in range(4)])
        cls.products = [cls.create_product(f"Product {number}", cls.categories[number % 4], 10) for number in range(9)]
        cls.pairs = cls.env["member.basket.pair"].sudo()
        cls.definition.pair_support = 2

    def setUp(self):
        super().setUp()
        self.baskets = {}

    def basket(self, *products, day=DAY, partner=None, company=None, **values):
        """Record a purchase with one line for each product.

        :return: keys of the lines
        """
        lines = [{**GOODS, "product": product, **values} for product in products]
        return self.purchase(lines, day, partner, company)

    def purchase(self, lines, day=DAY, partner=None, company=None):
        number = len(self.baskets)
        key = f"basket:{number}"
        self.baskets[key] = lines
        keys = [f"{key}:{place}" for place in range(len(lines))]
        header = SQL(
            """SELECT %(key)s AS key, 'import' AS source, %(key)s AS reference, %(partner)s::int AS partner_id,
                      %(company)s AS company_id, NULL::int AS config_id, %(moment)s::timestamp AS date,
                      %(day)s::date AS local_date, 10::numeric AS amount_net, 10::numeric AS amount_gross,
                      0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid, NULL AS refund_of_key,
                      NULL::int AS pos_order_id, NULL::int AS import_id""",
            key=key,
            partner=partner and partner.id,
            company=(company or self.company).id,
            moment=datetime.combine(day, datetime.min.time()),
            day=day,
        )
        rows = SQL(" UNION ALL ").join(
            SQL(
                """SELECT %s AS key, %s AS purchase_key, %s AS product_id, %s AS categ_id, %s AS quantity,
                          %s AS amount_net, %s AS amount_gross, %s AS is_reward, %s AS refund_of_key""",
                line_key,
                key,
                line["product"].id,
                line["product"].categ_id.id,
                line["quantity"],
                line["amount"],
                line["amount"],
                line["reward"],
                line["refund_of"],
            )
            for line_key, line in zip(keys, lines, strict=True)
        )
        self.env["member.purchase"]._record(header, rows)
        return keys

    def count_pairs(self, day=DAY):
        # Without statistics the planner compares each line with each when the purchases of a pair are looked up.
        self.env.cr.execute("ANALYZE member_purchase, member_purchase_line")
        for kind in ("product", "category"):
            self.pairs._refresh(self.definition, day, kind)

    def told(self, kind):
        """:return: dict of pairs to what is stored, by the names of both"""
        left, right = (
            ("left_product_id", "right_product_id") if kind == "product" else ("left_categ_id", "right_categ_id")
        )
        rows = self.pairs.search([("company_id", "=", self.company.id), ("kind", "=", kind)])
        return {frozenset((row[left], row[right])): row for row in rows}

    # ── Plain computation ─────────────────────────────────────────────────────────────────────────────────────

    def plain(self, baskets, least):
        """
        :param baskets: list of sets of things
        :return: dict of pairs to (together, support, lift, chance), and the number of pairs there could be
        """
        baskets = [basket for basket in baskets if basket]
        single = Counter(thing for basket in baskets for thing in basket)
        both = Counter(frozenset(pair) for basket in baskets for pair in combinations(basket, 2))
        size = len(baskets)
        frequent = sum(number / size >= least for number in single.values())
        found = {}
        for pair, number in both.items():
            if number / size >= least:
                one, other = (single[thing] for thing in pair)
                ways = sum(comb(one, met) * comb(size - one, other - met) for met in range(number, min(one, other) + 1))
                found[pair] = (number, number / size, number * size / one / other, ways / comb(size, other))
        return found, comb(frequent, 2)

    def assert_pairs(self, kind, baskets):
        told, (plain, tests) = self.told(kind), self.plain(baskets, self.definition.pair_support / 100)
        self.assertEqual(set(told), set(plain))
        ranked = sorted(chance for *_figures, chance in plain.values())
        for pair, (together, support, lift, chance) in plain.items():
            row = told[pair]
            self.assertEqual(row.together, together)
            self.assertLessEqual(row.left_count, row.right_count)
            self.assertAlmostEqual(row.support, support, 9)
            self.assertAlmostEqual(row.lift, lift, 9)
            self.assertAlmostEqual(row.confidence, together / row.left_count, 9)
            self.assertAlmostEqual(row.confidence_back, together / row.right_count, 9)
            self.assertAlmostEqual(row.chance, chance, 9)
            rate = (
                min(1.0, *(tests * later / (rank + 1) for rank, later in enumerate(ranked) if later >= chance - 1e-12))
                if ranked
                else 1.0
            )
            self.assertAlmostEqual(row.false_discovery, rate, 6)
            self.assertEqual(row.is_finding, rate <= 0.05 and lift > 1)
            found = self.env["member.purchase"].search_count(row._purchases())
            self.assertEqual(found, together, "the purchases of a pair are as many as it says")

    def test_random_baskets(self):
        chance = random.Random(9)
        tips = self.create_product("Tip", self.categories[0], 1)
        self.config.tip_product_id = tips
        kept = []
        for number in range(250):
            chosen = set(chance.sample(self.products[:7], chance.randint(1, 3)))
            if chance.random() < 0.4:
                chosen |= set(self.products[7:])
            lines = [{**GOODS, "product": product} for product in chosen]
            # What doesn't count, of a product that might make a pair.
            noise = {**GOODS, "product": self.products[number % 9]}
            lines.append(
                {
                    0: {**noise, "reward": True},
                    1: {**noise, "quantity": -1, "amount": -10.0},
                    2: {**noise, "amount": 0.0},
                    3: {**noise, "product": tips},
                }.get(chance.randint(0, 9), lines[0])
            )
            keys = self.purchase(lines, DAY - timedelta(days=chance.randint(0, 300)))
            if chance.random() < 0.1:
                # All of the first product goes back, in two returns, one of them after the period.
                returned = lines[0]["product"]
                for place, line in enumerate(lines):
                    if line["product"] == returned and line["quantity"] > 0 and line["amount"] > 0:
                        for part in (0.5, 0.5):
                            self.purchase(
                                [
                                    {
                                        **GOODS,
                                        "product": returned,
                                        "quantity": -part,
                                        "amount": -5.0,
                                        "refund_of": keys[place],
                                    }
                                ],
                                DAY + timedelta(days=2),
                            )
                chosen = chosen - {returned}
            kept.append(chosen)
        self.count_pairs()
        self.assert_pairs("product", kept)
        self.assert_pairs("category", [{product.categ_id for product in basket} for basket in kept])

    # ── Edges ─────────────────────────────────────────────────────────────────────────────────────────────────

    def test_no_baskets(self):
        self.count_pairs()
        self.assertFalse(self.told("product"))

    def test_one_basket_is_no_finding(self):
        self.basket(*self.products[:2])
        self.count_pairs()
        [pair] = self.told("product").values()
        self.assertEqual((pair.together, pair.lift, pair.chance, pair.is_finding), (1, 1, 1, False))

    def test_part_of_a_line_that_goes_back_leaves_the_rest(self):
        key, _other = self.basket(*self.products[:2], quantity=3)
        self.basket(self.products[0], quantity=-2, amount=-10.0, refund_of=key)
        self.count_pairs()
        self.assertEqual(len(self.told("product")), 1)

    def test_months_of_baskets(self):
        """Twelve months up to the day, over a leap day."""
        cream, soap = self.products[:2]
        for day in (date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29), date(2024, 3, 1)):
            self.basket(cream, soap, day=day)
        self.count_pairs(date(2024, 2, 29))
        [pair] = self.told("product").values()
        self.assertEqual((pair.together, pair.date_from), (2, date(2023, 3, 1)))

    def test_companies_and_anonymous_sales(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.basket(*self.products[:2], partner=self.new_member())
        self.basket(*self.products[:2])
        self.basket(*self.products[:2], company=other)
        self.count_pairs()
        [pair] = self.told("product").values()
        self.assertEqual((pair.together, pair.baskets), (2, 2))

    # ── Report, hints and background ──────────────────────────────────────────────────────────────────────────

    def shop(self):
        """Beer and nappies go together; bread goes with anything."""
        beer, nappies, bread = self.products[:3]
        for _number in range(20):
            self.basket(beer, nappies, bread)
            self.basket(bread)
            self.basket(self.products[3])
        self.count_pairs()
        return beer, nappies, bread

    def test_report(self):
        beer, nappies, _bread = self.shop()
        report = self.env["member.report.pairs"].with_user(self.users["manager"])
        block = report.read_block("products", {})
        rows = {row["pair"]: row for row in block["rows"]}
        best = rows[f"{beer.display_name} + {nappies.display_name}"]
        self.assertEqual((best["together"], best["lift"], best["confidence"]), (20, 3, 1))
        self.assertEqual(block["rows"][0], best)
        self.assertIn(beer.name, best["hint"])
        for row in block["rows"]:
            found = self.env["member.purchase"].with_user(self.users["manager"]).search_count(row["_domain"])
            self.assertEqual(found, row["together"])
        self.assertFalse(report.read_block("products", {"options": {"support": "5"}})["rows"][20:])
        heat = report.read_block("categories", {})
        for row in heat["rows"]:
            for name, domain in row["_domains"].items():
                self.assertTrue(row[name])
                self.assertTrue(self.env["member.purchase"].search_count(domain))

    def test_background(self):
        self.basket(*self.products[:2], day=self.company._member_today())
        self.pairs._start(self.company)
        self.pairs._start(self.company)
        job = self.env["member.job"].search([("kind", "=", "pairs"), ("company_id", "=", self.company.id)])
        self.assertEqual(len(job), 1)
        job._run_batch()
        self.assertEqual((job.state, job.done), ("running", 1))
        job._run_batch()
        self.assertEqual(job.state, "done")
        self.assertEqual(len(self.told("product")), 1)

    def test_every_week(self):
        self.basket(*self.products[:2], day=self.company._member_today())
        steps = self.run_night("pairs").step_ids
        self.assertIn(self.company, steps.company_id)
        self.assertEqual(len(self.told("product")), 1)
        self.assertFalse(self.run_night("pairs").step_ids, "not again the night after")
        steps.date_end = "2026-01-01"
        self.assertEqual(self.run_night("pairs").step_ids.company_id, steps.company_id)

    def test_rights(self):
        self.shop()
        for role in ("staff", "auditor", "manager"):
            pairs = self.env["member.basket.pair"].with_user(self.users[role])
            self.assertTrue(pairs.search([("company_id", "=", self.company.id)]).mapped("display_name"))
            with self.assertRaises(AccessError):
                pairs.check_access("write")
        self.assertFalse(self.pairs.with_user(self.new_stranger()).sudo(False).search_count([]))
        with self.assertRaises(AccessError):
            self.env["member.basket.pair"].with_user(self.cashier).search([])
        with self.assertRaises(AccessError):
            self.env["member.report.pairs"].with_user(self.staff).action_count({})
