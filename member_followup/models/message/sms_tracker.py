from odoo import models


class SmsTracker(models.Model):
    """What a provider says of a message, at once or hours later, is told to its contact."""

    _inherit = "sms.tracker"

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        result = super()._action_update_from_sms_state(sms_state, failure_type, failure_reason)
        self._contacts()._note_answer(sms_state, failure_type)
        return result

    def _action_update_from_provider_error(self, provider_error):
        result = super()._action_update_from_provider_error(provider_error)
        self._contacts()._note_answer("error", provider_error)
        return result

    def _contacts(self):
        # sudo: providers answer in nobody's name; what they say is believed of messages that were handed to them.
        return self.env["member.followup"].sudo().search([("message_key", "in", self.mapped("sms_uuid"))])
