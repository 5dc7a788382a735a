from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# From which state a card may move to which; where there is none, its life is over.
MOVES = {
    "stock": {"active", "missing", "damaged"},
    "missing": {"stock", "damaged"},
    "active": {"lost", "blocked", "damaged", "returned", "replaced", "expired"},
    "lost": {"active", "returned", "replaced"},
    "blocked": {"active", "lost", "damaged", "returned", "replaced", "expired"},
    "damaged": {"replaced"},
    "returned": {"active"},
    "expired": {"active", "replaced"},
    "replaced": set(),
}
KEPT = {"is_random", "issued_on", "failures", "last_try", "locked_until"}


class MemberCard(models.Model):
    """What identifies a member: a number. What they own hangs on the member, so that a card can be replaced."""

    _name = "member.card"
    _description = "Member Card"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(
        required=True,
        copy=False,
        index=True,
        help="The number that the scanner reads. Leave empty to generate a number.",
    )
    is_random = fields.Boolean(
        "Random Number",
        copy=False,
        readonly=True,
        help="The number was drawn at random, so a till can show its last digits without telling the rest.",
    )
    type_id = fields.Many2one(
        "member.card.type",
        required=True,
        index=True,
        ondelete="restrict",
        # sudo: which type is usual is no secret; a cashier has no right on types and hands out cards.
        default=lambda self: self.env["member.card.type"].sudo()._for_company(self.env.company),
        help="The type is set from the card number if you enter one.",
    )
    batch_id = fields.Many2one("member.card.batch", index="btree_not_null", readonly=True, ondelete="restrict")
    counted_on = fields.Date(
        "Last Counted On",
        copy=False,
        readonly=True,
        help="The date of the last stock count in which the card was found.",
    )
    partner_id = fields.Many2one("res.partner", "Member", index="btree_not_null", ondelete="restrict", tracking=True)
    tier_id = fields.Many2one(related="partner_id.member_tier_id")
    company_id = fields.Many2one(
        "res.company", help="Leave empty to make the card valid in all companies.", ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("stock", "In stock"),
            ("missing", "Missing"),
            ("active", "Active"),
            ("lost", "Lost"),
            ("blocked", "Blocked"),
            ("damaged", "Damaged"),
            ("returned", "Returned"),
            ("replaced", "Replaced"),
            ("expired", "Expired"),
        ],
        "Status",
        required=True,
        default="stock",
        index=True,
        tracking=True,
    )
    state_date = fields.Date("Since", default=lambda self: self.env.company._member_today(), tracking=True)
    state_reason = fields.Char(
        "Reason", copy=False, tracking=True, help="The reason for the current status of the card."
    )
    date_expiration = fields.Date(
        "Valid Until", copy=False, tracking=True, help="The last day on which the card is valid."
    )
    issued_on = fields.Date(copy=False, readonly=True, help="The day on which the member got the card.")
    replaces_id = fields.Many2one("member.card", copy=False, readonly=True, index="btree_not_null", ondelete="restrict")

    _number_unique = models.Constraint("UNIQUE (number)", "A card with this number already exists.")
    # One live card per member: a lost one is replaced, not doubled.
    _one_active = models.UniqueIndex(
        "(partner_id) WHERE state = 'active'",
        "This member already has an active card. Mark it as lost or replaced first.",
    )
    _owner_of_active = models.Constraint(
        "CHECK (state != 'active' OR partner_id IS NOT NULL)", "An active card must have a member."
    )
    # The night looks for what expires among a million cards.
    _expiring = models.Index("(date_expiration) WHERE state = 'active' AND date_expiration IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: types are read to number and date a card, by whoever may make cards.
        Type = self.env["member.card.type"].sudo()
        for vals in vals_list:
            self._check_kept(vals)
            number = vals.get("number")
            card_type = Type._of_number(number) or Type.browse(vals.get("type_id") or self._default_type_id(vals))
            vals["type_id"] = card_type.id
            if not number:
                vals |= {"number": card_type._draw_numbers(1)[0], "is_random": True}
            if vals.get("state") == "active":
                vals.setdefault("date_expiration", self._good_until(card_type))
                vals["issued_on"] = self.env.company._member_today()
        cards = super().create(vals_list)
        cards._check_own()
        return cards

    @api.model
    def _default_type_id(self, vals):
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        # sudo: as in create.
        return self.env["member.card.type"].sudo()._for_company(company).id

    def write(self, vals):
        self._check_own()
        self._check_kept(vals)
        self._check_move(vals)
        if "state" not in vals:
            super().write(vals)
            self._check_own()
            return True
        vals = {"state_date": self.env.company._member_today(), "state_reason": False, **vals}
        given = self.filtered(lambda card: card.state == "stock" and vals["state"] == "active")
        result = super().write(vals)
        if given:
            super(MemberCard, given).write({"issued_on": self.env.company._member_today()})
        if "date_expiration" not in vals:
            for card_type, cards in given.grouped("type_id").items():
                cards.date_expiration = self._good_until(card_type)
        self._check_own()
        return result

    def _check_kept(self, vals):
        """What decides whether a card speaks for its member is written by what happens to it, by nobody's hand."""
        if not self.env.su and KEPT.intersection(vals):
            raise AccessError(
                self.env._("How a card was numbered, its issue date and failed attempts can't be edited.")
            )

    def _check_own(self):
        """A card of all companies is its member's: whoever may write it has to be of a company of that member."""
        if not self.env.su:
            # sudo: the members, to ask the user's right on them.
            self.sudo().partner_id.sudo(False)._member_check_own()

    @api.model
    def _good_until(self, card_type):
        """:return: the last good day of a card given out today, or False"""
        # sudo: the terms of a type, for a card that the user may give out.
        months = card_type.sudo().validity_months
        return months and fields.Date.add(self.env.company._member_today(), months=months)

    @api.constrains("number", "type_id")
    def _check_number(self):
        for card in self:
            # sudo: as in create.
            if not card.type_id.sudo()._scheme().is_number(card.number):
                raise ValidationError(self._bad_number_message(card.number))

    @api.model
    def _bad_number_message(self, number):
        # sudo: how card numbers look is no secret.
        Type = self.env["member.card.type"].sudo()
        card_type = Type._with_prefix_of(number) or Type._for_company(self.env.company)
        if card_type.check_digit == "none":
            return self.env._(
                "%(number)s isn't a valid card number. It must have %(length)s digits and start with "
                "%(prefix)s. Scan the card again, or leave the field empty to generate a number.",
                number=number,
                length=card_type.number_length,
                prefix=card_type.prefix,
            )
        return self.env._(
            "%(number)s isn't a valid card number. It must have %(length)s digits, start with %(prefix)s "
            "and end with a check digit. Scan the card again, or leave the field empty to generate a "
            "number.",
            number=number,
            length=card_type.number_length,
            prefix=card_type.prefix,
        )

    def _check_move(self, vals):
        """A card moves along its states only, and belongs to whom it was given, whichever screen or call writes it."""
        names = dict(self._fields["state"]._description_selection(self.env))
        for card in self:
            state = vals.get("state", card.state)
            if state != card.state and state not in MOVES[card.state]:
                raise UserError(
                    self.env._(
                        "The status of card %(number)s can't change from “%(now)s” to “%(then)s”.",
                        number=card.number,
                        now=names[card.state],
                        then=names[state],
                    )
                )
            if card.state not in ("stock", "missing") and (
                vals.get("number", card.number) != card.number
                or vals.get("partner_id", card.partner_id.id) != card.partner_id.id
            ):
                raise UserError(
                    self.env._(
                        "Card %(number)s has been issued to %(member)s. Its number and member can't be "
                        "changed. Issue another card instead.",
                        number=card.number,
                        member=card.partner_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_stock(self):
        for card in self:
            if card.state not in ("stock", "missing"):
                raise UserError(
                    self.env._(
                        "Card %(number)s has been issued and can't be deleted. Block it instead.", number=card.number
                    )
                )
