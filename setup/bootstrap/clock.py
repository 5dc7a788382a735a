"""Another day for what a command starts: the tests, PostgreSQL, Odoo's servers and the browser."""

import os
import shutil
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from . import cluster
from .stages import Failure, Step

SOURCE = Path(__file__).with_suffix(".c")
#: so early in the day (UTC) that no run reaches the next one
HOUR = 8


def day(text: str) -> datetime:
    """An option's value: the moment on which the clock is set."""
    return datetime.strptime(text, "%Y-%m-%d").replace(hour=HOUR, tzinfo=timezone.utc)


def move(step: Step, moment: datetime) -> None:
    """Let every process that this one starts from now on believe that it is that moment."""
    if cluster.socket().exists():
        raise Failure("PostgreSQL runs by today's clock for another command of this checkout. Wait until it has ended.")
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
