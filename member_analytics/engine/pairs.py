"""Things bought together: how strong a pair is, and whether it is more than chance."""

from dataclasses import dataclass
from math import exp, lgamma


@dataclass(frozen=True)
class Pair:
    """Two things in baskets.

    :param together: baskets with both
    :param left: baskets with the first
    :param right: baskets with the second
    :param baskets: all baskets
    """

    together: int
    left: int
    right: int
    baskets: int

    @property
    def support(self):
        """Share of all baskets that have both.

        >>> Pair(30, 50, 60, 100).support
        0.3
        """
        return self.together / self.baskets

    @property
    def confidence(self):
        """Of the baskets with the first, the share that have the second, too.

        >>> Pair(30, 50, 60, 100).confidence
        0.6
        """
        return self.together / self.left

    @property
    def confidence_back(self):
        """Of the baskets with the second, the share that have the first, too.

        >>> Pair(30, 50, 60, 100).confidence_back
        0.5
        """
        return self.together / self.right

    @property
    def lift(self):
        """How much more often they meet than they would by chance; 1 is chance.

        >>> Pair(30, 50, 60, 100).lift, Pair(40, 50, 50, 100).lift
        (1.0, 1.6)
        """
        return self.together * self.baskets / (self.left * self.right)

    @property
    def chance(self):
        """Probability that they meet so often, or more often, by chance: Fisher's exact test, one-sided.

        It holds for rare things, too, where a chi-square doesn't. Of ten baskets, two things in three each meet three
        times in one of 120 cases:

        >>> round(1 / Pair(3, 3, 3, 10).chance, 6)
        120.0
        >>> Pair(0, 3, 3, 10).chance, Pair(9, 9, 10, 10).chance
        (1.0, 1.0)
        """
        meets = max(self.together, self.left + self.right - self.baskets)
        # Below what chance brings the tail is most of the whole: it is one less the other tail.
        expected = self.left * self.right / self.baskets
        if meets <= expected:
            return min(1.0, max(0.0, 1 - self._tail(meets - 1, -1)))
        return min(1.0, self._tail(meets, 1))

    def _tail(self, meets, step):
        """Sum of the hypergeometric probabilities from a number of meetings on, away from what chance brings."""
        least, most = max(0, self.left + self.right - self.baskets), min(self.left, self.right)
        if not least <= meets <= most:
            return 0.0
        log = (
            _log_choose(self.left, meets)
            + _log_choose(self.baskets - self.left, self.right - meets)
            - _log_choose(self.baskets, self.right)
        )
        term = exp(log)
        total = term
        while term > total * 1e-17 and least <= meets + step <= most:
            low = meets if step > 0 else meets - 1
            ratio = (self.left - low) * (self.right - low)
            ratio /= (low + 1) * (self.baskets - self.left - self.right + low + 1)
            term *= ratio if step > 0 else 1 / ratio
            total += term
            meets += step
        return total


def _log_choose(whole, part):
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)


def false_discovery(chances, tests):
    """The share of chance findings among all as sure as each, by Benjamini and Hochberg (1995).

    Of many pairs that mean nothing some look like more than chance. If all pairs up to a rate of 0.05 are shown, not more
    than one in twenty of those is expected to mean nothing.

    :param chances: list of probabilities, see :attr:`Pair.chance`
    :param tests: number of pairs there are to find, those not in the list among them
    :return: list of rates, in the same order

    >>> false_discovery([0.01, 0.5, 0.02], 3)
    [0.03, 0.5, 0.03]
    >>> false_discovery([0.01], 100)
    [1.0]
    """
    ranked = sorted(range(len(chances)), key=chances.__getitem__)
    rates, least = [1.0] * len(chances), 1.0
    for rank in range(len(ranked), 0, -1):
        chance = chances[ranked[rank - 1]]
        # Where all are tested that there are, rounding mustn't make a rate of less than the chance itself.
        least = min(least, max(chance, chance * tests / rank))
        rates[ranked[rank - 1]] = least
    return rates
