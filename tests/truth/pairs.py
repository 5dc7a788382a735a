"""Products and categories that are bought together."""

from math import ceil

import numpy
import pandas

CATEGORIES = 12
TOP = 20
CHUNK = 8_000


def counted(facts, kind):
    """:return: frame of the pairs in so many baskets as the definition asks for, with all that is told of them"""
    limits, column = facts.limits, {"product": "product_id", "category": "categ_id"}[kind]
    first = facts.day - limits["pair_months"] * pandas.DateOffset(months=1) + pandas.Timedelta(days=1)
    purchases = facts.purchases[facts.purchases.local_date.between(first, facts.day)]
    lines = facts.lines
    back = lines[lines.refund_of_key.notna()].groupby("refund_of_key").quantity.sum()
    tips = facts.read("SELECT tip_product_id FROM pos_config WHERE tip_product_id IS NOT NULL").tip_product_id
    kept = lines.quantity + lines.key.map(back).fillna(0)
    sold = (lines.quantity > 0) & (lines.amount_net > 0) & ~lines.is_reward & lines.product_id.notna() & (kept > 0)
    sold &= lines[column].notna() & ~lines.product_id.isin(tips) & lines.purchase_id.isin(purchases.id)
    items = lines[sold][["purchase_id", column]].drop_duplicates()
    baskets = items.purchase_id.nunique()
    least = max(1, ceil(round(baskets * limits["pair_support"] / 100, 6)))
    often = items[column].value_counts()
    often = often[often >= least]
    items = items[items[column].isin(often.index)]
    together = _meetings(items.purchase_id, items[column], often)
    # The rarer one is the first; of equals the older.
    ones, others = numpy.nonzero(numpy.triu(together, 1) >= least)
    things = often.index.to_numpy()
    found = pandas.DataFrame(
        {
            "left": things[ones],
            "right": things[others],
            "together": together[ones, others].astype(int),
            "left_count": often.to_numpy()[ones],
            "right_count": often.to_numpy()[others],
        }
    )
    swap = (found.left_count > found.right_count) | (
        (found.left_count == found.right_count) & (found.left > found.right)
    )
    names, turned = ["left", "right", "left_count", "right_count"], ["right", "left", "right_count", "left_count"]
    found.loc[swap, names] = found.loc[swap, turned].to_numpy()
    found["support"] = found.together / baskets
    found["confidence"] = found.together / found.left_count
    found["confidence_back"] = found.together / found.right_count
    found["lift"] = found.together * baskets / (found.left_count * found.right_count)
    found["chance"] = _fisher(found, baskets)
    found["false_discovery"] = _benjamini_hochberg(found.chance, len(often) * (len(often) - 1) // 2)
    found["is_finding"] = (found.lift > 1) & (found.false_discovery <= 0.05)
    found["baskets"] = baskets
    return found


def _meetings(baskets, things, often):
    """:return: matrix of the baskets that two things are both in"""
    row, column = pandas.factorize(baskets)[0], often.index.get_indexer(things)
    order = row.argsort(kind="stable")
    row, column = row[order], column[order]
    met = numpy.zeros((len(often), len(often)))
    for low in range(0, len(numpy.unique(row)), CHUNK):
        here = slice(*numpy.searchsorted(row, [low, low + CHUNK]))
        has = numpy.zeros((CHUNK, len(often)), numpy.float32)
        has[row[here] - low, column[here]] = 1
        met += has.T @ has
    return met


def _fisher(found, baskets):
    """One-sided: the hypergeometric probabilities of so many meetings and more, one by one."""
    logs = numpy.concatenate([[0], numpy.log(numpy.arange(1, baskets + 1)).cumsum()])

    def choose(whole, part):
        return logs[whole] - logs[part] - logs[whole - part]

    told = []
    for together, left, right in found[["together", "left_count", "right_count"]].to_numpy():
        meets = numpy.arange(together, min(left, right) + 1)
        each = choose(left, meets) + choose(baskets - left, right - meets) - choose(baskets, right)
        told.append(min(1.0, numpy.exp(each).sum()))
    return told


def _benjamini_hochberg(chances, tests):
    ranked = chances.sort_values()
    rates = ranked * tests / numpy.arange(1, len(ranked) + 1)
    return rates[::-1].cummin().clip(upper=1.0).reindex(chances.index)


def _shown(facts, filters, kind):
    if kind not in facts.pairs:
        facts.pairs[kind] = counted(facts, kind)
    found = facts.pairs[kind]
    return found[found.support >= float(filters["options"]["support"]) / 100]


def products(facts, filters):
    found = _shown(facts, filters, "product")
    order = ["together", "lift"] if filters["options"]["order"] == "together" else ["lift", "together"]
    names = ["together", "support", "confidence", "confidence_back", "lift"]
    return found[found.is_finding].sort_values(order, ascending=False)[names][:TOP].to_dict("records")


def categories(facts, filters):
    found = _shown(facts, filters, "category")
    counts = (
        pandas.concat([found.set_index(side)[f"{side}_count"] for side in ("left", "right")])
        .rename_axis("id")
        .reset_index(name="n")
        .drop_duplicates()
    )
    shown = counts.sort_values(["n", "id"], ascending=[False, True]).id[:CATEGORIES].astype(int).tolist()
    lifts = {frozenset((pair.left, pair.right)): pair.lift for pair in found.itertuples()}
    return [
        {f"lift_{other}": None if other == one else lifts.get(frozenset((one, other))) for other in shown}
        for one in shown
    ]
