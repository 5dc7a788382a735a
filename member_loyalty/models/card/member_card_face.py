import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

MOST_ON_PAPER = 500


class MemberCard(models.Model):
    """How a card looks, on paper and on a screen."""

    _inherit = "member.card"

    face = fields.Image(
        "Card Design", compute="_compute_face", help="The design of the member's tier or of the card type."
    )
    symbology = fields.Char("Barcode Type", compute="_compute_symbology")

    @api.depends("partner_id.member_tier_id.card_face", "type_id.face")
    def _compute_face(self):
        for card in self:
            record, name = card._face_source()
            card.face = record[name]

    def _face_source(self):
        """:return: the record that has the picture, and the field"""
        # sudo: whoever sees a card sees its picture.
        card = self.sudo()
        tier = card.partner_id.member_tier_id
        return (tier, "card_face") if tier.card_face else (card.type_id, "face")

    @api.depends("type_id.check_digit")
    def _compute_symbology(self):
        for card in self:
            # sudo: as in _face_source.
            card.symbology = "EAN13" if card.sudo().type_id.check_digit == "ean" else "Code128"

    def _code_image(self):
        """:return: what the scanner reads off the printed card, as a data URI: a QR code or a barcode, by type"""
        self.ensure_one()
        # sudo: as in _face_source.
        is_qr = self.sudo().type_id.print_code == "qr"
        # 29 modules with the border: each is a whole number of pixels.
        size = {"width": 580, "height": 580} if is_qr else {"width": 700, "height": 180}
        image = self.env["ir.actions.report"].barcode("QR" if is_qr else self.symbology, self.number, **size)
        return f"data:image/png;base64,{base64.b64encode(image).decode()}"

    def _printable(self):
        """These cards by number. A print is made in one go: boxes of thousands go to a printing house, as a list."""
        if len(self) > MOST_ON_PAPER:
            raise UserError(
                self.env._(
                    "You can print at most %(most)s cards at a time, and %(count)s are selected. Select "
                    "fewer cards in the list.",
                    count=len(self),
                    most=MOST_ON_PAPER,
                )
            )
        return self.sorted("number")
