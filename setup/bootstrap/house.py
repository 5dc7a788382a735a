"""The order of the house: what may import what, and how large a room may get."""

import ast
from collections.abc import Iterator
from pathlib import Path

#: our addons, and which of ours each may build on
BENEATH = {
    "member_loyalty": set(),
    "member_analytics": {"member_loyalty"},
    "member_cobrand": {"member_loyalty"},
    "member_followup": {"member_loyalty", "member_analytics"},
}
#: the wings of an addon's large folders, in order: each imports from those before it only
WINGS = {
    "member_loyalty": (
        *("common", "member", "purchase", "ledger", "points", "card", "tier", "enrolment", "leaving", "privacy"),
        *("handbook", "till", "benefit", "wallet", "referral", "imports", "monitoring", "portal"),
        "profile",
    ),
}
#: what every wing may import from, beside wings
SHARED = {"const", "engine"}
#: a folder is taken in at a glance, a file is read at one go
MOST_FILES = 40
MOST_LINES = 400
#: up to so many lines, what a wing adds to a model stands in one file
LINES_TOGETHER = 300


def findings(addons: list[Path]) -> Iterator[str]:
    """Everything found, as `file:line: message`."""
    for addon in addons:
        yield from _manifest(addon)
        yield from _tests(addon)
        yield from _sizes(addon)
        yield from _cut_models(addon)
        yield from _references(addon)
        for path in _code(addon):
            for line, target in _imports(path, addon):
                message = _offence(path.relative_to(addon.parent).with_suffix("").parts, target)
                if message:
                    yield f"{path.relative_to(addon.parent)}:{line}: {message}"


def _code(addon: Path) -> list[Path]:
    """The Python of an addon, its tests apart."""
    paths = sorted(addon.rglob("*.py"))
    return [path for path in paths if path.relative_to(addon).parts[0] != "tests"]


def _manifest(addon: Path) -> Iterator[str]:
    path = addon / "__manifest__.py"
    where = f"{path.relative_to(addon.parent)}:1"
    if addon.name not in BENEATH:
        yield f"{where}: setup/bootstrap/house.py doesn't say what {addon.name} may build on"
    depends = set(ast.literal_eval(path.read_text()).get("depends", []))
    for name in sorted(depends & BENEATH.keys() - BENEATH.get(addon.name, set())):
        yield f"{where}: {addon.name} must not build on {name}"


def _tests(addon: Path) -> Iterator[str]:
    """Odoo's own runner knows the modules that `tests/__init__.py` imports, pytest all."""
    init = addon / "tests" / "__init__.py"
    imported = {target[2] for _line, target in _imports(init, addon) if target[1:2] == ("tests",) and len(target) > 2}
    for path in sorted(init.parent.glob("test_*.py")):
        if path.stem not in imported:
            yield f"{path.relative_to(addon.parent)}:1: tests/__init__.py doesn't import it"


def _sizes(addon: Path) -> Iterator[str]:
    paths = _code(addon)
    for folder in sorted({path.parent for path in paths}):
        count = sum(path.parent == folder for path in paths)
        if count > MOST_FILES:
            yield f"{folder.relative_to(addon.parent)}:1: {count} files of Python in one folder; at most {MOST_FILES}"
    for path in paths:
        lines = len(path.read_text().splitlines())
        if lines > MOST_LINES:
            yield f"{path.relative_to(addon.parent)}:{MOST_LINES + 1}: {lines} lines; at most {MOST_LINES}"


def _cut_models(addon: Path) -> Iterator[str]:
    """A model has one class in each wing; a long one is cut by topic, into files named after the model."""
    classes: dict[tuple[Path, str], list[Path]] = {}
    for path in _code(addon):
        for model in _models(path):
            classes.setdefault((path.parent, model), []).append(path)
    for (_folder, model), paths in classes.items():
        stem = model.replace(".", "_")
        for path in paths[1:]:
            where = f"{path.relative_to(addon.parent)}:1"
            if paths.count(path) > 1 or not path.stem.startswith(stem):
                yield f"{where}: merge the classes of {model}, or cut them by topic into files {stem}_<topic>.py"
        if len(paths) > 1 and sum(len(path.read_text().splitlines()) for path in paths) <= LINES_TOGETHER:
            yield f"{paths[-1].relative_to(addon.parent)}:1: merge the classes of {model}, which are short together"


def _models(path: Path) -> Iterator[str]:
    """The model of each class of a file that makes or extends one."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            named = {
                target.id: item.value
                for item in node.body
                if isinstance(item, ast.Assign)
                for target in item.targets
                if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
            }
            value = named.get("_name") or named.get("_inherit")
            if isinstance(value, ast.List):
                value = value.elts[0]
            if isinstance(value, ast.Constant):
                yield value.value


def _references(addon: Path) -> Iterator[str]:
    """A stored reference says what becomes of it when what it refers to is deleted; a wizard's goes by itself."""
    for path in _code(addon):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and "TransientModel" not in map(_last_name, node.bases):
                assigned = [item for item in node.body if isinstance(item, ast.Assign)]
                if any(ast.unparse(item) == "_auto = False" for item in assigned):
                    continue
                for item in assigned:
                    if isinstance(item.value, ast.Call) and _last_name(item.value.func) == "Many2one":
                        name = ast.unparse(item.targets[0])
                        said = {word.arg: ast.unparse(word.value) for word in item.value.keywords}
                        stored = said.get("store", str(not {"compute", "related"} & said.keys())) == "True"
                        if stored and "ondelete" not in said and name not in ("create_uid", "write_uid"):
                            yield f"{path.relative_to(addon.parent)}:{item.lineno}: {name} says no ondelete"


def _last_name(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def _imports(path: Path, addon: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each import of a file, as its line and the whole path; our addons' begin with the addon's name."""
    package = path.relative_to(addon.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_text())) if path.exists() else ():
        if isinstance(node, ast.Import):
            targets = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            targets = [(*base, alias.name) for alias in node.names]
        else:
            continue
        for target in targets:
            yield node.lineno, target[2:] if target[:2] == ("odoo", "addons") and target[2:] else target


def _offence(source: tuple[str, ...], target: tuple[str, ...]) -> str:
    """What is wrong with an import of `target` in the file `source`, or ""."""
    if source[1] == "engine":
        if target[0] == "odoo" or (target[0] in BENEATH and target[:2] != source[:2]):
            return "an engine must import neither odoo nor what isn't an engine of its addon"
        return ""
    addon = source[0]
    if target[0] in BENEATH and target[0] != addon:
        allowed = target[0] in BENEATH.get(addon, set())
        return "" if allowed else f"{addon} must not import from {target[0]}"
    wings = WINGS.get(addon, ())
    if target[0] != addon or len(source) < 4 or source[2] not in wings:
        return ""
    if len(target) > 2 and target[2] in wings:
        before = wings.index(target[2]) <= wings.index(source[2])
        return "" if before else f"the wing {source[2]} must not import from {target[2]}, which comes after it"
    return "" if target[1] in SHARED else f"a wing imports from wings and {', '.join(sorted(SHARED))} only"
