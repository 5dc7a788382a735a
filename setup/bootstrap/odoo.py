"""Odoo 19: one the user has, or the distribution's package in the cache folder."""

import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import apt
from .paths import cache
from .stages import Failure, Step, lock, require_space

#: where the package keeps its Python code
PACKAGE_CODE = Path("usr/lib/python3/dist-packages")

HOW_TO_GIVE_ONE = (
    "Give a source checkout of Odoo's branch 19.0 or an unpacked package with --odoo PATH or in ODOO_HOME."
)


@dataclass(frozen=True)
class Odoo:
    """An Odoo on this machine."""

    #: folder to put on PYTHONPATH
    code: Path
    #: the script that starts it (`python -m odoo` can't start its own websocket
    #: process: see the README's section on workers)
    script: Path

    @property
    def addons(self) -> Path:
        """The folder of the addons beside `base`."""
        inner = self.code / "odoo" / "addons"
        return inner if (inner / "web").is_dir() else self.code / "addons"

    @property
    def version(self) -> str:
        text = (self.code / "odoo" / "release.py").read_text()
        found = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
        return f"{found[1]}.{found[2]}" if found else "unknown"


def ensure(step: Step, given: str | None) -> Odoo:
    """The Odoo at `given` or in ODOO_HOME, else the cached or downloaded package."""
    path = given or os.environ.get("ODOO_HOME")
    if path:
        odoo = _at(Path(path).expanduser().resolve())
        step.cached(f"{odoo.version} at {path}")
        return odoo
    with lock(cache() / "odoo.lock", "downloading and unpacking Odoo 19"):
        folder = _cached() or _download(step)
    odoo = _at(folder)
    if not step.outcome:
        step.cached(f"{odoo.version}, package {folder.name}")
    return odoo


def _at(path: Path) -> Odoo:
    for code, script in [
        (path / PACKAGE_CODE, path / "usr/bin/odoo"),
        (path, path / "odoo-bin"),
        (path, path.parents[2] / "bin/odoo" if len(path.parents) > 2 else path),
    ]:
        if (code / "odoo" / "release.py").is_file() and script.is_file():
            odoo = Odoo(code, script)
            if odoo.version != "19.0":
                raise Failure(f"{path} is Odoo {odoo.version}, not 19.0. {HOW_TO_GIVE_ONE}")
            return odoo
    raise Failure(f"There is no Odoo in {path}. {HOW_TO_GIVE_ONE}")


def _cached() -> Path | None:
    return max((cache() / "odoo").glob("19.*"), default=None, key=os.path.getmtime)


def _download(step: Step) -> Path:
    """Fetch and unpack the package; the finished folder appears in one rename."""
    home = cache() / "odoo"
    work = home / "unfinished"
    require_space(work, 1800)
    # A killed attempt's unpacking may be at work yet for a moment: never in our tree.
    for abandoned in work.glob("tree-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    tree = Path(tempfile.mkdtemp(prefix="tree-", dir=work))
    tree.chmod(0o755)
    version = apt.fetch_odoo(work, tree, step)
    # The package leaves this file out (its licence forbids changes); the web client
    # asks for it, and an empty one keeps the browser's console free of an error.
    missing = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    stand_in = tree / PACKAGE_CODE / "odoo/addons" / missing
    stand_in.parent.mkdir(parents=True, exist_ok=True)
    stand_in.touch()
    _check_links(tree)
    target = home / version
    tree.rename(target)
    shutil.rmtree(work, ignore_errors=True)
    step.done(f"19.0, package {version}")
    return target


def _check_links(tree: Path) -> None:
    broken = [
        os.path.relpath(os.path.join(folder, name), tree)
        for folder, _folders, files in os.walk(tree)
        for name in files
        if not os.path.exists(os.path.join(folder, name))
    ]
    # Links from the package's documentation to other packages' are of no use here.
    broken = [link for link in broken if not link.startswith("usr/share/doc/")]
    if broken:
        raise Failure(
            f"{len(broken)} files of the unpacked Odoo point to nothing, so that pages "
            "would fail:\n  " + "\n  ".join(broken[:20]) + f"\n{HOW_TO_GIVE_ONE}"
        )
