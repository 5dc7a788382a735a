"""Beside each other: a block as its reader gets it, and the rows that pandas tells."""

import re
from datetime import date
from numbers import Number

from .facts import missing

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def differences(block, expected, unordered=False):
    """
    :param expected: list of dicts; a column "numbers:x" stands for the numbers in the text of x, "label:y" for the column
        whose title is y
    :param unordered: rows come in any order
    :return: number of figures compared, list of texts
    """
    labels = {f"label:{column['label']}": column["name"] for column in block["columns"]}
    found = block["rows"]
    if unordered and expected:
        names = [name for name, value in expected[0].items() if isinstance(value, str)] + sorted(
            name for name, value in expected[0].items() if not isinstance(value, str) and ":" not in name
        )
        found, expected = (sorted(rows, key=lambda row: _order(row, names)) for rows in (found, expected))
    if len(found) != len(expected):
        return 1, [f"{len(found)} rows, {len(expected)} expected"]
    compared, differing = 0, []
    for place, (row, told) in enumerate(zip(found, expected, strict=True)):
        for name, value in told.items():
            if name.startswith("numbers:"):
                text = str(row[name.removeprefix("numbers:")])
                ours = [float(number.replace(",", "")) for number in NUMBER.findall(text)]
            elif name.startswith("label:") and name not in labels:
                ours = "no such column"
            else:
                ours = row.get(labels.get(name, name))
            compared += 1
            if not same(ours, value):
                differing.append(f"row {place} {name}: {ours!r}, expected {value!r}")
    return compared, differing


def _order(row, names):
    return [round(float(row[name]), 4) if isinstance(row[name], Number) else str(row[name]) for name in names]


def same(ours, theirs):
    if isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if missing(theirs) or missing(ours):
        return missing(theirs) and (missing(ours) or ours is False)
    if isinstance(ours, str) or isinstance(theirs, str | date):
        return ours == theirs
    return abs(float(ours) - float(theirs)) <= 1e-6 * max(1, abs(float(theirs)))
