from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...const import SEES_LEDGER
from ...engine import age, completeness
from .member_file_item import SHOWN_BY

# By what somebody with a login gets a new password.
WAY_TO_LOGIN = {"email"}
IS_MEMBER = Domain("member_number", "!=", False) & Domain("member_left_on", "=", False)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "member.kept"]

    member_number = fields.Char(copy=False, readonly=True)
    member_since = fields.Date(copy=False, readonly=True)
    member_left_on = fields.Date(
        "Terminated On", copy=False, readonly=True, help="The member number is kept after termination."
    )
    is_member = fields.Boolean(compute="_compute_is_member", search="_search_is_member")
    member_tier_id = fields.Many2one(
        "member.tier", "Tier", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    member_tier_since = fields.Date("Tier Since", copy=False, readonly=True)
    member_tier_color = fields.Char(related="member_tier_id.color", string="Tier Color")
    member_card_ids = fields.One2many("member.card", "partner_id", "Member Cards", groups=SEES_LEDGER)
    member_card_id = fields.Many2one("member.card", "Card", compute="_compute_member_card_id", groups=SEES_LEDGER)
    member_alias_ids = fields.One2many(
        "member.alias",
        "partner_id",
        "Former Identifiers",
        groups="member_loyalty.group_manager",
        help="What contacts that were merged into this one are still found by. Remove what belongs to somebody else now.",
    )
    member_consent_ids = fields.One2many("member.consent", "partner_id", "Consents", groups=SEES_LEDGER)
    member_loyalty_card_ids = fields.One2many(
        "loyalty.card", "partner_id", "Points", domain=[("member_program", "=", True)], groups=SEES_LEDGER
    )
    member_points = fields.Float("Points Balance", compute="_compute_member_points", digits=(16, 2), groups=SEES_LEDGER)
    member_purchase_count = fields.Integer("Purchases", compute="_compute_member_counts", groups=SEES_LEDGER)
    member_tier_change_count = fields.Integer("Tier Changes", compute="_compute_member_counts", groups=SEES_LEDGER)

    # What a shop knows of a member beside what they bought.
    #
    # Owner and occupation are core's ``user_id`` and ``function``; attributes of a trade are core's ``properties``.
    # The names that OCA's partner addons use.
    birthdate_date = fields.Date("Birth Date")
    gender = fields.Selection([("male", "Male"), ("female", "Female"), ("other", "Other")])
    member_age_band = fields.Selection(
        "_selection_age_band",
        "Age Band",
        compute="_compute_member_age_band",
        store=True,
        help="The age band is updated every night.",
    )
    member_income_band_id = fields.Many2one(
        "member.income.band", "Income", index="btree_not_null", ondelete="restrict", groups=SEES_LEDGER
    )
    member_wedding_date = fields.Date("Wedding Anniversary", groups=SEES_LEDGER)
    member_interest_ids = fields.Many2many("member.interest", string="Interests", groups=SEES_LEDGER)
    member_importance = fields.Selection(
        [("0", "Normal"), ("1", "Notable"), ("2", "Important"), ("3", "Key")], "Importance", groups=SEES_LEDGER
    )
    member_household_id = fields.Many2one(
        "member.household", "Household", index="btree_not_null", ondelete="set null", groups=SEES_LEDGER
    )
    member_household_count = fields.Integer(related="member_household_id.partner_count", groups=SEES_LEDGER)

    # How complete a member's file is, and when somebody last looked at it.
    member_completeness = fields.Integer(
        "Completeness (%)",
        compute="_compute_member_completeness",
        compute_sudo=True,
        store=True,
        aggregator="avg",
        groups=SEES_LEDGER,
    )
    member_confirmed_on = fields.Date(
        "File Confirmed On", copy=False, readonly=True, help="The date on which the file was last changed or confirmed."
    )
    member_declined = fields.Json(
        "Declined Questions",
        copy=False,
        readonly=True,
        groups="base.group_no_one",
        help="The questions that the member declined to answer, with the dates.",
    )

    _member_number_unique = models.UniqueIndex(
        "(member_number) WHERE member_number IS NOT NULL", "This member number is taken."
    )
    # The till finds members by phone, and enrollment looks for doubles.
    _member_phone = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    def _auto_init(self):
        # Nobody is a member yet or has a birth date: columns made here spare the ORM walks over a million contacts.
        if not column_exists(self.env.cr, "res_partner", "member_completeness"):
            create_column(self.env.cr, "res_partner", "member_completeness", "int4")
        if not column_exists(self.env.cr, "res_partner", "member_age_band"):
            create_column(self.env.cr, "res_partner", "member_age_band", "varchar")
            self.env.cr.execute(SQL("ALTER TABLE res_partner ALTER COLUMN member_age_band SET DEFAULT %s", age.UNKNOWN))
        return super()._auto_init()

    @api.depends("member_number", "member_left_on")
    def _compute_is_member(self):
        for partner in self:
            partner.is_member = partner._is_member()

    def _search_is_member(self, operator, value):
        if operator != "in":
            return NotImplemented
        return IS_MEMBER if True in value else ~IS_MEMBER

    def _is_member(self):
        """Whether this is a member now. Who left keeps the number, so ask this, and not for the number."""
        return bool(self.member_number and not self.member_left_on)

    def _member_identifiers(self):
        """:return: dict of what this contact is found by, by the kinds of ``member.alias``"""
        self.ensure_one()
        return {
            "contact": str(self.id),
            "number": self.member_number,
            "reference": self.ref,
            "phone": self.phone_sanitized,
        }

    def _compute_member_card_id(self):
        active = dict(
            self.env["member.card"]._read_group(
                [("partner_id", "in", self.ids), ("state", "=", "active")], ["partner_id"], ["id:recordset"]
            )
        )
        for partner in self:
            partner.member_card_id = active.get(partner)

    def _compute_member_points(self):
        points = dict(
            self.env["loyalty.card"]._read_group(
                [("partner_id", "in", self.ids), ("member_program", "=", True), ("program_type", "=", "loyalty")],
                ["partner_id"],
                ["points:sum"],
            )
        )
        for partner in self:
            partner.member_points = points.get(partner, 0)

    def _compute_member_counts(self):
        def counts(model):
            return dict(self.env[model]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"]))

        purchases, changes = counts("member.purchase"), counts("member.tier.change")
        for partner in self:
            partner.member_purchase_count = purchases.get(partner, 0)
            partner.member_tier_change_count = changes.get(partner, 0)

    @api.depends("member_tier_id.pricelist_id")
    def _compute_product_pricelist(self):
        return super()._compute_product_pricelist()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Nothing is there yet: not even what a record has that is copied.
            self.browse()._check_member_kept(vals)
        return super().create([self._member_without_masks(vals) for vals in vals_list])

    def write(self, vals):
        """What may not be written is refused first, then what was entered is put right, then a tier is held."""
        self._check_member_kept(vals)
        if vals.get("company_id") and not self.env.su:
            # Who takes a contact of all companies for one, takes the member away from the others.
            self.filtered("member_number")._member_check_own()
        vals = self._member_without_masks(vals)
        vals = self._member_with_confirmation(vals)
        vals = self._member_without_held_tier(vals)
        return super().write(vals)

    def _member_refuse_kept(self, vals):
        """But for a tier, which a manager holds by hand."""
        others = set(vals) - {"member_tier_id"}
        if others or not self or not self.env.user.has_group("member_loyalty.group_manager"):
            super()._member_refuse_kept(vals)

    def _member_kept_message(self, names):
        return self.env._(
            "%(fields)s: the membership keeps this itself, so it can't be edited. Members are enrolled, terminated and "
            "reinstated by the buttons Enroll as Member, Terminate and Reinstate, and a membership manager sets a tier "
            "with Manual Tier.",
            fields=names,
        )

    @api.model
    def _selection_age_band(self):
        named = [(age.band_key(0), self.env._("Under %(age)s", age=age.BANDS[1]))]
        for first, following in zip(age.BANDS[1:-1], age.BANDS[2:], strict=True):
            named.append((age.band_key(first), f"{first}–{following - 1}"))
        last = age.BANDS[-1]
        return [
            *named,
            (age.band_key(last), self.env._("%(age)s and over", age=last)),
            (age.UNKNOWN, self.env._("Unknown")),
        ]

    @api.depends("birthdate_date")
    def _compute_member_age_band(self):
        today = self.env.company._member_today()
        for partner in self:
            partner.member_age_band = age.age_band(partner.birthdate_date or None, today)

    @api.constrains("birthdate_date")
    def _check_birthdate_date(self):
        today = fields.Date.add(fields.Date.today(), days=1)
        for partner in self:
            if partner.birthdate_date and not 1880 < partner.birthdate_date.year <= today.year:
                raise ValidationError(self.env._("%(date)s isn't a valid birth date.", date=partner.birthdate_date))

    @api.model
    def _night_age_bands(self, _job):
        """Move those who had a birthday to the next band.

        SQL, not the ORM: a million birth dates are compared, and a few dozen rows written.
        """
        self.flush_model(["birthdate_date", "member_age_band"])
        today = self.env.company._member_today()
        years = SQL("EXTRACT(YEAR FROM AGE(%s, birthdate_date))", today)
        band = SQL(
            "CASE WHEN birthdate_date IS NULL OR birthdate_date > %s THEN %s %s END",
            today,
            age.UNKNOWN,
            SQL(" ").join(
                SQL("WHEN %s >= %s THEN %s", years, first, age.band_key(first)) for first in reversed(age.BANDS)
            ),
        )
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET member_age_band = %(band)s WHERE member_age_band IS DISTINCT FROM %(band)s",
                band=band,
            )
        )
        self.invalidate_model(["member_age_band"])
        return True

    def action_member_household(self):
        """The household that the member lives in."""
        self.ensure_one()
        return self.member_household_id.get_formview_action()

    @api.depends(lambda self: ["member_number", *map(self._member_shown_by, self._member_file_fields())])
    def _compute_member_completeness(self):
        weights = self.env["member.file.item"]._weights()
        for partner in self:
            filled = partner._member_filled(weights) if partner.member_number else set()
            partner.member_completeness = completeness.score(weights, filled) if partner.member_number else 0

    @api.model
    def _member_file_fields(self):
        return [value for value, _label in self.env["member.file.item"]._fields["field"].selection]

    @api.model
    def _member_shown_by(self, field):
        return SHOWN_BY.get(field, field)

    def _member_filled(self, items):
        """:return: set of those items that the file holds in a form that can be used"""
        self.ensure_one()
        return {field for field in items if self[self._member_shown_by(field)]}

    def _member_with_confirmation(self, vals):
        """:return: values of ``write``; who changes a file confirms it"""
        if not set(vals).intersection(self._member_file_fields()):
            return vals
        return {"member_confirmed_on": self.env.company._member_today(), **vals}

    # ── What a till may write: a cashier serves whoever comes, and doesn't own the address book ─────────────────

    def _member_till_problem(self):
        """Why a till writes nothing to the file of this contact, with the way out; False when it may."""
        self.ensure_one()
        # sudo: whether there is a login, an archived one included; nothing else of it.
        partner = self.sudo().with_context(active_test=False)
        if any(not user.share for user in partner.user_ids):
            return self.env._(
                "%(name)s is a user of this database, and a till can't change that contact. Ask the membership staff.",
                name=partner.name,
            )
        # sudo: whether it is the contact of one of the database's companies.
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        if partner.is_company or companies.search_count([("partner_id", "=", partner.id)], limit=1):
            return self.env._(
                "%(name)s is a company. Choose the person who buys, or ask the membership staff.", name=partner.name
            )
        return False

    def _member_fillable(self, names):
        """What a till may fill in: only what is empty, and of who has a login, not the address that opens it.

        :return: set of those of the names
        """
        self.ensure_one()
        # sudo: whether these items are there, and whether there is a login.
        partner = self.sudo().with_context(active_test=False)
        empty = {name for name in names if not partner[name]}
        return empty - WAY_TO_LOGIN if partner.user_ids else empty
