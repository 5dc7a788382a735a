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

    # How often a PIN may be wrong.
    member_pin_attempts = fields.Integer("Wrong PINs in a Row", default=5, help="So many lock the PIN.")
    member_pin_minutes = fields.Integer("PIN Locked For (Minutes)", default=15)

    # What becomes of points and money when a member leaves.
    member_leave_days = fields.Integer(
        "Points Kept (Days)",
        default=30,
        help="How long points wait for a member who left. 0: they lapse at once.",
    )
    member_leave_wallet = fields.Selection(
        [("pay_back", "Is paid back before the member leaves"), ("keep", "Stays until it is paid back")],
        "Money in the Wallet",
        required=True,
        default="pay_back",
        help="It never lapses because a member leaves.",
    )
    member_leave_months = fields.Integer(
        "Months Without a Purchase", help="Who has bought nothing for so long is listed as idle. 0: nobody is."
    )
    member_leave_auto = fields.Boolean(
        "Let Them Leave by Themselves",
        help="Every night, in the background. Otherwise a manager decides from the list.",
    )
    member_return_history = fields.Boolean(
        "Return With History",
        default=True,
        help="Who comes back at the till has the old number, tier figures and what is left of the points. Otherwise "
        "they get a new number, and only new purchases count.",
    )

    # On what terms customers become members.
    member_consent_required = fields.Boolean(
        "Ask for Consent",
        default=True,
        help="The sale itself enrols only customers who have agreed to be members.",
    )
    member_enrolment_needs_rule = fields.Boolean(
        "Only by Rule",
        help="Only customers who meet an enrolment rule become members. A membership manager may enrol anybody.",
    )

    # How members' files are kept true.
    member_ask_days = fields.Integer(
        "Ask Again After (Days)",
        default=30,
        help="What a member doesn't want to say, the till asks for again after so many days. 0: it never asks.",
    )
    member_revision_score = fields.Integer(
        "Complete From (%)", default=60, help="Files below this completeness are put on the revision list."
    )
    member_revision_months = fields.Integer(
        "Good For (Months)",
        default=24,
        help="Files that nobody changed or confirmed for so long are put on the revision list.",
    )

    _member_pin_positive = models.Constraint(
        "CHECK (member_pin_attempts > 0 AND member_pin_minutes > 0)",
        "A PIN may be wrong at least once, and is locked for at least a minute.",
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

    # The scanners of each company know the member cards.
    def _member_teach_scanners(self):
        # sudo: scanners know the cards, whoever sets the company up; types are few.
        Type = self.env["member.card.type"].sudo().with_context(active_test=False)
        types = Type.search([])  # pylint: disable=no-search-all
        types._sync_barcode_rules()

    def _member_asks_for_rule(self):
        """:return: whether the present user enrols only customers who meet a rule"""
        self.ensure_one()
        return self.member_enrolment_needs_rule and not self.env.user.has_group("member_loyalty.group_manager")
