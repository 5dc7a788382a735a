"""Odoo's own runner finds the tests that pytest finds."""

import subprocess
import sys
from pathlib import Path

import pytest

from odoo.tests import get_db_name, loader

ROOT = Path(__file__).resolve().parents[1]
ADDONS = sorted(manifest.parent.name for manifest in ROOT.glob("*/__manifest__.py"))


def found_by_pytest(addon):
    """:return: set of (file, class, method) without the drills"""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-o", "addopts=", "-m", "not drill"]
    settings = [f"--odoo-database={get_db_name()}", f"--config-file={ROOT / 'pyproject.toml'}", f"--rootdir={ROOT}"]
    done = subprocess.run([*command, *settings, ROOT / addon / "tests"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    names = [line.split("::") for line in done.stdout.splitlines() if "::" in line]
    return {(Path(file).stem, *rest) for file, *rest in names}


def found_by_odoo(addon):
    """:return: set of (file, class, method) that run where no tags are given"""
    return {
        (module.__name__.split(".")[-1], type(case).__name__, case._testMethodName)
        for module in loader.get_test_modules(addon)
        for case in loader.get_module_test_cases(module)
        if "standard" in case.test_tags
    }


@pytest.mark.parametrize("addon", ADDONS)
def test_odoo_finds_what_pytest_finds(addon):
    found = found_by_pytest(addon)
    assert len(found) > 100
    assert found_by_odoo(addon) == found
