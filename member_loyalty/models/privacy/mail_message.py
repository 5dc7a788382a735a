from odoo import models

from odoo.addons.mail.tools.discuss import Store


class MailMessage(models.Model):
    """The address that a member writes from is the member's."""

    _inherit = "mail.message"

    def _to_store_defaults(self, target):
        return [
            Store.Attr("email_from", lambda message: message._member_shown("email_from"), predicate=item.predicate)
            if isinstance(item, Store.Attr) and item.field_name == "email_from"
            else item
            for item in super()._to_store_defaults(target)
        ]
