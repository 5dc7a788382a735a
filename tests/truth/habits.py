"""Habits and groups."""

from itertools import pairwise

import pandas

from .facts import missing, shares

DAYS = (8, 15, 31, 61, 91, 181)
SHARES = (0.0001, 0.05, 0.1, 0.2, 0.3, 0.5)
MONEY = tuple(step * 10**zeros for zeros in range(9) for step in (1, 2, 5))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def intervals(facts, filters):
    members = facts.chosen(filters)
    return _bands(members[members.visit_count > 1], "median_interval", DAYS)


def tickets(facts, filters):
    members = facts.chosen(filters)
    members = members[members.purchase_count > 0]
    return _bands(members.assign(average_ticket=members.average_ticket.round(2)), "average_ticket", MONEY)


def discounts(facts, filters):
    members = facts.chosen(filters)
    return _bands(members[members.window_purchase_count > 0], "discount_share", SHARES, 100)


def prepaid(facts, filters):
    members = facts.chosen(filters)
    return _bands(members[members.window_purchase_count > 0], "prepaid_share", SHARES, 100)


def _bands(members, name, limits, scale=1):
    """From the first band that has somebody to the last one.

    :param scale: of the numbers in a band's name; bands of shares begin with nothing
    """
    ends = [float("-inf"), *limits, float("inf")]
    values, rows = members[name].fillna(0), []
    for low, high in pairwise(ends):
        here = members[(values >= low) & (values < high)]
        told = [scale * (0 if end == SHARES[0] else end) for end in (low, high) if abs(end) != float("inf")]
        if scale == 100 and low == ends[0]:
            told = []
        rows.append({"numbers:band": told, "members": len(here), "spend": here.window_spend.sum()})
    filled = [place for place, row in enumerate(rows) if row["members"]]
    return shares(rows[filled[0] : filled[-1] + 1]) if filled else []


def week(facts, filters):
    members = facts.chosen(filters)
    found = members.groupby(["favourite_weekday", "favourite_hour"]).size()
    if found.empty:
        return []
    found.index = found.index.set_levels(found.index.levels[1].astype(int), level=1)
    hours = found.index.get_level_values(1)
    return [
        {
            "weekday": weekday,
            **{f"h{hour}": found.get((str(number), hour), 0) for hour in range(int(hours.min()), int(hours.max()) + 1)},
        }
        for number, weekday in enumerate(WEEKDAYS, start=1)
    ]


def categories(facts, filters):
    names = facts.read("SELECT id, complete_name AS name FROM product_category").set_index("id").name
    return _favourites(facts.chosen(filters), "favourite_categ_id", names)


def tills(facts, filters):
    return _favourites(facts.chosen(filters), "favourite_config_id")


def _favourites(members, name, names=None):
    """The twelve that most like by name, and the others together."""
    groups = members[members[name].notna()].groupby(name).window_spend.agg(["size", "sum"]).reset_index()
    groups = groups.sort_values(["size", name], ascending=[False, True])
    rows = [
        {**({} if names is None else {name: names[group[name]]}), "members": group["size"], "spend": group["sum"]}
        for _place, group in groups[:12].iterrows()
    ]
    if len(groups) > 12:
        rows.append({name: "Others", "members": groups["size"][12:].sum(), "spend": groups["sum"][12:].sum()})
    return shares(rows)


def prices(facts, filters):
    members, cuts = facts.chosen(filters), [float(cut) for cut in facts.limits["price_cuts"].split(",")]
    rows = []
    for band, ends in enumerate(pairwise([None, *cuts, None]), start=1):
        here = members[members.price_band == band]
        told = [end for end in ends if end is not None]
        rows.append({"numbers:band": told, "members": len(here), "spend": here.window_spend.sum()})
    return shares(rows) if any(row["members"] for row in rows) else []


# ── Groups ────────────────────────────────────────────────────────────────────────────────────────────────────

PERSON = "partner_id."
# Of many answers the twelve with most members are shown.
MANY = ("country_id", "state_id", "city", "zip", "user_id", "member_interest_ids", "category_id")
SEVERAL = {
    "member_interest_ids": "SELECT res_partner_id AS partner_id, member_interest_id AS value FROM member_interest_res_partner_rel",
    "category_id": "SELECT partner_id, category_id AS value FROM res_partner_res_partner_category_rel",
}
NAMES = {
    "member_income_band_id": "SELECT id, name->>'en_US' AS name FROM member_income_band",
    "country_id": "SELECT id, name->>'en_US' AS name FROM res_country",
    "state_id": """SELECT s.id, s.name || ' (' || c.code || ')' AS name FROM res_country_state s
                     JOIN res_country c ON c.id = s.country_id""",
    "user_id": "SELECT u.id, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id",
    "member_tier_id": "SELECT id, name->>'en_US' AS name FROM member_tier",
    "favourite_categ_id": "SELECT id, complete_name AS name FROM product_category",
    "favourite_config_id": "SELECT id, name FROM pos_config",
    "member_interest_ids": "SELECT id, name->>'en_US' AS name FROM member_interest",
    "category_id": "SELECT id, name->>'en_US' AS name FROM res_partner_category",
}


def groups_cross(facts, filters):
    options = filters["options"]
    first, second = (_answers(facts, filters, options[name]) for name in ("first", "second"))
    rows = {}
    for (one, other), here in _met(facts, filters, first, second):
        rows.setdefault(one, {})[other] = _figures(here)[options["measure"]]
    columns = {other for row in rows.values() for other in row}
    return [{"group": name, **{f"label:{other}": row.get(other) for other in columns}} for name, row in rows.items()]


def groups_first(facts, filters):
    return _side(facts, filters, "first")


def groups_second(facts, filters):
    return _side(facts, filters, "second")


def _side(facts, filters, name):
    answers = _answers(facts, filters, filters["options"][name])
    members = facts.chosen(filters)
    return shares(
        [{"group": answer, **_figures(members.loc[here])} for answer, here in answers.groupby("name").partner_id]
    )


def _figures(members):
    spend = members.window_spend.sum()
    return {
        "members": len(members),
        "spend": spend,
        "average": spend / len(members),
        "purchases": members.window_purchase_count.sum(),
    }


def _met(facts, filters, first, second):
    members = facts.chosen(filters)
    both = first.merge(second, on="partner_id", suffixes=("", "_other"))
    for names, here in both.groupby(["name", "name_other"]).partner_id:
        yield names, members.loc[here]


def _answers(facts, filters, path):
    """:return: frame of partner_id and name of the answer; a member with several is there as often"""
    members, name = facts.chosen(filters), path.removeprefix(PERSON)
    if name in SEVERAL:
        given = facts.read(SEVERAL[name])
        told = members[[]].reset_index().merge(given, on="partner_id", how="left")
    else:
        told = members[name].rename("value").reset_index()
    if name in MANY:
        counts = told.value.value_counts()
        shown = told.value.isin(counts.index[:12])
        without = told.value.isna()
        told = told[shown | without]
    names = _names(facts, path, name)
    told["name"] = [
        "Not specified" if missing(value) or value == "unknown" else str(names.get(value, value))
        for value in told.value
    ]
    return told


def _names(facts, path, name):
    if name in NAMES:
        return facts.read(NAMES[name]).set_index("id").name
    if name == "price_band":
        return {float(band): band for band in range(1, 20)}
    if name == "member_age_band":
        return {
            "00": "Under 18",
            "65": "65 and over",
            **{f"{low}": f"{low}–{high - 1}" for low, high in pairwise((18, 25, 35, 45, 55, 65))},
        }
    found = facts.read(
        """SELECT s.value, s.name->>'en_US' AS name FROM ir_model_fields_selection s
             JOIN ir_model_fields f ON f.id = s.field_id WHERE f.model = %s AND f.name = %s""",
        "res.partner" if path.startswith(PERSON) else "member.metrics",
        name,
    )
    return found.set_index("value").name if len(found) else pandas.Series(dtype=object)
