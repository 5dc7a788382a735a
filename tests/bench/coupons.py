"""What 20,000 coupons cost, made as a manager makes them: ours beside core's wizard in a database without our addons.

Core's codes have 32 random bits: a run in which two are alike makes none at all, and is counted. A million cards are there
already in neither. And 100,000 of ours, with the memory that they take.
"""

import resource

import psycopg2

from paired import Pairs, seconds

COUPONS, MOST, PAIRS = 20_000, 100_000, 5
TIMES_FASTER = 8


def run(shop):
    """Ratios of time, seconds, megabytes."""
    # First, since the most that a process ever took is what it says.
    _seconds(shop, COUPONS)
    before = _megabytes()
    yield {"metric": f"{MOST:,} coupons", "value": _seconds(shop, MOST), "unit": "s"}
    grown = _megabytes() - before
    yield {"metric": f"memory of {MOST:,} more than of {COUPONS:,}", "value": grown, "unit": "MB", "limit": 256}
    ours, core, failed = [], [], 0
    for _pair in range(PAIRS):
        try:
            core.append(_seconds(shop.core, COUPONS))
        except psycopg2.errors.UniqueViolation:
            failed += 1
        else:
            ours.append(_seconds(shop, COUPONS))
    pairs = Pairs(ours, core)
    yield pairs.row(f"{COUPONS:,} coupons, to core's wizard", limit=1 / TIMES_FASTER)
    yield {"metric": f"{COUPONS:,} coupons", "value": min(ours), "unit": "s"}
    yield {"metric": "core's wizard", "value": min(core), "unit": "s"}
    yield {"metric": f"core's runs of {PAIRS} that failed", "value": failed, "unit": ""}


def _megabytes():
    """The most that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(shop, count):
    with shop.env() as env:
        program = env["loyalty.program"].create(
            {"name": "Coupons", "program_type": "coupons", "trigger": "with_code", "applies_on": "current"}
        )
        wizard = env["loyalty.generate.wizard"].create({"program_id": program.id, "coupon_qty": count})

        def make():
            made = wizard.generate_coupons()
            env.flush_all()
            assert len(set(made.ids)) == count

        return seconds(make)
