"""Compare what the import made of the year with what plain SQL makes of its files.

    JOURNEY=FOLDER setup/shell -d DB < tests/journey/check_year.py

Ends with an error if anything differs. It reads `purchases.csv` into a temporary table, and of the shop only the tiers'
thresholds: none of the addon's code takes part in the sum that it is held against.
"""

import os
import sys
from pathlib import Path

LAST_DAY = "2018-01-01"
FOLDER = Path(os.environ["JOURNEY"])

cr = env.cr  # noqa: F821 - the shell's
cr.execute(
    """CREATE TEMP TABLE year (basket_id text, moment timestamp, household_id text, product_id text, quantity numeric,
                               sales_value numeric, store_id text)"""
)
with (FOLDER / "purchases.csv").open() as stream:
    cr.copy_expert("COPY year FROM STDIN (FORMAT csv, HEADER)", stream)

# The highest tier without thresholds, or whose spend in the window or largest basket in it is reached.
cr.execute(
    """
    CREATE TEMP TABLE expected AS
    WITH basket AS (
        SELECT household_id, basket_id, MIN(moment)::date AS day, SUM(sales_value) AS amount FROM year GROUP BY 1, 2
    ), figure AS (
        SELECT household_id, t.id AS tier_id, SUM(amount) AS spend, MAX(amount) AS single
          FROM basket JOIN member_tier t ON day > %(last)s::date - make_interval(months => t.window_months) AND day <= %(last)s
         WHERE t.active GROUP BY 1, 2
    )
    SELECT DISTINCT ON (household_id) household_id, t.id AS tier_id, t.name->>'en_US' AS tier
      FROM (SELECT DISTINCT household_id FROM year) h
      JOIN member_tier t ON t.active
 LEFT JOIN figure f USING (household_id)
     WHERE (f.tier_id IS NULL OR f.tier_id = t.id)
       AND (COALESCE(t.entry_spend, 0) = 0 AND COALESCE(t.entry_single, 0) = 0
            OR t.entry_spend > 0 AND f.spend >= t.entry_spend
            OR t.entry_single > 0 AND f.single >= t.entry_single)
  ORDER BY household_id, t.rank DESC
    """,
    {"last": LAST_DAY},
)
failures = 0


def compare(title, query):
    """A query of differences: none is right."""
    global failures
    cr.execute(query)
    rows = cr.fetchall()
    failures += len(rows)
    print(f"{title:60} {len(rows)} differences")
    for row in rows[:10]:
        print("   ", *row)


cr.execute(
    """SELECT e.tier, COUNT(*), COUNT(*) FILTER (WHERE p.member_tier_id = e.tier_id)
         FROM expected e JOIN res_partner p ON p.ref = e.household_id GROUP BY 1 ORDER BY 2 DESC"""
)
for tier, by_files, in_shop in cr.fetchall():
    print(f"{tier:12} {by_files:6} households by the files {in_shop:6} of them in the shop")

compare(
    "Tier of each household, files against shop",
    """SELECT e.household_id, e.tier, t.name->>'en_US' FROM expected e
   LEFT JOIN res_partner p ON p.ref = e.household_id LEFT JOIN member_tier t ON t.id = p.member_tier_id
       WHERE p.member_tier_id IS DISTINCT FROM e.tier_id OR p.member_number IS NULL""",
)
compare(
    "Baskets: lines, net amount, customer, day",
    """SELECT f.basket_id, f.lines, s.lines, f.amount, s.amount_net
         FROM (SELECT basket_id, household_id, COUNT(*) AS lines, SUM(sales_value) AS amount, MIN(moment)::date AS day
                 FROM year GROUP BY 1, 2) f
    FULL JOIN (SELECT m.reference, p.ref, m.amount_net, m.local_date, COUNT(*) AS lines
                 FROM member_purchase m JOIN member_purchase_line l ON l.purchase_id = m.id
            LEFT JOIN res_partner p ON p.id = m.partner_id WHERE m.key LIKE 'import:%:Journey:%' GROUP BY m.id, p.id) s
           ON s.reference = f.basket_id
        WHERE (f.household_id, f.lines, f.amount, f.day) IS DISTINCT FROM (s.ref, s.lines, s.amount_net, s.local_date)""",
)
compare(
    "Units and amount of each product",
    """SELECT f.product_id, f.quantity, s.quantity, f.amount, s.amount
         FROM (SELECT product_id, SUM(quantity) AS quantity, SUM(sales_value) AS amount FROM year GROUP BY 1) f
         JOIN (SELECT v.default_code, SUM(l.quantity) AS quantity, SUM(l.amount_net) AS amount FROM member_purchase_line l
                 JOIN member_purchase m ON m.id = l.purchase_id AND m.key LIKE 'import:%:Journey:%'
                 JOIN product_product v ON v.id = l.product_id GROUP BY 1) s ON s.default_code = f.product_id
        WHERE f.quantity != s.quantity OR f.amount != s.amount""",
)
for program in env["loyalty.program"].search([("member_program", "=", True)]):  # noqa: F821
    cr.execute("SELECT COUNT(*), COALESCE(SUM(points), 0) FROM loyalty_card WHERE program_id = %s", [program.id])
    cards, points = cr.fetchone()
    print(f"Programme {program.name}: {cards} cards, {points:.2f} points")
differences = env["member.ledger.entry"]._check_balances()  # noqa: F821
failures += len(differences)
print(f"{'Card balance = sum of entries = what is open':60} {len(differences)} differences")
sys.exit(1 if failures else 0)
