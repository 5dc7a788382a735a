from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store

from ...const import MASKS
from ...engine import masking


class ResPartner(models.Model):
    """Phone numbers and email addresses of members, as those see them who only sell at a till: see ``base.py``."""

    _inherit = "res.partner"

    @api.model
    def _member_masks_contacts(self):
        user = self.env.user
        return (
            user.has_group("point_of_sale.group_pos_user")
            and not user.has_group("member_loyalty.group_contact_data")
            # sudo: one setting of the company.
            and self.env.company.sudo().member_mask_contacts
        )

    @api.model
    def _load_pos_data_read(self, records, config):
        """Here even for the superuser: whatever read them, they go to a till."""
        rows = super()._load_pos_data_read(records, config)
        if records.env.su:
            self._member_mask(rows, MASKS)
        return rows

    def _field_store_repr(self, field_name):
        """Core's own for contacts doesn't ask that of all models."""
        if isinstance(field_name, str) and field_name in MASKS:
            return [Store.Attr(field_name, lambda partner: partner._member_shown(field_name))]
        return super()._field_store_repr(field_name)

    @api.depends_context("uid", "company")
    def _compute_display_name(self):
        """A name can be asked for with the address behind it, and a name is read by the superuser."""
        super()._compute_display_name()
        if self.env.context.get("show_email") and self._member_masks_contacts():
            # sudo: whether this is or was a member.
            for partner in self.filtered(lambda partner: partner.email and partner.sudo().member_number):
                partner.display_name = partner.display_name.replace(partner.email, MASKS["email"](partner.email))

    def _build_vcard(self):
        # sudo: whether this is or was a member.
        if self._member_masks_contacts() and any(self.sudo().mapped("member_number")):
            self._member_refuse_listing()
        return super()._build_vcard()

    def copy_data(self, default=None):
        """Copied is what the user sees: a copy is no member, and would show what is masked in the member's file."""
        default = default or {}
        hidden = {
            name: False
            for name, field in self._fields.items()
            if field.copy and name not in default and not self._has_field_access(field, "read")
        }
        rows = super().copy_data(hidden | default)
        for row in filter(None, rows):
            for name in hidden:
                row.pop(name, None)
        if not self.env.su and self._member_masks_contacts():
            # sudo: whether this is or was a member.
            for partner, row in zip(self.sudo(), rows, strict=True):
                if row and partner.member_number:
                    row.update({name: default.get(name, False) for name in MASKS if name in row})
        return rows

    def _search_phone_mobile_search(self, operator, value):
        """Core's own reads the numbers by SQL."""
        domain = super()._search_phone_mobile_search(operator, value)
        if operator in ("in", "not in") or not isinstance(value, str) or not self._member_hides("phone"):
            return domain
        is_member = Domain("member_number", "!=", False)
        like = "not ilike" if operator in Domain.NEGATIVE_OPERATORS else "ilike"
        return (~is_member & domain) | (is_member & Domain("phone", like, value))

    def _member_without_masks(self, vals):
        """A mask is never saved: as it was shown, it changes nothing; half changed, nobody knows what it means.

        :return: the other values
        """
        masked = [name for name in ("phone", "email") if masking.is_masked(vals.get(name))]
        for name in masked:
            shown = {MASKS[name](partner[name]) for partner in self}
            if shown != {vals[name]}:
                raise UserError(
                    self.env._(
                        "%(value)s is masked. Enter the full number or address, or leave it unchanged.",
                        value=vals[name],
                    )
                )
        return {name: value for name, value in vals.items() if name not in masked}
