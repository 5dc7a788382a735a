"""What counting pairs of products costs, against mlxtend's apriori at the same support over the same baskets.

Both start from the tables of purchases and end with the pairs. Ours also tells what each pair means, and writes it; theirs
stops at the support. Theirs gets the baskets by the same statement that ours makes its table of them with, and is given
them in the form that it is fastest with: one column of booleans for each product, those that are too rare left out.
"""

from paired import in_turn

BASKETS = 100_000
PRODUCTS = 400
SUPPORT = 1  # % of the baskets
PAIRS = 3


def run(shop):
    """The ratio of time; the pairs found have to be the same."""
    counter = _Counter(shop)
    counter.fill()
    measured = in_turn(counter.ours, counter.apriori, pairs=PAIRS)
    ours, theirs = counter.ours(), counter.apriori()
    yield measured.row(f"pairs in {BASKETS:,} baskets to mlxtend's apriori", limit=0.2)
    yield {"metric": "pairs found", "value": len(ours), "unit": "pairs", "holds": bool(ours) and ours == theirs}


class _Counter:
    def __init__(self, shop):
        self.shop = shop

    def fill(self):
        """Baskets of one to eight lines; of the products few are in many baskets, as in any shop."""
        with self.shop.env() as env:
            category = env["product.category"].create({"name": "Shelf"})
            products = env["product.product"].create(
                [{"name": f"Product {number}", "categ_id": category.id} for number in range(PRODUCTS)]
            )
            env.flush_all()
            env.cr.execute(
                """
                INSERT INTO member_purchase (key, source, company_id, date, local_date, amount_net, amount_gross,
                                             amount_paid_in, amount_prepaid)
                SELECT 'pairs:' || n, 'import', %s, %s, %s, 10, 12, 0, 0 FROM generate_series(1, %s) n
                """,
                (env.company.id, env.company._member_today(), env.company._member_today(), BASKETS),
            )
            env.cr.execute(
                """
                INSERT INTO member_purchase_line (purchase_id, key, product_id, categ_id, quantity, amount_net,
                                                  amount_gross, is_reward)
                SELECT p.id, p.key || ':' || place, (%(products)s::int[])[1 + FLOOR(%(many)s * POWER(draw, 2.5))::int],
                       %(category)s, 1, 10, 12, FALSE
                  FROM (SELECT p.id, p.key, place, (hashint8(p.id * 31 + place) & 1048575) / 1048576.0 AS draw
                          FROM member_purchase p
                    CROSS JOIN LATERAL generate_series(1, 1 + (hashint8(p.id) & 7)) place
                         WHERE p.key LIKE 'pairs:%%') p
                """,
                {"products": products.ids, "many": PRODUCTS, "category": category.id},
            )
            definition = env["member.metrics.definition"]._of(env.company)
            definition.pair_support = SUPPORT
            env.cr.commit()
            env.cr.execute("ANALYZE member_purchase, member_purchase_line")
            env.cr.commit()

    def ours(self):
        """:return: dict of pairs of products to support"""
        with self.shop.env() as env:
            pairs = env["member.basket.pair"]
            pairs._refresh(env["member.metrics.definition"]._of(env.company), env.company._member_today(), "product")
            env.cr.execute("SELECT left_product_id, right_product_id, support FROM member_basket_pair")
            found = {frozenset(pair): round(support, 9) for *pair, support in env.cr.fetchall()}
            env.cr.commit()
        return found

    def apriori(self):
        """The same by mlxtend."""
        import numpy
        import pandas
        from mlxtend.frequent_patterns import apriori

        with self.shop.env() as env:
            company, today = env.company, env.company._member_today()
            env["member.metrics"]._plan_for_many()
            query = env["member.basket.pair"]._items_query(company, today, today, "product")
            lines = pandas.DataFrame(env.execute_query(query), columns=["basket", "item"])
        baskets, rows = numpy.unique(lines["basket"], return_inverse=True)
        often = lines["item"].value_counts()
        items = often[often >= SUPPORT / 100 * len(baskets)].index
        columns = pandas.Index(items).get_indexer(lines["item"])
        has = numpy.zeros((len(baskets), len(items)), dtype=bool)
        has[rows[columns >= 0], columns[columns >= 0]] = True
        # Left-out products may have been a basket's only ones: the basket counts all the same.
        found = apriori(pandas.DataFrame(has, columns=items), min_support=SUPPORT / 100, max_len=2, use_colnames=True)
        return {
            itemset: round(support, 9)
            for support, itemset in zip(found["support"], found["itemsets"], strict=True)
            if len(itemset) == 2
        }
