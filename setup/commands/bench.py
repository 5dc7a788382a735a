"""setup/bench: the benchmarks of tests/bench."""

import contextlib
import sys

from bootstrap import odoo, postgres, processes, server, template
from bootstrap.database import Databases
from bootstrap.options import parser
from bootstrap.paths import ROOT
from bootstrap.stages import Failure, Stages

STAGES = ("Odoo 19", "PostgreSQL", "Database")
FOLDER = ROOT / "tests" / "bench"


def parse(arguments):
    made = parser(
        "bench",
        "Runs benchmarks (all, or those named) on private databases and prints a table.\n"
        "The exit status is 0 whether or not the limits hold. How to write one is told in\n"
        "tests/bench/__main__.py.",
    )
    made.add_argument("names", nargs="*", metavar="name", help="a module of tests/bench")
    made.add_argument("--json", metavar="FILE", help="also write the figures to a file")
    return made.parse_args(arguments)


def main(options, stages: Stages) -> int:
    for name in options.names:
        if not (FOLDER / f"{name}.py").is_file():
            raise Failure(f"There is no benchmark {name} in {FOLDER}.")
    with stages.step("Odoo 19") as step:
        found = odoo.ensure(step, options.odoo)
    with contextlib.ExitStack() as stack:
        with stages.step("PostgreSQL") as step:
            running = stack.enter_context(postgres.running(step, options.db_url))
        server.configure(running, found)
        with stages.step("Database") as step:
            source = template.ensure(Databases(running), found, step)
        processes.adopt_orphans()
        stack.callback(processes.stop_descendants)
        return processes.run(
            [sys.executable, FOLDER, *options.names, *(["--json", options.json] if options.json else [])],
            env=server.environ(running, found) | template.environ(found, source),
        )
