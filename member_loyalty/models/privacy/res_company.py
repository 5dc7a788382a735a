from odoo import api, fields, models


class ResCompany(models.Model):
    """The words that a company's members are asked to agree to."""

    _inherit = "res.company"

    member_consent_text = fields.Text(
        compute="_compute_member_consent_text",
        inverse="_inverse_member_consent_text",
        help="The text that customers agree to at enrollment. Changing it creates a new version.",
    )

    # Who sees how customers are reached.
    member_mask_contacts = fields.Boolean(
        "Mask Contact Data at the Till",
        default=True,
        help="Cashiers see only the last digits of phone numbers and the first letter of email addresses.",
    )

    @api.depends_context("lang")
    def _compute_member_consent_text(self):
        for company in self:
            company.member_consent_text = self.env["member.consent.text"]._words(company, "membership")

    def _inverse_member_consent_text(self):
        Text = self.env["member.consent.text"]
        for company in self:
            if company.member_consent_text != Text._in_force(company, "membership").text:
                Text.create({"company_id": company.id, "text": company.member_consent_text})

    @api.model
    def _member_make_consent_texts(self):
        """Give companies that were there before the words to begin with."""
        self._member_in_turn()._member_first_consent_texts()

    def _member_first_consent_texts(self):
        Text = self.env["member.consent.text"].with_context(active_test=False)
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for company in self:
            for purpose in ("membership", "marketing"):
                if Text.search_count([("company_id", "=", company.id), ("purpose", "=", purpose)], limit=1):
                    continue
                version = Text.create(
                    {
                        "company_id": company.id,
                        "purpose": purpose,
                        "text": self._member_first_words(purpose),
                        "date_from": company._member_today(),
                    }
                )
                for code in languages:
                    version.with_context(lang=code).text = self.with_context(lang=code)._member_first_words(purpose)

    def _member_first_words(self, purpose):
        if purpose == "membership":
            return self.env._(
                "I want to become a member. The shop may store my name, contact details and purchases to "
                "manage my membership."
            )
        return self.env._("The shop may send me news and offers through the channels I select.")
