"""Texts of short messages: placeholders, length and segments as they are billed, and answers that mean stop."""

import re
from typing import NamedTuple
from unicodedata import category, normalize

# 3GPP TS 23.038: the default alphabet of seven bits, and its extension, whose characters take an escape before them.
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
#: by encoding: units of a message by itself, and of each segment of a longer one
LIMITS = {"gsm7": (160, 153), "ucs2": (70, 67)}

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")

#: whole answers, without case, accents, spaces and marks
STOP_WORDS = frozenset(
    (
        # What carriers act on by themselves, and what else is written.
        *("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "optout", "revoke"),
        *("baja", "alto", "parar", "cancelar", "nomas", "nomasmensajes"),
        *("t", "td", "r", "退订", "退訂", "取消", "取消订阅", "取消訂閱", "停止", "拒收"),
    )
)


class Size(NamedTuple):
    """
    :param units: septets of GSM 7 ('gsm7'), or 16-bit units ('ucs2')
    """

    encoding: str
    units: int
    segments: int


def size(text):
    """How long a text is on its way. One character outside GSM 7 makes the whole text UCS-2.

    :return: :class:`Size`

    >>> size("a" * 160), size("a" * 161), size("€" * 80)
    (Size(encoding='gsm7', units=160, segments=1), Size(encoding='gsm7', units=161, segments=2), Size(encoding='gsm7', units=160, segments=1))
    >>> size("您好" * 35), size("您好" * 35 + "!")
    (Size(encoding='ucs2', units=70, segments=1), Size(encoding='ucs2', units=71, segments=2))
    """
    characters = set(text)
    encoding = "gsm7" if characters <= GSM_7 | EXTENSION else "ucs2"
    doubled = EXTENSION if encoding == "gsm7" else {character for character in characters if ord(character) > 0xFFFF}
    widths = [2 if character in doubled else 1 for character in text]
    units, (alone, each) = sum(widths), LIMITS[encoding]
    return Size(encoding, units, _packed(widths, each) if units > alone else min(units, 1))


def _packed(widths, each):
    """:return: number of segments, where no character is split between two"""
    segments, used = 1, 0
    for width in widths:
        if used + width > each:
            segments, used = segments + 1, 0
        used += width
    return segments


def cost(texts, price):
    """What texts cost, each filled for its member.

    :param price: of a segment, Decimal

    >>> from decimal import Decimal
    >>> cost(["a" * 160, "a" * 161], Decimal("0.07"))
    Decimal('0.21')
    """
    return price * sum(size(text).segments for text in texts)


def fill(text, values):
    """Put values where their names stand. A value that looks like a placeholder stays what it is.

    :param values: dict of name to text; None is nothing
    :raise KeyError: for a name that isn't there; :func:`faults` finds it before

    >>> fill("Dear {{ name }}, {{points}} points", {"name": "Ana {{ points }}", "points": 12})
    'Dear Ana {{ points }}, 12 points'
    """

    def value_of(match):
        value = values[match[1]]
        return "" if value is None else str(value)

    return PLACEHOLDER.sub(value_of, text)


def faults(text, known):
    """What is wrong with a text, before it is sent.

    :param known: set of the placeholders' names
    :return: list of (reason, detail): 'unknown_placeholder' with its name, 'broken_placeholder' with what stands
        there, 'empty'

    >>> faults("Dear {{ nmae }}, {{ points }", {"name", "points"})
    [('unknown_placeholder', 'nmae'), ('broken_placeholder', '{{ points }')]
    """
    names = dict.fromkeys(PLACEHOLDER.findall(text))
    found = [("unknown_placeholder", name) for name in names if name not in known]
    # What is left of braces after the right ones are gone was meant to be one.
    broken = re.findall(r"\{\{[^{}]*\}?\}?|\}\}", PLACEHOLDER.sub(" ", text))
    found += [("broken_placeholder", part.strip()) for part in broken]
    return found if text.strip() else [("empty", "")]


def is_stop(answer):
    """Whether a member's answer means that no more messages are wanted: one of the words, and nothing else.

    >>> [is_stop(answer) for answer in (" Stop. ", "¡BAJA!", "no más", "ＴＤ", "回复退订", "Stop by tomorrow?")]
    [True, True, True, True, False, False]
    """
    plain = normalize("NFKD", answer).casefold()
    return "".join(character for character in plain if category(character)[0] in "LN") in STOP_WORDS
