"""The steps of a ladder with what their figures are counted over."""

from dataclasses import dataclass
from datetime import date

from .tier_periods import Window
from .tiers import Tier


@dataclass(frozen=True)
class Measure:
    """One way of counting; tiers that count alike share it.

    :param categories: ids of product categories, with those below them; empty: all
    :param places: ids of tills; empty: all
    :param company: id of the company whose purchases count; None: all
    :param basis: :class:`Basis`
    :param names: which of :data:`engine.tiers.MEASURES` are asked for
    """

    window: Window
    categories: tuple = ()
    places: tuple = ()
    company: int | None = None
    basis: "Basis | None" = None
    names: tuple = ()


@dataclass(frozen=True)
class Basis:
    """What of a purchase counts.

    :param gross: with taxes
    :param refunds: goods that came back are taken off
    :param paid_in: stored value counts when it is paid in, not when it is spent
    :param imported: purchases from imported history count
    """

    gross: bool = False
    refunds: bool = True
    paid_in: bool = False
    imported: bool = True


@dataclass(frozen=True)
class Step:
    """A tier as it is asked for from one cohort of members.

    :param version: id of the member.tier.version
    :param notice: days before the end of the validity on which a member is told
    :param undo: a refund that takes away the ground of the tier takes the tier
    """

    tier: Tier
    measure: Measure
    version: int
    notice: int = 0
    undo: bool = False


@dataclass(frozen=True)
class Ladder:
    """What is asked of the members who joined from one day to another, both included."""

    first: date
    last: date
    steps: tuple

    @property
    def tiers(self):
        return [step.tier for step in self.steps]

    def step(self, tier_id):
        """:return: :class:`Step`, or None for a tier that isn't on the ladder any more"""
        return next((step for step in self.steps if step.tier.id == tier_id), None)

    def for_joined(self, day):
        return self.first <= day <= self.last
