"""Compare every member's metrics with what pandas makes of the same purchases.

    setup/shell -d DB < tests/journey/check_metrics.py

Ends with an error if anything differs. Counts everybody anew first, as of the last day that anybody bought.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "tests")]
import pandas  # noqa: E402

import metrics_pandas  # noqa: E402 (found by the path above)

env = env  # noqa: F821 - the shell's
cr, company = env.cr, env.company
cr.execute("SELECT MAX(local_date) FROM member_purchase WHERE company_id = %s", [company.id])
[day] = cr.fetchone()
definition = env["member.metrics.definition"]._of(company)
env["member.metrics"]._refresh_all(definition, day)

purchases, members = metrics_pandas.read(cr._cnx, company.id, day)
purchases["amount_net"] = purchases.amount_net.astype(float)
start, states = pandas.Timestamp(definition._window_start(day)), map(pandas.Timestamp, definition._state_starts(day))
told = metrics_pandas.figures(purchases, members, start)
told = metrics_pandas.classes(
    told, definition._limits(), pandas.Timestamp(day), list(states), pandas.Timestamp(definition._new_from(day))
)
ours = pandas.read_sql(
    f"SELECT partner_id, {', '.join(told.columns)} FROM member_metrics WHERE company_id = %s",
    cr._cnx,
    params=(company.id,),
    index_col="partner_id",
).reindex(told.index)
failures = 0
for name in told.columns:
    plain, found = told[name], ours[name]
    if name.endswith("_date"):
        plain, found = plain.dt.date.where(plain.notna()), found.where(found.notna())
    if name.endswith("_score"):
        found = found.fillna(0)
    if pandas.api.types.is_numeric_dtype(plain):
        differs = ~((plain - found.astype(float)).abs() < 0.0051) & ~(plain.isna() & found.isna())
    else:
        differs = (plain != found) & ~(plain.isna() & found.isna())
    failures += differs.sum()
    print(f"{name:30} {differs.sum()} differences of {len(told)}")
    for partner in told.index[differs][:5]:
        print("   ", partner, plain[partner], found[partner])
cr.rollback()
if failures:
    sys.exit(f"{failures} differences")
