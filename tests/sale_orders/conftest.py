"""The same basket as a sales order and at a till: the same entries, once, however the two are mixed by core's pos_sale.

We depend on neither sale_loyalty nor pos_sale.
"""

import os
import subprocess
import sys

import pytest

from odoo.tools import config

from shop import Shop

from .floor import Floor


@pytest.fixture(name="installed", scope="package")
def fixture_installed():
    """A shop with pos_sale, which brings sale_loyalty."""
    command = ["server", "-c", os.environ["ODOO_RC"], "-i", "pos_sale", "--stop-after-init", "--log-level=warn"]
    with pytest.MonkeyPatch.context() as patch, Shop() as shop:
        patch.setitem(config, "test_enable", False)
        subprocess.run([sys.executable, os.environ["ODOO_SCRIPT"], *command, "-d", shop.database], check=True)
        with shop.env() as env:
            env["loyalty.program"].search([]).active = False
            env["member.tier"].search([]).active = False
            yield env


@pytest.fixture(name="floor")
def fixture_floor(installed):
    with installed.cr.savepoint() as savepoint:
        yield Floor(installed)
        savepoint.rollback()
        installed.invalidate_all()
        installed.registry.clear_all_caches()
