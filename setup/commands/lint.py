"""setup/lint: what can be known about the code without running it."""

import argparse
import sys
from collections.abc import Callable

from bootstrap import checks, node
from bootstrap.paths import ROOT, addons
from bootstrap.processes import run
from bootstrap.stages import Stages, say

STAGES = ()
BIN = [sys.executable, "-m"]


def parse(arguments):
    made = argparse.ArgumentParser(
        prog="setup/lint", description="Checks the code. The exit status is 1 if anything was found."
    )
    made.add_argument("--fix", action="store_true", help="apply the formatters and safe fixes first")
    made.add_argument("--only", choices=list(CHECKS), metavar="CHECK", help=" | ".join(CHECKS))
    return made.parse_args(arguments)


def main(options, _stages: Stages) -> int:
    failed = []
    for name, check in CHECKS.items():
        if options.only in (None, name) and not check(options.fix):
            failed.append(name)
    if failed:
        say(f"\nFound by: {', '.join(failed)}. Formatting is put right by: setup/lint --fix")
    else:
        say("\nNothing found.")
    return 1 if failed else 0


def ruff(fix: bool) -> bool:
    """Python: format and lint."""
    if fix:
        run([*BIN, "ruff", "check", "--quiet", "--fix-only", "--exit-zero", ROOT])
        run([*BIN, "ruff", "format", "--quiet", ROOT])
    lint = run([*BIN, "ruff", "check", "--quiet", ROOT])
    return run([*BIN, "ruff", "format", "--quiet", "--check", ROOT]) == lint == 0


def pylint_odoo(_fix: bool) -> bool:
    """Python and manifests: what OCA knows to go wrong in Odoo."""
    chosen = ["--disable=all", "--enable=odoolint", f"--disable={','.join(PYLINT_DISABLED)}"]
    return run([*BIN, "pylint", *chosen, *addons()], cwd=ROOT) == 0


def oca_hooks(_fix: bool) -> bool:
    """XML, CSV and PO files: duplicates, missing references, bad formats."""
    script = [sys.executable, "-c", "from oca_pre_commit_hooks.cli import main; main()"]
    disabled = f"--disable={','.join(OCA_DISABLED)}"
    modules = run([*script, disabled, *addons()], cwd=ROOT) == 0
    po_files = [path for addon in addons() for path in addon.glob("i18n/*.po*")]
    script[-1] = script[-1].replace("cli ", "cli_po ")
    return (not po_files or run([*script, *po_files], cwd=ROOT) == 0) and modules


def prettier(fix: bool) -> bool:
    """JavaScript, XML, CSS, JSON: format."""
    mode = "--write" if fix else "--check"
    return not node.available() or run([node.program("prettier"), mode, "--log-level=warn", "."], cwd=ROOT) == 0


def eslint(fix: bool) -> bool:
    """JavaScript: lint."""
    options = ["--fix"] if fix else []
    return not node.available() or run([node.program("eslint"), *options, "."], cwd=ROOT) == 0


def repository(_fix: bool) -> bool:
    """No address of a package registry, no path of somebody's machine, the order of the house."""
    findings = checks.findings()
    for finding in findings:
        print(finding)
    return not findings


#: The README is the repository's; engines may not use odoo.tools; what is amended in a
#: record that refuses `write` goes past it with super().write from another method.
#: consider-merging-classes-inherited asks for one class of a model in a whole addon, against
#: the wings: the check "repository" asks for one in each wing instead.
PYLINT_DISABLED = (
    "bad-builtin-groupby",
    "consider-merging-classes-inherited",
    "missing-readme",
    "missing-return",
    "super-method-mismatch",
)
#: Core writes these both ways, and the file means the same.
OCA_DISABLED = ("xml-header-wrong", "xml-field-numeric-without-eval")
CHECKS: dict[str, Callable[[bool], bool]] = {
    "ruff": ruff,
    "pylint-odoo": pylint_odoo,
    "oca-hooks": oca_hooks,
    "prettier": prettier,
    "eslint": eslint,
    "repository": repository,
}
