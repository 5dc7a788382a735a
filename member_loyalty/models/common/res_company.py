from datetime import datetime, time, timezone
from zoneinfo import ZoneInfo

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

#: :meth:`ResCompany._member_tz` in SQL, of the company's own contact joined as ``place``
PLACE_TZ = SQL("COALESCE(place.tz, 'UTC')")


class ResCompany(models.Model):
    _inherit = "res.company"

    member_return_days = fields.Integer(
        "Return Window (Days)",
        default=14,
        help="The number of days in which goods can be returned. Programs can keep points pending until then.",
    )
    member_responsible_id = fields.Many2one(
        "res.users",
        "Membership Manager",
        domain=[("share", "=", False)],
        help="This user gets an activity when a decision is needed. Leave empty to notify the first "
        "membership manager.",
        ondelete="set null",
    )

    # When its days begin.
    member_tz = fields.Selection(
        string="Time Zone",
        related="partner_id.tz",
        readonly=False,
        help="The days of the membership begin and end by this clock: expirations, redemption periods, limits per day "
        "and reports. If it is empty, they begin at midnight UTC.",
    )

    # How often a PIN may be wrong.
    member_pin_attempts = fields.Integer(
        "Maximum PIN Attempts", default=5, help="The PIN is locked after this number of wrong attempts in a row."
    )
    member_pin_minutes = fields.Integer("PIN Lock Duration (Minutes)", default=15)

    # What becomes of points and money when a member leaves.
    member_leave_days = fields.Integer(
        "Points Retention (Days)",
        default=30,
        help="How long the points of a former member are kept. 0 means that they expire immediately.",
    )
    member_leave_wallet = fields.Selection(
        [("pay_back", "Must be refunded before termination"), ("keep", "Stays until it is refunded")],
        "Wallet Balance",
        required=True,
        default="pay_back",
        help="The paid balance never expires when a membership ends.",
    )
    member_leave_months = fields.Integer(
        "Months of Inactivity",
        help="Members without a purchase for this number of months are listed as termination candidates. 0 disables the list.",
    )
    member_leave_auto = fields.Boolean(
        "Terminate Automatically",
        help="Memberships are terminated every night in the background. If disabled, a manager decides from the list.",
    )
    member_return_history = fields.Boolean(
        "Reinstate With History",
        default=True,
        help="Members reinstated at the till keep their number, tier figures and remaining points. If "
        "disabled, they get a new number, and only new purchases count.",
    )

    # On what terms customers become members.
    member_consent_required = fields.Boolean(
        "Require Consent",
        default=True,
        help="Automatic enrollment applies only to customers who have given their consent.",
    )
    member_enrolment_needs_rule = fields.Boolean(
        "Only by Rule",
        help="Only customers who meet an enrollment rule become members. A membership manager may enroll anybody.",
    )

    # How members' files are kept true.
    member_ask_days = fields.Integer(
        "Ask Again After (Days)",
        default=30,
        help="The till asks again after this number of days for information that a member declined to give. 0 "
        "means never.",
    )
    member_revision_score = fields.Integer(
        "Minimum Completeness (%)",
        default=60,
        help="Member files below this completeness are listed under Data Quality.",
    )
    member_revision_months = fields.Integer(
        "Validity (Months)",
        default=24,
        help="Member files that haven't been changed or confirmed for this long are listed under Data Quality.",
    )

    _member_pin_positive = models.Constraint(
        "CHECK (member_pin_attempts > 0 AND member_pin_minutes > 0)",
        "Allow at least one PIN attempt and a lock of at least one minute.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._member_teach_scanners()
        # sudo: whoever may make a company, makes it whole.
        companies.sudo()._member_first_consent_texts()
        companies.sudo()._member_guess_tz()
        return companies

    def write(self, vals):
        result = super().write(vals)
        self._member_forget_ladders(vals)
        if "country_id" in vals:
            # sudo: whoever sets a company up may not edit contacts, and its own contact has its time zone.
            self.sudo()._member_guess_tz()
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
        # Who manages memberships, rather than whoever may do everything.
        managing = here.filtered(lambda user: not user.has_group("base.group_system"))
        return (managing or here).sorted("id")[:1] or self.env.ref("base.user_admin")

    # ── The store's own days, whatever the time zone of who asks: nothing else knows where they begin ───────────

    def _member_tz(self):
        """:return: name of the time zone, as Python, PostgreSQL and the till know it"""
        self.ensure_one()
        return self.partner_id.tz or "UTC"

    def _member_today(self):
        return self._member_day(fields.Datetime.now())

    def _member_day(self, moment):
        """:param moment: datetime in UTC"""
        return fields.Datetime.context_timestamp(self.with_context(tz=self._member_tz()), moment).date()

    def _member_midnight(self, day):
        """:return: datetime in UTC at which a day begins"""
        local = datetime.combine(day, time(), ZoneInfo(self._member_tz()))
        return local.astimezone(timezone.utc).replace(tzinfo=None)

    def _member_guess_tz(self):
        """A new company's time zone, where it can only be one: that of its country, or that of who sets it up, if the
        country has it, too. Else it is asked for."""
        for company in self.filtered(lambda company: not company.partner_id.tz):
            zones = pytz.country_timezones.get(company.country_id.code or "", [])
            own = self.env.user.tz
            if len(zones) == 1:
                company.partner_id.tz = zones[0]
            elif own in zones:
                company.partner_id.tz = own

    # ── Scanners of each company know the member cards ─────────────────────────────────────────────────────────

    def _member_teach_scanners(self):
        # sudo: scanners know the cards, whoever sets the company up; types are few.
        Type = self.env["member.card.type"].sudo().with_context(active_test=False)
        types = Type.search([])  # pylint: disable=no-search-all
        types._sync_barcode_rules()

    def _member_asks_for_rule(self):
        """:return: whether the present user enrolls only customers who meet a rule"""
        self.ensure_one()
        return self.member_enrolment_needs_rule and not self.env.user.has_group("member_loyalty.group_manager")
