"""A pytest plugin of setup/test: what pages load is compiled before the first test that opens one.

Odoo's own runner does the same. What a test compiles is rolled back with it, so that each would
wait for it anew.
"""

import pytest

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import HttpCase, get_db_name

#: of the till, the office, the portal, and the tours
BUNDLES = (
    "point_of_sale.assets_prod",
    "web.assets_web",
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_tests",
)
_compiled = []


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if _compiled or not issubclass(getattr(item, "cls", None) or object, HttpCase):
        return
    _compiled.extend(BUNDLES)
    with Registry(get_db_name()).cursor() as cr:
        qweb = api.Environment(cr, api.SUPERUSER_ID, {})["ir.qweb"]
        for bundle in BUNDLES:
            qweb._get_asset_bundle(bundle, css=False, js=True).js()
            qweb._get_asset_bundle(bundle, css=True, js=False).css()
