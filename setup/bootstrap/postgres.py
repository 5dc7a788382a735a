"""PostgreSQL: one the user names, or a private cluster on a socket that only we can reach."""

import contextlib
import fcntl
import os
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass

from . import clock, cluster
from .paths import STATE
from .stages import Failure, Step, lock

#: seconds that PostgreSQL gets for writing its memory out
STOP_LIMIT = 60
USERS = STATE / "postgres.users"


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
    _wait_for_keeper()


def _wait_for_keeper() -> None:
    """If we were the last user, return only when PostgreSQL has stopped."""
    socket = cluster.socket()
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
        raise Failure(f"{url} is not a database address. {cluster.HOW_TO_GIVE_ONE}")
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
    if version < cluster.OLDEST:
        raise Failure(f"PostgreSQL {version} at {server.host} is too old: Odoo 19 needs {cluster.OLDEST} or newer.")
    return version


def _start(step: Step) -> Server:
    socket = cluster.socket()
    server = Server(str(socket.parent))
    if socket.exists() and _answers(server):
        clock.check(server)
        step.cached(f"PostgreSQL {_check(server)}, running")
        return server
    home = cluster.start(step, USERS)
    step.done(f"PostgreSQL {_check(server)}, private cluster in {home}")
    return server


def _answers(server: Server) -> bool:
    import psycopg2

    try:
        server.connect().close()
    except psycopg2.OperationalError:
        return False
    return True
