"""Which rows a call changed: every row of the tables that members, money and rights are in, before and after."""

import contextlib
import re
from dataclasses import dataclass
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests.test_cursor import TestCursor

from calls import is_ours

#: core's models whose rows are looked at, besides all of ours; what a wizard is asked stays with who asks
CORE = re.compile(r"(res\.(partner|users|company|groups)|loyalty|pos|account|product|stock)\b")
#: who has which rights, and where
RIGHTS = ("res_groups_users_rel", "res_company_users_rel")
_WRITTEN = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!DO )UPDATE|DELETE FROM)\s+(?:ONLY\s+)?"?(\w+)', re.IGNORECASE)


@dataclass
class Change:
    table: str
    key: str
    before: dict | None
    after: dict | None

    @property
    def operation(self):
        return "create" if self.before is None else "unlink" if self.after is None else "write"

    @property
    def row(self):
        return self.after or self.before

    @property
    def columns(self):
        """Of a row that was there before, those that have another value now."""
        if self.operation != "write":
            return set()
        return {name for name, value in self.after.items() if value != self.before[name]} - {"write_date", "write_uid"}


class Rows:
    def __init__(self, env):
        self.env = env
        #: dict of table to the name of its model
        self.models = {
            model._table: name
            for name, model in env.registry.items()
            if model._auto and not model._abstract and not model._transient and (is_ours(model) or CORE.match(name))
        }
        self._before = {table: self._read(table) for table in (*self.models, *RIGHTS)}

    @contextlib.contextmanager
    def watched(self):
        """:return: set of tables that are written to from here on"""
        written = set()

        def watching(execute):
            def watched(cursor, query, *args, **kwargs):
                written.update(_WRITTEN.findall(getattr(query, "code", query)))
                return execute(cursor, query, *args, **kwargs)

            return watched

        # A request has a cursor of its own, on the same transaction.
        with contextlib.ExitStack() as stack:
            for cursor_class in (Cursor, TestCursor):
                stack.enter_context(patch.object(cursor_class, "execute", watching(cursor_class.execute)))
            yield written

    def changes(self, written):
        """:return: list of :class:`Change` since this was made"""
        found = []
        for table in sorted(written & self._before.keys()):
            before, after = self._before[table], self._read(table)
            for key in sorted(before.keys() | after.keys()):
                change = Change(table, key, before.get(key), after.get(key))
                if change.operation != "write" or change.columns:
                    found.append(change)
        return found

    def _read(self, table):
        self.env.cr.execute(f'SELECT to_jsonb(kept) FROM "{table}" kept')  # a table of the registry
        rows = [row for (row,) in self.env.cr.fetchall()]
        return {str(row.get("id", row)): row for row in rows}
