"""Fixtures for what crosses modules and processes."""

import pytest

from shop import Shop


@pytest.fixture(name="shop")
def fixture_shop():
    """A private database with every addon and no demo data; see `shop.py`."""
    with Shop() as shop:
        yield shop
