"""What may come of a contact, and what that means for the run, the consent and the file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """
    :param talked: the member was spoken to
    :param failed: counts among the failures of the run
    :param ends: the run ends, unless the step says otherwise
    :param withdraws: the consent to this channel and purpose ends, and the run does whatever the step says
    :param corrects: the member's number or address is wrong, and the file must be put right
    :param offers: the member has been told of the gift of the step, which waits from now on
    :param asks: what has to be recorded with it: 'promised' (a day), 'reason' or nothing
    :param by_hand: somebody chooses it; else it is the machine's word
    """

    talked: bool = False
    failed: bool = False
    ends: bool = False
    withdraws: bool = False
    corrects: bool = False
    offers: bool = False
    asks: str = ""
    by_hand: bool = True


MEANINGS = {
    "reached": Meaning(talked=True, offers=True),
    "promised": Meaning(talked=True, offers=True, asks="promised"),
    "no_answer": Meaning(failed=True),
    "declined": Meaning(talked=True, failed=True, ends=True),
    "wrong_number": Meaning(failed=True, ends=True, corrects=True),
    # A complaint is looked after by itself; going on with offers would add to it.
    "complaint": Meaning(talked=True, ends=True, asks="reason"),
    "stop": Meaning(talked=True, ends=True, withdraws=True),
    "maybe": Meaning(talked=True, offers=True),
    "sent": Meaning(offers=True, by_hand=False),
    "undelivered": Meaning(failed=True, by_hand=False),
    # The step's conditions weren't met.
    "skipped": Meaning(by_hand=False),
    # It was held back until its tolerance was over.
    "dropped": Meaning(by_hand=False),
}


def missing(outcome, recorded):
    """What has to be recorded with an outcome and isn't.

    :param recorded: dict of name to value
    :return: the name; '' when nothing is missing

    >>> missing("promised", {}), missing("promised", {"promised": "2026-07-01"}), missing("reached", {})
    ('promised', '', '')
    """
    asked = MEANINGS[outcome].asks
    return "" if recorded.get(asked) else asked
