from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine import completeness, plain
from ..common.plain import refuse_fault, till_question

# Types of fields that a cashier can take down in a moment.
QUICK = ("char", "date", "selection", "many2one")


class PosConfig(models.Model):
    """Who may ask a till, and of whom; and the one missing item of a member's file that it asks for at a time."""

    _inherit = "pos.config"

    # ── The gate of everything that a till asks or does with the rights of the shop ────────────────────────────

    def _member_shop_env(self):
        """:return: this till with every right and in its company, for its own staff"""
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only users of this till can do this."))
        self.check_access("read")
        # sudo: the right to the till was checked. The answers hold what a cashier may see, and no more; what the caller's
        # context would fill in by default, core leaves behind.
        return self.sudo().with_company(self.company_id)

    def _member_till_env(self, partner_id):
        """The customer that a till asks about: one of its company's, whom its staff may see.

        :return: (this till, the customer), both with every right
        """
        config = self._member_shop_env()
        is_id = isinstance(partner_id, int) and not isinstance(partner_id, bool)
        # The till may not know yet that the contact was merged.
        partner_id = is_id and self.env["member.alias"]._kept(partner_id)
        partner = self.env["res.partner"].browse(partner_id or []).exists()
        if not partner or not self._member_serves(partner):
            # Not core's words: in debug mode they name whom the user mustn't see.
            raise AccessError(
                self.env._(
                    "This isn't a customer of %(company)s. Search for the customer again.",
                    company=config.company_id.name,
                )
            )
        return config, config.env["res.partner"].browse(partner.id)

    def _member_serves(self, partner):
        """Whether this till's staff may see this customer, who is of the till's company or of all. Who works for another
        company is seen by everybody, and still not a customer here."""
        # sudo: whose customer it is.
        company = partner.sudo().company_id
        return (not company or company in self.company_id.parent_ids) and partner.has_access("read")

    def _member_to_ask(self, partner):
        """What the till asks a member for.

        :param partner: with the rights of the shop
        :return: False, or a dict of field, label, input (a type of the browser's, or 'select') and options (pairs of
            value and label)
        """
        if not partner._is_member() or partner._member_till_problem():
            return False
        days = self.company_id.member_ask_days
        # sudo: what is asked for is the shop's setting.
        items = self.env["member.file.item"].sudo().search([("is_asked", "=", True)])
        weights = {item.field: item.weight for item in items if partner._fields[item.field].type in QUICK}
        if not days or not weights:
            return False
        since = fields.Date.to_string(fields.Date.subtract(self.company_id._member_today(), days=days))
        declined = {field for field, day in (partner.member_declined or {}).items() if day > since}
        field = completeness.next_to_ask(weights, set(weights) - partner._member_fillable(weights), declined)
        return bool(field) and items._question(partner, field)

    @till_question
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

    @till_question
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
        config, partner = self._member_till_env(partner_id)
        # One item that the shop wants asked for is written, where there is none yet.
        items = config.env["member.file.item"].search([("is_asked", "=", True), ("field", "=", name)])
        if (
            not items
            or not partner._is_member()
            or partner._member_till_problem()
            or not partner._member_fillable([name])
        ):
            raise AccessError(self.env._("The till doesn't ask for this information."))
        return partner

    def _member_valid_answer(self, partner, name, value):
        value = value.strip() if isinstance(value, str) else value
        if not value:
            raise UserError(self.env._("The field is empty."))
        if name in ("email", "phone"):
            refuse_fault(self.env, plain.words_fault(value), name)
        if name == "email" and (problem := partner._member_email_problem(value)):
            raise UserError(problem)
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
