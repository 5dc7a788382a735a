"""Whether contacts made a difference: those who were to be contacted against those left out at random.

Both groups are compared by assignment: whoever was to be contacted counts as contacted, reached or not.
"""

from dataclasses import dataclass
from math import sqrt

#: of the normal distribution: 95 % lie within so many standard deviations
Z = 1.959963984540054
#: and 80 % below so many: how often a difference as large as `detectable` would be seen
Z_POWER = 0.8416212335729143
#: so many of one are taken to do what the contact is for, where it can't be told yet
USUAL = 0.1


@dataclass(frozen=True)
class Uplift:
    """
    :param difference: of the two shares, in points of one: 0.085 is 8.5 percentage points
    :param low: the interval's lower end
    :param high: its upper end
    :param detectable: how large a true difference groups of these sizes would show in four of five cases
    """

    difference: float
    low: float
    high: float
    detectable: float

    @property
    def is_told(self):
        """Whether there is enough to tell: the interval doesn't hold zero."""
        return self.low > 0 or self.high < 0


def wilson(count, total):
    """The interval of a share.

    Wilson, Probable inference, the law of succession, and statistical inference (1927).

    :return: pair of its ends, for 95 %

    >>> [round(end, 4) for end in wilson(6, 60)]
    [0.0466, 0.2015]
    >>> [round(end, 4) for end in wilson(0, 10)]
    [0.0, 0.2775]
    """
    share, squared = count / total, Z * Z
    center = share + squared / (2 * total)
    half = Z * sqrt(share * (1 - share) / total + squared / (4 * total * total))
    whole = 1 + squared / total
    return max(0.0, (center - half) / whole), min(1.0, (center + half) / whole)


def uplift(came, asked, came_out, held_out):
    """The difference that contacts made, with its interval of 95 %.

    Newcombe, Interval estimation for the difference between independent proportions (1998), method 10.

    :param came: of those to be contacted, how many did what the contact was for
    :param asked: how many were to be contacted
    :param came_out: of those held out, how many did the same
    :param held_out: how many were held out
    :return: :class:`Uplift`; None without both groups

    Of 600 members a tenth held out, then a fifth:

    >>> told = uplift(100, 540, 6, 60)
    >>> [round(100 * value, 1) for value in (told.difference, told.low, told.high)], told.is_told
    ([8.5, -2.1, 14.9], False)
    >>> told = uplift(89, 480, 12, 120)
    >>> [round(100 * value, 1) for value in (told.low, told.high)], told.is_told
    ([1.1, 14.1], True)
    >>> uplift(5, 10, 0, 0)
    """
    if not asked or not held_out:
        return None
    share, share_out = came / asked, came_out / held_out
    (low, high), (low_out, high_out) = wilson(came, asked), wilson(came_out, held_out)
    difference = share - share_out
    return Uplift(
        difference,
        difference - sqrt((share - low) ** 2 + (high_out - share_out) ** 2),
        difference + sqrt((high - share) ** 2 + (share_out - low_out) ** 2),
        detectable((came + came_out) / (asked + held_out), asked, held_out),
    )


def detectable(share, asked, held_out):
    """How large a true difference would be seen in four of five cases, at a share like this.

    The usual sum for two proportions (Fleiss, Statistical Methods for Rates and Proportions), for 5 % false alarms.

    >>> round(detectable(0.1, 540, 60), 3), round(detectable(0.1, 5400, 600), 3)
    (0.114, 0.036)
    """
    return (Z + Z_POWER) * sqrt(share * (1 - share) * (1 / asked + 1 / held_out))
