"""Which Odoo is taken, and what an incomplete one is told."""

import pytest

from bootstrap import odoo
from bootstrap.stages import Failure


def make(code, script, version="19, 0"):
    release = code / "odoo" / "release.py"
    release.parent.mkdir(parents=True)
    release.write_text(f"version_info = ({version}, 0, 'final', 0, '')\n")
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()


def test_source_checkout(tmp_path):
    make(tmp_path, tmp_path / "odoo-bin")
    (tmp_path / "addons" / "web").mkdir(parents=True)
    found = odoo._at(tmp_path)
    assert (found.code, found.script) == (tmp_path, tmp_path / "odoo-bin")
    assert found.addons == tmp_path / "addons"


def test_unpacked_package(tmp_path):
    code = tmp_path / odoo.PACKAGE_CODE
    make(code, tmp_path / "usr/bin/odoo")
    (code / "odoo/addons/web").mkdir(parents=True)
    for given in (tmp_path, code):
        found = odoo._at(given)
        assert (found.code, found.script) == (code, tmp_path / "usr/bin/odoo")
        assert found.addons == code / "odoo/addons"


def test_other_version_is_refused(tmp_path):
    make(tmp_path, tmp_path / "odoo-bin", version="18, 0")
    with pytest.raises(Failure, match=r"Odoo 18\.0, not 19\.0"):
        odoo._at(tmp_path)


def test_folder_without_odoo_is_refused(tmp_path):
    with pytest.raises(Failure, match="There is no Odoo in"):
        odoo._at(tmp_path)


def test_broken_links_are_named(tmp_path):
    link = tmp_path / "usr/share/font.ttf"
    link.parent.mkdir(parents=True)
    link.symlink_to("../nowhere.ttf")
    with pytest.raises(Failure, match=r"usr/share/font\.ttf"):
        odoo._check_links(tmp_path)
