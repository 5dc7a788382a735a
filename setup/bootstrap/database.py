"""Databases and their filestores: copy, rename, drop."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from .paths import DATA, STATE
from .postgres import Server
from .stages import lock

IN_USE = STATE / "in_use"


def filestore(name: str) -> Path:
    """Where Odoo keeps the attachments of a database."""
    return DATA / "filestore" / name


class Databases:
    """The databases of one PostgreSQL."""

    def __init__(self, server: Server):
        self.server = server

    def _execute(self, statement: str, *names: str, values: tuple = ()) -> list[tuple]:
        """Run a statement whose `{}` are names of databases and `%s` values."""
        from psycopg2 import sql

        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        connection = self.server.connect()
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def names(self) -> list[str]:
        """All databases, oldest first."""
        return [row[0] for row in self._execute("SELECT datname FROM pg_database ORDER BY oid")]

    def exists(self, name: str) -> bool:
        return name in self.names()

    def installed(self, name: str) -> dict[str, bool]:
        """The addons of a database, and whether each has its demo data."""
        with contextlib.closing(self.server.connect(name)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT name, demo FROM ir_module_module WHERE state = 'installed'")
            return dict(cursor.fetchall())

    def copy(self, source: str, target: str) -> None:
        """Copy a database and its filestore.

        The files are linked, not copied: Odoo names them by content and never
        writes one twice.
        """
        self._execute("CREATE DATABASE {} TEMPLATE {}", target, source)
        if filestore(source).is_dir():
            shutil.copytree(filestore(source), filestore(target), copy_function=os.link, dirs_exist_ok=True)

    def rename(self, source: str, target: str) -> None:
        """Rename a database and its filestore."""
        shutil.rmtree(filestore(target), ignore_errors=True)
        if filestore(source).is_dir():
            filestore(source).rename(filestore(target))
        self._execute("ALTER DATABASE {} RENAME TO {}", source, target)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected, and its filestore."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        shutil.rmtree(filestore(name), ignore_errors=True)

    def note(self, name: str) -> str | None:
        """The comment of a database."""
        rows = self._execute("SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database")
        return dict(rows).get(name)

    def set_note(self, name: str, text: str) -> None:
        """Set the comment of a database."""
        self._execute("COMMENT ON DATABASE {} IS %s", name, values=(text,))

    @contextlib.contextmanager
    def scratch(self, source: str, kind: str) -> Iterator[str]:
        """A copy of `source` that is dropped when the block ends."""
        name = f"{kind}_{secrets.token_hex(4)}"
        with contextlib.ExitStack() as stack:
            # Between making the file and locking it nobody may take it for an abandoned one.
            with lock(STATE / "in_use.lock", "dropping databases"):
                self.drop_abandoned()
                stack.enter_context(lock(IN_USE / name, "using a database"))
            try:
                self.copy(source, name)
                yield name
            finally:
                self.drop(name)
                (IN_USE / name).unlink()

    def drop_abandoned(self) -> None:
        """Drop the scratch databases of commands that were killed.

        A living command holds the lock on its database's file.
        """
        IN_USE.mkdir(parents=True, exist_ok=True)
        for path in IN_USE.iterdir():
            with path.open() as file, contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.drop(path.name)
                path.unlink(missing_ok=True)
