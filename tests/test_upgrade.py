"""A shop that ran on an earlier commit is upgraded to this one: every figure and every card is as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from test_addons import OURS, modules, sell
from test_ledger_drill import stock_shop

pytestmark = pytest.mark.drill

ROOT = Path(__file__).resolve().parents[1]
#: the commit before the models moved into wings
BEFORE = "f5f71f66dcd3cdeac5cef4814658456d544e239b"
#: what an upgrade leaves as it is, by table: every column of these that both versions have
KEPT = (
    "loyalty_card",
    "member_card",
    "member_consent",
    "member_enrolment",
    "member_ledger_allocation",
    "member_ledger_entry",
    "member_purchase",
    "member_purchase_line",
    "member_referral",
    "member_tier",
    "member_tier_change",
    "member_topup",
    "member_metrics",
    "pos_order",
    "res_partner",
)
#: when and by whom a row was last written is no figure
STAMPS = {"write_date", "write_uid"}


@pytest.fixture(name="earlier")
def fixture_earlier(tmp_path):
    """A configuration in which Odoo finds the addons of the earlier commit in place of this checkout's."""
    archive = subprocess.run(["git", "archive", BEFORE, *OURS], cwd=ROOT, capture_output=True, check=False)
    assert archive.returncode == 0, f"The history of this checkout has no commit {BEFORE}: git fetch --unshallow"
    subprocess.run(["tar", "-x", "-C", tmp_path], input=archive.stdout, check=True)
    config = tmp_path / "odoo.conf"
    config.write_text(Path(os.environ["ODOO_RC"]).read_text().replace(f",{ROOT}\n", f",{tmp_path}\n"))
    return str(config)


def figures(shop):
    """:return: dict of table to (names of columns, rows as text, by id)"""
    found = {}
    with shop.connect() as connection, connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def changed(before, after):
    """:return: list of (table, id, column, before, after) of what isn't as it was"""
    differences = []
    for table, rows in before.items():
        now = {row["id"]: row for row in after[table]}
        for row in rows:
            for column in row.keys() - STAMPS:
                if column in now.get(row["id"], {column: None}) and now.get(row["id"], {}).get(column) != row[column]:
                    differences.append((table, row["id"], column, row[column], now.get(row["id"], {}).get(column)))
    return differences


def test_a_shop_of_the_commit_before(shop, earlier, monkeypatch):
    old = shop.core
    current = os.environ["ODOO_RC"]
    monkeypatch.setenv("ODOO_RC", earlier)
    modules(old, "install", *OURS)
    loader = [sys.executable, "-m", "bootstrap.demo", old.database, *OURS]
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(ROOT / "setup")])
    subprocess.run(loader, env=os.environ | {"PYTHONPATH": path}, check=True, capture_output=True)
    before = figures(old)
    assert len(before["member_ledger_entry"]) > 100 and len(before["member_card"]) > 20

    monkeypatch.setenv("ODOO_RC", current)
    modules(old, "upgrade", *OURS)
    after = figures(old)
    assert changed(before, after) == []
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}
    with old.env() as env:
        assert env["member.ledger.entry"]._check_balances() == []
        told = stock_shop(env)
        env.cr.commit()
    sell(old.serve().url, old, told)
