"""Comparing two ways of doing a thing on a machine whose speed varies."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pairs:
    """Seconds of each run, `ours[i]` measured next to `reference[i]`."""

    ours: list[float]
    reference: list[float]

    @property
    def ratio(self) -> float:
        """Ours over the reference: the median of the pairs' ratios."""
        return statistics.median(a / b for a, b in zip(self.ours, self.reference, strict=True))

    def row(self, metric: str, limit: float | None = None) -> dict:
        """The ratio as a row of a benchmark that holds up to `limit`."""
        runs = [
            {"ours": ours, "reference": reference} for ours, reference in zip(self.ours, self.reference, strict=True)
        ]
        return {"metric": metric, "value": self.ratio, "unit": "ratio", "limit": limit, "runs": runs}


def seconds(work: Callable[[], object]) -> float:
    """How long `work()` takes on the clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], reference: Callable[[], object], pairs: int = 7, warm_up: int = 1) -> Pairs:
    """Time both in turn (A B A B …), after `warm_up` pairs that don't count.

    Drift of the machine then falls on both alike.
    """
    measured = [(seconds(ours), seconds(reference)) for _ in range(warm_up + pairs)][warm_up:]
    return Pairs([pair[0] for pair in measured], [pair[1] for pair in measured])
