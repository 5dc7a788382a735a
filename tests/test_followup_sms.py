"""Short messages: what carriers count and bill, and what members answer."""

from decimal import Decimal
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.member_followup.engine import sms

from followup_plans import cases

SIZES = [
    ("nothing", "", ("gsm7", 0, 0)),
    ("one letter", "a", ("gsm7", 1, 1)),
    ("a whole message", "a" * 160, ("gsm7", 160, 1)),
    ("one more", "a" * 161, ("gsm7", 161, 2)),
    ("two whole segments", "a" * 306, ("gsm7", 306, 2)),
    ("two and one more", "a" * 307, ("gsm7", 307, 3)),
    ("an extension character counts twice", "a" * 158 + "€", ("gsm7", 160, 1)),
    ("an extension character too many", "a" * 159 + "€", ("gsm7", 161, 2)),
    ("an escape isn't split", "a" * 152 + "€" + "a" * 152, ("gsm7", 306, 3)),
    ("an escape at the end of a segment", "a" * 151 + "€" + "a" * 153, ("gsm7", 306, 2)),
    ("Spanish within the alphabet", "¿Qué tal, señorita? ¡Ñandú!".replace("ú", "u"), ("gsm7", 27, 1)),
    ("Spanish outside of it", "Mañana cumples años, María", ("ucs2", 26, 1)),
    ("a capital cedilla", "Ç", ("gsm7", 1, 1)),
    ("a small cedilla", "ç", ("ucs2", 1, 1)),
    ("a curly apostrophe", "We’ll call", ("ucs2", 10, 1)),
    ("a tab", "a\tb", ("ucs2", 3, 1)),
    ("a line break", "a\nb", ("gsm7", 3, 1)),
    ("Chinese, a whole message", "您" * 70, ("ucs2", 70, 1)),
    ("Chinese, one more", "您" * 71, ("ucs2", 71, 2)),
    ("Chinese, two whole segments", "您" * 134, ("ucs2", 134, 2)),
    ("Chinese, two and one more", "您" * 135, ("ucs2", 135, 3)),
    ("brackets count once in UCS-2", "您" * 68 + "[]", ("ucs2", 70, 1)),
    ("smileys, a whole message", "😀" * 35, ("ucs2", 70, 1)),
    ("smileys, one more", "😀" * 36, ("ucs2", 72, 2)),
    ("a pair isn't split", "😀" * 67, ("ucs2", 134, 3)),
]

KNOWN = {"name", "points", "until"}
FAULTS = [
    ("none", "Dear {{ name }}, {{points}} points", []),
    ("no placeholder", "Dear all", []),
    ("unknown", "Dear {{ nmae }}", [("unknown_placeholder", "nmae")]),
    ("unknown twice, said once", "{{ a }}{{ a }}{{ b }}", [("unknown_placeholder", "a"), ("unknown_placeholder", "b")]),
    ("another case", "Dear {{ Name }}", [("unknown_placeholder", "Name")]),
    ("not closed", "Dear {{ name", [("broken_placeholder", "{{ name")]),
    ("half closed", "Dear {{ name }!", [("broken_placeholder", "{{ name }")]),
    ("not opened", "Dear name }}", [("broken_placeholder", "}}")]),
    ("without a name", "Dear {{ }}", [("broken_placeholder", "{{ }}")]),
    ("with a path", "Dear {{ partner.name }}", [("broken_placeholder", "{{ partner.name }}")]),
    ("single braces are text", "a { b } c", []),
    ("empty", " \n", [("empty", "")]),
]

STOPS = ["STOP", "stop", " Stop! ", "STOP ALL", "Unsubscribe.", "cancel", "END", "quit", "opt-out", "Revoke"]
STOPS += [
    "BAJA",
    "¡Baja!",
    "no más",
    "NO MAS",
    "Cancelar",
    "alto",
    "退订",
    "退訂",
    "TD",
    "ＴＤ",
    "T",
    "t。",
    "R",
    "取消订阅",
]
OTHERS = [
    "",
    "!",
    "yes",
    "Stop by tomorrow?",
    "Don't stop",
    "trabajar",
    "no",
    "gracias",
    "好的",
    "订阅",
    "Terrific",
    "start",
]


@cases("text expected", SIZES)
def test_size(text, expected):
    assert sms.size(text) == expected


@cases("text expected", FAULTS)
def test_faults(text, expected):
    assert sms.faults(text, KNOWN) == expected


@pytest.mark.parametrize(
    ("answer", "expected"), [*((word, True) for word in STOPS), *((word, False) for word in OTHERS)]
)
def test_is_stop(answer, expected):
    assert sms.is_stop(answer) is expected


def test_the_alphabet_has_what_seven_bits_hold():
    assert len(sms.GSM_7) == 127, "the escape is no character"
    assert not sms.GSM_7 & sms.EXTENSION


def test_each_message_is_billed_as_it_was_filled():
    texts = [sms.fill("Dear {{ name }}, " + "a" * 149, {"name": name}) for name in ("Ana", "Beatriz", "María")]
    assert [sms.size(text).segments for text in texts] == [1, 2, 3]
    assert sms.cost(texts, Decimal("0.05")) == Decimal("0.30")


def test_what_is_not_known_of_a_member_is_left_out():
    assert sms.fill("{{ name }}{{ until }}.", {"name": None, "until": ""}) == "."
    with pytest.raises(KeyError):
        sms.fill("{{ nmae }}", {"name": "Ana"})


some = [st.text(st.sampled_from(characters), max_size=400) for characters in ("aé€[]您😀ç\n", "aé€[]")]
texts = st.one_of(*some, st.text())


@given(text=texts)
def test_segments_are_as_many_as_can_be_sent(text):
    """Cut as a phone would: each segment alone is a text that fits."""
    encoding, units, segments = sms.size(text)
    if encoding == "ucs2":
        assert units == len(text.encode("utf-16-le")) // 2
    alone, each = sms.LIMITS[encoding]
    if units <= alone:
        assert segments == (units > 0)
        return
    assert ceil(units / each) <= segments <= ceil(units / (each - 1))
    left, cut = text, 0
    while left:
        room = each
        while left and (room := room - _width(left[0], encoding)) >= 0:
            left = left[1:]
        cut += 1
    assert segments == cut


def _width(character, encoding):
    if encoding == "gsm7":
        return 1 + (character in "^{}\\[~]|€\f")
    return len(character.encode("utf-16-le")) // 2


@given(values=st.fixed_dictionaries(dict.fromkeys(sorted(KNOWN), st.text())))
def test_values_stay_what_they_are(values):
    text = "{{name}}|{{ points }}|{{ until }}"
    assert sms.fill(text, values) == "|".join(values[name] for name in ("name", "points", "until"))
