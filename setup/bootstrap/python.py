"""A virtual environment with the pinned packages."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import uv
from .paths import REQUIREMENTS, STATE
from .processes import follow
from .stages import Failure, Step, lock, require_space, say


def environment() -> Path:
    """The folder of this interpreter's environment for the present list."""
    key = f"{sys.version}{sys.base_prefix}{REQUIREMENTS.read_text()}"
    return STATE / "venv" / hashlib.sha256(key.encode()).hexdigest()[:12]


def ensure(step: Step) -> Path:
    """Build the environment if it isn't there; return its interpreter."""
    folder = environment()
    python, stamp = folder / "bin" / "python", folder / "complete"
    with lock(STATE / "venv.lock", "installing Python packages"):
        if stamp.exists():
            step.cached(f"Python {sys.version.split()[0]}")
            return python
        shutil.rmtree(folder, ignore_errors=True)
        require_space(folder.parent, 800)
        _create(folder)
        _install(python, step)
        stamp.touch()
    step.done(f"Python {sys.version.split()[0]}, {_package_count()} packages")
    return python


def inside() -> bool:
    """Whether this process runs in the environment already."""
    return Path(sys.prefix) == environment()


def _create(folder: Path) -> None:
    result = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
    if result.returncode:
        raise Failure(
            f"Python {sys.version.split()[0]} can't make a virtual environment:\n"
            f"{(result.stdout + result.stderr).strip()}\n"
            "Install its venv module (on Debian and Ubuntu: apt install python3-venv)."
        )


def _package_count() -> int:
    lines = REQUIREMENTS.read_text().splitlines()
    return sum(1 for line in lines if line and not line.startswith("#"))


def _install(python: Path, step: Step) -> None:
    os.environ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    os.environ.pop("PYTHONPATH", None)
    if reason := uv.install(python, REQUIREMENTS, step):
        say(f"{step.label}: by pip, since uv says: {reason}")
        _install_by_pip(python, step)


def _install_by_pip(python: Path, step: Step) -> None:
    # The list holds every package there is to install: without dependencies nothing
    # that isn't pinned can come in.
    command = [python, "-m", "pip", "install", "--no-deps", "--progress-bar=off"]
    collected = 0
    tail: list[str] = []
    for line in follow([*command, "-r", REQUIREMENTS], tail):
        if line.startswith("Collecting"):
            collected += 1
            step.progress("fetching packages", collected, _package_count())
        elif line.startswith("Installing"):
            step.progress("installing packages", collected, collected)
    if tail:
        errors = [line for line in tail if line.startswith("ERROR")] or tail
        raise Failure(
            "The Python packages could not be installed:\n"
            + "\n".join(errors)
            + "\nCheck the network (pip's own settings and the proxy variables are used)"
            " and the free space, then start again: what was fetched is kept."
        )
