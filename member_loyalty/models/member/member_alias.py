from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache


class MemberAlias(models.Model):
    """What a contact was found by before it was merged into another: a card, a list or an order that waited may still say
    so."""

    _name = "member.alias"
    _description = "Former Identifier"
    _inherit = ["member.remembered"]
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", "Merged Into", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, ondelete="cascade", help="Of the contact that was merged."
    )
    kind = fields.Selection(
        [("contact", "Contact"), ("number", "Member Number"), ("reference", "Reference"), ("phone", "Phone")],
        required=True,
        readonly=True,
    )
    value = fields.Char(required=True, readonly=True)

    _value_unique = models.Constraint("UNIQUE (kind, value, partner_id)", "This identifier is already recorded.")

    def unlink(self):
        self.partner_id._member_check_own()
        return super().unlink()

    @api.model
    def _remember(self, merged, kept):
        """Before they are merged: what others may still call them.

        :param merged: the contacts that go
        :param kept: the one that stays
        """
        known = {(alias.kind, alias.value) for alias in self.search([("partner_id", "=", kept.id)])}
        # Contacts of one household have one phone.
        found = {
            (kind, value): contact.company_id.id
            for contact in merged
            for kind, value in contact._member_identifiers().items()
            if value and (kind, value) not in known
        }
        self.create(
            [
                {"partner_id": kept.id, "company_id": company_id, "kind": kind, "value": value}
                for (kind, value), company_id in found.items()
            ]
        )

    @api.model
    def _former(self, kind, value):
        """:return: domain of the contacts that one was merged into who was found by this"""
        # sudo: an identifier of a customer; who asks searches the contact with their own rights.
        aliases = self.sudo().search([("kind", "=", kind), ("value", "=", value)])
        return Domain("id", "in", aliases.partner_id.ids)

    @api.model
    def _kept(self, contact_id):
        """:return: id of the contact that this one has become part of; itself as long as it wasn't merged"""
        return self._all_kept().get(contact_id, contact_id)

    @api.model
    @ormcache()
    def _all_kept(self):
        # sudo: which contact became which; whoever gets one is asked for their rights on it.
        aliases = self.sudo().search_fetch([("kind", "=", "contact")], ["value", "partner_id"])
        # Those of an erased member say nothing any more.
        return {int(alias.value): alias.partner_id.id for alias in aliases if alias.value.isdigit()}

    @api.model
    def _codes(self, kind, column):
        """:return: SQL table of ``code`` and ``id`` of contacts: by what they have now, else by what they had"""
        return SQL(
            """(SELECT %(column)s AS code, id FROM res_partner WHERE %(column)s IS NOT NULL
             UNION ALL SELECT a.value, a.partner_id
                         FROM member_alias a JOIN res_partner kept ON kept.id = a.partner_id
                        WHERE a.kind = %(kind)s AND NOT EXISTS (
                              SELECT FROM res_partner p WHERE p.%(column)s = a.value
                                 AND (p.company_id = kept.company_id OR p.company_id IS NULL OR kept.company_id IS NULL)))""",
            column=SQL.identifier(column),
            kind=kind,
        )
