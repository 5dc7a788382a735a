from odoo.http import request

from odoo.addons.mass_mailing.controllers.main import MassMailController


class Mailing(MassMailController):
    """Members who unsubscribe from the news of a campaign."""

    def _mailing_unsubscribe_from_document(self, mailing, document_id, email, hash_token):
        """Their consent to news is withdrawn. Core would put the address on the list of those who get nothing at all."""
        # From the address of a link it is a text.
        partner_id = int(document_id) if str(document_id).isdigit() else None
        if not mailing._member_unsubscribe(partner_id, email):
            return super()._mailing_unsubscribe_from_document(mailing, document_id, email, hash_token)
        values = self._prepare_mailing_subscription_values(mailing, document_id, email, hash_token)
        said = request.env._("You won't be sent any more news and offers by email.")
        return request.render(
            "mass_mailing.page_mailing_unsubscribe",
            {**values, "last_action": "subscription_updated", "unsubscribed_name": said},
        )
