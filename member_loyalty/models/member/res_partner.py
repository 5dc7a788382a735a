from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ...const import SEES_LEDGER
from ...engine import age

IS_MEMBER = Domain("member_number", "!=", False) & Domain("member_left_on", "=", False)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Decided by rules, cards and sales; a hand that changes them needs the manager's right.
    _MEMBER_DECIDED = {"member_number", "member_since", "member_tier_id", "member_tier_since", "member_handbook_id"}

    member_number = fields.Char(copy=False, readonly=True)
    member_since = fields.Date(copy=False, readonly=True)
    member_left_on = fields.Date(
        "Left On", copy=False, readonly=True, help="The number stays with the file of a member who left."
    )
    is_member = fields.Boolean(compute="_compute_is_member", search="_search_is_member")
    member_tier_id = fields.Many2one(
        "member.tier", "Tier", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    member_tier_since = fields.Date(copy=False, readonly=True)
    member_tier_color = fields.Char(related="member_tier_id.color", string="Tier Colour")
    member_card_ids = fields.One2many("member.card", "partner_id", "Member Cards", groups=SEES_LEDGER)
    member_card_id = fields.Many2one("member.card", "Card", compute="_compute_member_card_id", groups=SEES_LEDGER)
    member_consent_ids = fields.One2many("member.consent", "partner_id", "Consents", groups=SEES_LEDGER)
    member_loyalty_card_ids = fields.One2many(
        "loyalty.card", "partner_id", "Points", domain=[("member_program", "=", True)], groups=SEES_LEDGER
    )
    member_points = fields.Float(compute="_compute_member_points", digits=(16, 2), groups=SEES_LEDGER)
    member_purchase_count = fields.Integer("Purchases", compute="_compute_member_counts", groups=SEES_LEDGER)
    member_tier_change_count = fields.Integer("Tier Changes", compute="_compute_member_counts", groups=SEES_LEDGER)

    _member_number_unique = models.UniqueIndex(
        "(member_number) WHERE member_number IS NOT NULL", "This member number is taken."
    )
    # The till finds members by phone, and enrolment looks for doubles.
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
            self._check_member_decided(vals)
        return super().create([self._member_without_masks(vals) for vals in vals_list])

    def write(self, vals):
        """What may not be written is refused first, then what was entered is put right, then a tier is held."""
        self._check_member_decided(vals)
        self._check_member_leaving(vals)
        vals = self._member_without_masks(vals)
        vals = self._member_with_confirmation(vals)
        vals = self._member_without_held_tier(vals)
        return super().write(vals)

    def _check_member_decided(self, vals):
        decided = {name: vals[name] for name in self._MEMBER_DECIDED.intersection(vals) if vals[name]}
        if self.env.su or not decided:
            return
        # Merging contacts writes what is there already.
        if self and all(one._convert_to_write({name: one[name] for name in decided}) == decided for one in self):
            return
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(
                self.env._("Member number and tier follow from the rules. Only a membership manager can set them.")
            )
