"""Fixtures for what crosses modules and processes."""

import pytest

from odoo.tools import config

from shop import Shop


@pytest.fixture(name="shop")
def fixture_shop(monkeypatch):
    """A private database with every addon and no demo data; see `shop.py`."""
    # Else its registry would look for tests to run while it loads.
    monkeypatch.setitem(config, "test_enable", False)
    with Shop() as shop:
        yield shop
