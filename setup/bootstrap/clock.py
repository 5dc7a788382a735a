"""Another day for what a command starts: the tests, PostgreSQL, Odoo's servers and the browser."""

import contextlib
import os
import shutil
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

from . import cluster
from .stages import Failure, Step

SOURCE = Path(__file__).with_suffix(".c")
#: so early in the day (UTC) that no run reaches the next one
HOUR = 8
#: seconds between two clocks that are the same
TOLERANCE = 600


def day(text: str) -> datetime:
    """An option's value: the moment on which the clock is set."""
    return datetime.strptime(text, "%Y-%m-%d").replace(hour=HOUR, tzinfo=timezone.utc)


def check(server) -> None:
    """Refuse a PostgreSQL that another command has started by another clock.

    :param server: `postgres.Server`
    """
    with contextlib.closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM CLOCK_TIMESTAMP())")
        [(theirs,)] = cursor.fetchall()
    if abs(float(theirs) - time.time() - int(os.environ.get("CLOCK_SHIFT", 0))) > TOLERANCE:
        raise Failure(
            "PostgreSQL runs for another command of this checkout, and one of the two is to believe that it is another "
            "day (setup/test --on). Wait until the other has ended."
        )


def move(step: Step, moment: datetime) -> None:
    """Let every process that this one starts from now on believe that it is that moment."""
    shift = round((moment - datetime.now(timezone.utc)).total_seconds())
    os.environ |= {"LD_PRELOAD": str(_library()), "CLOCK_SHIFT": str(shift)}
    step.done(f"set on {moment:%A %d %B %Y}")


def _library() -> Path:
    """`clock.c`, compiled to where PostgreSQL's account can read it."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        raise Failure("Setting the clock takes a C compiler, and there is none on the PATH. Install gcc.")
    library = cluster.home() / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, SOURCE], check=True)
    library.chmod(0o755)
    return library
