"""Compare every member's metrics with what pandas makes of the same purchases.

    setup/shell -d DB < tests/journey/check_metrics.py

Twice: of the year as it was imported, and with what such a year lacks (tests/truth/shake.py). Counts everybody anew, as of
the last day that anybody bought, and takes it back. BG/NBD is fitted again by numpy, and agrees to three digits. Ends with
an error if anything differs.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "tests")]
import pandas  # noqa: E402

from truth import shake  # noqa: E402 (found by the path above)
from truth.facts import Facts  # noqa: E402

env = env  # noqa: F821 - the shell's
cr, company = env.cr, env.company
COLUMNS = (
    *("purchase_count", "visit_count", "net_spend", "average_ticket", "return_share", "window_purchase_count"),
    *("window_visit_count", "window_spend", "first_date", "last_date", "mean_interval", "median_interval"),
    *("expected_date", "recency_score", "frequency_score", "monetary_score", "quadrant", "recency_state"),
    *("attachment", "abc", "rfm_group", "alive_probability", "expected_purchases", "favourite_categ_id"),
    *("price_band", "favourite_weekday", "favourite_hour", "favourite_config_id", "discount_share", "prepaid_share"),
    "second_after",
)
# Amounts to the cent, the rest of BG/NBD to three digits, all else to rounding.
TOLERANCES = {
    **dict.fromkeys(("net_spend", "average_ticket", "window_spend"), 0.0051),
    **dict.fromkeys(("alive_probability", "expected_purchases"), 0.0005),
}


def check():
    """:return: number of differences"""
    day = shake.last_day(cr, company)
    definition = env["member.metrics.definition"]._of(company)
    env["member.metrics"]._refresh_all(definition, day)
    env.flush_all()
    facts = Facts(cr, company.id, day, [])
    alive, fitted = facts.alive()
    print("BG/NBD (r, alpha, a, b):", fitted, definition.cuts["bgnbd"])
    told = facts.now.join(alive)
    ours = facts.read(f"SELECT partner_id, {', '.join(COLUMNS)} FROM member_metrics WHERE company_id = %s", company.id)
    ours = ours.set_index("partner_id")
    failures = len(ours.index.symmetric_difference(told.index))
    print(f"{'members':24} {failures} differences of {len(told)}")
    ours = ours.reindex(told.index)
    for name in COLUMNS:
        plain, found = told[name], ours[name]
        if name.endswith("_date"):
            plain, found = plain.dt.date.where(plain.notna()), found.where(found.notna())
        if name.endswith("_score"):
            found = found.fillna(0)
        if pandas.api.types.is_numeric_dtype(plain):
            differs = ~((plain - found.astype(float)).abs() < TOLERANCES.get(name, 1e-6))
        else:
            differs = plain != found
        differs &= ~(plain.isna() & found.isna())
        failures += differs.sum()
        print(f"{name:24} {differs.sum()} differences, {plain.notna().sum()} have one")
        for partner in told.index[differs][:5]:
            print("   ", partner, plain[partner], found[partner])
    return failures


failures = 0
for shaken in (False, True):
    print("\nWith what the year lacks:" if shaken else "The year as it was imported:")
    if shaken:
        shake.add(env, company)
    failures += check()
    cr.rollback()
    env.invalidate_all()
if failures:
    sys.exit(f"{failures} differences")
