from odoo import models
from odoo.tools import SQL

from ..common.columns import columns

# Where a member is reached by a channel: the column of the address, and the list of those who want nothing there.
ADDRESSES = {
    "email": ("email_normalized", "mail.blacklist", "email"),
    "sms": ("phone_sanitized", "phone.blacklist", "number"),
    "phone": ("phone_sanitized", "phone.blacklist", "number"),
}


class ResPartner(models.Model):
    """What customers agreed to, and so what they may be sent."""

    _inherit = "res.partner"

    def _member_agree(self, via, purpose="membership", channels=("all",)):
        """Record that these customers agree now, in the words in force. Who agreed before said it already.

        :param via: a value of member.consent.given_via
        :param channels: values of member.consent.channel
        """
        Consent = self.env["member.consent"]
        # The index of one living consent has to see what was withdrawn before the new one comes.
        Consent.flush_model(["withdrawn_at"])
        living = Consent.search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("purpose", "=", purpose),
                ("withdrawn_at", "=", False),
            ]
        )
        agreed = {(consent.partner_id, consent.channel) for consent in living}
        return Consent.create(
            [
                {"partner_id": partner.id, "purpose": purpose, "channel": channel, "given_via": via}
                for partner in self
                for channel in channels
                if (partner, channel) not in agreed
            ]
        )

    def _member_living_consents(self):
        """Consents in force: to the membership in any company, to the rest in this one."""
        return self.member_consent_ids.filtered(
            lambda consent: (
                not consent.withdrawn_at and (consent.purpose == "membership" or consent.company_id == self.env.company)
            )
        )

    def _member_agreed(self, purpose, channel):
        """Whether this customer agreed to a purpose by a channel, whatever keeps a message from arriving there."""
        return any(
            consent.purpose == purpose and consent.channel in ("all", channel)
            for consent in self._member_living_consents()
        )

    def _member_choose(self, purpose, channels, via):
        """Let one customer want these channels and no others: what is not among them is withdrawn.

        A consent to all channels that shrinks is withdrawn, and given again for each that stays.
        """
        self.ensure_one()
        wanted = [channel for channel in channels if not self._member_agreed(purpose, channel)]
        unwanted = self._member_living_consents().filtered(
            lambda consent: consent.purpose == purpose and consent.channel not in (*channels, "all")
        )
        whole = self._member_living_consents().filtered(
            lambda consent: consent.purpose == purpose and consent.channel == "all" and "all" not in channels
        )
        if whole and set(channels) != {"email", "sms", "phone", "post"}:
            unwanted |= whole
            wanted = channels
        unwanted.action_withdraw()
        self._member_agree(via, purpose, wanted)

    def _member_may_contact(self, channel, purpose="marketing"):
        """The gate that every message to members passes.

        Messages about the membership itself (what expires, a change of tier, a statement) rest on the consent to the
        membership, and need no other; news, offers and what purchases suggest need a consent of their own, by the
        channel. Who has no address there, is on Odoo's blacklist of e-mails or phone numbers, or left, gets none.

        :param channel: 'email', 'sms', 'phone' or 'post'
        :param purpose: 'membership', 'marketing' or 'profiling'
        :return: those of the customers who may be contacted
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner member WHERE id = ANY(%s) AND %s",
                self.ids,
                self._member_contact_condition(channel, purpose),
            )
        )
        allowed = {partner_id for (partner_id,) in rows}
        return self.filtered(lambda partner: partner.id in allowed)

    def _member_contact_condition(self, channel, purpose):
        """The same gate for set-based queries.

        :return: SQL condition on ``member``, an alias of res_partner
        """
        return SQL(
            "(member.active AND %s AND %s)",
            self._member_address_condition(channel),
            self._member_consent_condition(channel, purpose),
            to_flush=columns(self, "active"),
        )

    def _member_address_condition(self, channel):
        if channel == "post":
            return SQL(
                "member.street IS NOT NULL AND (member.zip IS NOT NULL OR member.city IS NOT NULL)",
                to_flush=columns(self, "street", "zip", "city"),
            )
        address, refused, name = ADDRESSES[channel]
        refused = self.env[refused]
        return SQL(
            "member.%(column)s IS NOT NULL AND NOT EXISTS ("
            "SELECT FROM %(blacklist)s listed WHERE listed.%(listed)s = member.%(column)s AND listed.active)",
            column=SQL.identifier(address),
            blacklist=SQL.identifier(refused._table),
            listed=SQL.identifier(name),
            to_flush=[*columns(self, address), *columns(refused, name, "active")],
        )

    def _member_consent_condition(self, channel, purpose):
        # A membership is one in all companies; what the others send, each asks for itself.
        here = SQL() if purpose == "membership" else SQL("AND consent.company_id = %s", self.env.company.id)
        still = SQL("member.member_left_on IS NULL AND") if purpose == "membership" else SQL()
        return SQL(
            "%s EXISTS (SELECT FROM member_consent consent WHERE consent.partner_id = member.id "
            "AND consent.purpose = %s AND consent.channel IN ('all', %s) AND consent.withdrawn_at IS NULL %s)",
            still,
            purpose,
            channel,
            here,
            to_flush=[
                *columns(self, "member_left_on"),
                *columns(self.env["member.consent"], "partner_id", "company_id", "purpose", "channel", "withdrawn_at"),
            ],
        )
