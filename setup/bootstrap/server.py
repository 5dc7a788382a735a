"""Starting Odoo: its settings, installing addons, serving."""

import os
import re
import sys
from pathlib import Path

from .odoo import Odoo
from .paths import CONFIG, DATA, ROOT
from .postgres import Server
from .processes import follow
from .stages import Failure, Step


def configure(server: Server, odoo: Odoo) -> Path:
    """Write Odoo's configuration file for this PostgreSQL; return its path."""
    settings = {
        "addons_path": f"{odoo.addons},{ROOT}",
        "data_dir": DATA,
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "db_password": server.password,
        "http_interface": "127.0.0.1",
        "list_db": False,
    }
    DATA.mkdir(parents=True, exist_ok=True)
    text = "[options]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items() if value != "")
    unfinished = CONFIG.with_suffix(f".{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(CONFIG)
    return CONFIG


def environ(server: Server, odoo: Odoo) -> dict[str, str]:
    """The environment in which Odoo, its tests and scripts run."""
    ours = {
        # On SIGHUP, and when a worker has used up its limits, Odoo starts itself again as
        # plain `python`: it has to be ours.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(odoo.code),
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
        "ODOO_RC": str(CONFIG),
        "ODOO_SCRIPT": str(odoo.script),
    }
    return os.environ | server.environ() | ours


def command(odoo: Odoo, subcommand: str, *options: str) -> list:
    """The command line of one of Odoo's commands."""
    return [sys.executable, odoo.script, subcommand, "-c", CONFIG, *options]


def install(
    server: Server,
    odoo: Odoo,
    step: Step,
    database: str,
    new: list[str] = (),
    changed: list[str] = (),
) -> None:
    """Install `new` and upgrade `changed` addons in a database, making it if need be."""
    options = ["-d", database, "--stop-after-init", "--no-http", "--without-demo"]
    options += ["-i", ",".join(new)] if new else []
    options += ["-u", ",".join(changed)] if changed else []
    failed = f"{', '.join([*new, *changed])} could not be installed"
    _follow(command(odoo, "server", *options), server, odoo, step, failed)


def load_demo(server: Server, odoo: Odoo, step: Step, database: str, names: list[str]) -> None:
    """Load the demo data of installed addons, and of no others."""
    # As a module: as a script it would find the file odoo.py beside it.
    script = [sys.executable, "-m", "bootstrap.demo", database, *names]
    _follow(script, server, odoo, step, f"The demo data of {', '.join(names)} could not be loaded")


def _follow(command: list, server: Server, odoo: Odoo, step: Step, failed: str) -> None:
    tail: list[str] = []
    what, done, total, errors = "starting", 0, 0, []
    for line in follow(command, tail, keep=40, env=environ(server, odoo), cwd=ROOT / "setup"):
        if found := re.search(r"Loading module (\w+) \((\d+)/(\d+)\)", line):
            what, done, total = f"installing {found[1]}", int(found[2]), int(found[3])
        elif found := re.search(r"Module (\w+): loading demo", line):
            what, done, total = f"loading the demo data of {found[1]}", 0, 0
        if re.search(r"\d (ERROR|CRITICAL) |demo data failed", line):
            errors.append(line)
        step.progress(what, done, total)
    if tail:
        raise Failure(f"{failed}:\n" + "\n".join(tail))
    for line in errors:
        print(line, file=sys.stderr)
