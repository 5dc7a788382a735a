"""How runs go through their plans, and what is wrong with a plan: a case a line."""

from odoo.addons.member_followup.engine import steps_faults
from odoo.addons.member_followup.engine.outcomes import MEANINGS
from odoo.addons.member_followup.engine.steps import STOP, Delay, Retries, Step, Version, after, course, start

from followup_plans import LADDER, THREES, cases, day, result, walk


def plan(*steps, failures=0):
    return Version(steps, failures)


def call(key, *, days=0, base="planned", conditions=(), retries=(0, 1), **branches):
    return Step(key, "phone", Delay(days), base, 0, branches, frozenset(conditions), Retries(*retries))


DELAYS = [
    ("31 January, a month", "2026-01-31", Delay(months=1), "2026-02-28"),
    ("31 January of a leap year, a month", "2028-01-31", Delay(months=1), "2028-02-29"),
    ("30 January, a month", "2026-01-30", Delay(months=1), "2026-02-28"),
    ("28 February, a month", "2026-02-28", Delay(months=1), "2026-03-28"),
    ("31 March, a month", "2026-03-31", Delay(months=1), "2026-04-30"),
    ("31 August, half a year", "2026-08-31", Delay(months=6), "2027-02-28"),
    ("31 December, two months", "2026-12-31", Delay(months=2), "2027-02-28"),
    ("31 December, four months", "2026-12-31", Delay(months=4), "2027-04-30"),
    ("15 January, thirteen months", "2026-01-15", Delay(months=13), "2027-02-15"),
    ("29 February, a year", "2028-02-29", Delay(months=12), "2029-02-28"),
    ("29 February, four years", "2028-02-29", Delay(months=48), "2032-02-29"),
    ("three weeks into a leap day", "2028-02-08", Delay(weeks=3), "2028-02-29"),
    ("three weeks over the end of February", "2026-02-08", Delay(weeks=3), "2026-03-01"),
    ("three days over the year's end", "2026-12-30", Delay(days=3), "2027-01-02"),
    ("months before days", "2026-01-31", Delay(days=1, months=1), "2026-03-01"),
    ("all three together", "2026-01-31", Delay(1, 1, 1), "2026-03-08"),
    ("nothing", "2026-01-31", Delay(), "2026-01-31"),
]

CHAIN = plan(call("a", days=2), call("b", days=7, base="done"), call("c", days=30, base="planned"))
PATIENT = plan(call("a", days=1, retries=(2, 3)), call("b", days=2), failures=2)
BRANCHES = plan(
    call("a", reached=STOP, promised="c", declined=None, complaint="b", no_answer="c"),
    call("b", days=1, base="done"),
    call("c", days=3, base="done"),
)
PICKY = plan(call("a"), call("b", days=5, conditions={"still_dormant"}, skipped=STOP), call("c", days=5))
LONG = plan(*(call(key, days=1, declined=None) for key in "abcdef"), failures=3)

# Each contact with its day, then the end of the run, or what is due.
RUNS = [
    ("3-3-3", THREES, "01-10", "reached reached reached", "days 01-13, weeks 01-31, months 04-10, finished"),
    ("3-3-3, first due", THREES, "01-10", "", "days 01-13?"),
    ("3-3-3, late, keeps its days", THREES, "01-10", "reached+3 reached+5", "days 01-13, weeks 01-31, months 04-10?"),
    ("3-3-3 at a month's end", THREES, "11-30", "reached reached", "days 12-03, weeks 12-21, months 02-28?"),
    ("3-3-3 on a leap day", THREES, "2028-02-29", "reached reached", "days 03-03, weeks 03-21, months 05-29?"),
    ("3-3-3, nobody answers", THREES, "01-10", "no_answer no_answer", "days 01-13, weeks 01-31, months 04-10?"),
    ("3-3-3, dropped goes on", THREES, "01-10", "dropped+4", "days 01-13, weeks 01-31?"),
    ("3-3-3, declined", THREES, "01-10", "declined", "days 01-13, declined"),
    ("3-3-3, complaint", THREES, "01-10", "reached complaint", "days 01-13, weeks 01-31, complaint"),
    ("3-3-3, wrong number", THREES, "01-10", "wrong_number", "days 01-13, wrong_number"),
    ("3-3-3, no more contacts", THREES, "01-10", "stop", "days 01-13, stopped"),
    ("promised before the next", THREES, "01-10", "promised@01-20", "days 01-13, weeks 01-31?"),
    ("promised after the next", THREES, "01-10", "promised@02-05", "days 01-13, weeks 02-06?"),
    ("promised on the next", THREES, "01-10", "promised@01-31", "days 01-13, weeks 02-01?"),
    ("a promise moves that step alone", THREES, "01-10", "promised@02-05 reached", "days 01-13, weeks 02-06, months 04-10?"),
    ("ladder", LADDER, "2025-12-31", "reached reached reached", "ask 02-28, voucher 04-30, coupon 06-30, finished"),
    ("ladder at a month's end", LADDER, "2025-08-31", "reached reached", "ask 10-31, voucher 12-31, coupon 02-28?"),
    ("ladder into a leap year", LADDER, "2027-08-31", "reached reached", "ask 10-31, voucher 12-31, coupon 02-29?"),
    ("ladder, three failures", LADDER, "01-10", "no_answer no_answer no_answer", "ask 03-10, voucher 05-10, coupon 07-10, failures"),
    ("ladder, two failures", LADDER, "01-10", "no_answer reached no_answer", "ask 03-10, voucher 05-10, coupon 07-10, finished"),
    ("ladder, declined", LADDER, "01-10", "no_answer declined", "ask 03-10, voucher 05-10, declined"),
    ("ladder, late", LADDER, "01-10", "no_answer+7 no_answer+7", "ask 03-10, voucher 05-10, coupon 07-10?"),
    ("three failures end a longer plan", LONG, "01-01", "no_answer declined wrong_number", "a 01-02, b 01-03, c 01-04, failures"),
    ("failures between", LONG, "01-01", "no_answer reached no_answer sent undelivered", "a 01-02, b 01-03, c 01-04, d 01-05, e 01-06, failures"),
    ("a wrong number ends it before", LONG, "01-01", "no_answer wrong_number", "a 01-02, b 01-03, wrong_number"),
    ("counted from done", CHAIN, "01-29", "reached reached", "a 01-31, b 02-07, c 03-09?"),
    ("counted from done, late", CHAIN, "01-29", "reached+3 reached", "a 01-31, b 02-10, c 03-12?"),
    ("counted from planned, late", CHAIN, "01-29", "reached reached+5", "a 01-31, b 02-07, c 03-09?"),
    ("never planned in the past", CHAIN, "01-29", "reached reached+40", "a 01-31, b 02-07, c 03-19?"),
    ("again after the gap", PATIENT, "05-01", "no_answer", "a 05-02, a 05-05?"),
    ("again after the gap, late", PATIENT, "05-01", "no_answer+1", "a 05-02, a 05-06?"),
    ("again on the day agreed on", PATIENT, "05-01", "no_answer@05-20", "a 05-02, a 05-20?"),
    ("again on the same day", PATIENT, "05-01", "no_answer@05-02", "a 05-02, a 05-02?"),
    ("agreed on a day gone by", PATIENT, "05-01", "no_answer+3@05-03", "a 05-02, a 05-05?"),
    ("reached at the second attempt", PATIENT, "05-01", "no_answer@05-03 reached", "a 05-02, a 05-03, b 05-04?"),
    ("counted from the first attempt, in the past", PATIENT, "05-01", "no_answer reached", "a 05-02, a 05-05, b 05-05?"),
    ("attempts come to an end", PATIENT, "05-01", "no_answer no_answer no_answer", "a 05-02, a 05-05, a 05-08, b 05-08?"),
    ("attempts of a step fail once", PATIENT, "05-01", "no_answer no_answer no_answer no_answer", "a 05-02, a 05-05, a 05-08, b 05-08, failures"),
    ("stop at the second attempt", PATIENT, "05-01", "no_answer stop", "a 05-02, a 05-05, stopped"),
    ("branch to the end", BRANCHES, "05-01", "reached", "a 05-01, reached"),
    ("branch over a step", BRANCHES, "05-01", "no_answer", "a 05-01, c 05-04?"),
    ("branch with a promise", BRANCHES, "05-01", "promised@05-10 reached", "a 05-01, c 05-11, finished"),
    ("branch instead of an end", BRANCHES, "05-01", "complaint", "a 05-01, b 05-02?"),
    ("next instead of an end", BRANCHES, "05-01", "declined", "a 05-01, b 05-02?"),
    ("no branch, next", BRANCHES, "05-01", "sent", "a 05-01, b 05-02?"),
    ("stop has no branch", plan(call("a", stop="b"), call("b")), "05-01", "stop", "a 05-01, stopped"),
    ("conditions unmet end it", PICKY, "05-01", "reached skipped", "a 05-01, b 05-06, skipped"),
    ("conditions unmet, next", plan(call("a", conditions={"x"}), call("b")), "05-01", "skipped", "a 05-01, b 05-01?"),
    ("a single step", plan(call("a")), "05-01", "reached", "a 05-01, finished"),
]  # fmt: skip

ALL_STOP = dict.fromkeys(MEANINGS, STOP)
DROPPED_GOES_ON, SKIPPED_GOES_ON = ({**ALL_STOP, outcome: None} for outcome in ("dropped", "skipped"))

FAULTS = [
    ("3-3-3 is as it should be", THREES, ""),
    ("the ladder is as it should be", LADDER, ""),
    ("branches are as they should be", BRANCHES, ""),
    ("no step", plan(), "no_step"),
    ("no channel", plan(call("a"), Step("b", "")), "no_channel b"),
    ("a key that means the end", plan(call("stop")), "reserved_key stop"),
    ("a key that is nothing", plan(call("")), "reserved_key"),
    ("a key twice", plan(call("a"), call("a")), "same_key a, same_key a"),
    ("negative days", plan(call("a", days=-1)), "negative_delay a"),
    ("negative months", plan(Step("a", "sms", Delay(days=40, months=-1))), "negative_delay a"),
    ("negative tolerance", plan(Step("a", "sms", tolerance=-1)), "negative_tolerance a"),
    ("negative attempts", plan(call("a", retries=(-1, 1))), "negative_retries a"),
    ("negative days between attempts", plan(call("a", retries=(1, -1))), "negative_retries a"),
    ("counted from nothing", plan(call("a", base="sent")), "unknown_base a"),
    ("an unknown outcome", plan(call("a", perhaps=STOP)), "unknown_outcome a perhaps"),
    ("a branch to nothing", plan(call("a", declined="z")), "branch_to_nothing a z"),
    ("never come to", plan(call("a", **ALL_STOP), call("b")), "unreachable b"),
    ("come to by dropped ones alone", plan(call("a", **DROPPED_GOES_ON), call("b")), "unreachable b"),
    ("come to by skipped ones", plan(call("a", conditions={"x"}, **SKIPPED_GOES_ON), call("b")), ""),
    ("dropped ones of a step with conditions", plan(call("a", conditions={"x"}, **DROPPED_GOES_ON), call("b")), "unreachable b"),
    ("skipped ones of a step without", plan(call("a", **SKIPPED_GOES_ON), call("b")), "unreachable b"),
    ("two that come to each other alone", plan(call("a", **ALL_STOP), call("b", reached="b")), "unreachable b, loop b b → b"),
    ("a step that leads to itself", plan(call("a", no_answer="a")), "loop a a → a"),
    ("a way back", plan(call("a"), call("b", no_answer="a"), call("c")), "loop b a → b → a"),
    ("a way back over a branch", plan(call("a", reached="c"), call("b"), call("c", promised="a")), "loop c a → c → a"),
    ("back, but not around", plan(call("a", **dict.fromkeys(MEANINGS, "c")), call("b", **ALL_STOP), call("c", declined="b")), ""),
    ("several", plan(Step("a", "", Delay(-1), branches={"reached": "z"})), "no_channel a, negative_delay a, branch_to_nothing a z"),
]  # fmt: skip


@cases("first delay expected", DELAYS)
def test_delay(first, delay, expected):
    assert delay.after(day(first)) == day(expected)


@cases("version occasion answers expected", RUNS)
def test_run(version, occasion, answers, expected):
    assert not steps_faults.faults(version)
    assert walk(version, occasion, answers) == expected


@cases("version expected", FAULTS)
def test_faults(version, expected):
    found = [" ".join(filter(None, (fault.reason, fault.step, fault.detail))) for fault in steps_faults.faults(version)]
    assert ", ".join(found) == expected


def test_nothing_is_planned_before_the_run_begins():
    assert start(LADDER, day("2026-01-10"), day("2026-05-01")).planned == day("2026-05-01")
    assert start(LADDER, day("2026-01-10"), day("2026-02-01")).planned == day("2026-03-10")


def test_a_step_is_wanted_when_all_its_conditions_are_true():
    step = call("a", conditions={"dormant", "has_voucher"})
    assert step.is_wanted({"dormant", "has_voucher", "gold"})
    assert not step.is_wanted({"dormant"})
    assert call("b").is_wanted(set())


def test_an_outcome_means_the_same_at_each_step():
    """What ends a run, ends it at the first step and at the last."""
    for outcome, meaning in MEANINGS.items():
        for due in course(THREES, day("2026-01-10")):
            following = after(THREES, day("2026-01-10"), due, result(outcome, due))
            assert getattr(following, "reason", "finished") in ("finished", "stopped", outcome)
            assert not meaning.ends or following.reason in ("stopped", outcome)
