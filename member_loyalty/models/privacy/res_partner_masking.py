from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...const import MASKS
from ...engine import masking


class ResPartner(models.Model):
    """Phone numbers and e-mail addresses of members, as those see them who only sell at a till. Customers who aren't
    members are shown as core shows them.

    Masked where records leave for a screen, whichever screen: the till's list and dialogs, and Contacts. Server code
    reads fields, and so the data. Searching finds by the data, too: a cashier types the number that a customer says.
    """

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

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if not self.env.su:
            self._member_mask(rows, set(fnames))
        return rows

    @api.model
    def _load_pos_data_read(self, records, config):
        """Here even for the superuser: whatever read them, they go to a till."""
        rows = super()._load_pos_data_read(records, config)
        self._member_mask(rows, set(MASKS))
        return rows

    @api.model
    def _member_mask(self, rows, names):
        names = names.intersection(MASKS)
        if not names or not self._member_masks_contacts():
            return
        # sudo: whether it is or was a member.
        members = set(self.browse(row["id"] for row in rows).sudo().filtered("member_number").ids)
        for row in rows:
            if row["id"] in members:
                row.update({name: MASKS[name](row[name]) or False for name in names if row.get(name)})

    def onchange(self, values, field_names, fields_spec):
        """What a form works out from the data, and the user didn't type."""
        result = super().onchange(values, field_names, fields_spec)
        # sudo: only whether this is or was a member.
        if self._member_masks_contacts() and self.sudo().member_number:
            shown = result.get("value", {})
            shown.update({name: MASKS[name](shown[name]) for name in MASKS if shown.get(name) and name not in values})
        return result

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if any(path and path[0] in MASKS for path in fields):
            self._member_check_sees_contacts()
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        if not self.env.su and any(spec.split(":")[0].split(".")[0] in MASKS for spec in (*groupby, *aggregates)):
            self._member_check_sees_contacts()
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    def _member_check_sees_contacts(self):
        if self._member_masks_contacts():
            raise AccessError(
                self.env._(
                    "Phone numbers and e-mail addresses are masked for you, and can't be listed. Ask the membership "
                    "staff for them."
                )
            )

    def _member_without_masks(self, vals):
        """A mask is never saved: as it was shown, it changes nothing; half changed, nobody knows what it means.

        :return: the other values
        """
        masked = [name for name in ("phone", "email") if masking.is_masked(vals.get(name))]
        for name in masked:
            shown = {MASKS[name](partner[name]) for partner in self}
            if shown != {vals[name]}:
                raise UserError(
                    self.env._("%(value)s is masked. Enter the whole number or address, or leave it.", value=vals[name])
                )
        return {name: value for name, value in vals.items() if name not in masked}
