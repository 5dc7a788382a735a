"""Makes the small files of ``tests/files`` as systems and spreadsheets write them, and ``expected.jsonl`` with what an import
has to make of each: read it right, ask, or refuse it with words. ``python make_files.py`` writes them anew."""

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

FOLDER = Path(__file__).parent / "files"
CASES = {}
FILES = {}


def case(
    name, content, *, kind="purchases", asks=None, answer=None, refused=None, problems=(), rows=None, options=None
):
    """
    :param asks: words of the question before the rows are read
    :param answer: values that answer it
    :param refused: words with which the file isn't read at all
    :param problems: list of [row, code]
    :param rows: what is imported: purchases as number to [day, amount with tax], the others as name to value
    """
    FILES[name] = content if isinstance(content, bytes) else content.encode()
    CASES[name] = {
        key: value
        for key, value in {
            "kind": kind,
            "asks": asks,
            "answer": answer,
            "refused": refused,
            "problems": [list(problem) for problem in problems],
            "rows": rows,
            "options": options,
        }.items()
        if value
    }


def sheet(*rows, more=(), title="Sheet", change=None):
    """
    :param more: rows of further sheets, each (name, rows)
    :param change: function of the openpyxl sheet
    """
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, others in more:
        extra = book.create_sheet(name)
        for row in others:
            extra.append(row)
    if change:
        change(book.active)
    stream = BytesIO()
    book.save(stream)
    # The same bytes whenever it is made.
    fixed = BytesIO()
    with ZipFile(stream) as old, ZipFile(fixed, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2025-01-01T00:00:00Z", old.read(part))
            with new.open(_fixed(part), "w") as target:
                target.write(data)
    return fixed.getvalue()


def _fixed(name):
    from zipfile import ZipInfo

    info = ZipInfo(name, (2025, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED
    return info


R1 = {"R1": ["2025-01-31", 10.5]}
R12 = {"R1": ["2025-01-31", 10.5], "R2": ["2025-02-01", 20]}
PLAIN = "receipt,date,amount\nR1,2025-01-31,10.50\nR2,2025-02-01,20\n"


def encodings():
    people = {
        "utf8": ("utf-8", "José", None),
        "utf8_bom": ("utf-8-sig", "José", None),
        "utf16_le": ("utf-16", "José 张三", None),
        "cp1252": ("cp1252", "José", None),
        "cp1252_german": ("cp1252", "Jürgen Größe", None),
        "cp1250_polish": ("cp1250", "Łukasz Żak", None),
        "cp1250_or_western": ("cp1250", "Poznań", "cp1250"),
        "cp1252_or_central": ("cp1252", "Peña", "cp1252"),
        "cp1251": ("cp1251", "Мария Иванова", None),
        "gbk": ("gbk", "张三", "gb18030"),
        "gbk_long": ("gbk", "欧阳小明", "gb18030"),
        "big5": ("big5", "陳大文", "big5"),
        "shift_jis": ("cp932", "田中太郎", "cp932"),
        "korean": ("cp949", "김철수", "cp949"),
        "greek": ("cp1253", "Γιώργος", "cp1253"),
        "mac": ("mac_roman", "José", None),
        "dos": ("cp850", "José", None),
    }
    for name, (encoding, person, answer) in people.items():
        case(
            f"encoding_{name}.csv",
            f"id,name,city\nM1,{person},X\nM2,Ann,Y\n".encode(encoding),
            kind="members",
            asks=answer and "Which encoding",
            answer=answer and {"encoding": answer},
            rows={"M1": person, "M2": "Ann"},
        )
    case(
        "encoding_utf8_one_bad_byte.csv",
        "id,name\nM1,José\nM2,Zoë\nM3,R\0\nM4,Ann\n".encode().replace(b"\0", b"\xe9"),
        kind="members",
        problems=[(4, "encoding")],
        rows={"M1": "José", "M2": "Zoë", "M4": "Ann"},
    )
    case("encoding_utf16_be.csv", b"\xfe\xff" + PLAIN.encode("utf-16-be"), rows=R12)
    case("encoding_utf16_unmarked.csv", PLAIN.encode("utf-16-le"), rows=R12)
    case("binary.csv", b"\x89PNG\r\n\x1a\n\0\0\0", refused="binary")
    case("old_excel.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), refused="Excel 97")
    case("not_a_workbook.xlsx", b"PK\x03\x04 nothing", refused="workbook")
    case("empty.csv", b" \n", refused="empty")
    case("header_only.csv", "receipt,date,amount\n", refused="no rows")
    case("mac_lines.csv", PLAIN.replace("\n", "\r"), refused="old Macintosh")


def delimiters():
    for name, delimiter in {"semicolon": ";", "tab": "\t", "pipe": "|"}.items():
        case(f"delimiter_{name}.csv", PLAIN.replace(",", delimiter), rows=R12)
    case("delimiter_said.csv", "sep=;\nreceipt;date;amount\nR1;31.01.2025;10,50\nR2;01.02.2025;20,00\n", rows=R12)
    case("delimiter_quoted.csv", '"receipt","date","amount"\n"R1","2025-01-31","10.50"\n', rows=R1)
    case("delimiters_at_the_end.csv", "receipt,date,amount,,\nR1,2025-01-31,10.50,,\nR2,2025-02-01,20,,\n", rows=R12)
    case(
        "delimiters_at_the_end_of_rows.csv", "receipt,date,amount\nR1,2025-01-31,10.50,,\nR2,2025-02-01,20,\n", rows=R12
    )
    case(
        "last_cells_left_out.csv",
        "receipt,date,amount,store,refund of\nR1,2025-01-31,10.50,Main,R0\nR2,2025-02-01,20\n",
        problems=[(2, "unknown")],
        rows={"R2": ["2025-02-01", 20]},
    )
    case(
        "cells_too_many.csv",
        "receipt,date,amount\nR1,2025-01-31,10,50\nR2,2025-02-01,20\n",
        problems=[(2, "width")],
        rows={"R2": ["2025-02-01", 20]},
    )
    case("windows_lines.csv", PLAIN.replace("\n", "\r\n"), rows=R12)
    case("line_break_in_cell.csv", 'receipt,date,amount,product\nR1,2025-01-31,10.50,"a\nb"\n', rows=R1)


def headers():
    case("title_rows.csv", "Sales report,,\nJanuary,,\n,,\nreceipt,date,amount\nR1,2025-01-31,10.50\n", rows=R1)
    case("blank_first_rows.csv", "\n\nreceipt,date,amount\nR1,2025-01-31,10.50\n", rows=R1)
    case(
        "blank_first_rows.xlsx",
        sheet([], ["Report"], [], ["receipt", "date", "amount"], ["R1", "2025-01-31", 10.5]),
        rows=R1,
    )
    case(
        "no_header.csv",
        "R1,2025-01-31,10.50\nR2,2025-02-01,20\n",
        asks="should have the column names",
    )
    case("header_twice.csv", "receipt,date,date\nR1,2025-01-31,1\n", refused="several columns named date")
    rows = {"R1": ["2025-01-31", 1250.5]}
    case("spanish.csv", "Nº Ticket;Fecha;Importe total\nR1;31/01/2025;1.250,50\n", rows=rows)
    case("german.csv", "Belegnummer;Datum;Bruttobetrag\nR1;31.01.2025;1.250,50 €\n", rows=rows)
    case("french.csv", "Numéro de ticket;Date de vente;Montant TTC\nR1;31/01/2025;1 250,50\n", rows=rows)
    case("chinese.csv", "订单号,下单时间,实付金额\nR1,2025年1月31日,¥1250.50\n", rows=rows)
    case(
        "chinese_members.csv",
        "会员号,姓名,性别,手机号\nM1,张三,女,\nM2,李四,男,\n",
        kind="members",
        rows={"M1": "张三", "M2": "李四"},
    )
    case(
        "spanish_members.csv",
        "Código de cliente;Nombre;Apellidos;Sexo\nM1;Ana;Ruiz;Mujer\n",
        kind="members",
        rows={"M1": "Ana Ruiz"},
    )
    case(
        "second_sheet.xlsx",
        sheet(["receipt", "date", "amount"], ["R1", "2025-01-31", 10.5], more=[("Old", [["a", "b"], ["1", "2"]])]),
        asks="Which sheet",
        answer={"sheet": 1},
        rows=R1,
    )
    case(
        "empty_first_sheet.xlsx",
        sheet(["Notes"], more=[("Sales", [["receipt", "date", "amount"], ["R1", "2025-01-31", 10.5]])]),
        rows=R1,
    )


def dates():
    for name, (text, order) in {
        "day_first": ("31/01/2025", None),
        "month_first": ("01/31/2025", None),
        "dots": ("31.01.2025", None),
        "short_year": ("31/01/25", None),
        "half_days": ("01/31/2025 1:05 PM", None),
        "english": ("31-Jan-2025", None),
        "spanish": ("31 de enero de 2025", None),
        "compact": ("20250131", None),
        "zone": ("2025-01-31T12:00:00Z", None),
    }.items():
        case(f"date_{name}.csv", f"receipt,date,amount\nR1,{text},10.50\n", rows=R1, asks=order)
    for order, day in {"dmy": "2025-04-03", "mdy": "2025-03-04"}.items():
        case(
            f"date_open_{order}.csv",
            "receipt,date,amount\nR1,03/04/2025,10.50\n",
            asks="Which is the day",
            answer={"date_order": order},
            rows={"R1": [day, 10.5]},
        )
    case(
        "date_mixed_orders.csv",
        "receipt,date,amount\nR1,31/01/2025,1\nR2,01/31/2025,1\nR3,03/04/2025,1\n",
        asks="Which is the day",
        answer={"date_order": "dmy"},
        problems=[(3, "date")],
        rows={"R1": ["2025-01-31", 1], "R3": ["2025-04-03", 1]},
    )
    from datetime import datetime

    case(
        "date_half_swapped.xlsx",
        sheet(["receipt", "date", "amount"], ["R1", datetime(2025, 4, 3), 1], ["R2", "13/02/2025", 1]),
        asks="Some dates are real dates and others are texts",
    )
    case("date_real.xlsx", sheet(["receipt", "date", "amount"], ["R1", datetime(2025, 1, 31, 10), 10.5]), rows=R1)
    case("date_and_time.csv", "receipt,date,time,amount\nR1,2025-01-31,10:22 AM,10.50\n", rows=R1)
    case("date_serial.csv", "receipt,date,amount\nR1,45688,10.50\n", problems=[(2, "date")])
    case(
        "date_open_far_down.csv",
        "receipt,date,amount\n" + "".join(f"A{n},2025-01-01,1\n" for n in range(1200)) + "R1,03/04/2025,1\n",
        problems=[(1202, "either")],
    )


def numbers():
    case(
        "number_open.csv",
        "receipt;date;amount\nR1;2025-01-31;1.250\nR2;2025-01-31;2.500\n",
        asks="How much is 1.250",
        answer={"decimal": ","},
        rows={"R1": ["2025-01-31", 1250], "R2": ["2025-01-31", 2500]},
    )
    case("number_comma.csv", "receipt;date;amount\nR1;2025-01-31;10,50\n", rows=R1)
    case(
        "number_dollars.csv",
        'receipt,date,amount\nR1,2025-01-31,"$1,250.50"\nR2,2025-01-31,($3.00)\n',
        rows={"R1": ["2025-01-31", 1250.5], "R2": ["2025-01-31", -3]},
    )
    case("number_minus_behind.csv", "receipt;date;amount\nR1;2025-01-31;10,50-\n", rows={"R1": ["2025-01-31", -10.5]})
    case("number_swiss.csv", "receipt;date;amount\nR1;2025-01-31;1’250.50\n", rows={"R1": ["2025-01-31", 1250.5]})
    case(
        "number_indian.csv", 'receipt,date,amount\nR1,2025-01-31,"1,25,000.50"\n', rows={"R1": ["2025-01-31", 125000.5]}
    )
    case(
        "number_mixed.csv",
        "receipt;date;amount\nR1;2025-01-31;10,50\nR2;2025-01-31;10.50\n",
        asks="How much is",
        answer={"decimal": ","},
        problems=[(3, "number")],
        rows=R1,
    )
    case(
        "number_open_far_down.csv",
        "receipt;date;amount\n" + "".join(f"A{n};2025-01-01;1\n" for n in range(1200)) + "R1;2025-01-31;1.250\n",
        problems=[(1202, "either")],
    )
    case(
        "number_formula.xlsx",
        sheet(["receipt", "date", "amount"], ["R1", "2025-01-31", "=5+5"], ["R2", "2025-01-31", 7]),
        problems=[(2, "formula")],
        rows={"R2": ["2025-01-31", 7]},
    )
    case("number_times_price.csv", "receipt,date,qty,unit price\nR1,2025-01-31,3,3.50\n", rows=R1)
    case(
        "balances_open.csv",
        "member;points\nB1;1.250\n",
        kind="balances",
        options={"program_id": "Club"},
        asks="How much is 1.250",
        answer={"decimal": ","},
        rows={"B1": 1250},
    )


def feet():
    for name, foot in {
        "word": "Total,,1330.50",
        "word_and_date": "Total,2025-12-31,1330.50",
        "chinese": "合计,,1330.50",
        "chinese_and_date": "总计,2025-12-31,1330.50",
        "german": "Gesamtsumme:,2025-12-31,1330.50",
        "spanish": "TOTAL GENERAL,2025-12-31,1330.50",
        "figures_alone": ",,1330.50",
        "subtotal": "Subtotal,2025-12-31,1330.50",
    }.items():
        case(
            f"foot_{name}.csv", f"receipt,date,amount\nR1,2025-01-31,10.50\n{foot}\n", problems=[(3, "total")], rows=R1
        )
    case(
        "foot_members.csv", "id,name\nM1,Ann\nTotal,1330\n", kind="members", problems=[(3, "total")], rows={"M1": "Ann"}
    )
    case(
        "foot_name.csv",
        "id,name,city\nM1,Ann,X\n2,Total,\n",
        kind="members",
        problems=[(3, "total")],
        rows={"M1": "Ann"},
    )
    case(
        "foot_balances.csv",
        "member,points\nB1,20\n合计,1330.50\n",
        kind="balances",
        options={"program_id": "Club"},
        problems=[(3, "total")],
        rows={"B1": 20},
    )
    case(
        "foot_products.csv",
        "sku,name,price\nN1,Total Care Shampoo,5\nTotal,,5\n",
        kind="products",
        problems=[(3, "total")],
        rows={"N1": "Total Care Shampoo"},
    )
    case(
        "foot_unmapped.csv",
        "no,receipt,date,amount\n1,R1,2025-01-31,10.50\nTotal,R9,2025-12-31,1330.50\n",
        problems=[(3, "total")],
        rows=R1,
    )


def kinds_of_receipts():
    known = (
        "receipt,date,status,amount\nR1,2025-01-31,Completed,10.50\nR2,2025-02-01,Voided,20\nR3,2025-02-02,Refunded,5\n"
    )
    case("status_known.csv", known, rows=R1)
    case("type_known.csv", known.replace("Refunded", "Refund"), rows={**R1, "R3": ["2025-02-02", -5]})
    case(
        "status_unknown.csv",
        known.replace("Voided", "zzz"),
        asks="What does zzz mean",
    )
    case(
        "status_chinese.csv",
        "订单号,日期,订单状态,金额\nR1,2025-01-31,已完成,10.50\nR2,2025-02-01,已取消,20\nR3,2025-02-02,已退款,5\n",
        rows=R1,
    )
    case(
        "status_three.csv",
        "receipt,date,status,amount\nR1,2025-01-31,VOID,15\nR2,2025-01-31,Cancelled,20\nR3,2025-01-31,refunded,10\n",
    )
    case(
        "status_far_down.csv",
        "receipt,date,status,amount\n"
        + "".join(f"A{n},2025-01-01,void,1\n" for n in range(1200))
        + "R1,2025-01-31,sale,10.50\nR2,2025-01-31,other,3\n",
        problems=[(1202, "meaning"), (1203, "meaning")],
    )
    case(
        "quantity_negative.csv",
        "receipt,date,qty,amount\nR1,2025-01-31,1,10.50\nR2,2025-01-31,-1,30\n",
        problems=[(3, "sign")],
        rows=R1,
    )
    case(
        "quantity_negative_chosen.csv",
        "receipt,date,qty,amount\nR1,2025-01-31,1,10.50\nR2,2025-01-31,-1,30\n",
        options={"negative_returns": True},
        rows={**R1, "R2": ["2025-01-31", -30]},
    )
    case(
        "quantity_negative_price.csv",
        "receipt,date,qty,unit price\nR1,2025-01-31,-1,30\n",
        rows={"R1": ["2025-01-31", -30]},
    )


def halves():
    halves = "receipt,date,product,amount\nR1,2025-01-31,A,10\n,,B,5\nR2,2025-01-31,C,7\n"
    case(
        "half_asked.csv",
        halves,
        asks="Row 3 has no receipt number",
        answer={"fill_down": "above"},
        rows={"R1": ["2025-01-31", 15], "R2": ["2025-01-31", 7]},
    )
    case(
        "half_refused.csv",
        halves,
        options={"fill_down": "invalid"},
        problems=[(3, "missing"), (3, "half")],
        rows={"R2": ["2025-01-31", 7]},
    )
    case(
        "half_merged.xlsx",
        sheet(
            ["receipt", "date", "product", "amount"],
            ["R1", "2025-01-31", "A", 10],
            [None, None, "B", 5],
            change=lambda page: page.merge_cells("A2:A3"),
        ),
        asks="Row 3 has no receipt number",
        answer={"fill_down": "above"},
        rows={"R1": ["2025-01-31", 15]},
    )
    case(
        "half_by_total.csv",
        "receipt,date,amount,receipt total\nR1,2025-01-31,10,15\nR2,2025-01-31,7,7\n",
        problems=[(2, "half")],
        rows={"R2": ["2025-01-31", 7]},
    )
    case(
        "discount_by_total.csv",
        "receipt,date,amount,receipt total\nR1,2025-01-31,10,12\nR1,2025-01-31,5,12\n",
        rows={"R1": ["2025-01-31", 12]},
    )
    case(
        "same_number_blank_cells.csv", "receipt,date,amount\nR1,2025-01-31,10\nR1,,5\n", rows={"R1": ["2025-01-31", 15]}
    )
    case(
        "rounded_power.csv",
        "receipt,date,amount\n2.0250131E+16,2025-01-31,20\n2.0250131E+16,2025-01-31,20\n",
        problems=[(2, "rounded"), (3, "rounded")],
    )
    case(
        "rounded_zeros.csv",
        "receipt,date,amount\n20250131000000100,2025-01-31,20\n20250131000000100,2025-01-31,40\n",
        problems=[(2, "rounded"), (3, "rounded")],
    )
    case(
        "long_numbers.csv",
        "receipt,date,amount\n20250131000000123,2025-01-31,20\n",
        rows={"20250131000000123": ["2025-01-31", 20]},
    )
    case(
        "rounded.xlsx",
        sheet(["receipt", "date", "amount"], [20250131000000123, "2025-01-31", 20]),
        problems=[(2, "rounded")],
    )
    case(
        "numbers_as_text.xlsx",
        sheet(["receipt", "date", "amount"], ["20250131000000123", "2025-01-31", 20], [42, "2025-01-31", 1]),
        rows={"20250131000000123": ["2025-01-31", 20], "42": ["2025-01-31", 1]},
    )
    case("phone_rounded.csv", "id,name,phone\nM1,Ann,6.50253E+09\n", kind="members", problems=[(2, "rounded")])
    case("without_numbers.csv", "date,amount\n2025-01-31 10:00,10\n2025-01-31 10:00,5\n", asks="no receipt numbers")


def systems():
    case(
        "square_items.csv",
        "Date,Time,Time Zone,Category,Item,Qty,SKU,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type,Location,Customer ID\n"
        "2025-01-31,10:22:05,Eastern,Food,Bread,2.0,P9,$12.00,-$2.00,$10.00,$0.50,T1,Payment,Main,\n"
        "2025-02-01,11:00:00,Eastern,Food,Bread,-1.0,P9,-$5.00,$0.00,-$5.00,-$0.25,T2,Refund,Main,\n",
        rows={"T1": ["2025-01-31", 10.5], "T2": ["2025-02-01", -5.25]},
    )
    case(
        "square_items_with_total.csv",
        "Date,Time,Qty,SKU,Gross Sales,Net Sales,Tax,Transaction ID,Event Type\n"
        "2025-01-31,10:22:05,2.0,P9,$12.00,$10.00,$0.50,T1,Payment\nTotal,,,,$12.00,$10.00,$0.50,,\n",
        problems=[(3, "total")],
        rows={"T1": ["2025-01-31", 10.5]},
    )
    case(
        "square_customers.csv",
        "Reference ID,First Name,Last Name,Email Address,Phone Number,Birthday,Memo,Square Customer ID,Email Subscription Status\n"
        ",Ann,Lee,ann@example.com,'+16502530001,,VIP,SQ1,\n",
        kind="members",
        rows={"SQ1": "Ann Lee"},
    )
    shopify = (
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Lineitem sku,Cancelled at\n"
        "#1001,ann@example.com,paid,2025-01-31 10:00:00 -0500,USD,18.00,5.00,0.00,23.00,2.00,2025-01-31 10:00:00 -0500,2,Soap,5.00,P8,\n"
        "#1001,ann@example.com,,,,,,,,,2025-01-31 10:00:00 -0500,1,Cream,10.00,P9,\n"
        "#1002,bob@example.com,voided,,USD,9.00,0.00,0.00,9.00,0.00,2025-02-01 10:00:00 -0500,1,Soap,9.00,P8,\n"
    )
    case("shopify_orders.csv", shopify, rows={"#1001": ["2025-01-31", 18]})
    case(
        "shopify_orders_partly.csv",
        shopify.replace("voided", "partially_refunded"),
        asks="What does partially_refunded mean",
    )
    case(
        "shopify_customers.csv",
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Phone,Tags\n'7001,Ann,Lee,ann@example.com,yes,Oslo,,VIP\n",
        kind="members",
        asks="When did the customers agree",
        answer={"consent_date": "2024-05-01"},
        rows={"7001": "Ann Lee"},
    )
    case(
        "loyverse_receipts.csv",
        "Date,Receipt number,Receipt type,Category,SKU,Item,Quantity,Gross sales,Discounts,Net sales,Taxes,Store,Customer contacts\n"
        "1/31/25 10:22 AM,1-1001,Sale,Food,P9,Bread,1,12.00,2.00,10.00,0.50,Main,\n"
        "2/1/25 11:22 AM,1-1002,Refund,Food,P9,Bread,1,5.00,0.00,5.00,0.25,Main,\n",
        rows={"1-1001": ["2025-01-31", 10.5], "1-1002": ["2025-02-01", -5.25]},
    )
    case(
        "loyverse_cancelled.csv",
        "Date,Receipt number,Receipt type,SKU,Quantity,Gross sales,Net sales,Taxes,Status\n"
        "1/31/25 10:22 AM,1-1001,Sale,P9,1,12.00,10.00,0.50,Closed\n1/31/25 10:25 AM,1-1002,Sale,P9,1,9.00,9.00,0.00,Cancelled\n",
        rows={"1-1001": ["2025-01-31", 10.5]},
    )
    case(
        "loyverse_customers.csv",
        "Customer ID,Customer name,Email,Phone,City,Customer code,Points balance,Note,First visit,Total visits\nL1,Ann Lee,,,Oslo,,12.5,,2024-05-31,3\n",
        kind="members",
        rows={"L1": "Ann Lee"},
    )
    case(
        "woocommerce_analytics.csv",
        'Date,Order #,N. Revenue formatted,Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales\n"2025-01-31 10:00:00",501,x,completed,,new,Soap,1,,10.5\n"2025-02-01 10:00:00",502,x,cancelled,,new,Soap,1,,7\n',
        rows={"501": ["2025-01-31", 10.5]},
    )
    case(
        "odoo_orders.csv",
        "Order Ref,Date,Status,Order Lines/Product/Internal Reference,Order Lines/Quantity,Order Lines/Subtotal\n"
        "Shop/0001,2025-01-31 10:00:00,Paid,P8,1,10\n,,,P9,1,0.5\nShop/0002,2025-02-01 10:00:00,Cancelled,P8,1,7\n",
        rows={"Shop/0001": ["2025-01-31", 10.5]},
    )
    case(
        "odoo_contacts.csv",
        "External ID,Display Name,Phone,Email,Tags\n__export__.p1,Ann Lee,,,\n",
        kind="members",
        rows={"__export__.p1": "Ann Lee"},
    )
    case("balances_which.csv", "member,points\nB1,20\n", kind="balances", asks="Of which program")
    case("balances_side_by_side.csv", "卡号,本金余额,赠送余额\nB1,80,20\n", kind="balances", rows={"B1": 100})
    case(
        "products_known_code.csv",
        "sku,name\nP1,Another thing\nN1,New thing\n",
        kind="products",
        problems=[(2, "other_name")],
        rows={"N1": "New thing"},
    )
    case(
        "members_without_ids.csv",
        "first name,last name,email\nAnn,Lee,ann@example.com\n",
        kind="members",
        rows={"ann@example.com": "Ann Lee"},
    )


def make():
    for part in (encodings, delimiters, headers, dates, numbers, feet, kinds_of_receipts, halves, systems):
        part()
    for old in FOLDER.iterdir():
        old.unlink()
    for name, content in FILES.items():
        (FOLDER / name).write_bytes(content)
    lines = [json.dumps({"file": name, **expected}, ensure_ascii=False) for name, expected in CASES.items()]
    (FOLDER / "expected.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    make()
