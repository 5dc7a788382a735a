"""setup/run: the demo shop, from nothing to a server one can log in to."""

import contextlib
import socket
import threading
import time
import urllib.request

from bootstrap import odoo, postgres, processes, server, template, upgrade
from bootstrap.database import Databases
from bootstrap.options import parser
from bootstrap.paths import STATE, addons
from bootstrap.stages import Failure, Stages, lock, say

STAGES = ("Odoo 19", "PostgreSQL", "Database", "Demo shop", "Server")
#: the websocket process of the production style listens this far from the port
GEVENT_OFFSET = 3


def parse(arguments):
    made = parser(
        "run",
        "Runs the demo shop on this machine. The first run fetches and builds all it needs;\n"
        "later runs start in seconds, after upgrading the addons that changed.\n"
        "Ctrl-C stops it.",
    )
    made.add_argument("--db", metavar="NAME", default="shop", help="database (default: shop)")
    made.add_argument("--port", type=int, default=8069, help="port on 127.0.0.1 (default: 8069)")
    made.add_argument(
        "--workers",
        type=int,
        default=0,
        metavar="N",
        help="run as in production: N processes, and the websocket in one of its own on the "
        "port 3 above (8072), for a reverse proxy (see README.md)",
    )
    made.add_argument("--no-demo", action="store_true", help="make a new database without the demo shop")
    return made.parse_args(arguments)


def main(options, stages: Stages) -> int:
    ports = [options.port, *([options.port + GEVENT_OFFSET] if options.workers else [])]
    for port in ports:
        _check_free(port)
    say(f"The shop will be at {_url(options)}")
    with stages.step("Odoo 19") as step:
        found = odoo.ensure(step, options.odoo)
    with contextlib.ExitStack() as stack:
        with stages.step("PostgreSQL") as step:
            running = stack.enter_context(postgres.running(step, options.db_url))
        server.configure(running, found)
        _ensure_database(Databases(running), found, stages, options)
        processes.adopt_orphans()
        stack.callback(processes.stop_descendants)
        threading.Thread(target=_announce, args=(running, options, stages), daemon=True).start()
        return processes.run(
            server.command(
                found,
                "server",
                "-d",
                options.db,
                f"--http-port={options.port}",
                f"--gevent-port={options.port + GEVENT_OFFSET}",
                f"--workers={options.workers}",
                # What is wrong is shown; each request would push the logins off the screen.
                "--log-level=warn",
                *(["--proxy-mode"] if options.workers else []),
            ),
            env=server.environ(running, found),
        )


def _announce(running: postgres.Server, options, stages: Stages) -> None:
    """Once the server answers, say where it is and who can log in."""
    with stages.step("Server") as step:
        while True:
            step.progress("starting")
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{_url(options)}/web/login").close()
                break
            time.sleep(0.3)
        step.done(_url(options))
    _say_logins(running, options)


def _url(options) -> str:
    return f"http://127.0.0.1:{options.port}"


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Failure(
                f"Port {port} on 127.0.0.1 can't be had ({error.strerror}): perhaps another "
                f"setup/run serves there. Stop it, or start this one with --port {port + 10}."
            ) from error


def _ensure_database(databases: Databases, found: odoo.Odoo, stages: Stages, options) -> None:
    """Make the database, or upgrade the addons that changed since the last start."""
    name = options.db
    with lock(STATE / f"database.{name}", f"preparing the database {name}"):
        if not databases.exists(name):
            _make_database(databases, found, stages, options)
            return
        with stages.step("Database") as step:
            new, changed = upgrade.behind(databases, name)
            if not new and not changed:
                step.cached(name)
                return
            server.install(databases.server, found, step, name, new=new, changed=changed)
            if new and any(databases.installed(name).get(addon.name) for addon in addons()):
                server.load_demo(databases.server, found, step, name, new)
            upgrade.record(databases, name)
            step.done(f"{name}, upgraded {', '.join(new + changed)}")


def _make_database(databases: Databases, found: odoo.Odoo, stages: Stages, options) -> None:
    """Copy the template that setup/test has, too; the name is given when all is done."""
    unfinished = f"{options.db}_unfinished"
    databases.drop(unfinished)
    with stages.step("Database") as step:
        databases.copy(template.ensure(databases, found, step), unfinished)
        upgrade.record(databases, unfinished)
    with stages.step("Demo shop") as step:
        if not options.no_demo:
            server.load_demo(databases.server, found, step, unfinished, [addon.name for addon in addons()])
            step.done("of our addons")
        databases.rename(unfinished, options.db)


def _say_logins(running: postgres.Server, options) -> None:
    """List who can log in; in a demo shop a password is the same as its login."""
    with contextlib.closing(running.connect(options.db)) as connection, connection.cursor() as cursor:
        cursor.execute(
            """SELECT u.login, p.name FROM res_users u JOIN res_partner p ON p.id = u.partner_id
                    WHERE u.active AND u.id > 1 ORDER BY u.id"""
        )
        users = cursor.fetchall()
    say(f"\n{_url(options)}   (Ctrl-C stops it)\n")
    say(f"    {'Login':<24}Name")
    for login, name in users:
        say(f"    {login:<24}{name}")
    say("\nPasswords are the same as the logins, unless somebody changed them.\n")
