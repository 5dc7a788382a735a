"""The packages by uv, which takes seconds where pip takes minutes, from where pip would take them."""

import ast
import os
import subprocess
import tempfile
from pathlib import Path

from .processes import follow
from .stages import Step

#: what pip fetches; as a wheel only, since building it takes a compiler
PINNED = "uv==0.13.9"
#: pip's settings, uv's variables for the same, and what stands between several values there
SETTINGS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "client-cert": ("SSL_CLIENT_CERT", " "),
    "proxy": ("ALL_PROXY", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
}


def install(python: Path, requirements: Path, step: Step) -> str:
    """Install the list into the environment of `python`; return why that can't be done, or ""."""
    settings = _pip_settings(python)
    with tempfile.TemporaryDirectory(dir=python.parent) as folder:
        step.progress("fetching uv")
        return _fetch(python, folder) or _run(Path(folder) / "bin" / "uv", python, requirements, settings, step)


def _fetch(python: Path, folder: str) -> str:
    command = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--retries=1"]
    result = subprocess.run([*command, "--target", folder, PINNED], capture_output=True, text=True)
    return _last(result.stderr.splitlines()) if result.returncode else ""


def _run(uv: Path, python: Path, requirements: Path, settings: dict[str, str], step: Step) -> str:
    command = [uv, "pip", "install", "--python", python, "--no-deps", "-r", requirements]
    if settings.get("no-index", "0") not in ("0", "false", "no", "off"):
        command.append("--no-index")
    what, tail = "resolving", []
    for line in follow(command, tail, env=os.environ | variables(settings)):
        if line.strip().startswith(("Downloading ", "Building ", "Prepared ")):
            what = line.strip().lower()
        step.progress(what)
    return _last(tail)


def variables(settings: dict[str, str]) -> dict[str, str]:
    """The variables that tell uv what pip was told."""
    told = {
        # pip looks for the best version in all indexes, and trusts what the system trusts.
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_SYSTEM_CERTS": "1",
    }
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if os.environ.get(name):
            told.setdefault("SSL_CERT_FILE", os.environ[name])
    for name, (variable, between) in SETTINGS.items():
        if settings.get(name):
            told[variable] = between.join(settings[name].split())
    return told


def _pip_settings(python: Path) -> dict[str, str]:
    """What pip's files and variables say; the last of the sections that name a setting counts."""
    shown = subprocess.run([python, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    pairs = [line.split("=", 1) for line in shown.splitlines() if "=" in line]
    found = {}
    for section in ("global.", "install.", ":env:."):
        found |= {
            name.removeprefix(section): str(ast.literal_eval(value))
            for name, value in pairs
            if name.startswith(section)
        }
    return found


def _last(lines: list[str]) -> str:
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
