"""From a command's name to its run, in the right Python."""

import importlib
import os
import signal
import sys

from . import python
from .stages import Failure, Stages, say

COMMANDS = ("run", "test", "bench", "lint", "shell")


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names; return its exit status.

    The first pass, in whatever Python was found, reads the options (so that `--help`
    needs nothing installed) and makes the environment; the second runs in it.
    """
    command = importlib.import_module(f"commands.{arguments[0]}")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        options = command.parse(arguments[1:])
        stages = Stages("Python packages", *command.STAGES)
        if not python.inside():
            with stages.step("Python packages") as step:
                interpreter = python.ensure(step)
            os.execv(interpreter, [interpreter, *sys.argv])
        return command.main(options, stages)
    except Failure as failure:
        say(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def _terminate(*_args) -> None:
    raise SystemExit(143)
