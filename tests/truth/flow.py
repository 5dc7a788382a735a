"""Flow from month to month, and retention."""

from itertools import pairwise

import pandas

from .facts import MONTH, month_starts, narrowed
from .members import STATES

KEEPABLE = ("active", "edge", "dormant")
MARKS = range(30, 361, 30)
RATE_DAYS = 90


def _name(day):
    return day.strftime("%b %Y")


def _kept(facts, filters, months):
    """The kept month ends that have members, from so many months before up to the last one."""
    last = filters.get("day") or facts.day.replace(day=1) - pandas.Timedelta(days=1)
    first = last.replace(day=1) - months * MONTH
    return [end for end in facts.ends if first <= end <= last and len(facts.chosen(filters, end))]


def _flows(facts, filters, months):
    """Pairs of month ends that follow each other."""
    kept = _kept(facts, filters, months)
    return [(before, end) for before, end in pairwise(kept) if before + pandas.offsets.MonthEnd(1) == end]


def growth(facts, filters):
    rows = []
    for before, end in _flows(facts, filters, 12):
        old, new = facts.chosen(filters, before).recency_state, facts.chosen(filters, end).recency_state
        keepable = old[old.isin(KEEPABLE)]
        after = new.reindex(keepable.index)
        churned = (after.isna() | (after == "lost")).sum()
        was = old.reindex(new.index)
        rows.append(
            {
                "month": _name(end),
                "start": len(old),
                "new": len(new.index.difference(old.index)),
                "left": len(old.index.difference(new.index)),
                "end": len(new),
                "growth": len(new) / len(old) - 1,
                "churned": churned,
                "churn": churned / len(keepable) if len(keepable) else None,
                "back": (was.isin(("dormant", "lost")) & new.isin(("active", "edge"))).sum(),
            }
        )
    return rows


def moves(facts, filters):
    flows = _flows(facts, filters, 2)
    if not flows:
        return []
    old, new = (facts.chosen(filters, end).recency_state for end in flows[-1])
    rows = []
    for state in (*STATES, "new"):
        whom = new.index.difference(old.index) if state == "new" else old.index[old == state]
        after = new.reindex(whom)
        if len(whom):
            told = {name: (after == name).mean() for name in STATES}
            rows.append({"_key": state, "members": len(whom), **told, "left": after.isna().mean()})
    return rows


def states(facts, filters):
    rows = []
    for end in _kept(facts, filters, 12):
        here = facts.chosen(filters, end).recency_state
        rows.append({"day": end.strftime("%m/%d/%Y"), **{state: (here == state).sum() for state in STATES}})
    return rows


def sales(facts, filters):
    last = facts.as_of(filters)
    sold = facts.purchases
    if filters.get("config_ids"):
        sold = sold[sold.config_id.isin(filters["config_ids"])]
    buyers = facts.people.reindex(sold.partner_id)
    rows = []
    for month in month_starts(last, 13):
        here = ((sold.local_date >= month) & (sold.local_date < month + MONTH)).to_numpy()
        was = ((buyers.since < month + MONTH) & ~(buyers.left_on < month + MONTH)).to_numpy()
        everybody, members = sold.amount_net[here].sum(), sold.amount_net[here & was].sum()
        if here.any():
            share = members / everybody if everybody > 0 else None
            rows.append({"month": _name(month), "sales": everybody, "members": members, "share": share})
    return rows


# ── Retention ─────────────────────────────────────────────────────────────────────────────────────────────────


def _running(facts, filters):
    """First day of the month that isn't over yet."""
    day = filters.get("day")
    return (day + pandas.Timedelta(days=1) if day else facts.day).replace(day=1)


def _months(facts, filters, count):
    running = _running(facts, filters)
    return [running - back * MONTH for back in range(count, 0, -1)]


def _today(facts, filters):
    return narrowed(facts.now, filters)


def cohorts(facts, filters):
    options = filters["options"]
    members, months = _today(facts, filters), _months(facts, filters, int(options["months"]))
    joined = (members.first_date if options["joined"] == "purchase" else members.since).dt.to_period("M")
    bought = facts.counted(facts.day)
    bought = bought[bought.counts]
    bought = bought.assign(month=bought.local_date.dt.to_period("M"))[["partner_id", "month"]].drop_duplicates()
    rows = []
    for number, month in enumerate(months[:-1]):
        whom = members.index[joined == month.to_period("M")]
        if whom.empty:
            continue
        row = {"cohort": _name(month), "members": len(whom)}
        for after in range(1, len(months)):
            over = number + after < len(months)
            there = bought.partner_id[bought.month == month.to_period("M") + after]
            row[f"month_{after}"] = whom.isin(there).mean() if over else None
        rows.append(row)
    return rows


def second(facts, filters):
    day, members = facts.as_of(filters), _today(facts, filters)
    members = members[members.first_date <= day]
    watched = (day - members.first_date).dt.days
    after = members.second_after.where(members.second_after <= watched)
    times = after.fillna(watched)
    rows, share, reached = [], 1.0, 0
    for mark in MARKS:
        for time in sorted(times[(times > reached) & (times <= mark) & after.notna()].unique()):
            share *= 1 - ((times == time) & after.notna()).sum() / (times >= time).sum()
        reached, long_enough = mark, watched >= mark
        bought = (long_enough & (members.second_after <= mark)).sum()
        rows.append({"days": mark, "again": 1 - share, "watched": long_enough.sum(), "bought": bought})
    return rows if rows[0]["watched"] else []


def rates(facts, filters):
    day, members = facts.as_of(filters), _today(facts, filters)
    rows = []
    months = _months(facts, filters, int(filters["options"]["months"]))
    for month in [*months, _running(facts, filters)]:
        last = month + MONTH - pandas.Timedelta(days=1)
        here = members[members.first_date.between(month, last)]
        if len(here) and last + pandas.Timedelta(days=RATE_DAYS) <= day:
            bought = (here.second_after <= RATE_DAYS).sum()
            rows.append({"month": _name(month), "members": len(here), "bought": bought, "rate": bought / len(here)})
    return rows
