"""Metrics and reports of a shop, held against pandas."""

from itertools import product

import pandas
from dateutil.relativedelta import relativedelta

from . import ends, flow, habits, members, pairs
from .compare import differences

COLUMNS = (
    *("purchase_count", "visit_count", "net_spend", "average_ticket", "return_share", "window_purchase_count"),
    *("window_visit_count", "window_spend", "first_date", "last_date", "mean_interval", "median_interval"),
    *("expected_date", "recency_score", "frequency_score", "monetary_score", "quadrant", "recency_state"),
    *("attachment", "abc", "rfm_group", "alive_probability", "expected_purchases", "favourite_categ_id"),
    *("price_band", "favourite_weekday", "favourite_hour", "favourite_config_id", "discount_share", "prepaid_share"),
    "second_after",
    "home_config_id",
)
# Amounts to the cent, the rest of BG/NBD to three digits, all else to rounding.
TOLERANCES = {
    **dict.fromkeys(("net_spend", "average_ticket", "window_spend"), 0.0051),
    **dict.fromkeys(("alive_probability", "expected_purchases"), 0.0005),
}
BLOCKS = {
    "recency": {"states": members.recency_states, "months": members.recency_months},
    "classes": {"classes": members.classes_classes, "curve": members.classes_curve},
    "rfm": {
        "groups": members.rfm_groups,
        "members": members.rfm_members,
        "spend": members.rfm_spend,
        "scores": members.rfm_scores,
    },
    "quadrants": {
        "marks": members.quadrants_marks,
        "quadrants": members.quadrants_quadrants,
        "moves": members.quadrants_moves,
    },
    "habits": {
        name: getattr(habits, name)
        for name in ("intervals", "tickets", "week", "categories", "prices", "discounts", "prepaid", "tills")
    },
    "groups": {"cross": habits.groups_cross, "first": habits.groups_first, "second": habits.groups_second},
    "ends": {name: getattr(ends, name) for name in ("attention", "slowing", "returns", "debts")},
    "flow": {name: getattr(flow, name) for name in ("growth", "moves", "states", "sales")},
    "retention": {name: getattr(flow, name) for name in ("cohorts", "second", "rates")},
    "pairs": {"products": pairs.products, "categories": pairs.categories},
    "dashboard": {
        "figures": ends.figures,
        "sleeping": ends.sleeping,
        "states": members.recency_states,
        "quadrants": members.quadrants_marks,
        "curve": members.classes_curve,
        "sales": flow.sales,
        "scores": members.rfm_members,
        "moves": flow.moves,
        "cohorts": flow.cohorts,
    },
}
# Reports that month ends tell, too.
PAST = ("recency", "classes", "rfm", "quadrants", "flow", "retention", "dashboard")
UNORDERED = {("quadrants", "marks"), ("dashboard", "quadrants"), ("groups", "cross"), ("groups", "first")}
UNORDERED |= {("groups", "second"), ("pairs", "products")}
WHOSE = {"tier_ids": "member_tier_id", "user_ids": "user_id", "config_ids": "home_config_id"}
CHOICES = {
    "quadrants": [{"lines": lines} for lines in ("kept", "mean", "median", "12;1500")],
    "retention": [
        {"joined": joined, "months": months} for joined, months in product(("purchase", "enrolment"), ("12", "24"))
    ],
    "pairs": [{"support": support, "order": order} for support, order in product(("0", "0.5"), ("lift", "together"))],
    "dashboard": [{"joined": "purchase", "months": "12", "lines": "kept"}],
}


def month_ends(day, count=13):
    """The last month ends before a day, oldest first."""
    return [day.replace(day=1) + relativedelta(months=-back, days=-1) for back in range(count - 1, -1, -1)]


def count(env, day):
    """Count all anew that reports are told from, but month ends."""
    definition = env["member.metrics.definition"]._of(env.company)
    env["member.metrics"]._refresh_all(definition, day)
    definition.write({"sales_seen": False, "winning_cost": 35})
    env["member.month"]._refresh(definition)
    for kind in ("product", "category"):
        env["member.basket.pair"]._refresh(definition, day, kind)
    env.flush_all()


# ── Metrics ───────────────────────────────────────────────────────────────────────────────────────────────────


def metrics(env, facts):
    """:return: generator of column, members who have a value, and list of texts where they differ"""
    told = facts.now
    if env["member.metrics.definition"]._of(env.company).cuts["bgnbd"]:
        told = told.join(facts.alive()[0])
    ours = facts.read(
        f"SELECT partner_id, {', '.join(COLUMNS)} FROM member_metrics WHERE company_id = %s", facts.company
    )
    ours = ours.set_index("partner_id")
    yield "members", len(told), [str(partner) for partner in ours.index.symmetric_difference(told.index)]
    ours = ours.reindex(told.index)
    for name in COLUMNS:
        plain, found = told.get(name, pandas.Series(index=told.index, dtype=float)), ours[name]
        if name.endswith("_date"):
            plain, found = plain.dt.date.where(plain.notna()), found.where(found.notna())
        if name.endswith("_score"):
            found = found.astype(float).fillna(0)
        if pandas.api.types.is_numeric_dtype(plain):
            differs = ~((plain - found.astype(float)).abs() < TOLERANCES.get(name, 1e-6))
        else:
            differs = plain != found
        differs &= ~(plain.isna() & found.isna())
        yield name, plain.notna().sum(), [f"{one}: {found[one]}, expected {plain[one]}" for one in told.index[differs]]


# ── Reports ───────────────────────────────────────────────────────────────────────────────────────────────────


def choices(facts, report, model):
    """All the filters that a report is asked for with."""
    common = {name: facts.now[name].mode()[:1].astype(int).tolist() for name in WHOSE.values()}
    whose = [{}, *({name: common[column]} for name, column in WHOSE.items() if common[column])]
    if report in PAST:
        whose += [{"day": facts.ends[-2]}, {"day": facts.ends[6], **whose[-1]}] if len(facts.ends) > 6 else []
    options = CHOICES.get(report, [{}])
    if report == "groups":
        asked = list(model._dimensions())
        measures = ("members", "spend", "average", "purchases")
        options = [
            {"first": one, "second": asked[(place + 5) % len(asked)], "measure": measures[place % 4]}
            for place, one in enumerate(asked)
        ]
    return [{**filters, "options": dict(chosen)} for filters in whose for chosen in options]


def reports(env, facts, reader):
    """:return: generator of report, figures compared, and list of texts where they differ"""
    for report, blocks in BLOCKS.items():
        model = env[f"member.report.{report}"].with_user(reader)
        assert set(blocks) == set(model._blocks), f"{report} has other blocks"
        compared, differing = 0, []
        for filters in choices(facts, report, model):
            asked = {**filters, "day": filters["day"].date().isoformat()} if filters.get("day") else filters
            for name, told in blocks.items():
                block = model.read_block(name, asked)
                figures, found = differences(block, told(facts, filters), (report, name) in UNORDERED)
                compared += figures
                differing += [f"{name} {asked}: {text}" for text in found]
        yield report, compared, differing


# ── What stands behind ────────────────────────────────────────────────────────────────────────────────────────


def opened(env, reader, rows=40):
    """Open the counts of every block, as of now and of the last month end.

    :param rows: of a table that are opened at most
    :return: generator of report, counts opened, and list of texts where as many records weren't found
    """
    for report in BLOCKS:
        model, count, differing = env[f"member.report.{report}"].with_user(reader), 0, []
        for day, _label in model._days()[:2]:
            for name in model._blocks:
                block = model.read_block(name, {"day": day})
                for column, told, domain in _counts(block, rows):
                    count += 1
                    found = model.env[block["model"]].search_count(domain)
                    if found != told:
                        differing.append(f"{name} {day or 'now'} {column}: {told}, opens {found}")
        yield report, count, differing


def _counts(block, rows):
    """Triplets of column name, count and domain."""
    integers = {column["name"] for column in block["columns"] if column["type"] == "integer"}
    for row in block["rows"][:rows]:
        for name, domain in {"members": row.get("_domain"), **row.get("_domains", {})}.items():
            if name in integers and row.get(name) is not None and domain:
                yield name, row[name], domain
