"""Rows of a shop's history, read from the cells of a file: which column is what, and what is wrong with a cell."""

from typing import NamedTuple

from .history_cells import PARSERS, Reading, is_filled_up, show, text_of
from .import_words import bare, is_total
from .table_problems import BadCell, BadValue

__all__ = ["Filler", "Problem", "Reading", "foot_of", "is_blank", "read_row"]


class Problem(NamedTuple):
    """What is wrong with one cell, or with the whole row when there is no target."""

    target: str
    value: str
    code: str


def read_row(cells, targets, reading, width):
    """Values of one row.

    :param cells: list of str, or of what a workbook holds
    :param targets: list of (index of the column, :class:`history_targets.Target`)
    :param width: number of cells that a row must have
    :return: (dict of target name to value, None where the cell is empty; list of :class:`Problem`)

    >>> from datetime import datetime
    >>> reading = Reading("dmy", ",", datetime(2026, 1, 1))
    >>> from types import SimpleNamespace as Target
    >>> columns = [
    ...     (0, Target(name="reference", parse="text", required=True)),
    ...     (1, Target(name="moment", parse="moment", required=True)),
    ...     (2, Target(name="gross", parse="number", required=False)),
    ... ]
    >>> read_row(["B1", "24/12/2025 18:30", "1.019,90"], columns, reading, 3)[0]
    {'reference': 'B1', 'moment': datetime.datetime(2025, 12, 24, 18, 30), 'gross': Decimal('1019.90')}
    >>> read_row(["", "24/13/2025", "NaN"], columns, reading, 3)[1]
    [Problem(target='reference', value='', code='missing'), Problem(target='moment', value='24/13/2025', code='date'), \
Problem(target='gross', value='NaN', code='number')]
    >>> read_row(["B1", "24/12/2025"], columns, reading, 3)[1]
    [Problem(target='', value='2 / 3', code='width')]
    """
    foot = foot_of(cells, targets)
    if foot:
        return {}, [Problem("", foot, "total")]
    if len(cells) != width:
        return {}, [Problem("", f"{len(cells)} / {width}", "width")]
    values, problems = {}, []
    for index, target in targets:
        cell = cells[index]
        try:
            value = None if is_blank(cell) else _parse(cell, target, reading)
            if target.required and value in (None, ""):
                raise BadCell("missing")
            values[target.name] = value or None if target.parse in ("text", "code") else value
        except BadCell as bad:
            problems.append(Problem(target.name, show(cell), bad.code))
    return values, problems


def is_blank(cell):
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _parse(cell, target, reading):
    if isinstance(cell, BadValue):
        raise BadCell(cell.code)
    if target.parse == "choice":
        return _choice(cell, target.name, reading)
    if target.parse == "code" and target.name in reading.rounded and is_filled_up(str(cell).strip()):
        raise BadCell("rounded")
    return PARSERS[target.parse](cell, reading)


def _choice(cell, target, reading):
    """
    >>> from datetime import datetime
    >>> _choice("Refund", "status", Reading("dmy", ".", datetime.max, meanings={"status": {"refund": "return"}}))
    'return'
    """
    meaning = reading.meanings.get(target, {}).get(bare(str(cell)))
    if not meaning:
        raise BadCell("meaning")
    return meaning


# Where the foot of a table may be named, and where a product or a customer might have such a name.
NAMED_AT = ("reference", "moment", "customer", "member", "store", "phone")
NAMED_ALONE = ("name", "first_name", "last_name", "product", "product_name")


def foot_of(cells, targets):
    """
    :return: what says that the row is the foot of the table: a word, or figures and nothing beside them; else None
    """
    texts = {
        target.name: str(cells[index]) for index, target in targets if index < len(cells) and cells[index] is not None
    }
    first = next((place for place, cell in enumerate(cells) if not is_blank(cell)), None)
    mapped = {index for index, _target in targets}
    if first is not None and first not in mapped and is_total(str(cells[first])):
        return str(cells[first])
    for names, alone in ((NAMED_AT, False), (NAMED_ALONE, True)):
        for name in names:
            if name in texts and is_total(texts[name], alone):
                return texts[name]
    numbers = {index for index, target in targets if target.parse == "number"}
    filled = [index for index, cell in enumerate(cells) if not is_blank(cell)]
    if filled and numbers and len(targets) > len(numbers) and set(filled) <= numbers:
        return ", ".join(str(cells[index]) for index in filled)
    return None


class Filler:
    """Receipts whose lines tell number, day and customer only once: the other lines are filled in from the one above.

    :ivar reference: of the last row
    :ivar cells: dict of column to cell of the last row, as JSON holds it
    """

    #: what is said of a whole receipt
    SHARED = ("reference", "moment", "clock", "customer", "store", "refund_of", "status", "state")

    def __init__(self, targets, above, kept=None):
        """
        :param above: whether rows without a number belong to the row above
        :param kept: what :meth:`keep` returned after the last piece
        """
        names = {target.name: index for index, target in targets if target.name in self.SHARED}
        self.place = names.pop("reference", None)
        self.places = list(names.values())
        self.above = above
        self.reference, cells = kept or (None, {})
        self.cells = {int(place): cell for place, cell in cells.items()}

    def keep(self):
        """:return: what the next piece goes on with, as JSON holds it"""
        return [self.reference, self.cells]

    def fill(self, cells):
        """Fill in a row in place.

        :return: the reference of the receipt that the row may be a part of, as it has none itself; else None

        >>> from types import SimpleNamespace as Target
        >>> targets = list(enumerate(Target(name=name) for name in ("reference", "moment", "net")))
        >>> filler, row = Filler(targets, above=True), ["", "", "5"]
        >>> filler.fill(["R1", "2025-01-01", "10"]), filler.fill(row), row
        (None, None, ['R1', '2025-01-01', '5'])
        """
        if self.place is None or self.place >= len(cells):
            return None
        if is_blank(cells[self.place]):
            if not self.above or self.reference is None:
                return self.reference
            cells[self.place] = self.reference
        reference = text_of(cells[self.place])
        if reference != self.reference:
            self.reference, self.cells = reference, {}
        for place in self.places:
            if place < len(cells):
                if is_blank(cells[place]):
                    cells[place] = self.cells.get(place, cells[place])
                else:
                    self.cells[place] = _kept(cells[place])
        return None


def _kept(cell):
    return cell if isinstance(cell, (str, int, float)) else str(cell)
