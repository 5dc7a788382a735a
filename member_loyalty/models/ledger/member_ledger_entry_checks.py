from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import format_list

from ...engine.posting import MOST, amount_problem

# What takes value off a card may do so when the card is out of use.
LEAVES_ARCHIVED = {"expire", "transfer", "void"}
GIVES_VALUE = {"earn", "top_up", "bonus", "opening"}


class MemberLedgerEntry(models.Model):
    """What the ledger refuses, whoever posts it, in words that name the card and the way out."""

    _inherit = "member.ledger.entry"

    @api.model
    def _check_values(self, vals_list, cards):
        """Refuse movements that no card can hold.

        :param vals_list: as ``_post`` takes them, amounts not yet rounded
        :param cards: loyalty.card records that the values name
        :raise UserError: on the first of them that is wrong
        """
        self._check_cards_exist(cards)
        for vals in vals_list:
            card = cards.browse(vals["card_id"])
            message = (
                self._amount_refusal(vals, card)
                or self._card_refusal(vals, card)
                or self._company_refusal(vals, card)
                or self._bucket_refusal(vals, card)
            )
            if message:
                raise UserError(message)

    def _check_cards_exist(self, cards):
        try:
            cards.mapped("program_id")
        except MissingError as error:
            missing = cards - cards.exists()
            raise UserError(
                self.env._(
                    "Loyalty card %(ids)s was deleted. Use the member's current card.",
                    ids=format_list(self.env, missing.ids),
                )
            ) from error

    def _label(self, card):
        if not card.partner_id:
            return card.code
        return self.env._("%(code)s of %(member)s", code=card.code, member=card.partner_id.display_name)

    def _amount_refusal(self, vals, card):
        problem = amount_problem(vals["amount"])
        if not problem:
            return None
        messages = {
            "number": self.env._("“%(amount)s” isn't a number, so it can't be posted on card %(card)s."),
            "infinite": self.env._("An infinite amount (%(amount)s) can't be posted on card %(card)s."),
            "large": self.env._("%(amount)s can't be posted on card %(card)s. Amounts must be below %(most)s."),
        }
        return messages[problem] % {"amount": vals["amount"], "card": self._label(card), "most": f"{MOST:,}"}

    def _card_refusal(self, vals, card):
        kind = vals["kind"]
        if not card.program_id.member_program:
            return self.env._(
                "%(program)s of card %(card)s isn't a membership program, so its balance isn't managed by the ledger.",
                program=card.program_id.name,
                card=self._label(card),
            )
        if not card.active and (kind not in LEAVES_ARCHIVED or vals["amount"] > 0):
            return self.env._(
                "Card %(card)s is archived. Use the member's active card, or unarchive this one.",
                card=self._label(card),
            )
        if not card.partner_id and kind in GIVES_VALUE:
            return self.env._(
                "Card %(card)s has no member. Select the member of the card first.",
                card=self._label(card),
            )
        return None

    def _company_refusal(self, vals, card):
        company = self.env["res.company"].browse(vals.get("company_id")) or card.company_id
        order = self.env["pos.order"].browse(vals.get("pos_order_id"))
        if card.company_id and company != card.company_id:
            return self.env._(
                "Card %(card)s belongs to %(own)s and can't be used by %(other)s.",
                card=self._label(card),
                own=card.company_id.name,
                other=company.name,
            )
        if order and company and order.company_id != company:
            return self.env._(
                "Order %(order)s belongs to %(own)s and can't post on card %(card)s in %(other)s.",
                order=order.display_name,
                own=order.company_id.name,
                card=self._label(card),
                other=company.name,
            )
        currency = (order or company).currency_id
        if card.program_id.program_type == "ewallet" and currency and currency != card.program_id.currency_id:
            return self.env._(
                "%(program)s of card %(card)s uses the currency %(own)s, so amounts in %(other)s can't "
                "be posted on it.",
                program=card.program_id.name,
                card=self._label(card),
                own=card.program_id.currency_id.name,
                other=currency.name,
            )
        return None

    def _bucket_refusal(self, vals, card):
        bucket = vals.get("bucket")
        if not bucket or bucket in card.program_id._member_bucket_names():
            return None
        names = dict(self._fields["bucket"]._description_selection(self.env))
        return self.env._(
            "%(program)s of card %(card)s has no balance type “%(bucket)s”.",
            program=card.program_id.name,
            card=self._label(card),
            bucket=names.get(bucket, bucket),
        )
