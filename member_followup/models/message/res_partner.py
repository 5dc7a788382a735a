from odoo import models


class ResPartner(models.Model):
    """Members who want no more messages say so by answering, or by a link."""

    _inherit = "res.partner"

    def _member_leave_channel(self, channel, via, purposes=None):
        """Withdraw the consent to a channel. Who agreed to all channels at once keeps the others.

        :param channel: one of ``member.consent``
        :param via: where the consents to the other channels are recorded
        :param purposes: set of those withdrawn; None: all
        """
        others = set(self.env["member.consent"]._fields["channel"].get_values(self.env)) - {"all", channel}
        for partner in self:
            withdrawn = partner._member_living_consents().filtered(
                lambda consent: (
                    consent.channel in ("all", channel) and (purposes is None or consent.purpose in purposes)
                )
            )
            withdrawn.action_withdraw()
            for consent in withdrawn.filtered(lambda consent: consent.channel == "all"):
                partner._member_agree(via, consent.purpose, sorted(others))
