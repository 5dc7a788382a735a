"""Databases of commands that ended, and of commands that were killed."""

import os

import pytest

from bootstrap import postgres
from bootstrap.database import IN_USE, Databases


@pytest.fixture(name="databases")
def fixture_databases():
    return Databases(postgres.from_environ())


def test_scratch_is_dropped(databases):
    with databases.scratch(os.environ["ODOO_TEMPLATE_CORE"], "test") as name:
        assert databases.exists(name)
    assert not databases.exists(name)
    assert not (IN_USE / name).exists()


def test_abandoned_is_dropped_and_living_stays(databases):
    databases.copy("template0", "test_abandoned")
    (IN_USE / "test_abandoned").touch()
    with databases.scratch("template0", "test") as living:
        databases.drop_abandoned()
        assert databases.exists(living)
        assert not databases.exists("test_abandoned")


def test_note_goes_with_the_database(databases):
    with databases.scratch("template0", "test") as name:
        assert databases.note(name) is None
        databases.set_note(name, "it's {here}")
        assert databases.note(name) == "it's {here}"
