from odoo import api, models
from odoo.fields import Domain

from ...engine import finding, plain

#: what fits in the palette; who sees no match types on
MOST_FOUND = 10
#: longer than any name
MOST_LETTERS = 100


class ResPartner(models.Model):
    """Members as the command palette finds them."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def member_profile_find(self, query):
        """Members by name, phone or member number, found and shown with the reader's rights.

        :param query: what was typed; nothing is found before the second character
        :return: list of dicts of id, name, number, phone (masked for whom it is) and tier; at most MOST_FOUND
        """
        query = query.strip() if isinstance(query, str) and not plain.text_fault(query) else ""
        if not 2 <= len(query) <= MOST_LETTERS or not self._member_opens_profiles():
            return []
        by = [self._member_found_by(query, self.env.company)]
        if len(query) < finding.LEAST_PART:
            by.append(Domain("complete_name", "=ilike", f"%{finding.literal(query)}%"))
        if query.isdecimal():
            by.append(Domain("member_number", "=ilike", f"{query}%"))
        if sum(letter.isdigit() for letter in query) > finding.MOST_TAIL:
            # Core's own search of numbers, however they are written; whoever sees masks finds whole ones.
            by.append(Domain("phone_mobile_search", "ilike", query))
        companies = Domain("company_id", "in", [False, *self.env.companies.ids])
        found = self.search(
            Domain("member_number", "!=", False) & companies & Domain.OR(by),
            order="complete_name, id",
            limit=MOST_FOUND,
        )
        return [
            {
                "id": partner.id,
                "name": partner.name or partner.display_name,
                "number": partner.member_number,
                "phone": partner._member_shown("phone") or "",
                "tier": partner._member_in_shop().member_tier_id.name or "",
            }
            for partner in found
        ]
