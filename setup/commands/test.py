"""setup/test: the tests, on a fresh copy of a database with every addon."""

import contextlib
import json
import os
import sys
from pathlib import Path

from bootstrap import browser, clock, odoo, postgres, processes, server, template, workers
from bootstrap.database import Databases
from bootstrap.options import parser
from bootstrap.paths import ROOT, addons
from bootstrap.stages import Failure, Stages, say

STAGES = ("Odoo 19", "Browser", "PostgreSQL", "Database")
#: how many failures are named with the command that runs them again
SHOWN = 10


def parse(arguments):
    made = parser(
        "test",
        "Runs tests on a fresh database with every addon and no demo data:\n"
        "    setup/test                                all: addons, tests/, engines' doctests\n"
        "    setup/test member_loyalty/tests/test_x.py one file\n"
        "    setup/test --core pos_loyalty             a core addon's own tests\n"
        "    setup/test -m drill                       the slow drills, left out otherwise\n"
        "    setup/test --on 2028-02-29                as if it were that day, for everything that runs\n"
        "Every other argument goes to pytest (-k, -x, --pdb, --lf …).",
    )
    made.add_argument(
        "-n",
        type=int,
        metavar="N",
        help="how many workers share the tests, each with a database of its own, 0 for one process that does all "
        "(default: a worker for each core; one process for named files, a mark, or --pdb)",
    )
    made.add_argument(
        "--core",
        metavar="ADDON",
        help="run this core addon's own tests, with ours installed; the addon, too, if it isn't among what ours need",
    )
    made.add_argument("--on", metavar="DAY", type=clock.day, help="set the clock of all processes on this day")
    options, options.pytest = made.parse_known_args(arguments)
    if options.on and options.db_url:
        made.error("--on needs the private PostgreSQL: the clock of yours stays as it is")
    return options


def main(options, stages: Stages) -> int:
    with stages.step("Odoo 19") as step:
        found = odoo.ensure(step, options.odoo)
    with stages.step("Browser") as step:
        browser.ensure(step)
    targets = _targets(options, found)
    if options.on:
        _move_clock(options, found, stages)
    with contextlib.ExitStack() as stack:
        with stages.step("PostgreSQL") as step:
            running = stack.enter_context(postgres.running(step, options.db_url))
        server.configure(running, found)
        databases = Databases(running)
        with stages.step("Database") as step:
            full = source = template.ensure(databases, found, step)
            if options.core and options.core not in databases.installed(full):
                source = stack.enter_context(databases.scratch(full, "test"))
                server.install(running, found, step, source, new=[options.core])
                step.done(f"{full} and {options.core}")
            count = _workers(options, targets)
            names = [stack.enter_context(databases.scratch(source, "test")) for _ in range(count or 1)]
        processes.adopt_orphans()
        stack.callback(processes.stop_descendants)
        status = processes.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *("-p", "bootstrap.workers"),
                *("-p", "bootstrap.assets"),
                *("-p", "bootstrap.flushed"),
                *workers.options(count),
                "--odoo-http",
                # Core's tests look for warnings in the log, as Odoo's own runner has it.
                "--odoo-log-level=info",
                *(["--durations=30"] if targets else []),
                f"--rootdir={ROOT}",
                f"--config-file={ROOT / 'pyproject.toml'}",
                *options.pytest,
                *targets,
            ],
            env=_environ(running, found, full, names),
        )
    if status == 1:
        _say_how_to_repeat(options.core)
    return status


def _workers(options, targets: list) -> int:
    """How many workers: drills want to be alone, and whoever debugs or names a file waits for one registry only."""
    if options.n is not None:
        return options.n
    chosen = any(argument.startswith(("-m", "--pdb", "--trace")) for argument in options.pytest)
    return (os.cpu_count() or 0) if targets and not chosen else 0


def _environ(running: postgres.Server, found: odoo.Odoo, full: str, names: list[str]) -> dict[str, str]:
    environ = server.environ(running, found) | template.environ(found, full)
    environ["PYTHONPATH"] += f"{os.pathsep}{ROOT / 'setup'}"
    return environ | {workers.DATABASES: " ".join(names)}


def _move_clock(options, found: odoo.Odoo, stages: Stages) -> None:
    """The database is made today, as always: what other days find is older or newer than they are."""
    with stages.step("Database") as step, postgres.running(step, None) as running:
        server.configure(running, found)
        template.ensure(Databases(running), found, step)
    with stages.step("PostgreSQL") as step:
        clock.move(step, options.on)


def _targets(options, found: odoo.Odoo) -> list:
    """What to run where the arguments name nothing."""
    if options.core:
        folder = found.addons / options.core / "tests"
        if not folder.is_dir():
            raise Failure(f"Odoo at {found.addons} has no addon {options.core} with tests.")
        return [folder]
    if any(not argument.startswith("-") and _names_tests(argument) for argument in options.pytest):
        return []
    folders = [addon / name for addon in addons() for name in ("tests", "engine")]
    return [folder for folder in [*folders, ROOT / "tests"] if folder.is_dir()]


def _names_tests(argument: str) -> bool:
    """Whether an argument is a path or a test's id, and not the value of an option."""
    return Path(argument.split("::")[0]).exists()


def _say_how_to_repeat(core: str | None) -> None:
    record = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    failed = list(json.loads(record.read_text())) if record.exists() else []
    say("\nRun a failed test again:")
    for test in failed[:SHOWN]:
        if core:  # its files are outside this folder
            say(f"    setup/test --core {core} -k {test.split('::')[-1]}")
        else:
            say(f"    setup/test '{os.path.relpath(ROOT / test)}'")
    if not core:
        say(f"All {len(failed)} of them: setup/test --lf")
