"""What the columns of a file of history may hold, and the headers that other systems give them."""

import re
from typing import NamedTuple


class Target(NamedTuple):
    """What a column can be read as.

    :param parse: 'text', 'moment', 'day', 'any_day' (it may lie ahead) or 'number'
    :param headers: headers in the files of other systems, in lower case without punctuation
    """

    name: str
    parse: str
    required: bool
    headers: tuple


TARGETS = {
    "members": (
        Target(
            "reference",
            "text",
            True,
            (
                "reference",
                "member id",
                "customer id",
                "household id",
                "id",
                "ref",
                "code",
                "external id",
                "customer",
                "member",
                "customer no",
                "customer number",
            ),
        ),
        Target("name", "text", True, ("name", "full name", "customer name", "member name")),
        Target("phone", "text", False, ("phone", "mobile", "phone number", "telephone", "cell", "tel")),
        Target("email", "text", False, ("email", "e mail", "mail", "email address")),
        Target("birthdate_date", "day", False, ("birth date", "birthdate", "birthday", "date of birth", "dob")),
        Target("gender", "text", False, ("gender", "sex")),
        Target("card_number", "text", False, ("card", "card number", "card no", "member card", "card id")),
        Target(
            "member_since", "day", False, ("member since", "since", "join date", "joined", "enrolled", "enrolment date")
        ),
    ),
    "products": (
        Target(
            "reference",
            "text",
            True,
            (
                "reference",
                "product id",
                "internal reference",
                "sku",
                "code",
                "id",
                "ref",
                "default code",
                "item",
                "article",
                "product",
                "product code",
                "item id",
            ),
        ),
        Target("name", "text", True, ("name", "product name", "description", "title")),
        Target("barcode", "text", False, ("barcode", "ean", "ean13", "upc", "gtin")),
        Target("category", "text", False, ("category", "product category", "category path", "group", "department")),
        Target("list_price", "number", False, ("price", "sales price", "list price", "unit price", "retail price")),
    ),
    "purchases": (
        Target(
            "reference",
            "text",
            True,
            (
                "basket",
                "basket id",
                "receipt",
                "receipt number",
                "receipt no",
                "order",
                "order id",
                "order reference",
                "transaction",
                "transaction id",
                "reference",
                "ticket",
                "invoice",
            ),
        ),
        Target(
            "moment",
            "moment",
            True,
            (
                "date",
                "datetime",
                "date time",
                "time",
                "timestamp",
                "transaction timestamp",
                "order date",
                "purchase date",
                "sold at",
                "transaction date",
            ),
        ),
        Target(
            "customer",
            "text",
            False,
            (
                "customer",
                "customer id",
                "member",
                "member id",
                "household id",
                "customer ref",
                "customer reference",
                "customer no",
                "customer number",
            ),
        ),
        Target(
            "product",
            "text",
            False,
            (
                "product",
                "product id",
                "sku",
                "item",
                "item id",
                "article",
                "product code",
                "product reference",
                "barcode",
                "internal reference",
            ),
        ),
        Target("quantity", "number", False, ("quantity", "qty", "units", "pieces")),
        Target(
            "net",
            "number",
            False,
            (
                "net",
                "net amount",
                "amount net",
                "amount untaxed",
                "untaxed",
                "subtotal",
                "amount without tax",
                "sales value",
            ),
        ),
        Target(
            "gross",
            "number",
            False,
            (
                "gross",
                "gross amount",
                "amount gross",
                "amount",
                "total",
                "amount with tax",
                "amount paid",
                "line total",
                "price",
            ),
        ),
        Target("store", "text", False, ("store", "store id", "shop", "till", "pos", "branch", "point of sale")),
        Target("refund_of", "text", False, ("refund of", "return of", "refunded order", "original receipt")),
    ),
    "balances": (
        Target(
            "member",
            "text",
            True,
            (
                "member",
                "member number",
                "member no",
                "member id",
                "number",
                "phone",
                "mobile",
                "phone number",
                "external id",
                "reference",
                "ref",
                "id",
                "customer",
                "customer id",
                "card",
                "card number",
                "card no",
            ),
        ),
        Target("program", "text", False, ("programme", "program", "wallet", "account", "scheme")),
        Target("bucket", "text", False, ("bucket", "kind", "type")),
        Target(
            "amount",
            "number",
            True,
            ("amount", "balance", "points", "value", "opening", "opening balance", "credit", "points balance"),
        ),
        Target(
            "expiry",
            "any_day",
            False,
            ("expiry", "expiry date", "expires", "expires on", "expiration", "expiration date", "valid until", "until"),
        ),
        Target("reason", "text", False, ("reason", "note", "comment", "remark", "description")),
    ),
}


def guess_targets(headers, kind, offered=None):
    """Which column is what, by its header.

    :param offered: names of targets to choose among, all of the kind by default
    :return: list with a target name or None for each header

    >>> guess_targets(["Household_ID", "basket_id", "When", "Sales Value", "QTY"], "purchases")
    ['customer', 'reference', None, 'net', 'quantity']
    """
    free = [target for target in TARGETS[kind] if offered is None or target.name in offered]
    found = []
    for header in headers:
        plain = " ".join(re.findall(r"[^\W_]+", header.lower()))
        target = next((target for target in free if plain in target.headers), None)
        if target:
            free.remove(target)
        found.append(target and target.name)
    return found
