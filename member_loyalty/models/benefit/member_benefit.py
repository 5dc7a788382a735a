from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...engine import quota


class MemberBenefit(models.Model):
    _name = "member.benefit"
    _description = "Benefit"
    _inherit = ["member.remembered", "member.in.force"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Text(translate=True, help="Describes what the member gets. Members and staff can read it.")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    image_128 = fields.Image("Picture", max_width=128, max_height=128)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_ids = fields.One2many("member.benefit.tier", "benefit_id", "Tiers", copy=True)
    period = fields.Selection(
        [
            ("month", "per month"),
            ("year", "per calendar year"),
            ("membership_year", "per membership year"),
            ("once", "in total"),
        ],
        required=True,
        default="month",
        help="A membership year starts on the anniversary of the enrollment.",
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        domain=[("available_in_pos", "=", True)],
        help="This product is added to the order when the benefit is used at a till.",
    )
    product_price = fields.Monetary(help="The price that the member pays for the product.")
    gives_back = fields.Boolean(
        "Restore on Return",
        default=True,
        help="The member can use the benefit again when the product is returned or the order is canceled.",
    )
    cost = fields.Monetary(
        "Cost per Use",
        compute="_compute_cost",
        store=True,
        readonly=False,
        help="The shop's cost of one use. It is stored with each use, so later changes don't affect past uses.",
    )
    needs_note = fields.Boolean(
        help="A note is required for each use, such as the table, the license plate or the wrapping paper."
    )
    config_ids = fields.Many2many(
        "pos.config", string="Stores", help="Leave empty to allow it in all stores and in the back office."
    )
    birthday_month = fields.Boolean("Birthday Month Only")
    undo_minutes = fields.Integer(
        "Cashier Undo Time (Minutes)",
        default=15,
        help="How long the cashier who recorded a use can undo it. Staff can undo it at any time.",
    )
    use_count = fields.Integer("Uses", compute="_compute_use_count")

    _numbers = models.Constraint(
        "CHECK (cost >= 0 AND product_price >= 0 AND undo_minutes >= 0)",
        "The cost, the price and the undo time can't be negative.",
    )

    @api.depends("product_id", "product_price")
    def _compute_cost(self):
        for benefit in self:
            if benefit.product_id:
                standard_price = benefit.product_id.with_company(benefit.company_id).standard_price
                benefit.cost = max(standard_price - benefit.product_price, 0)

    def _compute_use_count(self):
        counts = dict(
            self.env["member.benefit.use"]._read_group(
                [("benefit_id", "in", self.ids), ("state", "=", "used")], ["benefit_id"], ["__count"]
            )
        )
        for benefit in self:
            benefit.use_count = counts.get(benefit, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["member.benefit.use"].search([("benefit_id", "in", self.ids)], limit=1)
        if used:
            raise ValidationError(
                self.env._(
                    "%(benefit)s has already been used and can't be deleted. Archive it instead.",
                    benefit=used.benefit_id.name,
                )
            )

    def action_view_uses(self):
        """Show who used this benefit."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_benefit_use_action"),
            "domain": [("benefit_id", "=", self.id)],
            "context": {},
        }

    # ── What a member has ─────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _for_member(self, partner, config, day):
        """Benefits that a member has on a day, used up or not.

        :param config: the till's pos.config; empty in the office
        """
        stores = Domain("config_ids", "=", False)
        if config:
            stores |= Domain("config_ids", "in", config.ids)
        return self._of_tier(partner, config.company_id or self.env.company, day, stores)

    @api.model
    def _of_tier(self, partner, company, day, stores=Domain.TRUE):
        """Benefits that a member has on a day, in whichever stores."""
        if not partner._member_has_benefits():
            return self.browse()
        found = self.search(
            Domain("company_id", "=", company.id)
            & Domain("line_ids.tier_id", "in", partner.member_tier_id.ids)
            & stores
            & self._in_force_on(day)
        )
        return found.filtered(lambda benefit: not benefit.birthday_month or partner._member_has_birthday_month(day))

    @api.model
    @ormcache("company_id")
    def _puts_products(self, company_id):
        """Whether a company has benefits that put a product on an order."""
        # sudo: nothing of them is told.
        benefits = self.sudo().with_context(active_test=False)
        return bool(benefits.search_count([("company_id", "=", company_id), ("product_id", "!=", False)], limit=1))

    def _standing(self, partner, day):
        """How far a member has used these benefits in the period of a day.

        :return: dict of benefit to (quota, used, left); quota 0 and left None are without limit
        """
        used = self._used(partner, day)
        lines = self.line_ids.filtered(lambda line: line.tier_id == partner.member_tier_id)
        quotas = {line.benefit_id: line.quota for line in lines}
        return {
            benefit: (
                quotas.get(benefit, 0),
                used.get(benefit, 0),
                quota.left(quotas.get(benefit, 0), used.get(benefit, 0)),
            )
            for benefit in self
        }

    def _used(self, partner, day):
        used = {}
        for benefits in self.grouped("period").values():
            first, last = benefits[0]._period(partner, day)
            domain = Domain("partner_id", "=", partner.id) & Domain("benefit_id", "in", benefits.ids)
            domain &= Domain("state", "=", "used")
            if first:
                domain &= Domain("local_date", ">=", first) & Domain("local_date", "<=", last)
            used |= dict(self.env["member.benefit.use"]._read_group(domain, ["benefit_id"], ["__count"]))
        return used

    def _period(self, partner, day):
        """:return: (first day, last day) of the period, or (None, None)"""
        return quota.period(self.period, day, partner.member_since)

    def _refusal(self, partner, config, day, note):
        """Why a member can't use this benefit now.

        :return: str, or False
        """
        self.ensure_one()
        if self not in self._for_member(partner, config, day):
            return self.env._(
                "%(benefit)s isn't available to %(member)s here today. Check the benefits of the member's tier.",
                member=partner.name,
                benefit=self.name,
            )
        number, used, left = self._standing(partner, day)[self]
        if left == 0:
            return self.env._(
                "%(benefit)s is used up: %(used)s of %(quota)s used (%(period)s).",
                benefit=self.name,
                used=used,
                quota=number,
                period=self._period_in_words(),
            )
        if self.needs_note and not (note or "").strip():
            return self.env._("%(benefit)s requires a note. Enter what it was used for.", benefit=self.name)
        return False

    def _period_in_words(self):
        self.ensure_one()
        return {
            "month": self.env._("this month"),
            "year": self.env._("this year"),
            "membership_year": self.env._("this membership year"),
            "once": self.env._("in total"),
        }[self.period]

    def _left_in_words(self, standing):
        """:param standing: triplet of :meth:`_standing`"""
        number, _used, left = standing
        if left is None:
            return self.env._("unlimited")
        return self.env._(
            "%(left)s of %(quota)s left (%(period)s)", left=left, quota=number, period=self._period_in_words()
        )

    # ── What the till tells somebody who has just got them ─────────────────────────────────────────────────────

    def _new_in_words(self, tier, before, config, day):
        """What a tier has at a till that the one before hadn't, or had less often.

        :return: list of str such as "Gift wrapping: 2 per month"
        """
        periods = dict(self._fields["period"]._description_selection(self.env))
        words = []
        for benefit in self.filtered(lambda benefit: benefit._is_offered(config, day)):
            quotas = {line.tier_id: line.quota for line in benefit.line_ids}
            if tier not in quotas or (before in quotas and not _is_more(quotas[tier], quotas[before])):
                continue
            often = quotas[tier]
            words.append(
                self.env._(
                    "%(benefit)s: %(quota)s %(period)s",
                    benefit=benefit.name,
                    quota=often,
                    period=periods[benefit.period],
                )
                if often
                else benefit.name
            )
        return words

    def _is_offered(self, config, day):
        self.ensure_one()
        return (
            self.company_id == config.company_id
            and (not self.config_ids or config in self.config_ids)
            and not (self.date_from and self.date_from > day)
            and not (self.date_to and self.date_to < day)
        )


def _is_more(quota, before):
    """:param quota: 0 for without limit"""
    return bool(before) and (not quota or quota > before)
