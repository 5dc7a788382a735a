"""Runs benchmarks; `setup/bench` starts this on a prepared database.

A benchmark is a module beside this one with

    def run(shop):
        yield {"metric": "server time, addon to core", "value": 1.08, "unit": "ratio",
               "limit": 1.15, "runs": […]}

`shop` is a `shop.Shop`: `database` (a private copy of the template, dropped at the end),
`env()`, `connect()`, `url`, `serve()`, and `core`, the same without our addons. Each row is
a figure; `limit` may be left out; it holds if `value <= limit`, unless the row says `holds`
itself. `runs` is what was measured, for whoever doubts the figure. `paired.in_turn` times
two functions in turn.
"""

import argparse
import ast
import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from shop import Shop  # noqa: E402 (found by the path above)


def names() -> list[str]:
    """The benchmarks there are: the modules that define `run`."""
    return sorted(
        path.stem
        for path in HERE.glob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name == "run"
    )


def measure(name: str) -> list[dict]:
    """Run one benchmark on a database of its own; return its complete rows."""
    with Shop() as shop:
        return [complete(name, row) for row in importlib.import_module(name).run(shop)]


def complete(bench: str, row: dict) -> dict:
    """Add what a row need not say: its benchmark, and whether its limit holds."""
    limit = row.get("limit")
    holds = row.get("holds", None if limit is None else row["value"] <= limit)
    return {"bench": bench, "limit": limit, "runs": [], **row, "holds": holds}


def show(row: dict) -> None:
    """Print one row of the table."""
    limit = "" if row["limit"] is None else f"{row['limit']:g}"
    holds = {True: "holds", False: "EXCEEDED", None: ""}[row["holds"]]
    print(
        f"{row['bench']:<18} {row['metric']:<52} {row['value']:>12.4g} {row['unit']:<8} {limit:>10} {holds}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="setup/bench")
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    print(f"{'bench':<18} {'metric':<52} {'value':>12} {'unit':<8} {'limit':>10}")
    for name in options.names or names():
        for row in measure(name):
            rows.append(row)
            show(row)
            if options.json:  # after each row, so that an interrupted run keeps its figures
                options.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
