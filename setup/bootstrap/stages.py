"""Progress on the terminal, locks between commands, failures that say what to do.

Everything goes to standard error: standard output belongs to the user's script,
tests and tables.
"""

import contextlib
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

#: seconds between two lines of progress where the terminal can't rewrite one
QUIET_INTERVAL = 10
#: seconds that a stage takes the first time on two quiet cores, to tell how long is left
USUAL = {"Python packages": 10, "Odoo 19": 30, "PostgreSQL": 3, "Database": 120, "Demo shop": 40, "Server": 5}


class Failure(Exception):
    """Something the user has to put right; the message says what and how."""


def say(text: str) -> None:
    """Print one line for the user."""
    print(text, file=sys.stderr, flush=True)


def require_space(folder: Path, megabytes: int) -> None:
    """Fail before a long stage that would fill the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Failure(
            f"This stage needs {megabytes} MB in {folder}, and {free} MB are free there. "
            "Make room and start again; what is done already is kept."
        )


class Step:
    """One stage while it runs."""

    def __init__(self, label: str, usual: float = 0, later: float = 0):
        self.label = label
        #: seconds that this stage and those after it usually take
        self.usual, self.later = usual, later
        self.started = self.shown = time.monotonic()
        self.outcome = ""
        self._line_open = False

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def cached(self, what: str) -> None:
        """Nothing had to be done."""
        self.outcome = f"cached ({what})"

    def done(self, what: str) -> None:
        """The work was done now."""
        self.outcome = f"done in {self.seconds:.0f} s ({what})"

    def progress(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show how far the stage is: `done` of `total`, if these are known."""
        part = f" {done}/{total}" if total else ""
        line = f"{self.label}: {what}{part}, {self.seconds:.0f} s{self._left(done / total if total else 0)}"
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
            self._line_open = True
        elif time.monotonic() - self.shown >= QUIET_INTERVAL:
            self.shown = time.monotonic()
            say(line)

    def _left(self, share: float) -> str:
        """How long until the last stage is done: this one at its own pace, the others at their usual one."""
        if not share and self.seconds >= self.usual:
            return ""  # nobody knows
        share = share or self.seconds / self.usual
        # Half a minute at the usual pace is taken for granted: the first steps tell little.
        pace = (self.seconds + 30) / (self.usual * share + 30)
        left = (1 - share) * self.usual * pace + self.later
        if left < 10:
            return ""
        return f", about {left / 60:.0f} min left" if left >= 90 else f", about {left // 10 * 10:.0f} s left"

    def close(self) -> None:
        """End the line that progress has been rewriting."""
        if self._line_open:
            print("\r\033[K", end="", file=sys.stderr)
        if self.outcome:
            say(f"{self.label}: {self.outcome}")


class Stages:
    """The stages of one command, in order."""

    def __init__(self, *names: str):
        self.names = names

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Run one stage under its number."""
        number = self.names.index(name) + 1
        usual, *later = (USUAL.get(each, 0) for each in self.names[number - 1 :])
        step = Step(f"[{number}/{len(self.names)}] {name}", usual, sum(later))
        try:
            yield step
        finally:
            step.close()


@contextlib.contextmanager
def lock(path: Path, doing: str, shared: bool = False) -> Iterator[None]:
    """Hold a lock file; wait for whoever holds it and say for what.

    The kernel drops a lock with its process, so that a killed command leaves none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as file:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(file, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            say(f"Waiting for another command: {file.read().strip() or doing}")
            fcntl.flock(file, mode)
        if not shared:
            file.truncate(0)
            file.write(f"process {os.getpid()}, {doing}")
            file.flush()
        yield
