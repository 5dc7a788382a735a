"""When the template database is built anew."""

import pytest

from bootstrap.template import content

COUNTS = ("models/a.py", "models/demo/a.py", "views/static/a.xml", "demo/a.py")
TRACELESS = ("tests/test_a.py", "static/src/a.js", "demo/a.xml", "models/__pycache__/a.pyc")


@pytest.fixture(name="addon")
def fixture_addon(tmp_path):
    for name in (*COUNTS, *TRACELESS):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("first")
    return tmp_path


@pytest.mark.parametrize("name", COUNTS)
def test_what_shapes_a_database_counts(addon, name):
    before = content(addon)
    (addon / name).write_text("second")
    assert content(addon) != before


@pytest.mark.parametrize("name", TRACELESS)
def test_what_leaves_no_trace_in_a_database_does_not_count(addon, name):
    before = content(addon)
    (addon / name).write_text("second")
    assert content(addon) == before


def test_a_moved_file_counts(addon):
    before = content(addon)
    (addon / "models" / "a.py").rename(addon / "models" / "b.py")
    assert content(addon) != before
