from odoo import models


class ResPartner(models.Model):
    """Members who want no more messages say so by answering, or by a link."""

    _inherit = "res.partner"

    def _member_leave_channel(self, channel, purposes=None, via="portal"):
        """Withdraw the consent to a channel. Who agreed to all channels at once keeps the others.

        :param channel: one of ``member.consent``
        :param purposes: set of those withdrawn; None: all
        :param via: where the consents to the other channels are recorded
        """
        kinds = dict(self.env["member.consent"]._fields["channel"].selection)
        for partner in self:
            living = partner._member_living_consents()
            for purpose, consents in living.grouped("purpose").items():
                if purposes is not None and purpose not in purposes:
                    continue
                channels = set(consents.mapped("channel"))
                if "all" in channels:
                    partner._member_choose(purpose, sorted(kinds.keys() - {"all", channel}), via)
                elif channel in channels:
                    consents.filtered(lambda consent: consent.channel == channel).action_withdraw()
