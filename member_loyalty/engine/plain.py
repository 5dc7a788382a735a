"""What people and tills can have meant. Anything else is refused before somebody counts with it or stores it."""

import math
import re
from datetime import date

#: what a column of the database and common sense both hold
MOST_NUMBER = 10**12
MOST_ID = 2**31 - 1
MOST_SIGNS = 2000
MOST_ITEMS = 1000
YEARS = range(1900, 2200)
# Neither is a sign of its own, and no column holds it.
NO_SIGN = re.compile("[\0\ud800-\udfff]")


def text_fault(value):
    """
    >>> text_fault("Rosa"), text_fault("Ro\\0sa"), text_fault("Ro\\ud800sa"), text_fault(False)
    (None, 'control', 'control', None)
    """
    return "control" if isinstance(value, str) and NO_SIGN.search(value) else None


def number_fault(value, most=MOST_NUMBER):
    """
    >>> number_fault(2.5), number_fault(float("nan")), number_fault("-inf"), number_fault("ten"), number_fault(1e300)
    (None, 'number', 'number', 'number', 'large')
    >>> number_fault(10**400), number_fault(None), number_fault(2**31, MOST_ID)
    ('large', None, 'large')
    """
    if isinstance(value, int):
        return "large" if abs(value) > most else None
    try:
        number = float(value or 0)
    except (TypeError, ValueError):
        return "number"
    if not math.isfinite(number):
        return "number"
    return "large" if abs(number) > most else None


def link_fault(value):
    """The id of a record, or of none; records themselves are left to the ORM, which would store a text that is a number,
    or true, and count with nothing until the record is read again.

    >>> link_fault(7), link_fault(False), link_fault(""), link_fault((7, "Rosa"))
    (None, None, None, None)
    >>> link_fault("7"), link_fault(True), link_fault(7.0), link_fault(2**31)
    ('link', 'link', 'link', 'large')
    """
    if value is True or (value and isinstance(value, (str, float))):
        return "link"
    return number_fault(value, MOST_ID) if isinstance(value, int) else None


def date_fault(value):
    """
    >>> date_fault("2026-02-28"), date_fault("9999-12-31 10:00:00"), date_fault("soon"), date_fault(False)
    (None, 'date', 'date', None)
    """
    if not value:
        return None
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return "date"
    return None if day.year in YEARS else "date"


# ── What a till sends ─────────────────────────────────────────────────────────────────────────────────────────────


def scalar_fault(value):
    """A text, a number or nothing.

    >>> scalar_fault("4711"), scalar_fault(2.5), scalar_fault(["4711"]), scalar_fault("x" * 9999)
    (None, None, 'shape', 'large')
    """
    if isinstance(value, str):
        return text_fault(value) or ("large" if len(value) > MOST_SIGNS else None)
    return number_fault(value, MOST_ID) if value is None or isinstance(value, (int, float)) else "shape"


def words_fault(value):
    """A text or nothing.

    >>> words_fault("Rosa"), words_fault(False), words_fault(True), words_fault(4711)
    (None, None, 'shape', 'shape')
    """
    return scalar_fault(value) if value is None or value is False or isinstance(value, str) else "shape"


def key_fault(value):
    """
    >>> key_fault("0c6f"), key_fault(""), key_fault(None)
    (None, 'shape', 'shape')
    """
    return words_fault(value) if value else "shape"


def count_fault(value):
    """
    >>> count_fault(7), count_fault(False), count_fault(None), count_fault("7"), count_fault(-1), count_fault(10**30)
    (None, 'shape', 'shape', 'shape', 'shape', 'shape')
    """
    return None if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_ID else "shape"


def id_fault(value):
    """The id of a record, or of none.

    >>> id_fault(7), id_fault(False), id_fault(None), id_fault(True), id_fault(1.5)
    (None, None, None, 'shape', 'shape')
    """
    return None if value is None or value is False else count_fault(value)


def amounts_fault(value):
    """Numbers by id, as JSON has them.

    >>> amounts_fault({"7": 2.5}), amounts_fault({"seven": 1}), amounts_fault({7: float("inf")}), amounts_fault([7])
    (None, 'shape', 'number', 'shape')
    >>> amounts_fault(None), amounts_fault({"7": "2"}), amounts_fault({"7": None})
    ('shape', 'shape', 'shape')
    """
    if not isinstance(value, dict) or len(value) > MOST_ITEMS:
        return "shape"
    return next(filter(None, (_amount_fault(key, amount) for key, amount in value.items())), None)


def _amount_fault(key, amount):
    if isinstance(key, str):
        key = int(key) if key.isascii() and key.isdecimal() and len(key) < 12 else -1
    return count_fault(key) or (number_fault(amount) if isinstance(amount, (int, float)) else "shape")


def some_amounts_fault(value):
    """
    >>> some_amounts_fault(None), some_amounts_fault({}), some_amounts_fault([7])
    (None, None, 'shape')
    """
    return None if value is None or value is False else amounts_fault(value)


def values_fault(value):
    """What a dialog holds, by name.

    >>> values_fault({"name": "Rosa", "at_hand": {"7": 2.5}, "consent": True}), values_fault({"name": ["Rosa"]})
    (None, 'shape')
    >>> values_fault("Rosa"), values_fault({"partner_id": "7"})
    ('shape', 'shape')
    """
    if not isinstance(value, dict) or len(value) > MOST_ITEMS:
        return "shape"
    return next(filter(None, (argument_fault(name, item) for name, item in value.items())), None)


def order_fault(value):
    """A whole order, or none: whatever is in it, no sign and no number that nobody can have meant.

    >>> order_fault({"lines": [[0, 0, {"qty": 1.5, "note": "x"}]]}), order_fault(None), order_fault([1])
    (None, None, 'shape')
    >>> order_fault({"lines": [[0, 0, {"qty": float("nan")}]]}), order_fault({"note": "a\\0b"})
    ('number', 'control')
    """
    if value is None or value is False:
        return None
    return _inner_fault(value) if isinstance(value, dict) else "shape"


def _inner_fault(value):
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        return next(filter(None, map(_inner_fault, value)), None)
    return "number" if isinstance(value, float) and not math.isfinite(value) else text_fault(value)


#: the shape of what a till sends, by its name; what isn't here is a scalar
SHAPES = {
    **dict.fromkeys(("partner_id", "seen_id", "handbook_id"), id_fault),
    **dict.fromkeys(("benefit_id", "line_id", "offset"), count_fault),
    **dict.fromkeys(("query", "name", "phone", "email", "card_number", "brought_by", "pin"), words_fault),
    **dict.fromkeys(("repeated", "old_pin", "order_uuid", "note", "reason", "waived_because"), words_fault),
    **dict.fromkeys(("spending", "quantities"), amounts_fault),
    **dict.fromkeys(("topups", "at_hand"), some_amounts_fault),
    "key": key_fault,
    "order": order_fault,
    "values": values_fault,
}


def argument_fault(name, value):
    """
    >>> argument_fault("spending", {"7": float("nan")}), argument_fault("query", "Rosa"), argument_fault("value", 7)
    ('number', None, None)
    """
    return SHAPES.get(name, scalar_fault)(value)
