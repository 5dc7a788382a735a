"""Addons come and go: each installs with what it depends on alone, is upgraded, and leaves a shop that goes on selling."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "journey"))

from http_till import Client, HttpTill

from test_ledger_drill import stock_shop

OURS = ("member_loyalty", "member_analytics", "member_followup")
FOLLOWUP = ("member_followup", "member_festival", "member_complaint", "member_campaign")


def odoo(shop, command, *arguments):
    """Run one of Odoo's commands.

    :return: the errors in its log
    """
    done = subprocess.run(
        [
            *(sys.executable, os.environ["ODOO_SCRIPT"], *command.split()),
            *("-c", os.environ["ODOO_RC"], "-d", shop.database, *arguments),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return re.findall(r"^.*\d (?:ERROR|CRITICAL) .*$", done.stderr, re.MULTILINE)


def modules(shop, action, *names):
    """Run Odoo's own command on modules; an error in its log counts as one."""
    errors = odoo(shop, f"module {action}", *names)
    # Odoo deletes in any order what others still refer to, logs what the database says, and drops the tables later.
    assert [line for line in errors if action != "uninstall" or " bad query: " not in line] == []


def installed(shop):
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed' AND name = ANY(%s)", [list(OURS)])
        return {name for (name,) in cursor.fetchall()}


def left_behind(shop, prefixes):
    """What still tells of addons: tables, and records that were made by them."""
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename ~ %s", [f"^({'|'.join(prefixes)})_"])
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT module, name FROM ir_model_data WHERE module = ANY(%s)", [list(OURS)])
        return tables, cursor.fetchall()


@pytest.fixture(name="till")
def fixture_till(shop):
    """A shop that knows goods, members and a till that is open."""
    with shop.env() as env:
        told = stock_shop(env)
        env.cr.commit()
    return told


def sell(url, shop, told):
    """Open a till, sell to a member, and look at the member as the office does.

    :return: the order's id
    """
    cashier = Client(url, shop.database, told["login"], told["password"])
    till = HttpTill(cashier, told["config_id"][0])
    order = till.sync(till.order(told["members"][0], [("C", 1, 40.0)]))
    office = Client(url, shop.database, *told["admin"])
    view = office.call("res.partner", "get_views", [(False, "form"), (False, "list"), (False, "search")], {})
    names = set(view["models"]["res.partner"]["fields"])
    office.call("res.partner", "web_read", told["members"][:1], {name: {} for name in sorted(names)})
    assert office.call("res.partner", "write", told["members"][:1], {"name": "Ada"})
    return order


def test_analytics_leaves_and_comes_back(shop, till):
    """In a shop that trades: what stays sells on, and what comes back counts what was sold meanwhile."""
    modules(shop, "uninstall", "member_analytics")
    assert installed(shop) == {"member_loyalty"}
    tables, records = left_behind(
        shop, ("member_metrics", "member_segment", "member_workbook", "member_basket", "member_month", *FOLLOWUP)
    )
    assert (tables, [record for record in records if record[0] != "member_loyalty"]) == ([], [])
    serving = shop.serve()
    sell(serving.url, shop, till)
    serving.kill()
    modules(shop, "install", "member_followup")
    with shop.connect() as connection, connection.cursor() as cursor:
        # As of before companies got their definitions.
        cursor.execute("DELETE FROM member_metrics_definition")
    modules(shop, "upgrade", "member_analytics")
    serving = shop.serve()
    sell(serving.url, shop, till)
    with shop.env() as env:
        company = env.company
        assert env["member.metrics.definition"].search([]).company_id == env["res.company"].search([])
        env["member.metrics"]._refresh_all(env["member.metrics.definition"]._of(company), date.today())
        metrics = env["member.metrics"].search([("partner_id", "=", till["members"][0])])
        assert (metrics.purchase_count, metrics.net_spend) == (2, 80)


@pytest.mark.drill
@pytest.mark.parametrize("count", range(1, len(OURS) + 1))
def test_each_alone(shop, count):
    """From Odoo's addons alone, and back to them."""
    shop, name = shop.core, OURS[count - 1]
    modules(shop, "install", name)
    # With what it depends on.
    assert installed(shop) == set(OURS[:count])
    with shop.env() as env:
        told = stock_shop(env)
        env.cr.commit()
    modules(shop, "upgrade", name)
    serving = shop.serve()
    sell(serving.url, shop, told)
    serving.kill()
    modules(shop, "uninstall", "member_loyalty")
    assert installed(shop) == set()
    assert left_behind(shop, ["member"]) == ([], [])
    sell(shop.serve().url, shop, told)
