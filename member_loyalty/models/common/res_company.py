from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_return_days = fields.Integer(
        "Return Window (Days)",
        default=14,
        help="How long goods can be returned. Programmes may hold points back until then.",
    )
    member_responsible_id = fields.Many2one(
        "res.users",
        "Responsible for Memberships",
        domain=[("share", "=", False)],
        help="Gets an activity when something needs a decision. Empty: the first membership manager.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._member_teach_scanners()
        # sudo: whoever may make a company, makes it whole.
        companies.sudo()._member_first_consent_texts()
        return companies

    def write(self, vals):
        result = super().write(vals)
        self._member_forget_ladders(vals)
        if "nomenclature_id" in vals:
            self._member_teach_scanners()
        if "member_liability_account_id" in vals:
            self._member_wallets()._member_book_products()
        return result

    @api.model
    def _member_in_turn(self):
        """:return: every company, as work at night does them one after the other: they are few, each with a day and
        terms of its own"""
        return self.search([], order="id")  # pylint: disable=no-search-all

    def _member_responsible(self):
        """:return: the user who is asked when a membership needs a decision"""
        self.ensure_one()
        if self.member_responsible_id.active:
            return self.member_responsible_id
        managers = self.env.ref("member_loyalty.group_manager").all_user_ids
        here = managers.filtered(lambda user: self in user.company_ids and user._is_internal())
        return here.sorted("id")[:1] or self.env.ref("base.user_admin")

    def _member_today(self):
        """The store's own day, whatever the time zone of who asks: purchases stand on the same days."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.partner_id.tz or "UTC"))
