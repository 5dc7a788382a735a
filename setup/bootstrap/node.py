"""The JavaScript linters, where Node and the npm registry can be had."""

import functools
import hashlib
import shutil
import subprocess
from pathlib import Path

from .paths import ROOT, STATE
from .stages import lock, say

MODULES = ROOT / "node_modules"


def program(name: str) -> Path:
    """The path of an installed program."""
    return MODULES / ".bin" / name


@functools.cache
def available() -> bool:
    """Install the pinned packages if need be; say in one line if that can't be done."""
    npm = shutil.which("npm")
    if not npm:
        say("JavaScript and XML are not checked: there is no npm on the PATH.")
        return False
    locked = (ROOT / "package-lock.json").read_bytes()
    stamp = MODULES / f".complete-{hashlib.sha256(locked).hexdigest()[:12]}"
    with lock(STATE / "npm.lock", "installing the JavaScript linters"):
        if stamp.exists():
            return True
        # A registry out of reach must not hold up the other checks for minutes.
        patience = ["--fetch-retries=1", "--fetch-timeout=30000"]
        result = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", *patience], cwd=ROOT, capture_output=True, text=True
        )
        if result.returncode:
            reason = (result.stderr.strip().splitlines() or ["no message"])[0]
            say(f"JavaScript and XML are not checked: npm ci failed ({reason}).")
            return False
        stamp.touch()
    return True
