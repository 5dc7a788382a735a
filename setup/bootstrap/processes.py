"""Child processes that never outlive the command that started them."""

import ctypes
import os
import select
import signal
import subprocess
from collections.abc import Iterator

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """For `preexec_fn`: have the kernel signal this process when its parent dies."""
    _prctl(PR_SET_PDEATHSIG, number)


def follow(command: list, tail: list[str], keep: int = 15, **options) -> Iterator[str]:
    """Run a command and yield its output line by line, and "" each second without one.

    If it fails, `tail` receives its last lines (at least one).
    """
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
        **options,
    )
    last: list[str] = []
    try:
        for line in _lines(process.stdout.fileno()):
            if line:
                last = [*last[1 - keep :], line]
            yield line
    except BaseException:
        process.terminate()
        raise
    finally:
        process.stdout.close()
        process.wait()
    if process.returncode:
        tail.extend(last or [f"exit status {process.returncode}"])


def _lines(descriptor: int) -> Iterator[str]:
    rest = b""
    while True:
        ready, _, _ = select.select([descriptor], [], [], 1)
        if not ready:
            yield ""
            continue
        chunk = os.read(descriptor, 65536)
        if not chunk:
            break
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace").rstrip()
    if rest:
        yield rest.decode(errors="replace").rstrip()


def run(command: list, **options) -> int:
    """Run a command in the foreground; return its exit status.

    It has a session of its own, so that an interrupt reaches it once, from us, whether
    it came from the terminal or from another process; a SIGTERM to us becomes the
    interrupt that it cleans up after.
    """
    process = subprocess.Popen(
        command,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(signal.SIGINT),
        **options,
    )

    def interrupt(*_args) -> None:
        process.send_signal(signal.SIGINT)

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent dies, so as to find them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def stop_descendants() -> None:
    """Stop whatever still runs below this process."""
    import psutil  # only there once the environment is

    left = psutil.Process(os.getpid()).children(recursive=True)
    for process in left:
        process.terminate()
    _gone, alive = psutil.wait_procs(left, timeout=5)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=5)
