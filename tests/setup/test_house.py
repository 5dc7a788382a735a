"""The order of the house: what is against it is found."""

import pytest

from bootstrap.house import BENEATH, LINES_TOGETHER, MOST_FILES, MOST_LINES, findings

GOOD = {
    "__manifest__.py": '{"depends": ["pos_loyalty"]}',
    "const.py": "",
    "engine/tiers.py": "from decimal import Decimal\nfrom .rounding import round_points",
    "models/__init__.py": "from . import ledger, points",
    "models/ledger/entry.py": "from odoo import models\nfrom ...const import A\nfrom ...engine import tiers\nfrom .card import B",
    "models/points/program.py": "from ..ledger.entry import C",
    "wizards/points/make.py": "from ...models.ledger.entry import C",
    "tests/__init__.py": "from . import test_a",
    "tests/test_a.py": "import odoo",
    "demo/shop.py": "from ..models.portal.card import D",
}


def make(tmp_path, files, name="member_loyalty"):
    for path, text in files.items():
        (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name / path).write_text(text)
    return list(findings([tmp_path / name]))


def test_nothing_to_find(tmp_path):
    assert make(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("engine/tiers.py", "from odoo.tools import float_round"),
        ("engine/tiers.py", "import odoo"),
        ("engine/tiers.py", "from ..models.ledger import entry"),
        ("models/ledger/entry.py", "from ..points.program import A"),
        ("models/ledger/entry.py", "from .. import till"),
        ("models/ledger/entry.py", "from odoo.addons.member_loyalty.models.wallet import pin"),
        ("models/ledger/entry.py", "from ...demo import shop"),
        ("wizards/points/make.py", "def late():\n    from ...models.wallet.pin import A"),
        ("models/ledger/entry.py", "from odoo.addons.member_analytics import models"),
        ("demo/shop.py", "import odoo.addons.member_followup"),
        ("__manifest__.py", '{"depends": ["member_analytics"]}'),
        ("tests/test_b.py", ""),
        ("models/ledger/long.py", "\n" * (MOST_LINES + 1)),
        ("models/ledger/owner.py", "class A(models.Model):\n    b_id = fields.Many2one('b')"),
    ],
)
def test_offence(tmp_path, path, text):
    offences = make(tmp_path, GOOD | {path: text})
    assert len(offences) == 1
    assert offences[0].startswith(f"member_loyalty/{path}:")


def test_full_folder(tmp_path):
    files = {f"models/ledger/model_{number}.py": "" for number in range(MOST_FILES)}
    assert make(tmp_path, GOOD | files) == [
        f"member_loyalty/models/ledger:1: {MOST_FILES + 1} files of Python in one folder; at most {MOST_FILES}"
    ]


def card(lines=1):
    return 'class Card(models.Model):\n    _inherit = ["loyalty.card"]\n' + "\n" * lines


def test_a_model_in_two_wings_and_cut_by_topic(tmp_path):
    files = {
        "models/points/loyalty_card.py": card(),
        "models/ledger/loyalty_card.py": card(),
        "models/ledger/loyalty_card_sale.py": card(LINES_TOGETHER),
    }
    assert make(tmp_path, GOOD | files) == []


@pytest.mark.parametrize(
    "files",
    [
        {"models/ledger/loyalty_card.py": card() * 2 + card(LINES_TOGETHER)},
        {"models/ledger/loyalty_card.py": card(), "models/ledger/loyalty_card_sale.py": card()},
        {"models/ledger/loyalty_card.py": card(), "models/ledger/sale.py": card(LINES_TOGETHER)},
    ],
)
def test_classes_to_merge(tmp_path, files):
    assert "merge the classes of loyalty.card" in " ".join(make(tmp_path, GOOD | files))


def test_references_that_need_say_nothing(tmp_path):
    text = """class A(models.Model):
    b_id = fields.Many2one("b", ondelete="cascade")
    c_id = fields.Many2one(related="b_id.c_id")


class D(models.TransientModel):
    b_id = fields.Many2one("b")


class E(models.Model):
    _auto = False
    b_id = fields.Many2one("b")
"""
    assert make(tmp_path, GOOD | {"models/ledger/owner.py": text}) == []


def test_upper_addon_builds_on_the_lower(tmp_path):
    files = {
        "__manifest__.py": '{"depends": ["member_loyalty"]}',
        "models/a.py": "from odoo.addons.member_loyalty.const import A",
    }
    assert make(tmp_path, files, "member_analytics") == []


def test_addon_without_a_place(tmp_path):
    assert "member_new" not in BENEATH
    assert len(make(tmp_path, {"__manifest__.py": "{}"}, "member_new")) == 1
