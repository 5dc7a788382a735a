from odoo import models

from ...engine import masking

# The boxes of the till's dialog, by what they are called in its values.
BOXES = {"contact_email": "email", "contact_sms": "sms", "contact_phone": "phone"}


class PosConfig(models.Model):
    """Consents that a customer gives at the till, beside that to the membership."""

    _inherit = "pos.config"

    def _member_agree_at_till(self, partner, values):
        """Marked boxes, ``contact_email``, ``contact_sms`` and ``contact_phone``, are consents to news and offers."""
        channels = [channel for box, channel in BOXES.items() if values.get(box)]
        if channels and self._member_marketing_text():
            partner._member_agree("till", "marketing", channels)

    def _member_marketing_text(self):
        """:return: the words that the cashier reads out, or False"""
        return self.env["member.consent.text"]._words(self.company_id, "marketing")

    def _member_unmasked(self, partner, values):
        """The dialog shows a customer on file masked; what wasn't typed anew is what is on file.

        :param partner: the customer on file, with the rights of the shop, or nobody
        :param values: of the enrollment dialog
        :return: dict of those that came masked, as they are on file
        """
        return {name: partner[name] or "" for name in ("phone", "email") if masking.is_masked(values.get(name))}
