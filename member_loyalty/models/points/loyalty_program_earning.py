from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...engine import earning, expiry


class LoyaltyProgram(models.Model):
    """What a membership program counts, when it becomes available and how long it lasts."""

    _inherit = "loyalty.program"

    member_basis = fields.Selection(
        [("gross", "Amounts with taxes"), ("net", "Amounts without taxes")],
        "Points Based On",
        required=True,
        default="gross",
    )
    member_basis_discounts = fields.Selection(
        [("after", "After discounts"), ("before", "Before discounts")],
        "Discounts",
        required=True,
        default="after",
        help="Whether line discounts and discounts of other programs reduce the points. Rewards of this "
        "program never reduce its own points.",
    )
    member_excluded_product_ids = fields.Many2many(
        "product.product", "member_program_excluded_product_rel", string="Excluded Products"
    )
    member_excluded_category_ids = fields.Many2many(
        "product.category", "member_program_excluded_category_rel", string="Excluded Categories"
    )
    member_rounding = fields.Selection(
        [("0.01", "Hundredths"), ("0.1", "Tenths"), ("1", "Whole points")],
        "Rounding Precision",
        required=True,
        default="0.01",
    )
    member_rounding_method = fields.Selection(
        [("half_up", "Half up"), ("down", "Down"), ("up", "Up")], "Rounding", required=True, default="half_up"
    )
    member_pending = fields.Selection(
        [
            ("none", "Immediately"),
            ("days", "After a number of days"),
            ("return_window", "At the end of the return window"),
        ],
        "Availability",
        required=True,
        default="none",
        help="Points are shown as pending and can't be spent until they become available.",
    )
    member_pending_days = fields.Integer("Pending Days", default=14)
    member_expiry = fields.Selection(
        [
            ("never", "Never"),
            ("months", "Months after earning"),
            ("month_end", "End of the month, months after earning"),
            ("yearly", "Yearly on a fixed date"),
            ("inactivity", "After months of inactivity"),
        ],
        "Expiration",
        required=True,
        default="never",
        help="Changes apply to points earned from now on.",
    )
    member_expiry_months = fields.Integer("Months Until Expiration", default=12)
    member_expiry_day = fields.Integer("Expiration Day", default=31)
    member_expiry_month = fields.Selection(
        [(str(number), name) for number, name in enumerate(
            ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December"), start=1)],
        "Expiration Month",
        default="12",
    )  # fmt: skip
    member_reminder_days = fields.Integer(
        "Expiration Reminder (Days Before)",
        default=14,
        help="The number of days before expiration at which members get a reminder. 0 disables the reminder.",
    )
    member_grace_days = fields.Integer(
        "Grace Period After a Return (Days)",
        help="Points that are restored by a return but have already expired are valid for this number of "
        "days. 0 means that they stay expired.",
    )

    @api.constrains("member_expiry_months", "member_expiry_day", "member_pending_days", "member_grace_days")
    def _check_member_days(self):
        for program in self:
            if (
                program.member_expiry_months < 1
                or not 1 <= program.member_expiry_day <= 31
                or min(program.member_pending_days, program.member_grace_days, program.member_reminder_days) < 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(program)s: the expiration needs at least one month and a day from 1 to 31. "
                        "Numbers of days can't be negative.",
                        program=program.name,
                    )
                )

    def _member_earning_policy(self):
        """:return: :class:`engine.earning.Policy`"""
        self.ensure_one()
        return earning.Policy(
            with_taxes=self.member_basis == "gross",
            after_discounts=self.member_basis_discounts == "after",
            unit=Decimal(self.member_rounding),
            method=self.member_rounding_method,
        )

    def _member_expiry_policy(self):
        """:return: :class:`engine.expiry.Policy`"""
        self.ensure_one()
        return expiry.Policy(
            mode=self.member_expiry,
            months=self.member_expiry_months,
            day=self.member_expiry_day,
            month=int(self.member_expiry_month),
        )

    def _member_lot_dates(self, day, company):
        """State and dates of what is earned on a day, as values of a ledger entry."""
        self.ensure_one()
        days = {
            "none": 0,
            "days": self.member_pending_days,
            "return_window": company.member_return_days,
        }[self.member_pending]
        available = fields.Date.add(day, days=days)
        values = {"date_expiration": expiry.expiration(self._member_expiry_policy(), day)}
        if available > company._member_today():
            values |= {"state": "pending", "date_available": available}
        return values

    def _member_leaves_out(self, products):
        """Products that earn nothing here: prepaid ones, and those the program excludes.

        :return: product.product
        """
        self.ensure_one()
        product_ids, category_ids = self._member_excluded()
        return products.filtered(
            lambda product: (
                product.id in product_ids
                or any(f"/{category_id}/" in f"/{product.categ_id.parent_path}" for category_id in category_ids)
            )
        ) | self._member_prepaid(products)

    @ormcache("self.id")
    def _member_excluded(self):
        """:return: (ids of products, ids of categories) that earn nothing, kept in memory: each sale asks"""
        # sudo: what one user may not read earns nothing for all.
        program = self.sudo().with_context(active_test=False)
        return frozenset(program.member_excluded_product_ids.ids), frozenset(program.member_excluded_category_ids.ids)

    @api.model
    def _member_prepaid(self, products):
        """Products among these that are money in advance: top-ups and gift cards.

        :return: product.product
        """
        prepaid = self.env["loyalty.rule"]._prepaid_product_ids()
        return products.filtered(lambda product: product.id in prepaid)

    def _member_grace(self, expires):
        """Last good day of what comes back, having been good until ``expires``."""
        self.ensure_one()
        today = self.env.company._member_today()
        if expires and expires < today and self.member_grace_days:
            return fields.Date.add(today, days=self.member_grace_days)
        return expires
