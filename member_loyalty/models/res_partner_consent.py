from odoo import models


class ResPartner(models.Model):
    """What customers agreed to."""

    _inherit = "res.partner"

    def _member_agree(self, via, purpose="membership"):
        """Record that these customers agree now to a purpose, in the words in force. Who agreed before said it already.

        :param via: a value of member.consent.given_via
        """
        company = self.env.company
        Consent = self.env["member.consent"]
        # The index of one living consent has to see what was withdrawn before the new one comes.
        Consent.flush_model(["withdrawn_at"])
        agreed = Consent.search(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", company.id),
                ("purpose", "=", purpose),
                ("withdrawn_at", "=", False),
            ]
        ).partner_id
        Consent.create(
            [
                {
                    "partner_id": partner.id,
                    "purpose": purpose,
                    "given_via": via,
                    "text": company.member_consent_text,
                }
                for partner in self - agreed
            ]
        )
