from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import finding, numbering, plain


class ResPartner(models.Model):
    """The one search for members, of the till, the command palette and the lists of the office: by name or parts of it,
    phone or its last digits, email address, member number with or without its zeros, and card."""

    _inherit = "res.partner"

    member_find = fields.Char("Member", compute="_compute_member_find", search="_search_member_find")

    # What the search asks for beside numbers, which have indexes of their own.
    _member_email = models.Index("(email_normalized) WHERE email_normalized IS NOT NULL")
    _member_phone_tail = models.Index(
        "(right(phone_sanitized, 4)) WHERE member_number IS NOT NULL AND phone_sanitized IS NOT NULL"
    )

    def init(self):
        super().init()
        # Parts of names. Not by the field's own index, which lists in the order of names go by.
        if self.env.registry.has_trigram:
            column = self.env.registry.unaccent("complete_name")
            self.env.cr.execute(
                SQL(
                    "CREATE INDEX IF NOT EXISTS res_partner_member_name_parts ON res_partner"
                    " USING gin (%s gin_trgm_ops)",
                    SQL(f"({column})" if column != "complete_name" else column),
                )
            )

    def _compute_member_find(self):
        self.member_find = False

    def _search_member_find(self, operator, value):
        if operator not in ("ilike", "=", "in"):
            return NotImplemented
        queries = [value] if isinstance(value, str) else list(value or [])
        return Domain.OR(self._member_found_by(query, self.env.company) for query in queries)

    @api.model
    def _member_found_by(self, query, company):
        """:return: domain of the contacts that a query means, with what its reader may search by"""
        query = query.strip() if isinstance(query, str) and not plain.text_fault(query) else ""
        meant = finding.meant(query)
        found = [self._member_exactly(query, company), self._member_formerly(query, company)] if meant else []
        if "tail" in meant:
            found.append(self._member_by_phone_tail(meant["tail"]))
        if "words" in meant:
            parts = [Domain("complete_name", "ilike", finding.literal(word)) for word in meant["words"]]
            found.append(Domain.AND(parts))
        if "start" in meant:
            found.append(Domain("complete_name", "=ilike", f"{finding.literal(meant['start'])}%"))
        if self.env["member.card"].has_access("read"):
            found.append(Domain("member_card_ids", "any", [("number", "=", query)]))
        return Domain.OR(found) if query else Domain.FALSE

    @api.model
    def _member_exactly(self, query, company):
        """:return: domain of the contacts whose member number, phone or email address this is"""
        if not query:
            # To a domain, an empty number is none.
            return Domain.FALSE
        # Numbers that a shop brought with it are as they are.
        numbers, phone = self._member_meant(query, company)
        found = [Domain("member_number", "in", list({query, *numbers}))]
        if phone:
            found.append(Domain("phone_sanitized", "=", phone))
        if email := finding.meant(query).get("email"):
            found.append(Domain("email_normalized", "=", email))
        return Domain.OR(found)

    @api.model
    def _member_formerly(self, query, company):
        """:return: domain of the contacts that one was merged into whose number or phone this was"""
        former = self.env["member.alias"]._former
        numbers, phone = self._member_meant(query, company)
        found = [former("number", number) for number in numbers]
        return Domain.OR([*found, former("phone", phone)] if phone else found)

    @api.model
    def _member_meant(self, query, company):
        """:return: (member numbers, phone number or False) that a query may be"""
        meant = finding.meant(query)
        numbers = {query, meant.get("number", query)}
        phone = "digits" in meant and company.partner_id._phone_format(number=query, country=company.country_id)
        return [number for number in sorted(numbers) if numbering.is_member_number(number)], phone

    @api.model
    def _member_by_phone_tail(self, digits):
        """Whoever sees masks sees as much of a phone number: these digits find it, and no others do.

        :return: domain of members
        """
        self.flush_model(["phone_sanitized", "member_number"])
        # SQL: there is no index on the end of a column that a domain would use.
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT id FROM res_partner
                     WHERE right(phone_sanitized, 4) = %s AND right(phone_sanitized, %s) = %s
                       AND member_number IS NOT NULL AND phone_sanitized IS NOT NULL)""",
                digits[-4:],
                len(digits),
                digits,
            ),
        )
