"""What is wrong with a plan, by name, before anybody is contacted."""

from dataclasses import dataclass

from .outcomes import MEANINGS
from .steps import STOP


@dataclass(frozen=True)
class Fault:
    """
    :param reason: a word for the machine
    :param step: key of the step; '' for the plan
    :param detail: what it is about: an outcome, a target, the way of a loop
    """

    reason: str
    step: str = ""
    detail: str = ""


def faults(version):
    """
    :return: list of :class:`Fault`, in the order of the steps. Reasons: 'no_step', 'reserved_key', 'same_key',
        'no_channel', 'negative_delay', 'negative_tolerance', 'negative_retries', 'unknown_base', 'unknown_outcome',
        'branch_to_nothing', 'unreachable', 'loop'

    >>> from .steps import Step, Version
    >>> faults(Version(()))
    [Fault(reason='no_step', step='', detail='')]
    >>> faults(Version((Step("call", "", branches={"declined": "gift"}),)))
    [Fault(reason='no_channel', step='call', detail=''), Fault(reason='branch_to_nothing', step='call', detail='gift')]
    """
    if not version.steps:
        return [Fault("no_step")]
    found = [fault for step in version.steps for fault in _step_faults(version, step)]
    return found + _unreachable(version) + _loops(version)


def _step_faults(version, step):
    checks = {
        "reserved_key": step.key in ("", STOP),
        "same_key": sum(step.key == other.key for other in version.steps) > 1,
        "no_channel": not step.channel,
        "negative_delay": min(step.delay.days, step.delay.weeks, step.delay.months) < 0,
        "negative_tolerance": step.tolerance < 0,
        "negative_retries": min(step.retries.times, step.retries.days) < 0,
        "unknown_base": step.counted_from not in ("occasion", "planned", "done"),
    }
    yield from (Fault(reason, step.key) for reason, is_found in checks.items() if is_found)
    for outcome, target in sorted(step.branches.items()):
        if outcome not in MEANINGS:
            yield Fault("unknown_outcome", step.key, outcome)
        if target not in (None, STOP) and target not in version.places:
            yield Fault("branch_to_nothing", step.key, target)


def _targets(version, step, outcomes):
    """:return: list of the steps' keys that the outcomes of a step lead to, first in the plan first"""
    next_keys = [other.key for other in version.steps[version.places[step.key] + 1 :]][:1]
    targets = set()
    for outcome in outcomes:
        target = step.target(outcome)
        targets.update(next_keys if target is None else [target])
    return sorted((targets - {STOP}) & version.places.keys(), key=version.places.get)


def _unreachable(version):
    """Steps that no run comes to, but by contacts that were dropped: nobody means a step for those alone."""
    reached, ahead = set(), [version.steps[0].key]
    while ahead:
        step = version.step(ahead.pop())
        if step.key not in reached:
            reached.add(step.key)
            left_out = {"dropped"} if step.conditions else {"dropped", "skipped"}
            ahead += _targets(version, step, MEANINGS.keys() - left_out)
    return [Fault("unreachable", step.key) for step in version.steps if step.key not in reached]


def _loops(version):
    """Ways on which a run would come to a step again; one for each step that leads back."""
    return [
        Fault("loop", step.key, " → ".join((*way, target)))
        for step in version.steps
        for target in _targets(version, step, MEANINGS)
        if version.places[target] <= version.places[step.key] and (way := _way(version, target, step.key))
    ]


def _way(version, first, last):
    """:return: keys of the steps from one to another, the first way in the plan's order; () when there is none"""
    ways, seen = [(first,)], {first}
    for way in ways:
        if way[-1] == last:
            return way
        for key in _targets(version, version.step(way[-1]), MEANINGS):
            if key not in seen:
                seen.add(key)
                ways.append((*way, key))
    return ()
