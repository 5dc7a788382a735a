"""Products bought together: how strong a pair is, and whether it is more than chance."""

from dataclasses import dataclass
from math import erfc, sqrt


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
    def lift(self):
        """How much more often they meet than they would by chance; 1 is chance.

        >>> Pair(30, 50, 60, 100).lift, Pair(40, 50, 50, 100).lift
        (1.0, 1.6)
        """
        return self.together * self.baskets / (self.left * self.right)

    @property
    def chi_square(self):
        """Pearson's statistic of the table of two by two, without correction; 0 where a thing is in all baskets.

        >>> round(Pair(40, 50, 50, 100).chi_square, 6), Pair(30, 50, 60, 100).chi_square, Pair(9, 9, 10, 10).chi_square
        (36.0, 0.0, 0.0)
        """
        spread = self.left * self.right * (self.baskets - self.left) * (self.baskets - self.right)
        if not spread:
            return 0.0
        return self.baskets * (self.together * self.baskets - self.left * self.right) ** 2 / spread

    @property
    def p_value(self):
        """Probability of so large a statistic by chance, with one degree of freedom.

        >>> round(Pair(17, 30, 40, 100).p_value, 4), Pair(30, 50, 60, 100).p_value
        (0.0259, 1.0)
        """
        return erfc(sqrt(self.chi_square / 2))


def is_insight(pair, least_support=0.01, most_chance=0.001, least_together=10):
    """Whether a pair may be shown as a finding: often enough, more than chance, and above it.

    :param most_chance: the p value that a pair may have. It should be small: among a thousand pairs that mean
        nothing, one stays under 0.001.

    >>> is_insight(Pair(40, 50, 50, 100)), is_insight(Pair(10, 50, 50, 100)), is_insight(Pair(3, 3, 3, 100))
    (True, False, False)
    """
    often = pair.together >= least_together and pair.support >= least_support
    return often and pair.lift > 1 and pair.p_value <= most_chance
