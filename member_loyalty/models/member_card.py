from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..engine import numbering

# From which state a card may move to which; where there is none, its life is over.
MOVES = {
    "stock": {"active"},
    "active": {"lost", "blocked", "replaced", "expired"},
    "lost": {"active", "replaced"},
    "blocked": {"active", "lost", "replaced"},
    "replaced": set(),
    "expired": set(),
}


class MemberCard(models.Model):
    _name = "member.card"
    _description = "Member Card"
    _inherit = ["mail.thread"]
    _rec_name = "number"
    _order = "id desc"

    number = fields.Char(
        required=True, copy=False, index=True, help="What the scanner reads. Leave empty for a new number."
    )
    partner_id = fields.Many2one("res.partner", "Member", index="btree_not_null", ondelete="restrict", tracking=True)
    tier_id = fields.Many2one(related="partner_id.member_tier_id")
    company_id = fields.Many2one("res.company", help="Leave empty when the card is good in all companies.")
    state = fields.Selection(
        [
            ("stock", "In stock"),
            ("active", "Active"),
            ("lost", "Lost"),
            ("blocked", "Blocked"),
            ("replaced", "Replaced"),
            ("expired", "Expired"),
        ],
        required=True,
        default="stock",
        index=True,
        tracking=True,
    )
    state_date = fields.Date("Since", default=fields.Date.context_today, tracking=True)

    _number_unique = models.Constraint("UNIQUE (number)", "A card with this number exists already.")
    # One live card per member: a lost one is replaced, not doubled.
    _one_active = models.UniqueIndex(
        "(partner_id) WHERE state = 'active'",
        "This member has an active card already. Mark it as lost or replaced first.",
    )
    _owner_of_active = models.Constraint(
        "CHECK (state != 'active' OR partner_id IS NOT NULL)", "An active card needs a member."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("number"):
                vals["number"] = self._next_number()
        return super().create(vals_list)

    def write(self, vals):
        self._check_move(vals)
        if "state" in vals and "state_date" not in vals:
            vals = {**vals, "state_date": fields.Date.context_today(self)}
        return super().write(vals)

    @api.constrains("number")
    def _check_number(self):
        for card in self:
            if not numbering.is_card_number(card.number):
                raise ValidationError(self._bad_number_message(card.number))

    @api.model
    def _bad_number_message(self, number):
        return self.env._(
            "%(number)s isn't a card number: a card has %(length)s digits, starts with %(prefix)s and ends with a check "
            "digit. Scan it again, or leave the field empty for a new number.",
            number=number,
            length=numbering.CARD_LENGTH,
            prefix=numbering.CARD_PREFIX,
        )

    @api.model
    def _next_number(self):
        """The next number that no card has: cards that came in boxes may have taken some."""
        # sudo: the cashier draws the next number, and gains no other right on sequences and cards.
        Sequence, Card = self.env["ir.sequence"].sudo(), self.sudo()
        number = numbering.card_number(Sequence.next_by_code("member.card"))
        while Card.search_count([("number", "=", number)], limit=1):
            number = numbering.card_number(Sequence.next_by_code("member.card"))
        return number

    def _refusal(self):
        """Why this card can't identify its member now; False when it can.

        :return: message for the cashier, naming the card and the way out
        """
        self.ensure_one()
        if self.state == "active":
            return False
        if self.state == "stock":
            return self.env._(
                "Card %(number)s isn't given to anybody yet. Enrol the customer with it.", number=self.number
            )
        day = format_date(self.env, self.state_date)
        if self.state == "lost":
            return self.env._(
                "Card %(number)s was reported lost on %(date)s. Ask for another card or identify by phone.",
                number=self.number,
                date=day,
            )
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "Card %(number)s is %(state)s since %(date)s. Ask for another card or identify by phone.",
            number=self.number,
            state=states[self.state].lower(),
            date=day,
        )

    def action_mark_lost(self):
        self.write({"state": "lost"})

    def action_block(self):
        self.write({"state": "blocked"})

    def action_activate(self):
        self.write({"state": "active"})

    def _check_move(self, vals):
        """A card moves along its states only, and belongs to whom it was given, whichever screen or call writes it."""
        names = dict(self._fields["state"]._description_selection(self.env))
        for card in self:
            state = vals.get("state", card.state)
            if state != card.state and state not in MOVES[card.state]:
                raise UserError(
                    self.env._(
                        "Card %(number)s is %(now)s and can't become %(then)s.",
                        number=card.number,
                        now=names[card.state].lower(),
                        then=names[state].lower(),
                    )
                )
            if card.state != "stock" and (
                vals.get("number", card.number) != card.number
                or vals.get("partner_id", card.partner_id.id) != card.partner_id.id
            ):
                raise UserError(
                    self.env._(
                        "Card %(number)s was given to %(member)s, and keeps its number and member. Give out another card.",
                        number=card.number,
                        member=card.partner_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_stock(self):
        for card in self:
            if card.state != "stock":
                raise UserError(
                    self.env._("Card %(number)s was given out. Block it instead of deleting it.", number=card.number)
                )
