"""What the membership costs a sale: the same 200 orders of five lines, sold to members here and to holders of core's
loyalty cards in a shop without our addons.

Server time of both requests of an order, in process, with a commit each, as the cashier; no network, no browser.
"""

import statistics

from paired import in_turn

ORDERS = 200
BATCH = 10


def run(shop):
    """The ratio, and what it is made of."""
    from till import Till

    ours, core = Till(shop, as_members=True, customers=20), Till(shop.core, customers=20)
    measured = in_turn(lambda: ours.sell(BATCH), lambda: core.sell(BATCH), pairs=ORDERS // BATCH)
    yield measured.row("server time of an order, addon to core", limit=1.15)
    for name, till, seconds in (("addon", ours, measured.ours), ("core", core, measured.reference)):
        yield {
            "metric": f"server time of an order, {name}",
            "value": 1000 * statistics.median(seconds) / BATCH,
            "unit": "ms",
        }
        yield {"metric": f"queries of an order, {name}", "value": till.caller.queries / till.sent, "unit": "queries"}
