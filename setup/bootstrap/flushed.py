"""A pytest plugin of setup/test: SQL of our addons finds in the database what records were given.

A value that a record was given stands in the database once it is flushed. SQL that reads its column before reads what
was there earlier, and what SQL writes there is overwritten by the flush that follows. So each statement that a file of
ours runs is held against what isn't flushed yet. A test in which they meet fails, even where somebody catches the error.
"""

import functools
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

from bootstrap.paths import addons

#: what lies between a statement and the code that runs it
PASSED = ("/odoo/sql_db.py", "/odoo/orm/environments.py")
#: where the ORM reads: with conditions and tables of ours inside it, whose fields it only knows if they are said
READS = {"query.py": {"get_result_ids", "__len__"}, "models.py": {"_read_group", "_fetch_query"}}
#: what was found in this test
found: list[str] = []

# Comments, texts, names of parameters, casts.
_ASIDE = re.compile(r"""--[^\n]*|'(?:[^']|'')*'|%\(\w+\)s|::\w+""")
# Rows are only added: those that are there don't matter.
_ADDED = re.compile(r"\bINSERT INTO (\w+)(?:\s+AS\s+\w+)?\s*\([^)]*\)")
# A name that is given to a result.
_GIVEN = re.compile(r"\bAS\s+\w+\b(?!\s*\()")
_COLUMN = re.compile(r"\b(?:(\w+)\.)?(\w+)\b(?!\s*\(|\.)")
# All columns of one table.
_ALL = re.compile(r"\b(\w+)\.\*|\*\s+FROM\s+(\w+)")


def pytest_configure():
    from odoo import sql_db
    from odoo.tests import test_cursor

    watch(sql_db.Cursor)
    watch(test_cursor.TestCursor)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    try:
        result = yield
        if found:
            raise AssertionError("\n".join(dict.fromkeys(found)))
        return result
    finally:
        found.clear()


def watch(cursor_class: type) -> None:
    execute = cursor_class.execute

    @functools.wraps(execute)
    def watched(cursor, query, *args, **kwargs):
        transaction = cursor.transaction
        if transaction is not None and (transaction.field_dirty or transaction.tocompute):
            _check(transaction, getattr(query, "code", query), sys._getframe(1))
        return execute(cursor, query, *args, **kwargs)

    cursor_class.execute = watched


def _check(transaction, text: str, frame: FrameType | None) -> None:
    while frame and frame.f_code.co_filename.endswith(PASSED):
        frame = frame.f_back
    if frame is None or not isinstance(text, str):
        return
    ours = _is_ours(frame.f_code.co_filename)
    if not ours and ("member_" not in text or not _is_read_by_orm(frame.f_code)):
        return
    # What a record was given isn't fetched.
    fetched = frame.f_locals["self"]._name if frame.f_code.co_name == "_fetch_query" else ""
    statement = Statement.of(text)
    missed: dict[str, list[str]] = {}
    for field in _waiting(transaction):
        table = transaction.registry[field.model_name]._table
        is_asked = ours or (field.model_name != fetched and "member_" in f"{table}.{field.name}")
        # The ORM joins whole tables, and reads of them what it has flushed.
        if is_asked and statement.meets(table, field.name, whole=ours):
            missed.setdefault(field.model_name, []).append(field.name)
    if missed:
        calls = "; ".join(f"env[{model!r}].flush_model({names})" for model, names in missed.items())
        found.append(f"{_place(frame)}: SQL meets what isn't written yet. Before it: {calls}, or to_flush of the SQL")
        raise AssertionError(found[-1])


def _place(frame: FrameType) -> str:
    """The line of ours that it comes from."""
    ours: FrameType | None = frame
    while ours and not _is_ours(ours.f_code.co_filename):
        ours = ours.f_back
    ours = ours or frame
    return f"{ours.f_code.co_filename}:{ours.f_lineno}"


@functools.cache
def _is_ours(file: str) -> bool:
    path = Path(file)
    return any(path.is_relative_to(addon) and path.relative_to(addon).parts[0] != "tests" for addon in addons())


def _is_read_by_orm(code: CodeType) -> bool:
    folder, _slash, file = code.co_filename.rpartition("/")
    return folder.endswith(("/odoo/orm", "/odoo/tools")) and code.co_name in READS.get(file, ())


def _waiting(transaction) -> Iterator:
    """Fields with a column that some record has yet to be written to."""
    for ids_by_field in (transaction.field_dirty, transaction.tocompute):
        for field, ids in ids_by_field.items():
            # The id of a record that is only made on a screen is false.
            if field.store and field.column_type and any(ids):
                yield field


class Statement:
    """Which columns an SQL text reads or writes, as far as its words tell: rather one too many."""

    def __init__(self, text: str):
        plain = _ASIDE.sub(" ", text).replace('"', "")
        # What is there already is written by this alone.
        plain = plain if "DO UPDATE" in plain else _ADDED.sub(" ", plain)
        self._plain = plain
        self._words = frozenset(re.findall(r"\w+", plain))
        self._names: dict[str, set[str]] = {}
        # By column, the rows that it is read from; where that isn't said, any whose table is named around it.
        self._sources: dict[str, set[str]] = {}
        self._around: dict[str, list[frozenset[str]]] = {}
        for part, words in _parts(_GIVEN.sub(" ", plain)):
            for source, name in _COLUMN.findall(part):
                if source:
                    self._sources.setdefault(name, set()).add(source)
                elif words not in self._around.setdefault(name, []):
                    self._around[name].append(words)
        self._whole = {qualified or table for qualified, table in _ALL.findall(plain)}

    @staticmethod
    @functools.lru_cache(maxsize=10_000)
    def of(text: str) -> "Statement":
        return Statement(text)

    def meets(self, table: str, column: str, whole: bool = True) -> bool:
        """:param whole: whether all columns of a table, read at once, count"""
        if table not in self._words:
            return False
        if any(table in words for words in self._around.get(column, ())):
            return True
        sources = self._sources.get(column, set())
        return not self._names_of(table).isdisjoint(sources | self._whole if whole else sources)

    def _names_of(self, table: str) -> set[str]:
        """The names by which the statement calls a table's rows."""
        if table not in self._names:
            called = re.findall(rf"\b{table}\s+(?:AS\s+)?(\w+)", self._plain)
            self._names[table] = {table, *called}
        return self._names[table]


def _parts(plain: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What stands between parentheses, without what stands between further ones; each with its words and those around."""
    parts: list[tuple[list[str], int | None]] = [([], None)]
    stack = [0]
    for piece in re.split(r"([()])", plain):
        if piece == "(":
            parts.append(([], stack[-1]))
            stack.append(len(parts) - 1)
        elif piece == ")":
            # What is left open elsewhere is no matter here.
            stack = stack[:-1] or [0]
        else:
            parts[stack[-1]][0].append(piece)
    # The mark keeps a name before a parenthesis from being taken for a column.
    texts = ["(".join(pieces) for pieces, _outer in parts]
    words: list[frozenset[str]] = []
    for text, (_pieces, outer) in zip(texts, parts, strict=True):
        words.append(frozenset(re.findall(r"\w+", text)) | (frozenset() if outer is None else words[outer]))
    yield from zip(texts, words, strict=True)
