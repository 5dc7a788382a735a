"""A pytest plugin of setup/test: Odoo's logs as its own runner has them, and several workers.

Each worker has a database of its own, and takes a class (or the functions of a file) at a
time, those first that took longest when they ran last.
"""

import logging
import os

import pytest

#: the databases, one for each worker
DATABASES = "ODOO_TEST_DATABASES"
#: where pytest's cache keeps how long the tests of a class or file took together
DURATIONS = "setup/durations"


def options(count: int) -> list[str]:
    """The arguments of pytest for so many workers; none if there is only one process."""
    if not count:
        return []
    # A worker that ends of itself has no successor: that would need its database.
    return [f"--numprocesses={count}", "--max-worker-restart=0", "--dist=loadscope", "--no-loadscope-reorder"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Say which database is ours before pytest-odoo configures Odoo for one."""
    # Taken away: pytest-odoo would make a copy by programs that needn't be on this machine.
    worker = os.environ.pop("PYTEST_XDIST_WORKER", None)
    databases = os.environ[DATABASES].split()
    config.option.odoo_database = databases[int(worker.removeprefix("gw")) if worker else 0]
    return (yield)


def pytest_configure(config):
    # Odoo's own handler would write each line of the log a second time; without any, the HTTP
    # server would bring one.
    root = logging.getLogger()
    root.handlers = [handler for handler in root.handlers if type(handler) is not logging.StreamHandler]
    root.addHandler(logging.NullHandler())
    config.pluginmanager.register(Durations(config))


class Durations:
    """Keeps how long things took, and has the longest run first."""

    def __init__(self, config):
        self.config = config
        self.known = config.cache.get(DURATIONS, {})
        self.taken = {}

    def pytest_collection_modifyitems(self, items):
        if hasattr(self.config, "workerinput"):
            # What never ran may be long.
            items.sort(key=lambda item: -self.known.get(scope(item.nodeid), float("inf")))

    def pytest_runtest_logreport(self, report):
        name = scope(report.nodeid)
        self.taken[name] = self.taken.get(name, 0) + report.duration

    def pytest_sessionfinish(self):
        if not hasattr(self.config, "workerinput"):
            self.config.cache.set(DURATIONS, self.known | self.taken)


def scope(nodeid: str) -> str:
    """What xdist keeps together."""
    return nodeid.rsplit("::", 1)[0]
