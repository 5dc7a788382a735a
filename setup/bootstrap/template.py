"""Databases with the addons installed: built once for each state of the code, then copied."""

import ast
import hashlib
from pathlib import Path

from .database import Databases
from .odoo import Odoo
from .paths import STATE, addons
from .server import install
from .stages import Step, lock

#: an addon's own folders that leave no trace in a database without demo data
TRACELESS = {"tests", "static", "readme", "i18n", "demo", "migrations"}
#: how many states of the addons keep their template
KEPT = 3


def content(addon: Path, traceless: set[str] = TRACELESS) -> str:
    """A hash of the files of an addon that shape its database."""
    digest = hashlib.sha256()
    for path in sorted(addon.rglob("*")):
        parts = path.relative_to(addon).parts
        if path.is_file() and _leaves_a_trace(parts, traceless):
            digest.update(f"{parts}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _leaves_a_trace(parts: tuple[str, ...], traceless: set[str]) -> bool:
    """Whether a file shapes the database: models do wherever they are, also those that draw the demo."""
    if "__pycache__" in parts:
        return False
    return parts[0] not in traceless or (parts[0] == "demo" and parts[-1].endswith(".py"))


def dependencies() -> list[str]:
    """The addons outside this repository that ours stand on."""
    ours = {addon.name for addon in addons()}
    named: set[str] = set()
    for addon in addons():
        manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
        named.update(manifest.get("depends", []))
    return sorted(named - ours)


def ensure(databases: Databases, odoo: Odoo, step: Step) -> str:
    """The name of a database with every addon, without demo data.

    Two layers: Odoo's own addons, rebuilt when the dependencies change, and upon a
    copy of that ours, rebuilt when their content changes.
    """
    core = core_name(odoo)
    names = [addon.name for addon in addons()]
    full = f"template_{_key(core, *names, *map(content, addons()))}"
    with lock(STATE / "template.lock", "installing the addons into a template database"):
        if databases.exists(full):
            step.cached(full)
            return full
        if not databases.exists(core):
            _build(databases, odoo, step, core, None, dependencies())
        _build(databases, odoo, step, full, core, names)
        _drop_old(databases)
    step.done(full)
    return full


def core_name(odoo: Odoo) -> str:
    """The name of the lower layer: what ours stand on, and none of ours."""
    return f"core_{_key(str(odoo.code), *dependencies())}"


def environ(odoo: Odoo, full: str) -> dict[str, str]:
    """Tells both layers to tests and benchmarks that make databases of their own."""
    return {"ODOO_TEMPLATE": full, "ODOO_TEMPLATE_CORE": core_name(odoo)}


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def _build(databases, odoo, step, name: str, source: str | None, modules: list[str]) -> None:
    """Install under a temporary name, so that a killed build is never taken for a whole one."""
    unfinished = f"{name}_unfinished"
    databases.drop(unfinished)
    if source:
        databases.copy(source, unfinished)
    install(databases.server, odoo, step, unfinished, new=modules)
    databases.rename(unfinished, name)


def _drop_old(databases: Databases) -> None:
    for prefix, kept in (("template_", KEPT), ("core_", 1)):
        names = [name for name in databases.names() if name.startswith(prefix)]
        for name in names[:-kept]:
            databases.drop(name)
