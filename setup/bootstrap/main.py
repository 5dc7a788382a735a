"""From a command's name to its run, in the right Python."""

import errno
import importlib
import os
import signal
import sys

from . import python
from .stages import Failure, Stages, say

#: what to do about what the system refuses
REMEDIES = {
    errno.ENOSPC: "The disk is full. Make room and start again; what is done already is kept.",
    errno.EDQUOT: "Your quota is used up. Make room and start again; what is done already is kept.",
    errno.EACCES: "Files there belong to another account: another user ran this command before. Run it as "
    "that user, or remove the folder .odoo of this checkout.",
    errno.EROFS: "The checkout lies on a read-only file system. Clone it to where you can write.",
}


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
    except OSError as error:
        if error.errno not in REMEDIES:
            raise
        say(f"\n{error}\n{REMEDIES[error.errno]}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def _terminate(*_args) -> None:
    raise SystemExit(143)
