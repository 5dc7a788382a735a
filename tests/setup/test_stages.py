"""How long is left: by the usual times at first, then by the pace of this machine."""

import pytest

from bootstrap import stages


@pytest.fixture(name="step")
def fixture_step(monkeypatch):
    step = stages.Step("[1/2] Database", usual=120, later=60)
    step.started = 0
    monkeypatch.setattr(stages.time, "monotonic", lambda: step.now)
    return step


@pytest.mark.parametrize(
    ("seconds", "share", "said"),
    [
        (1, 0, ", about 3 min left"),
        (60, 0.5, ", about 2 min left"),
        (150, 0.5, ", about 3 min left"),
        (120, 0.9, ", about 70 s left"),
        (130, 0, ""),
    ],
)
def test_left(step, seconds, share, said):
    step.now = seconds
    assert step._left(share) == said


def test_last_seconds(step):
    step.now, step.later = 119, 0
    assert step._left(0.99) == ""
