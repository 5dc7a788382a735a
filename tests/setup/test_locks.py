"""Commands that start at the same time, and commands that were killed."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

SETUP = Path(__file__).resolve().parents[2] / "setup"


def holder(path, seconds):
    code = f"""
        import sys, time
        sys.path.insert(0, {str(SETUP)!r})
        from pathlib import Path
        from bootstrap.stages import lock
        with lock(Path({str(path)!r}), "doing a long thing"):
            print("held", flush=True)
            time.sleep({seconds})
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_second_waits_and_says_for_whom(tmp_path):
    first = holder(tmp_path / "lock", 1)
    assert first.stdout.readline() == "held\n"
    second = holder(tmp_path / "lock", 0)
    _out, said = second.communicate(timeout=20)
    assert f"process {first.pid}, doing a long thing" in said
    assert first.wait(timeout=20) == 0


def test_killed_holder_leaves_no_lock(tmp_path):
    first = holder(tmp_path / "lock", 60)
    assert first.stdout.readline() == "held\n"
    first.send_signal(signal.SIGKILL)
    first.wait()
    _out, said = holder(tmp_path / "lock", 0).communicate(timeout=20)
    assert said == ""
