"""Key and risky members, and what the dashboard tells itself."""

from math import ceil

import pandas

from .facts import MONTH

LISTED = 50


def _slowing(facts, filters):
    """Key members who are late, or whose spend fell since the month end three months ago."""
    limits, members = facts.limits, facts.chosen(filters)
    compared = [end for end in facts.ends if end <= facts.day - 3 * MONTH]
    last = facts.at(compared[-1]) if compared else facts.now[:0]
    then = last.reindex(members.index)
    tiers = facts.read(
        "SELECT id FROM member_tier WHERE active AND (company_id IS NULL OR company_id = %s) ORDER BY rank DESC LIMIT 1",
        facts.company,
    )
    key = (members.abc == "a") | (members.quadrant == "friend") | members.member_tier_id.isin(tiers.id)
    late = (facts.day - members.expected_date).dt.days
    was_key = ((then.abc == "a") | (then.quadrant == "friend")) & (then.window_spend > 0)
    fell = members.window_spend <= then.window_spend * (1 - limits["fallen_by"] / 100)
    slow = (key & (late > limits["late_intervals"] * members.median_interval)) | (was_key & fell)
    told = members.assign(
        late=late.clip(lower=0).fillna(0),
        before=then.window_spend,
        stake=pandas.concat([members.window_spend, then.window_spend], axis=1).max(axis=1),
    )
    return told[slow.fillna(False)]


def _returning(facts, filters):
    limits, members = facts.limits, facts.chosen(filters)
    many = (members.return_share >= limits["returned_from"] / 100) & (
        members.purchase_count >= limits["returned_purchases"]
    )
    purchases = facts.purchases[(facts.purchases.local_date <= facts.day) & (facts.purchases.amount_net < 0)]
    return members.assign(returned=-purchases.groupby("partner_id").amount_net.sum())[many]


def _owing(facts, filters):
    """Balances below zero; the year has no invoices."""
    owed = facts.read(
        """SELECT c.partner_id, COALESCE(SUM(-points) FILTER (WHERE p.program_type = 'ewallet'), 0)::float8 AS money,
                  COALESCE(SUM(-points) FILTER (WHERE p.program_type <> 'ewallet'), 0)::float8 AS points
             FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
            WHERE p.member_program AND points < 0 AND c.partner_id IS NOT NULL GROUP BY c.partner_id"""
    ).set_index("partner_id")
    return facts.chosen(filters).join(owed, how="inner")


def attention(facts, filters):
    return [
        {"what": what, "members": len(found), "spend": found.window_spend.sum()}
        for what, found in (
            ("Key members slowing down", _slowing(facts, filters)),
            ("Many returns", _returning(facts, filters)),
            ("Members with debts", _owing(facts, filters)),
        )
    ]


def slowing(facts, filters):
    found = _slowing(facts, filters).sort_values(["stake", "partner_id"], ascending=[False, True]).head(LISTED)
    return [
        {
            "member": row["name"],
            "stake": row.stake,
            "spend": row.window_spend,
            "before": row.before,
            "change": row.window_spend / row.before - 1 if row.before else None,
            "last_date": row.last_date.date(),
            "median_interval": row.median_interval,
            "late": row.late,
        }
        for _partner, row in found.iterrows()
    ]


def returns(facts, filters):
    found = _returning(facts, filters).sort_values("returned", ascending=False).head(LISTED)
    return [
        {"member": row["name"], "returned": row.returned, "share": row.return_share, "purchases": row.purchase_count}
        for _partner, row in found.iterrows()
    ]


def debts(facts, filters):
    found = _owing(facts, filters).sort_values(["money", "points", "partner_id"], ascending=[False, False, True])
    return [
        {"member": row["name"], "money": row.money or None, "points": row.points or None}
        for _partner, row in found.head(LISTED).iterrows()
    ]


# ── Dashboard ─────────────────────────────────────────────────────────────────────────────────────────────────


def figures(facts, filters):
    day, members = facts.as_of(filters), facts.chosen(filters)
    month = day.replace(day=1)
    [*_starts, lost_from], [*_starts, lost_until] = (
        facts.state_starts(end) for end in (month - pandas.Timedelta(days=1), day)
    )
    bought, again = (members.purchase_count >= 1).sum(), (members.visit_count >= 2).sum()
    told = {
        "members": len(members),
        "active": (members.recency_state == "active").mean(),
        "asleep": members.recency_state.isin(("dormant", "lost")).mean(),
        "new": members.since.between(month, day).sum(),
        "lost": ((members.last_date >= lost_from) & (members.last_date < lost_until)).sum(),
        "again": again / bought if bought else None,
    }
    return [{"_key": key, "value": value} for key, value in told.items()] if len(members) else []


def sleeping(facts, filters):
    limits = facts.limits
    asleep = facts.chosen(filters).recency_state.isin(("dormant", "lost")).sum()
    replaced = asleep * float(limits["winning_cost"])
    kept = replaced / limits["winning_ratio"]
    offers = [ceil(100 * asleep / limits[name]) for name in ("stranger_success", "member_success")]
    rows = [{"value": value} for value in (asleep, replaced, kept, replaced - kept, *offers)]
    return rows if asleep and limits["winning_cost"] else []
