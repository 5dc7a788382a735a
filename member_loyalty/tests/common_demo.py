from unittest.mock import patch

from odoo.modules import Manifest
from odoo.tests import TransactionCase
from odoo.tools import convert

from ..demo import shop


class DemoShopCase(TransactionCase):
    """The demo shop, built once: at installation an error in demo data only leaves a warning in the log."""

    #: whose demo data, in the order of their installation
    addons = ("member_loyalty",)
    #: how many members are drawn
    size = shop.MEMBERS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with patch.object(shop, "MEMBERS", cls.size):
            for addon in cls.addons:
                for path in Manifest.for_addon(addon)["demo"]:
                    convert.convert_file(cls.env(su=True), addon, path, {}, mode="init", noupdate=True)
        cls.program = cls.env.ref("member_loyalty.demo_program")
        cls.members = cls.env["loyalty.card"].search([("program_id", "=", cls.program.id)]).partner_id
