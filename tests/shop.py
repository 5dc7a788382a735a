"""A shop of one's own: a private database with every addon, and servers on it.

For benchmarks (`tests/bench`) and for tests that cross processes (the fixture `shop`).
Works in what setup/test and setup/bench start, which prepare the environment.
"""

import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "setup"))

from bootstrap import postgres, processes
from bootstrap.database import Databases

#: seconds until a server has to answer its first request
START_LIMIT = 120


@dataclass(frozen=True)
class Serving:
    """A running Odoo server."""

    url: str
    process: subprocess.Popen

    def kill(self) -> None:
        """End it as a power cut would: no signal handler runs."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Shop:
    """A private database, made from the template, dropped by `close`."""

    def __init__(self, template: str | None = None):
        self._stack = contextlib.ExitStack()
        self._databases = Databases(postgres.from_environ())
        #: the database's name
        self.database = self._stack.enter_context(
            self._databases.scratch(template or os.environ["ODOO_TEMPLATE"], "shop")
        )

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        self.close()

    def close(self) -> None:
        """Stop the servers, disconnect, drop the database."""
        self._stack.close()

    @functools.cached_property
    def core(self) -> "Shop":
        """Another shop with Odoo's addons and none of ours: the reference to compare with."""
        return self._stack.enter_context(Shop(os.environ["ODOO_TEMPLATE_CORE"]))

    @contextlib.contextmanager
    def env(self) -> Iterator:
        """An environment of the superuser, in this process; rolled back unless committed."""
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry
        from odoo.tools import config

        if not config["db_host"]:
            config.parse_config(["--log-level=warn"], setup_logging=True)
        with Registry(self.database).cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {})
            cursor.rollback()

    def connect(self):
        """A plain psycopg2 connection that commits each statement."""
        return self._databases.server.connect(self.database)

    @functools.cached_property
    def url(self) -> str:
        """The address of a threaded server, started when first asked for."""
        return self.serve().url

    def serve(self, workers: int = 0, *options: str) -> Serving:
        """Start another server on this database; it ends with the shop at the latest.

        :param options: of Odoo's command line
        """
        port, gevent_port = _free_ports(2)
        process = subprocess.Popen(
            [
                sys.executable,
                os.environ["ODOO_SCRIPT"],
                "server",
                *("-c", os.environ["ODOO_RC"], "-d", self.database, "--log-level=warn"),
                *(f"--http-port={port}", f"--gevent-port={gevent_port}"),
                f"--workers={workers}",
                *options,
            ],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=processes.die_with_parent,
        )
        self._stack.callback(_stop, process)
        serving = Serving(f"http://127.0.0.1:{port}", process)
        _wait_until_it_answers(serving)
        return serving


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _wait_until_it_answers(serving: Serving) -> None:
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit and serving.process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{serving.url}/web/login", timeout=START_LIMIT).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server at {serving.url} does not answer")


def _stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
    with contextlib.suppress(ProcessLookupError):  # nobody of its session stays behind
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
