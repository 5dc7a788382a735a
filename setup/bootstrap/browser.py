"""The browser that tours run in."""

import os
import shutil
import subprocess

from .stages import Failure, Step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def ensure(step: Step) -> None:
    """Find Chromium or Chrome; as root on a machine with apt, install it."""
    path = _find()
    if path:
        step.cached(path)
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    if os.getuid() or not shutil.which("apt-get"):
        raise Failure(
            "The tests need Chromium or Chrome, and neither is on the PATH. Install it, on "
            f"Debian with: sudo {' '.join(command)}"
        )
    step.progress("installing chromium")
    result = subprocess.run(command, capture_output=True, text=True)
    if not (path := _find()):
        raise Failure(
            f"Chromium could not be installed:\n{result.stdout[-500:]}{result.stderr[-500:]}\n"
            f"Try: apt-get update && {' '.join(command)}"
        )
    step.done(path)


def _find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)
