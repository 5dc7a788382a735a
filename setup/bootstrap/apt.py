"""Odoo's package out of Debian's archive, without root and without touching the system.

A private source list, list folder and cache make `apt-get download` work for any user.
The archive's address is the one that this machine's own apt uses; only the suite
differs.
"""

import os
import shutil
import subprocess
from pathlib import Path

from .processes import follow
from .stages import Failure, Step

#: What to take from which suite. The package's JavaScript and fonts are links into
#: the others. Those of the released suite have the file names that Odoo asks for,
#: which newer releases of two of the fonts dropped.
PACKAGES = {
    "sid": ["odoo-19", "fonts-montserrat"],
    "bookworm": [
        "fonts-font-awesome",
        "fonts-inconsolata",
        "fonts-ocr-b",
        "fonts-roboto-unhinted",
        "libjs-jquery",
        "libjs-jquery-form",
        "libjs-underscore",
    ],
}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
ELSE = (
    "You can also give an Odoo 19 that you have (a source checkout of branch 19.0, or an "
    "unpacked package) with --odoo PATH or in ODOO_HOME."
)


def fetch_odoo(work: Path, tree: Path, step: Step) -> str:
    """Download the packages into `work`, unpack them into `tree`; return the version."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Failure("This machine has no apt-get, so that Odoo's package can't be fetched.\n" + ELSE)
    for suite, packages in PACKAGES.items():
        options = _private_options(work / suite, suite)
        what = f"reading the lists of the suite {suite}"
        _apt(["update", *options, "--error-on=any"], work, step, what)
        total = _size(packages, options)
        what = f"downloading {', '.join(packages)} (MB)"
        _apt(["download", *options, *packages], work / suite, step, what, total)
    for archive in sorted(work.glob("*/*.deb")):
        _unpack(archive, tree, step)
    return next(work.glob("*/odoo-19_*.deb")).name.split("_")[1].replace("%3a", ":")


def _private_options(folder: Path, suite: str) -> list[str]:
    """Options that make apt see one suite and keep its files in one folder."""
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    trusted = f" [signed-by={KEYRING}]" if KEYRING.exists() else ""
    sources = folder / "sources.list"
    sources.write_text(f"deb{trusted} {_archive_address()} {suite} main\n")
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Debug::NoLocking": "1",
        # As root, apt would download as an account that can't enter our folder.
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    return [f"-o{name}={value}" for name, value in settings.items()]


def _archive_address() -> str:
    """The address from which this machine's own apt takes its release."""
    release = _os_release()
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True,
        text=True,
    ).stdout
    if release.get("ID") == "debian":
        for address, suite, component in (line.split(" ") for line in listed.splitlines()):
            if component == "main" and suite in (release.get("VERSION_CODENAME"), "stable", "testing", "sid"):
                return address
    raise Failure(
        "Odoo 19's package is fetched from Debian's archive, and this machine's apt "
        f"({release.get('PRETTY_NAME', 'unknown system')}) has no such source.\n{ELSE}"
    )


def _os_release() -> dict[str, str]:
    path = Path("/etc/os-release")
    lines = path.read_text().splitlines() if path.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name: value.strip('"') for name, value in pairs}


def _size(packages: list[str], options: list[str]) -> int:
    """The megabytes that the packages' archives have together."""
    shown = subprocess.run(
        ["apt-cache", "show", *options, "--no-all-versions", *packages],
        capture_output=True,
        text=True,
    ).stdout
    sizes = [int(line.split()[1]) for line in shown.splitlines() if line.startswith("Size:")]
    return sum(sizes) // 1_000_000


def _megabytes(work: Path) -> int:
    return sum(archive.stat().st_size for archive in work.glob("*.deb")) // 1_000_000


def _apt(command: list[str], work: Path, step: Step, what: str, megabytes: int = 0) -> None:
    tail: list[str] = []
    environ = os.environ | {"LC_ALL": "C"}
    for _line in follow(["apt-get", *command], tail, cwd=work, env=environ):
        step.progress(what, _megabytes(work) if megabytes else 0, megabytes)
    if tail:
        tail = [line for line in tail if line.startswith("E:")] or tail
        raise Failure(
            f"{what[0].upper()}{what[1:]} failed:\n" + "\n".join(tail) + "\n"
            "Check the network (apt's own proxy settings are used) and the free space "
            f"in {work}, then start again.\n{ELSE}"
        )


def _unpack(archive: Path, tree: Path, step: Step) -> None:
    tail: list[str] = []
    for _line in follow(["dpkg-deb", "-x", archive, tree], tail):
        step.progress(f"unpacking {archive.name.split('_')[0]}")
    if tail:
        archive.unlink()
        raise Failure(
            f"{archive.name} could not be unpacked:\n" + "\n".join(tail) + "\n"
            f"It was removed. Check the free space in {tree.parent} (Odoo needs 1.5 GB) "
            "and start again."
        )
