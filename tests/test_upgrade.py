"""A shop that ran on an earlier commit is upgraded to this one: every figure and every card is as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from test_addons import OURS, modules, odoo, sell
from test_ledger_drill import stock_shop

pytestmark = pytest.mark.drill

ROOT = Path(__file__).resolve().parents[1]
#: commits that shops may come from
EARLIER = {
    "before the models moved into wings": "f5f71f66dcd3cdeac5cef4814658456d544e239b",
    "before the settings left Odoo's page": "32b2a4f64dffd9a3b64880fde1dff5adbf9d2bca",
}
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


@pytest.fixture(name="earlier", params=EARLIER.values(), ids=EARLIER)
def fixture_earlier(request, tmp_path):
    """A configuration in which Odoo finds the addons of an earlier commit in place of this checkout's, and those that
    there were."""
    archive = subprocess.run(["git", "archive", request.param], cwd=ROOT, capture_output=True, check=False)
    assert archive.returncode == 0, f"The history of this checkout has no commit {request.param}: git fetch --unshallow"
    subprocess.run(["tar", "-x", "-C", tmp_path], input=archive.stdout, check=True)
    config = tmp_path / "odoo.conf"
    config.write_text(Path(os.environ["ODOO_RC"]).read_text().replace(f",{ROOT}\n", f",{tmp_path}\n"))
    return str(config), [name for name in OURS if (tmp_path / name).exists()]


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
                found = now.get(row["id"], {}).get(column)
                # As text: a column may become one, as the favorite hour did.
                if column in now.get(row["id"], {column: None}) and str(found) != str(row[column]):
                    differences.append((table, row["id"], column, row[column], found))
    return differences


def test_a_shop_of_an_earlier_commit(shop, earlier, monkeypatch):
    old = shop.core
    current = os.environ["ODOO_RC"]
    config, names = earlier
    monkeypatch.setenv("ODOO_RC", config)
    modules(old, "install", *names)
    loader = [sys.executable, "-m", "bootstrap.demo", old.database, *names]
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(ROOT / "setup")])
    subprocess.run(loader, env=os.environ | {"PYTHONPATH": path}, check=True, capture_output=True)
    before = figures(old)
    assert len(before["member_ledger_entry"]) > 100 and len(before["member_card"]) > 20

    monkeypatch.setenv("ODOO_RC", current)
    # As the README says: Odoo's `module upgrade` reads contacts before their new columns are there.
    assert odoo(old, "server", "-u", ",".join(names), "--stop-after-init", "--no-http") == []
    after = figures(old)
    assert changed(before, after) == []
    assert {table: len(rows) for table, rows in after.items()} == {table: len(rows) for table, rows in before.items()}
    with old.env() as env:
        assert env["member.ledger.entry"]._check_balances() == []
        told = stock_shop(env)
        env.cr.commit()
    sell(old.serve().url, old, told)
