from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine import completeness, contact

# Types of fields that a cashier can take down in a moment.
QUICK = ("char", "date", "selection", "many2one")


class PosConfig(models.Model):
    """The till asks for one missing item of a member's file at a time."""

    _inherit = "pos.config"

    def _member_to_ask(self, partner):
        """What the till asks a member for.

        :param partner: with the rights of the shop
        :return: False, or a dict of field, label, input (a type of the browser's, or 'select') and options (pairs of
            value and label)
        """
        if not partner._is_member():
            return False
        days = self.company_id.member_ask_days
        # sudo: what is asked for is the shop's setting.
        items = self.env["member.file.item"].sudo().search([("is_asked", "=", True)])
        weights = {item.field: item.weight for item in items if partner._fields[item.field].type in QUICK}
        if not days or not weights:
            return False
        since = fields.Date.to_string(fields.Date.subtract(self.company_id._member_today(), days=days))
        declined = {field for field, day in (partner.member_declined or {}).items() if day > since}
        field = completeness.next_to_ask(weights, partner._member_filled(weights), declined)
        return bool(field) and items._question(partner, field)

    def member_answer(self, partner_id, name, value):
        """Write down what the member said.

        :param name: the field asked for
        :return: dict of ``status``: 'saved' with a new ``snapshot``, or 'refused' with a ``message``
        """
        partner = self._member_asked(partner_id, name)
        try:
            with self.env.cr.savepoint():
                partner.write({name: self._member_valid_answer(partner, name, value)})
        except (UserError, ValidationError) as error:
            return {"status": "refused", "message": str(error)}
        return {"status": "saved", "snapshot": self.member_snapshot(partner_id)}

    def member_decline(self, partner_id, name):
        """The member doesn't want to say it: the till doesn't ask for it again for some time.

        :return: dict of ``status`` 'saved' and a new ``snapshot``
        """
        partner = self._member_asked(partner_id, name)
        today = fields.Date.to_string(self.company_id._member_today())
        partner.member_declined = {**(partner.member_declined or {}), name: today}
        return {"status": "saved", "snapshot": self.member_snapshot(partner_id)}

    def _member_asked(self, partner_id, name):
        """:return: the member, with the rights of the shop, when a till may ask for this item"""
        self.ensure_one()
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        # sudo: one item that the shop wants asked for is written, where there is none yet, after these checks.
        items = self.env["member.file.item"].sudo().search([("is_asked", "=", True), ("field", "=", name)])
        partner = partner.sudo().with_company(self.company_id)
        if (
            not self.env.user.has_group("point_of_sale.group_pos_user")
            or not items
            or not partner._is_member()
            or partner._member_filled([name])
        ):
            raise AccessError(self.env._("The till doesn't ask for this information."))
        return partner

    def _member_valid_answer(self, partner, name, value):
        value = value.strip() if isinstance(value, str) else value
        if not value:
            raise UserError(self.env._("The field is empty."))
        if name == "email" and not contact.is_email(value):
            raise UserError(
                self.env._(
                    "%(email)s isn't a valid email address. Enter an address such as name@example.com.", email=value
                )
            )
        if name == "phone":
            return self._member_valid_phone(partner, value)
        # sudo: how an item is typed is no secret.
        return self.env["member.file.item"].sudo()._valid_answer(name, value, self.company_id._member_today())

    def _member_valid_phone(self, partner, value):
        phone = self._sanitize_phone(value)
        if not phone:
            raise UserError(self.env._("%(phone)s isn't a valid phone number. Check the digits.", phone=value))
        twin = self._find_by_number_or_phone(phone) - partner
        if twin:
            raise UserError(self.env._("%(phone)s belongs to %(name)s.", phone=value, name=twin[0].name))
        return phone
