"""The figures, scores and classes of metrics by pandas: what the benchmark and the check of the real year hold ours
against. No code of the addon takes part."""

from datetime import time

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
        """SELECT id, partner_id, local_date, amount_net, refund_of_id FROM member_purchase
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
    return counted(purchases), members


def counted(purchases):
    """:return: the same frame with ``counts``: whether something was paid, and not all of it has come back since

    :param purchases: up to a day, everybody's
    """
    back = purchases.amount_net.clip(upper=0).groupby(purchases.refund_of_id).sum()
    kept = purchases.amount_net + purchases.id.map(back).fillna(0)
    return purchases.assign(counts=(purchases.amount_net > 0) & (kept.round(2) > 0))


def figures(purchases, members, start):
    """:return: frame of money and time, by partner

    :param purchases: see ``counted``
    """
    sales = purchases[purchases.counts]
    inside = purchases[purchases.local_date >= start]
    by, window = sales.groupby("partner_id"), inside[inside.counts].groupby("partner_id")
    days = sales[["partner_id", "local_date"]].drop_duplicates().sort_values(["partner_id", "local_date"])
    days["gap"] = days.groupby("partner_id").local_date.diff().dt.days
    net = purchases.groupby("partner_id").amount_net.sum()
    sold = purchases[purchases.amount_net > 0].groupby("partner_id").amount_net.sum()
    told = pandas.DataFrame(
        {
            "purchase_count": by.size(),
            "visit_count": days.groupby("partner_id").size(),
            "net_spend": net,
            "average_ticket": by.amount_net.sum() / by.size(),
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


def cuts(told, limits, day):
    """:return: dict of what the members make together: cuts of scores, lines of quadrants, last members of A and B"""
    active, parts = told[told.window_purchase_count > 0], limits["score_parts"]
    ranked = (
        active[active.window_spend > 0]
        .reset_index()
        .sort_values(["window_spend", "partner_id"], ascending=[False, True])
    )
    before, whole = ranked.window_spend.cumsum() - ranked.window_spend, ranked.window_spend.sum()
    lasts = [
        ranked[before < whole * limits[share] / 100].tail(1)[["window_spend", "partner_id"]].to_numpy().tolist()
        for share in ("abc_first", "abc_second")
    ]
    return {
        "recency": _nearest_rank((day - active.last_date).dt.days, parts),
        "frequency": _nearest_rank(active.window_purchase_count, parts),
        "monetary": _nearest_rank(active.window_spend, parts),
        "lines": [active[name].agg(limits["quadrant_by"]) for name in ("window_purchase_count", "window_spend")],
        "abc": lasts,
    }


def classes(told, limits, day, states, new_from, cut=None):
    """Add scores and classes.

    :param dict limits: of the definition; scores by quantiles, quadrants by mean or median
    :param states: first days of being active, on the edge and dormant
    :param cut: what :func:`cuts` found among the members of another day, by default of these
    """
    cut, parts = cut or cuts(told, limits, day), limits["score_parts"]
    values = {
        "recency": (day - told.last_date).dt.days,
        "frequency": told.window_purchase_count,
        "monetary": told.window_spend,
    }
    for name, column in values.items():
        score = 1 + numpy.searchsorted(cut[name], column.to_numpy(), side="left")
        scored = told.last_date.notna() & (len(cut[name]) > 0)
        told[f"{name}_score"] = numpy.where(scored, parts + 1 - score if name == "recency" else score, 0)
    told["quadrant"] = quadrants(told, cut["lines"])
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
    told["abc"] = "c"
    for name, last in zip("ba", reversed(cut["abc"]), strict=True):
        for spend, partner in last:
            equal = (told.window_spend == spend) & (told.index <= partner)
            told.loc[(told.window_spend > spend) | equal, "abc"] = name
    five = {name: _on_five(told[f"{name}_score"], parts) for name in values}
    value = (five["frequency"] + five["monetary"]) / 2
    fits = [five["recency"].between(low, high) & value.between(least, most) for _name, low, high, least, most in GROUPS]
    told["rfm_group"] = numpy.select(fits, [group[0] for group in GROUPS], None)
    return told


def quadrants(told, lines):
    """:return: array of the quadrants by lines of purchases and spend"""
    many, much = told.window_purchase_count >= lines[0], told.window_spend >= lines[1]
    return numpy.select(
        [told.window_purchase_count == 0, many & much, much, many],
        [None, "friend", "butterfly", "barnacle"],
        "stranger",
    )


def habits(purchases, lines, window, zone, price_cuts):
    """:return: frame of what members like in the window, by partner

    :param purchases: see ``counted``, with date in UTC, config_id, amount_gross and amount_prepaid
    :param lines: with purchase_id, categ_id, quantity, amounts and is_reward
    :param window: first and last day
    """
    bought = purchases[purchases.counts & purchases.local_date.between(*window)].copy()
    bought["weekday"] = (bought.local_date.dt.dayofweek + 1).astype(str)
    local = bought.date.dt.tz_localize("UTC").dt.tz_convert(zone)
    # Files with dates only have midnight.
    bought["hour"] = local.dt.hour.where(local.dt.time != time(0)).astype("Int64")
    lines = lines.merge(bought[["id", "partner_id"]], left_on="purchase_id", right_on="id")
    goods = lines[(lines.quantity > 0) & (lines.amount_net > 0) & ~lines.is_reward].copy()
    goods["band"] = 1 + numpy.searchsorted(price_cuts, goods.amount_net / goods.quantity, side="right")
    rewards = lines[lines.is_reward].groupby("partner_id").amount_gross.sum()
    others = lines[~lines.is_reward].groupby("partner_id").amount_gross.sum()
    whole = bought.groupby("partner_id")[["amount_prepaid", "amount_gross"]].sum()
    return pandas.DataFrame(
        {
            "favourite_categ_id": _most(goods, "categ_id"),
            "price_band": _most(goods, "band"),
            "favourite_weekday": _most(bought, "weekday"),
            "favourite_hour": _most(bought.dropna(subset=["hour"]), "hour").map(lambda hour: str(int(hour))),
            "favourite_config_id": _most(bought, "config_id"),
            "discount_share": -rewards / others[others != 0],
            "prepaid_share": whole.amount_prepaid / whole.amount_gross[whole.amount_gross != 0],
        }
    )


def _most(rows, name):
    """What most rows of a partner have, of equals the smallest."""
    counted = rows[rows[name].notna()].groupby(["partner_id", name]).size().rename("n").reset_index()
    ranked = counted.sort_values(["partner_id", "n", name], ascending=[True, False, True])
    return ranked.drop_duplicates("partner_id").set_index("partner_id")[name]


def _nearest_rank(values, parts):
    ranked = numpy.sort(values.to_numpy())
    return ranked[[-(-len(ranked) * part // parts) - 1 for part in range(1, parts)]] if len(ranked) else ranked


def _on_five(score, parts):
    return 1 + (8 * (score - 1) + parts - 1) // (2 * (parts - 1))
