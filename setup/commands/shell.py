"""setup/shell: a Python prompt, or a script from standard input, on a database."""

import contextlib
import secrets

from bootstrap import odoo, postgres, processes, server, template, upgrade
from bootstrap.database import Databases
from bootstrap.options import parser
from bootstrap.stages import Failure, Stages, say

STAGES = ("Odoo 19", "PostgreSQL", "Database")


def parse(arguments):
    made = parser(
        "shell",
        "A Python prompt with `env` on a database, or a script from standard input:\n"
        "    setup/shell -d shop < script.py\n"
        "What a script doesn't commit (env.cr.commit()) is rolled back. The exit status\n"
        "is the script's. Standard output belongs to the script.",
    )
    made.add_argument("-d", "--database", metavar="DB", default="shop", help="default: shop")
    made.add_argument(
        "--new",
        action="store_true",
        help="make a fresh database with every addon, without demo data, and say its name; it stays, for -d",
    )
    return made.parse_args(arguments)


def main(options, stages: Stages) -> int:
    with stages.step("Odoo 19") as step:
        found = odoo.ensure(step, options.odoo)
    with contextlib.ExitStack() as stack:
        with stages.step("PostgreSQL") as step:
            running = stack.enter_context(postgres.running(step, options.db_url))
        server.configure(running, found)
        databases = Databases(running)
        with stages.step("Database") as step:
            name = _new(databases, found, step) if options.new else options.database
            if not databases.exists(name):
                raise Failure(f"There is no database {name}. setup/run makes `shop`; --new makes a fresh one.")
        say(f"Database {name}")
        behind = [addon for addons in upgrade.behind(databases, name) for addon in addons]
        if behind:
            say(f"It is behind the code of {', '.join(behind)}: setup/run --db {name} upgrades it.")
        return processes.run(
            server.command(found, "shell", "-d", name, "--log-level=warn", "--no-http"),
            env=server.environ(running, found),
        )


def _new(databases, found, step) -> str:
    name = f"new_{secrets.token_hex(3)}"
    databases.copy(template.ensure(databases, found, step), name)
    upgrade.record(databases, name)
    return name
