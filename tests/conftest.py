"""Fixtures for what crosses modules and processes."""

import pytest
from hypothesis import HealthCheck, settings

from odoo.tools import config

from shop import Shop

# A busy machine is no defect: what is checked is what holds, not how fast.
settings.register_profile("members", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("members")


@pytest.fixture(name="shop")
def fixture_shop(monkeypatch):
    """A private database with every addon and no demo data; see `shop.py`."""
    # Else its registry would look for tests to run while it loads.
    monkeypatch.setitem(config, "test_enable", False)
    with Shop() as shop:
        yield shop
