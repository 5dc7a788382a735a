"""Keeps the private PostgreSQL running while any command uses it, then stops it.

A process of its own, so that no command has to outlive the others. Usage:
keeper.py LOCK BINARIES HOME SOCKET UID GID
"""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
}


def main(lock: str, binaries: str, home: str, socket: str, uid: str, gid: str) -> int:
    os.chdir("/")
    if os.fork():  # no command is our parent, so that none can mistake us for its own
        os._exit(0)
    postgres = start(Path(binaries), Path(home), Path(socket), int(uid), int(gid))
    if not wait_until_ready(postgres, Path(home)):
        return 1
    print("ready", flush=True)
    os.close(1)
    # Whoever ends us ends the cluster with us, properly.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    with open(lock) as users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX)
        finally:
            stop(postgres)
    return 0


def start(binaries: Path, home: Path, socket: Path, uid: int, gid: int) -> subprocess.Popen:
    settings = SETTINGS | {"unix_socket_directories": str(socket)}
    options = [f"-c{name}={value}" for name, value in settings.items()]
    account = {"user": uid, "group": gid, "extra_groups": []} if os.getuid() == 0 else {}
    return subprocess.Popen(
        [binaries / "postgres", "-D", home / "data", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
        preexec_fn=stop_with_keeper,
        **account,
    )


def stop_with_keeper() -> None:
    """Have the kernel ask PostgreSQL for a fast shutdown if the keeper is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT, 0, 0, 0)


def wait_until_ready(postgres: subprocess.Popen, home: Path) -> bool:
    """Watch the last line of the pid file, where PostgreSQL writes how far it is."""
    pid_file = home / "data" / "postmaster.pid"
    while postgres.poll() is None:
        try:
            lines = pid_file.read_text().splitlines()
        except FileNotFoundError:
            lines = []
        if len(lines) >= 8 and lines[0] == str(postgres.pid) and lines[7].strip() == "ready":
            return True
        time.sleep(0.05)
    return False


def stop(postgres: subprocess.Popen) -> None:
    if postgres.poll() is None:
        postgres.send_signal(signal.SIGINT)
        postgres.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
