"""Which tier a member's purchases give."""

from dataclasses import dataclass
from decimal import Decimal

from .rounding import as_decimal


@dataclass(frozen=True)
class Tier:
    """Thresholds to enter a tier; 0 means that the way in is closed.

    :param rank: higher is better
    :param single: net amount of one purchase, in the company's currency
    :param spend: net amount of all purchases in the window, in the company's currency
    :param window: months of the rolling window
    """

    id: int
    rank: int
    single: float = 0
    spend: float = 0
    window: int = 12

    @property
    def is_open(self):
        """A tier without thresholds takes every member."""
        return not self.single and not self.spend


@dataclass(frozen=True)
class Figures:
    """What a member bought in one tier's window, net of refunds and taxes."""

    single: Decimal = Decimal(0)
    spend: Decimal = Decimal(0)


@dataclass(frozen=True)
class Reached:
    """The tier, and the figure that gave it."""

    tier: Tier
    reason: str
    figure: Decimal
    threshold: Decimal


def reached_tier(tiers, figures):
    """The highest tier that the figures give.

    :param tiers: iterable of :class:`Tier`
    :param figures: dict of window months to :class:`Figures`
    :return: :class:`Reached`, or None when no tier is reached

    >>> tiers = [Tier(1, 0), Tier(2, 10, single=200, spend=500), Tier(3, 20, spend=2000)]
    >>> reached_tier(tiers, {12: Figures(Decimal(50), Decimal(120))}).tier.id
    1
    >>> reached = reached_tier(tiers, {12: Figures(Decimal(250), Decimal(300))})
    >>> reached.tier.id, reached.reason, reached.figure
    (2, 'single', Decimal('250'))
    >>> reached_tier(tiers, {12: Figures(Decimal(300), Decimal(2000))}).tier.id
    3
    """
    for tier in sorted(tiers, key=lambda tier: tier.rank, reverse=True):
        found = _reason_for(tier, figures.get(tier.window, Figures()))
        if found:
            return found
    return None


def missing_to(tier, figures):
    """What is missing to enter a tier by either way, None where that way is closed.

    :return: dict with 'single' and 'spend' in the company's currency

    >>> missing_to(Tier(3, 20, single=300, spend=2000), Figures(Decimal(250), Decimal(1500)))
    {'single': Decimal('300'), 'spend': Decimal('500')}
    """
    return {
        # A single purchase starts from nothing each time.
        "single": as_decimal(tier.single) if tier.single else None,
        "spend": max(as_decimal(tier.spend) - figures.spend, Decimal(0)) if tier.spend else None,
    }


def _reason_for(tier, figures):
    if tier.is_open:
        return Reached(tier, "open", Decimal(0), Decimal(0))
    for reason in ("spend", "single"):
        threshold = as_decimal(getattr(tier, reason))
        figure = getattr(figures, reason)
        if threshold and figure >= threshold:
            return Reached(tier, reason, figure, threshold)
    return None
