from odoo import api, models

# The boxes of the till's dialog, by what they are called in its values.
BOXES = {"contact_email": "email", "contact_sms": "sms", "contact_phone": "phone"}


class PosConfig(models.Model):
    """Consents that a customer gives at the till, beside that to the membership."""

    _inherit = "pos.config"

    def _member_after_enrolment(self, partner, values):
        """Marked boxes, ``contact_email``, ``contact_sms`` and ``contact_phone``, are consents to news and offers."""
        result = super()._member_after_enrolment(partner, values)
        channels = [channel for box, channel in BOXES.items() if values.get(box)]
        # sudo: the words that customers agree to are read to them; the cashier gains no other right on them.
        if channels and self.env["member.consent.text"].sudo()._in_force(self.company_id, "marketing"):
            partner._member_agree("till", "marketing", channels)
        return result

    @api.model
    def _load_pos_data_read(self, records, config):
        read = super()._load_pos_data_read(records, config)
        # sudo: the words that the cashier reads out.
        Text = self.env["member.consent.text"].sudo()
        for data, record in zip(read, records, strict=True):
            data["_member_marketing_text"] = Text._in_force(record.company_id, "marketing").text
        return read
