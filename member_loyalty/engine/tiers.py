"""What tiers ask for, and what of it a member has."""

from dataclasses import dataclass, field
from decimal import Decimal

from .rounding import as_decimal
from .tier_periods import Validity, Window

MEASURES = ("spend", "single", "visits", "points")


@dataclass(frozen=True)
class Figures:
    """What a member did in a window.

    :param single: the largest purchase, in the company's currency
    :param spend: all purchases, in the company's currency
    :param visits: distinct days with a purchase
    :param points: points earned, less those taken back for refunds
    """

    single: Decimal = Decimal(0)
    spend: Decimal = Decimal(0)
    visits: int = 0
    points: Decimal = Decimal(0)


@dataclass(frozen=True)
class Terms:
    """Thresholds in the units of :class:`Figures`; 0 isn't asked for.

    :param every: all thresholds are asked for, not any one of them
    """

    single: float = 0
    spend: float = 0
    visits: int = 0
    points: float = 0
    every: bool = False

    @property
    def asked(self):
        """:return: dict of measure to threshold, as Decimal"""
        return {name: as_decimal(getattr(self, name)) for name in MEASURES if getattr(self, name)}

    def met_by(self, figures):
        """
        :return: dict of the measures that met the terms to (figure, threshold); None when they aren't met. Terms that
            ask for nothing are met by everybody.

        >>> terms = Terms(spend=500, visits=6)
        >>> terms.met_by(Figures(spend=Decimal(520), visits=2))
        {'spend': (Decimal('520'), Decimal('500'))}
        >>> Terms(spend=500, visits=6, every=True).met_by(Figures(spend=Decimal(520), visits=2))
        >>> Terms().met_by(Figures())
        {}
        """
        met = {
            name: (as_decimal(getattr(figures, name)), threshold)
            for name, threshold in self.asked.items()
            if getattr(figures, name) >= threshold
        }
        enough = len(met) == len(self.asked) if self.every else met or not self.asked
        return met if enough else None

    def missing(self, figures):
        """What is missing of each measure that is asked for.

        :return: dict of measure to Decimal

        >>> Terms(single=300, spend=2000).missing(Figures(single=Decimal(250), spend=Decimal(1500)))
        {'spend': Decimal('500'), 'single': Decimal('300')}
        """
        return {
            # A single purchase starts from nothing each time.
            name: threshold
            if name == "single" and figures.single < threshold
            else max(threshold - as_decimal(getattr(figures, name)), Decimal(0))
            for name, threshold in self.asked.items()
        }


@dataclass(frozen=True)
class Tier:
    """One step of the ladder.

    :param rank: higher is better
    :param entry: what it takes to come in
    :param stay: what it takes to stay when the validity ends; None: the same as to come in
    :param grace: days after the end of the validity in which a member can still make up for what is missing
    :param downgrade: 'figures' (to what the figures give) or 'one' (one step down, however low the figures)
    """

    id: int
    rank: int
    entry: Terms = field(default_factory=Terms)
    stay: Terms | None = None
    window: Window = field(default_factory=Window)
    validity: Validity = field(default_factory=Validity)
    grace: int = 0
    downgrade: str = "figures"

    @property
    def staying(self):
        return self.entry if self.stay is None else self.stay


def reached_tier(ladder, figures):
    """The highest tier whose terms of entry are met.

    :param ladder: iterable of :class:`Tier`
    :param figures: dict of tier id to :class:`Figures` in the tier's own window
    :return: (:class:`Tier`, measures that met its terms, see :meth:`Terms.met_by`), or (None, {})

    >>> ladder = [Tier(1, 0), Tier(2, 10, Terms(single=200, spend=500)), Tier(3, 20, Terms(spend=2000))]
    >>> bought = Figures(single=Decimal(250), spend=Decimal(300))
    >>> tier, met = reached_tier(ladder, dict.fromkeys((1, 2, 3), bought))
    >>> tier.id, met
    (2, {'single': (Decimal('250'), Decimal('200'))})
    """
    for tier in sorted(ladder, key=lambda tier: tier.rank, reverse=True):
        met = tier.entry.met_by(figures.get(tier.id, Figures()))
        if met is not None:
            return tier, met
    return None, {}
