"""A long table's workbook, made of several."""

import openpyxl
import pytest

from odoo.addons.member_analytics.engine.workbook import FIRST, Head, Workbook
from odoo.addons.member_analytics.engine.workbook_parts import join

COLUMNS = [
    {"name": "name", "label": "Name", "type": "char"},
    {"name": "spend", "label": "Spend", "type": "monetary"},
    {"name": "day", "label": "Day", "type": "date"},
    {"name": "share", "label": "Share", "type": "percentage"},
]
ROWS = [
    [f'A & B </sheetData> <row r="{number}" =1+1' if number % 7 else None, number / 4, 46_000 + number, None]
    for number in range(5_000)
]


def written(path, rows, before, total):
    book = Workbook(path, '#,##0.00 "€"', constant_memory=True)
    sheet = book.add_table(Head("Members", "Shop"), COLUMNS, total)
    assert book.write_rows(sheet, FIRST + before, rows, COLUMNS) == len(rows)
    book.add_text(Head("Definitions"), ["What", "Definition"], [("Spend", "Net")])
    book.close()
    return path, FIRST + before


def cells(path):
    book = openpyxl.load_workbook(path)
    table = book.worksheets[0]
    styles = [[cell.number_format for cell in row] for row in table.iter_rows(min_row=FIRST + 1)]
    return book.sheetnames, list(table.values), styles, table.auto_filter.ref, table.freeze_panes


@pytest.mark.parametrize("sizes", [[5_000], [2_000, 3_000], [1, 4_998, 1], [4_000, 0, 1_000]])
def test_it_is_as_written_at_once(tmp_path, sizes):
    whole, _first = written(tmp_path / "whole.xlsx", ROWS, 0, len(ROWS))
    parts, before = [], 0
    for number, size in enumerate(sizes):
        parts.append(written(tmp_path / f"{number}.xlsx", ROWS[before : before + size], before, len(ROWS)))
        before += size
    joined = tmp_path / "joined.xlsx"
    join(joined, parts)
    assert cells(joined) == cells(whole)
    assert openpyxl.load_workbook(joined, read_only=True).worksheets[0].max_row in (None, FIRST + len(ROWS))


def test_texts_are_never_formulas(tmp_path):
    path, _first = written(tmp_path / "one.xlsx", [["=1+1", 1, 1, 1]], 0, 1)
    assert openpyxl.load_workbook(path).worksheets[0].cell(FIRST + 1, 1).data_type == "s"
