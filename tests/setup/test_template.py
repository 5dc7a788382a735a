"""When the template database is built anew."""

import pytest

from bootstrap.template import content


@pytest.fixture(name="addon")
def fixture_addon(tmp_path):
    for name in ("models/a.py", "tests/test_a.py", "static/src/a.js"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("first")
    return tmp_path


def test_code_counts(addon):
    before = content(addon)
    (addon / "models" / "a.py").write_text("second")
    assert content(addon) != before


@pytest.mark.parametrize("name", ["tests/test_a.py", "static/src/a.js"])
def test_what_leaves_no_trace_in_a_database_does_not_count(addon, name):
    before = content(addon)
    (addon / name).write_text("second")
    assert content(addon) == before


def test_a_moved_file_counts(addon):
    before = content(addon)
    (addon / "models" / "a.py").rename(addon / "models" / "b.py")
    assert content(addon) != before
