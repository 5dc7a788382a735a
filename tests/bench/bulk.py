"""Rows in millions: copies of one row of a table, written without its indexes and references, which come back after."""

import contextlib
import time

from psycopg2 import sql

CHUNK = 500_000


class Bulk:
    """Fills tables of a database from one row in each.

    :param count: rows that each table has in the end
    :param say: called with each line of the progress
    """

    def __init__(self, env, count, say):
        self.env = env
        self.cr = env.cr
        self.count = count
        self.say = say
        self.first = {}  # table to the id of the row to copy
        self.start = time.monotonic()

    def report(self, what):
        self.say(f"{time.monotonic() - self.start:7.1f} s  {what}")

    def copy(self, table, changed):
        """Copy the table's first row for numbers 1 to count − 1; ids follow on from the first row's.

        :param changed: dict of column to SQL expression of ``n`` and ``first``
        """
        self.cr.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        )
        changed = {"id": "first.id + n", **changed}
        columns = [name for (name,) in self.cr.fetchall()]
        values = [f"({changed[name]})" if name in changed else f'first."{name}"' for name in columns]
        names = sql.SQL(", ").join(map(sql.Identifier, columns)).as_string(self.cr._cnx)
        for low, high in chunks(self.count - 1):
            self.cr.execute(
                f"""
                INSERT INTO {table} ({names})
                SELECT {", ".join(values)}
                  FROM generate_series(%s::bigint, %s) n
            CROSS JOIN (SELECT * FROM {table} WHERE id = %s) first
                """,
                [low, high, self.first[table]],
            )
            self.cr.commit()
            self.report(f"{table} {high + 1:,} of {self.count:,}")
        self.set_sequence(table)

    def set_sequence(self, table):
        self.cr.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), MAX(id)) FROM {table}")

    @contextlib.contextmanager
    def bare(self, *tables):
        """Without secondary indexes and references to other tables while rows pour in: made anew afterwards, in bulk."""
        self.cr.execute("SET maintenance_work_mem = '512MB'")
        self.cr.execute(
            """
            SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype DESC, oid
            """,
            [list(tables)],
        )
        constraints = self.cr.fetchall()
        for table, name, _definition in constraints:
            self.cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        self.cr.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
             WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary ORDER BY indexrelid
            """,
            [list(tables)],
        )
        indexes = self.cr.fetchall()
        for name, _definition in indexes:
            self.cr.execute(f"DROP INDEX {name}")
        yield
        for name, definition in indexes:
            self.cr.execute(definition)
            self.report(f"index {name}")
        for table, name, definition in constraints:
            self.cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        self.cr.commit()
        self.report(f"references of {', '.join(tables)}")


def chunks(count):
    """
    :return: list of pairs of the first and the last number of each chunk of 1 to ``count``
    """
    return [(low, min(low + CHUNK - 1, count)) for low in range(1, count + 1, CHUNK)]
