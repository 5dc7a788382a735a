"""Recency, classes, RFM and quadrants."""

import numpy

import metrics_pandas

from .facts import shares

STATES = ("active", "edge", "dormant", "lost", "never")
QUADRANTS = ("friend", "butterfly", "barnacle", "stranger")


def recency_states(facts, filters):
    members = facts.chosen(filters)
    years = ((members.last_date - members.first_date).dt.days / 365.25).clip(lower=1).fillna(1)
    rows = []
    for state in STATES:
        here = members.recency_state == state
        rows.append(
            {
                "_key": state,
                "members": here.sum(),
                "share": here.mean(),
                "spend": members.net_spend[here].sum(),
                "window_spend": members.window_spend[here].sum(),
                "yearly": (members.net_spend / years)[here].sum() if here.any() and not filters.get("day") else None,
            }
        )
    return rows if len(members) else []


def recency_months(facts, filters):
    members = facts.chosen(filters)
    ago = (facts.as_of(filters) - members.last_date).dt.days.dropna()
    counts = (ago // 30).clip(upper=24).astype(int).value_counts().sort_index()
    return [
        {"days": f"{30 * place}–{30 * place + 29}" if place < 24 else f"{30 * place}+", "members": count}
        for place, count in counts.items()
    ]


def classes_classes(facts, filters):
    members = facts.chosen(filters)
    groups = [(name, members[members.abc == name]) for name in "abc"]
    rows = [{"_key": name, "members": len(here), "spend": here.window_spend.sum()} for name, here in groups]
    return shares(rows) if len(members) else []


def classes_curve(facts, filters):
    ranked = numpy.sort(facts.chosen(filters).window_spend.clip(lower=0).to_numpy())[::-1]
    reached = ranked.cumsum()
    rows = []
    for percent in range(1, 101) if ranked.sum() else ():
        place = -(-len(ranked) * percent // 100)
        spend = reached[place - 1]
        rows.append({"percent": percent / 100, "members": place, "spend": spend, "spend_share": spend / reached[-1]})
    return rows


# ── RFM ───────────────────────────────────────────────────────────────────────────────────────────────────────


def rfm_groups(facts, filters):
    members = facts.chosen(filters)
    members = members[members.last_date.notna()]
    rows = []
    for name, *_scores in metrics_pandas.GROUPS:
        here = members[members.rfm_group == name]
        days = (facts.as_of(filters) - here.last_date).dt.days.mean()
        rows.append({"_key": name, "members": len(here), "spend": here.window_spend.sum(), "days": days})
    return shares(rows) if len(members) else []


def rfm_members(facts, filters):
    return _cells(facts, filters, "size")


def rfm_spend(facts, filters):
    return _cells(facts, filters, "mean")


def _cells(facts, filters, how):
    members = facts.chosen(filters)
    members = members[members.last_date.notna()]
    if filters.get("day") or members.empty:
        return []
    cells = members.groupby(["recency_score", "frequency_score"]).window_spend.agg(how)
    parts = range(1, facts.limits["score_parts"] + 1)
    return [{"score": f"R{r}", **{f"f{f}": cells.get((r, f)) for f in parts}} for r in reversed(parts)]


def rfm_scores(facts, filters):
    """The numbers in the texts, by column."""
    parts = facts.limits["score_parts"]
    rows = []
    for score in range(parts, 0, -1):
        row = {"score": score}
        for name in ("recency", "frequency", "monetary"):
            place = parts + 1 - score if name == "recency" else score
            cuts = [None, *facts.cuts[name], None]
            ends = [float(cut) for cut in cuts[place - 1 : place + 1] if cut is not None]
            row[f"numbers:{name}"] = [] if len(ends) == 2 and ends[0] == ends[1] else ends
        rows.append(row)
    return rows if len(facts.cuts["recency"]) and not filters.get("day") else []


# ── Quadrants ─────────────────────────────────────────────────────────────────────────────────────────────────


def _lined(facts, filters):
    """:return: who bought in the window, and their quadrants by the lines asked for"""
    members, lines = facts.chosen(filters), filters.get("options", {}).get("lines", "kept")
    members = members[members.window_purchase_count > 0]
    if lines == "kept":
        return members, members.quadrant
    if lines in ("mean", "median"):
        everybody = facts.now[facts.now.window_purchase_count > 0]
        lines = [everybody[name].agg(lines) for name in ("window_purchase_count", "window_spend")]
    else:
        lines = [float(line) for line in lines.split(";")]
    told = members.assign(quadrant=metrics_pandas.quadrants(members, lines))
    return members, told.quadrant


def quadrants_marks(facts, filters):
    members, quadrant = _lined(facts, filters)
    members = members.assign(place=quadrant)[members.window_spend > 0]
    count, spend = members.window_purchase_count, members.window_spend
    # Purchases one by one up to ten, then eight marks to each factor of e; of spend four.
    often = numpy.where(count <= 10, count, 10 + numpy.floor(numpy.log(count / 10) * 8))
    much = numpy.floor(numpy.log(spend) * 4)
    found = members.groupby(["place", often, much]).agg(
        purchases=("window_purchase_count", "mean"), spend=("window_spend", "mean"), members=("window_spend", "size")
    )
    return [
        {"_key": place, "purchases": row.purchases, "spend": row.spend, "members": row.members}
        for (place, _often, _much), row in found.iterrows()
    ]


def quadrants_quadrants(facts, filters):
    members, quadrant = _lined(facts, filters)
    whole = members.window_spend.sum()
    rows = []
    for name in QUADRANTS if len(members) else ():
        here = members[quadrant == name]
        rows.append(
            {
                "_key": name,
                "members": len(here),
                "share": len(here) / len(members),
                "spend": here.window_spend.sum(),
                "spend_share": here.window_spend.sum() / whole if whole else None,
                "average": here.window_spend.mean(),
                "purchases": here.window_purchase_count.mean(),
            }
        )
    return rows


def quadrants_moves(facts, filters):
    members, after = _lined(facts, filters)
    if (members.quadrant == after).all():
        return []
    return [
        {"_key": old, **{new: ((members.quadrant == old) & (after == new)).sum() for new in QUADRANTS}}
        for old in QUADRANTS
    ]
