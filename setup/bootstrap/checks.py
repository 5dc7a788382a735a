"""Checks of this repository that no linter knows."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from . import house
from .paths import ROOT, addons

#: Whoever installs chooses where packages come from.
REGISTRY = re.compile(r"\b(?:debian|ubuntu|pypi|python(?:hosted)|npmjs|yarnpkg)\.(?:org|net|com)\b")
#: A path that exists on one machine only.
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:root|home|work|Users)/\w")


def findings() -> list[str]:
    """Everything found, as `file:line: message`."""
    return [*_texts(), *house.findings(addons())]


def _committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _texts() -> Iterator[str]:
    for path in _committed():
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            for pattern, message in (
                (REGISTRY, "names a package registry's host"),
                (MACHINE_PATH, "names a path of one machine"),
            ):
                if pattern.search(line):
                    yield f"{path.relative_to(ROOT)}:{number}: {message}"
