from odoo import fields, models
from odoo.exceptions import UserError


class MemberTierWelcome(models.Model):
    """What a member was given on entering a tier: the record that keeps a second welcome from being given."""

    _name = "member.tier.welcome"
    _description = "Welcome Gift"
    _order = "id desc"
    _rec_name = "tier_id"

    key = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    tier_id = fields.Many2one("member.tier", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    change_id = fields.Many2one(
        "member.tier.change", "Tier Change", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entry_id = fields.Many2one("member.ledger.entry", "Ledger Entry", readonly=True, ondelete="restrict")
    points = fields.Float(digits=(16, 2), readonly=True)
    coupon_id = fields.Many2one("loyalty.card", readonly=True, ondelete="set null", index="btree_not_null")

    _once = models.Constraint("UNIQUE (key)", "This welcome gift has already been given.")

    def _give(self):
        """Points through the ledger, a fresh coupon, and the e-mail for those who may be written to."""
        for tier, welcomes in self.grouped("tier_id").items():
            if tier.gift_points:
                welcomes._give_points(tier)
            if tier.gift_coupon_program_id:
                welcomes._give_coupons(tier)
        allowed = self.partner_id._member_may_contact("email", "membership")
        for template, welcomes in self.grouped(lambda welcome: welcome.tier_id.gift_template_id).items():
            told = welcomes.filtered(lambda welcome: welcome.partner_id in allowed)
            if template and told:
                template.send_mail_batch(told.ids)

    def _give_points(self, tier):
        program = tier.gift_program_id
        Card = self.env["loyalty.card"]
        cards = Card.search(
            [("partner_id", "in", self.partner_id.ids), ("program_id", "=", program.id)], order="id desc"
        )
        card_of = {card.partner_id: card for card in cards}
        entries = self.env["member.ledger.entry"]._post(
            [
                {
                    "key": f"welcome:{welcome.key}",
                    "card_id": (card_of.get(welcome.partner_id) or Card._member_card(welcome.partner_id, program)).id,
                    "company_id": welcome.company_id.id,
                    "kind": "bonus",
                    "amount": tier.gift_points,
                    "reason": self.env._("Welcome to %s", tier.name),
                    "pos_order_id": welcome.change_id.purchase_id.pos_order_id.id,
                    **program._member_lot_dates(welcome.company_id._member_today(), welcome.company_id),
                }
                for welcome in self
            ]
        )
        entry_of = entries.grouped("key")
        for welcome in self:
            welcome.write({"entry_id": entry_of[f"welcome:{welcome.key}"].id, "points": tier.gift_points})

    def _give_coupons(self, tier):
        coupons = (
            self.env["loyalty.card"]
            .with_context(action_no_send_mail=True, tracking_disable=True)
            .create(
                [
                    {"program_id": tier.gift_coupon_program_id.id, "partner_id": welcome.partner_id.id, "points": 1}
                    for welcome in self
                ]
            )
        )
        for welcome, coupon in zip(self, coupons, strict=True):
            welcome.coupon_id = coupon

    def _in_words(self):
        """:return: list of str: points, and coupons with their codes"""
        words = []
        for welcome in self:
            if welcome.points:
                words.append(f"{welcome.points:g} {welcome.entry_id.card_id.point_name}")
            if coupon := welcome.coupon_id:
                words.append(self.env._("%(coupon)s, code %(code)s", coupon=coupon.program_id.name, code=coupon.code))
        return words

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("Welcome gifts can't be edited."))
        return super().write(vals)
