from odoo import api, models
from odoo.fields import Domain

from ...engine import plain

#: what fits in the palette; who sees no match types on
MOST_FOUND = 10
#: longer than any name; and so many digits are no year and no house number
MOST_LETTERS, LEAST_DIGITS = 100, 4


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
        text = _literal(query)
        by = [Domain("complete_name", "=ilike", f"%{text}%"), Domain("member_number", "=ilike", f"{text}%")]
        if sum(letter.isdigit() for letter in query) >= LEAST_DIGITS:
            # Core's own search of numbers, however they are written; whoever sees masks finds by what a mask shows.
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


def _literal(text):
    """:return: str, in which nothing stands for other characters"""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
