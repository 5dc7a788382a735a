"""Shops with any number of members, kept between benchmarks: building a large one takes minutes."""

import contextlib
import hashlib
import os
import sys
from pathlib import Path

from bootstrap import postgres
from bootstrap.database import Databases
from shop import Shop

PREFIX = "crowd_"
SOURCES = ("crowd.py", "generate.py", "till.py")


class Crowd(Shop):
    """A shop with members, ten purchases for each, and an open till.

    Its database stays for the next benchmark, until the addons or the generator change: leave it as you found it.
    """

    def __init__(self, members):
        self._stack = contextlib.ExitStack()
        self._databases = Databases(postgres.from_environ())
        generation = f"{PREFIX}{_key()}_"
        self.members = members
        self.database = f"{generation}{members}"
        if not self._databases.exists(self.database):
            self._drop_others(generation)
            self._build()

    def _drop_others(self, generation):
        for name in self._databases.names():
            if name.startswith(PREFIX) and not name.startswith(generation):
                self._databases.drop(name)

    def _build(self):
        """Under a temporary name, so that a killed build is never taken for a whole one."""
        from generate import generate
        from till import Till

        finished, self.database = self.database, f"{PREFIX}unfinished"
        self._databases.drop(self.database)
        self._databases.copy(os.environ["ODOO_TEMPLATE"], self.database)
        Till(self)
        with self.env() as env:
            generate(env, self.members, 10 * self.members, lambda text: print(f"  {text}", file=sys.stderr))
        _disconnect(self.database)
        self._databases.rename(self.database, finished)
        self.database = finished


def _disconnect(database):
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    Registry.delete(database)
    close_db(database)


def _key():
    digest = hashlib.sha256(os.environ["ODOO_TEMPLATE"].encode())
    for name in SOURCES:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:8]
