"""What it takes to import a million rows of history, as CSV and as XLSX: time, the longest piece, and memory.

In pieces that are committed, as background work does it. A piece has to stay far below Odoo's limits of 60 seconds of
computing and 120 seconds.
"""

import base64
import time
import zipfile
from datetime import datetime
from io import BytesIO

import psutil

ROWS = 1_000_000
LINES = 3
CUSTOMERS, PRODUCTS = 50_000, 500
HEADER = ("receipt", "date", "customer", "product", "qty", "net")
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
DAY_ZERO = datetime(1899, 12, 30)


def run(shop):
    """Seconds and megabytes."""
    with shop.env() as env:
        for name, content in (("XLSX", workbook()), ("CSV", table())):
            yield from _import(env, name, content)


def _import(env, name, content):
    record = env["member.import"].create(
        {
            "name": name,
            "kind": "purchases",
            "file": base64.b64encode(content),
            "file_name": f"history.{name.lower()}",
            "allow_unknown_customer": True,
            "allow_unknown_product": True,
            "allow_copies": True,
            "review_date": False,
        }
    )
    start = time.monotonic()
    record.action_read()
    env.cr.commit()
    yield {"metric": f"{name}, read the header", "value": time.monotonic() - start, "unit": "s"}
    longest = memory = 0
    process = psutil.Process()
    bare = process.memory_info().rss
    for label, begin in (("check", record.action_check), ("import", record.action_import)):
        start = time.monotonic()
        begin()
        env.cr.commit()
        job = record.job_id.sudo()
        while job.state in ("queued", "running"):
            before = time.monotonic()
            job._run_batch()
            env.cr.commit()
            env.invalidate_all()
            longest = max(longest, time.monotonic() - before)
            memory = max(memory, process.memory_info().rss - bare)
        yield {"metric": f"{name}, {label} {record.row_count:,} rows", "value": time.monotonic() - start, "unit": "s"}
    yield {"metric": f"{name}, the longest piece", "value": longest, "unit": "s", "limit": 60}
    yield {"metric": f"{name}, purchases", "value": record.purchase_count, "unit": "records"}
    yield {"metric": f"{name}, memory beside the bare process", "value": memory / 2**20, "unit": "MB", "limit": 512}


def rows():
    """Yield the values of each row."""
    for number in range(ROWS):
        receipt = number // LINES
        moment = datetime(2025, receipt % 12 + 1, receipt % 28 + 1, 10, receipt % 60)
        yield (
            f"R{receipt:07}",
            moment,
            f"C{receipt % CUSTOMERS}",
            f"P{number % PRODUCTS}",
            1,
            number % 97 + 1.5,
        )


def table():
    """Return the bytes of a CSV file."""
    lines = [",".join(HEADER), *(",".join(map(str, row)) for row in rows())]
    return "\n".join(lines).encode()


def workbook():
    """Return the bytes of a workbook with shared texts, as spreadsheets write it."""
    texts = {}

    def cell(place, value):
        if isinstance(value, str):
            return f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        if isinstance(value, datetime):
            return f'<c r="{place}" s="1"><v>{(value - DAY_ZERO).total_seconds() / 86400:.8f}</v></c>'
        return f'<c r="{place}"><v>{value}</v></c>'

    def row(number, values):
        cells = "".join(cell(f"{column}{number}", value) for column, value in zip("ABCDEF", values, strict=True))
        return f'<row r="{number}">{cells}</row>'.encode()

    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        sheets = f'<sheets><sheet name="Sales" sheetId="1" r:id="rId1" xmlns:r="{RELATIONS}"/></sheets>'
        book.writestr("xl/workbook.xml", f"{HEAD}<workbook {NAMESPACE}>{sheets}</workbook>")
        relation = f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        book.writestr("xl/_rels/workbook.xml.rels", f"{HEAD}<Relationships>{relation}</Relationships>")
        styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'
        book.writestr("xl/styles.xml", f"{HEAD}<styleSheet {NAMESPACE}>{styles}</styleSheet>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f"{HEAD}<worksheet {NAMESPACE}><sheetData>".encode() + row(1, HEADER))
            for number, values in enumerate(rows(), start=2):
                part.write(row(number, values))
            part.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w") as part:
            part.write(f"{HEAD}<sst {NAMESPACE}>".encode())
            for text in texts:
                part.write(f"<si><t>{text}</t></si>".encode())
            part.write(b"</sst>")
    return stream.getvalue()
