"""The figures, scores and classes of metrics by pandas: what the benchmark and the check of the real year hold ours
against. No code of the addon takes part."""

import numpy
import pandas

# (name, recency scores, means of frequency and monetary score); the first that fits counts.
GROUPS = (
    ("champion", 4, 5, 4, 5),
    ("loyal", 3, 5, 3, 5),
    ("recent", 5, 5, 1, 2),
    ("promising", 3, 5, 1, 3),
    ("at_risk", 1, 3, 4, 5),
    ("slipping", 2, 3, 1, 4),
    ("hibernating", 1, 2, 1, 4),
)


def read(connection, company, day):
    """:return: frames of purchases and of members, from PostgreSQL"""
    purchases = pandas.read_sql(
        """SELECT partner_id, local_date, amount_net FROM member_purchase
            WHERE partner_id IS NOT NULL AND company_id = %s AND local_date <= %s""",
        connection,
        params=(company, day),
        parse_dates=["local_date"],
    )
    members = pandas.read_sql(
        """SELECT id AS partner_id FROM res_partner WHERE member_number IS NOT NULL AND member_left_on IS NULL
              AND (company_id IS NULL OR company_id = %s)""",
        connection,
        params=(company,),
    )
    return purchases, members


def figures(purchases, members, start):
    """:return: frame of money and time, by partner"""
    sales = purchases[purchases.amount_net > 0]
    inside = purchases[purchases.local_date >= start]
    by, window = sales.groupby("partner_id"), inside[inside.amount_net > 0].groupby("partner_id")
    days = sales[["partner_id", "local_date"]].drop_duplicates().sort_values(["partner_id", "local_date"])
    days["gap"] = days.groupby("partner_id").local_date.diff().dt.days
    sold, net = by.amount_net.sum(), purchases.groupby("partner_id").amount_net.sum()
    told = pandas.DataFrame(
        {
            "purchase_count": by.size(),
            "visit_count": days.groupby("partner_id").size(),
            "net_spend": net,
            "average_ticket": sold / by.size(),
            "return_share": (sold - net) / sold,
            "window_purchase_count": window.size(),
            "window_visit_count": days[days.local_date >= start].groupby("partner_id").size(),
            "window_spend": inside.groupby("partner_id").amount_net.sum(),
            "first_date": by.local_date.min(),
            "last_date": by.local_date.max(),
            "mean_interval": days.groupby("partner_id").gap.mean(),
            "median_interval": days.groupby("partner_id").gap.median(),
        },
        index=members.partner_id,
    )
    counts = ["purchase_count", "visit_count", "window_purchase_count", "window_visit_count"]
    told[counts] = told[counts].fillna(0).astype(int)
    money = ["net_spend", "return_share", "window_spend"]
    told[money] = told[money].fillna(0)
    told["expected_date"] = told.last_date + pandas.to_timedelta(numpy.ceil(told.median_interval), unit="D")
    return told


def classes(told, limits, day, states, new_from):
    """Add scores and classes.

    :param dict limits: of the definition; scores by quantiles, quadrants by mean or median
    :param states: first days of being active, on the edge and dormant
    """
    active = told[told.window_purchase_count > 0]
    days, parts = (day - told.last_date).dt.days, limits["score_parts"]
    values = {"recency": days, "frequency": told.window_purchase_count, "monetary": told.window_spend}
    for name, column in values.items():
        cuts = _nearest_rank(column[active.index], parts)
        score = 1 + numpy.searchsorted(cuts, column.to_numpy(), side="left")
        told[f"{name}_score"] = numpy.where(told.last_date.isna(), 0, parts + 1 - score if name == "recency" else score)
    line = limits["quadrant_by"]
    many = told.window_purchase_count >= active.window_purchase_count.agg(line)
    much = told.window_spend >= active.window_spend.agg(line)
    told["quadrant"] = numpy.select(
        [told.window_purchase_count == 0, many & much, much, many],
        [None, "friend", "butterfly", "barnacle"],
        "stranger",
    )
    told["recency_state"] = numpy.select(
        [told.last_date.isna(), *(told.last_date >= first for first in states)],
        ["never", "active", "edge", "dormant"],
        "lost",
    )
    told["attachment"] = numpy.select(
        [
            told.first_date.isna(),
            told.first_date >= new_from,
            told.window_visit_count >= limits["die_hard_visits"],
            told.window_visit_count >= limits["regular_visits"],
        ],
        ["none", "new", "die_hard", "regular"],
        "occasional",
    )
    ranked = (
        active[active.window_spend > 0]
        .reset_index()
        .sort_values(["window_spend", "partner_id"], ascending=[False, True])
    )
    before, whole = ranked.window_spend.cumsum() - ranked.window_spend, ranked.window_spend.sum()
    named = numpy.select(
        [before < whole * limits["abc_first"] / 100, before < whole * limits["abc_second"] / 100], ["a", "b"], "c"
    )
    told["abc"] = pandas.Series(named, index=ranked.partner_id).reindex(told.index).fillna("c")
    five = {name: _on_five(told[f"{name}_score"], parts) for name in values}
    value = (five["frequency"] + five["monetary"]) / 2
    fits = [five["recency"].between(low, high) & value.between(least, most) for _name, low, high, least, most in GROUPS]
    told["rfm_group"] = numpy.select(fits, [group[0] for group in GROUPS], None)
    return told


def _nearest_rank(values, parts):
    ranked = numpy.sort(values.to_numpy())
    return ranked[[-(-len(ranked) * part // parts) - 1 for part in range(1, parts)]]


def _on_five(score, parts):
    return 1 + (8 * (score - 1) + parts - 1) // (2 * (parts - 1))
