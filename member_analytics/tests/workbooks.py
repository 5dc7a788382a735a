import io

import openpyxl

from ..engine.workbook import HEADER


def opened(workbook):
    """:return: a member.workbook's file, as openpyxl reads it"""
    # sudo: whoever looks.
    return openpyxl.load_workbook(io.BytesIO(workbook.sudo().attachment_id.raw))


def table(sheet):
    """:return: list of the rows of a sheet's table, each a dict of label to value"""
    labels, *rows = list(sheet.values)[HEADER:]
    return [{label: value for label, value in zip(labels, row, strict=True) if label} for row in rows]
