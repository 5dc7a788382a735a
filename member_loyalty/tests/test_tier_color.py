import re

from odoo.tests import tagged

from .common_portal import PortalCase

LIGHT, DARK, PICTURE = "#f5d442", "#1b2a49", b"R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@tagged("post_install", "-at_install")
class TestTierColor(PortalCase):
    """Text on a tier's color is black on a light one and white on a dark one, wherever it stands."""

    def shown(self, color):
        """:return: colors of the text at the till, on the portal's two pages and on the printed card"""
        tier = self.ada.member_tier_id
        tier.color = color
        till = tier._load_pos_data_read(tier, self.config)
        pages = [self.page(path).xpath(f"//*[contains(@style, '{color}')]/@style") for path in ("", "/card")]
        card = self.env["ir.qweb"]._render("member_loyalty.member_card_face", {"card": self.ada.member_card_id})
        return [
            till[0]["text_color"],
            *(style[0].split("; color: ")[1].rstrip(";") for style in pages),
            re.search(r'<g [^>]*fill="(#\w+)"', card)[1],
        ]

    def test_black_on_light(self):
        self.assertEqual(self.shown(LIGHT), ["#000000"] * 4)

    def test_white_on_dark(self):
        self.assertEqual(self.shown(DARK), ["#ffffff"] * 4)

    def test_white_and_a_shade_on_a_picture(self):
        self.ada.member_tier_id.write({"color": LIGHT, "card_face": PICTURE})
        self.env.flush_all()
        (card,) = self.page().find_class("o_member_card_on_picture")
        self.assertIn("color: #ffffff", card.get("style"))
        self.assertTrue(card.find_class("o_member_card_shade"))
