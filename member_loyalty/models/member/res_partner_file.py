from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...const import SEES_LEDGER
from ...engine import age


class ResPartner(models.Model):
    """What a shop knows of a member beside what they bought.

    Owner and occupation are core's ``user_id`` and ``function``; attributes of a trade are core's ``properties``.
    """

    _inherit = "res.partner"

    # The names that OCA's partner addons use.
    birthdate_date = fields.Date("Birth Date")
    gender = fields.Selection([("male", "Male"), ("female", "Female"), ("other", "Other")])
    member_age_band = fields.Selection(
        "_selection_age_band",
        "Age Band",
        compute="_compute_member_age_band",
        store=True,
        help="Refreshed every night, as members grow older.",
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
                raise ValidationError(
                    self.env._("%(date)s can't be the birth date of a customer.", date=partner.birthdate_date)
                )

    @api.model
    def _cron_age_bands(self):
        """Every night: move those who had a birthday to the next band.

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

    def action_member_household(self):
        """The household that the member lives in."""
        self.ensure_one()
        return self.member_household_id.get_formview_action()
