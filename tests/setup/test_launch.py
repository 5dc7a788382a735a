"""The launcher: which Python it takes, what it says when there is none."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("run", "test", "bench", "lint", "shell")


def launch(command, *arguments, **environ):
    return subprocess.run(
        [ROOT / "setup" / command, *arguments],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        cwd="/",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_from_any_folder(command):
    result = launch(command, "--help")
    assert result.returncode == 0
    assert f"usage: setup/{command}" in result.stdout


def test_wrong_python_is_passed_over(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    result = launch("run", "--help", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert result.returncode == 0


def test_no_right_python_says_which_to_install(tmp_path):
    result = launch("run", "--help", PYTHON=str(tmp_path / "none"))
    assert result.returncode == 1
    assert "needs Python 3.10, 3.11, 3.12 or 3.13" in result.stderr
    assert "python3-venv" in result.stderr


def test_works_through_a_link(tmp_path):
    (tmp_path / "start").symlink_to(ROOT / "setup" / "run")
    result = subprocess.run([tmp_path / "start", "--help"], capture_output=True, text=True)
    assert result.returncode == 0
