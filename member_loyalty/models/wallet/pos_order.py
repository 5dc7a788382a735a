from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import formatLang

from ...const import PAYMENTS
from ...engine.rounding import round_points

A_CENT = round_points(0.01)


class PosOrder(models.Model):
    """Top-ups at the till: what they bring, what is paid back of them, and when they are refused."""

    _inherit = "pos.order"

    def _member_prepaid_lines(self):
        """Lines that sell money in advance: top-ups and gift cards."""
        prepaid = self.env["loyalty.program"]._member_prepaid(self.lines.product_id)
        return self.lines.filtered(lambda line: line.product_id in prepaid and not line.refunded_orderline_id)

    def _member_prepaid_problems(self):
        """What stands against the money in advance that this order sells."""
        prepaid = self._member_prepaid_lines()
        if not prepaid:
            return []
        wallets = self.env["loyalty.program"].search(
            [
                ("program_type", "=", "ewallet"),
                ("member_program", "=", True),
                ("rule_ids.product_ids", "in", prepaid.product_id.ids),
            ]
        )
        topups = self._member_top_up_lines(wallets) & prepaid
        return self._member_lost_top_up_problems(topups) + self._member_paid_from_value_problems(prepaid, topups)

    def _member_lost_top_up_problems(self, topups):
        """A top-up that reaches no wallet would be money that nobody owns."""
        sold = topups.filtered("price_subtotal_incl")
        lost = (
            sold and sold - self.env["member.topup"].search([("pos_order_line_id", "in", sold.ids)]).pos_order_line_id
        )
        return [self._member_lost_top_up_message(lost[0])] if lost else []

    def _member_lost_top_up_message(self, line):
        product = line.product_id
        if line._member_amount("price_subtotal_incl") < 0:
            return self.env._(
                "%(product)s can only be refunded from its original order. Open that order and refund it there.",
                product=product.display_name,
            )
        if not self.partner_id._is_member():
            return self.env._(
                "%(product)s requires a member. Select or enroll a member, or remove the line.",
                product=product.display_name,
            )
        if not self._member_is_paid_in():
            return self._member_paid_later_message(product)
        return self.env._(
            "%(product)s: this wallet isn't available at %(till)s today. Remove the line.",
            product=product.display_name,
            till=self.config_id.name,
        )

    def _member_is_paid_in(self):
        """Whether the money for what is sold in advance has arrived: neither what is paid later nor goods that come back
        are there to be spent."""
        arrived = self.payment_ids.filtered(lambda payment: payment.payment_method_id.type != "pay_later")
        sold = round_points(self._member_prepaid_lines()._member_amount("price_subtotal_incl"))
        rounding = self.config_id.rounding_method.rounding if self.config_id.cash_rounding else 0
        return round_points(sum(arrived.mapped("amount")) + rounding) + A_CENT >= sold

    def _member_paid_later_message(self, product):
        later = self.payment_ids.payment_method_id.filtered(lambda method: method.type == "pay_later")
        if later:
            return self.env._(
                "%(product)s can't be paid with %(method)s. Choose a payment method that takes the money now.",
                product=product.display_name,
                method=later[0].name,
            )
        return self.env._(
            "%(product)s can't be paid with a return. Refund the return first, then sell it in a new order.",
            product=product.display_name,
        )

    @api.constrains("payment_ids")
    def _check_member_topup_paid_in(self):
        """A payment that is edited afterwards is no way around."""
        # An order that arrives has no name yet, and nothing is topped up: a sale pays for no further query.
        later = self.filtered(
            lambda order: order.name != "/" and "pay_later" in order.payment_ids.payment_method_id.mapped("type")
        )
        # sudo: whoever edits the payment may have no rights on top-ups.
        topups = later and self.env["member.topup"].sudo().search([("pos_order_id", "in", later.ids)])
        for topup in topups:
            if not topup.pos_order_id._member_is_paid_in():
                product = topup.pos_order_line_id.product_id
                raise ValidationError(topup.pos_order_id._member_paid_later_message(product))

    def _member_top_up_lines(self, wallets):
        """Lines that sell or return a top-up of these wallets."""
        wallets = wallets.filtered(lambda program: program.program_type == "ewallet")
        return self.lines.filtered(lambda line: line.product_id in wallets.trigger_product_ids)

    # ── What moves ────────────────────────────────────────────────────────────────────────────────────────────

    def _member_topped_up(self, card):
        """Money paid in advance, and what the member is given for it."""
        lines = self._member_top_up_lines(card.program_id).filtered(lambda line: not line.refunded_orderline_id)
        return self._member_topups(card, lines)._movements()

    def _member_topups(self, card, lines):
        """The top-ups of these lines, made where they aren't there yet."""
        topups = self.env["member.topup"].search([("pos_order_line_id", "in", lines.ids)])
        for line in lines - topups.pos_order_line_id:
            paid = round_points(line._member_amount("price_subtotal_incl"))
            if paid <= 0 or not self._member_is_paid_in():
                continue
            topup = topups._make(
                card,
                paid,
                line.member_offer_id,
                {
                    "company_id": self.company_id.id,
                    "config_id": self.config_id.id,
                    "pos_order_line_id": line.id,
                    "date": self.date_order,
                    "local_date": self._member_local_date(),
                    "user_id": self.user_id.id,
                },
            )
            self._member_note_offer(line, topup)
            topups |= topup
        return topups

    def _member_note_offer(self, line, topup):
        """Say on the order when the member wasn't given what the till promised."""
        offer = line.member_offer_id
        if not offer or offer in topup.gift_ids.offer_id:
            return
        self.message_post(
            body=self.env._(
                "%(offer)s was selected at the till but doesn't apply to %(member)s.",
                offer=offer.name,
                member=self.partner_id.name,
            )
        )

    def _member_paid_back(self, card):
        """Stored value paid back: lines that return a top-up. Each is paid back once.

        The card of a member who was merged with another is archived: what was on it is on the one that stays.
        """
        lines = self._member_top_up_lines(card.program_id).filtered("refunded_orderline_id")
        if not lines or not card.active:
            return []
        refunds = self.env["member.value.refund"]
        done = refunds.search([("pos_order_line_id", "in", lines.ids)]).pos_order_line_id
        movements, returned = [], refunds.topup_id
        for line in lines - done:
            topup = self.env["member.topup"].search([("pos_order_line_id", "=", line.refunded_orderline_id.id)])
            # What is left of a top-up is paid back once in an order, on however many lines.
            if (topup.partner_id, topup.program_id) != (card.partner_id, card.program_id) or topup in returned:
                continue
            returned |= topup
            values = {
                "company_id": self.company_id.id,
                "config_id": self.config_id.id,
                "pos_order_line_id": line.id,
                "date": self.date_order,
                "user_id": self.user_id.id,
            }
            movements += refunds._make(card, values, topup)[1]
        return movements

    # ── What is refused ───────────────────────────────────────────────────────────────────────────────────────

    def _member_wallet_problems(self, card, movements):
        """What stands against these movements of a wallet, beside what stands against spending it."""
        if card.program_type != "ewallet" or not card.active:
            return []
        problems = []
        if any(movement["kind"] == "top_up" for movement in movements):
            problems += self._member_topup_problems(card)
        return problems

    def _member_topup_problems(self, card):
        lines = self._member_top_up_lines(card.program_id).filtered(lambda line: not line.refunded_orderline_id)
        topups = self.env["member.topup"].search([("pos_order_line_id", "in", lines.ids), ("card_id", "=", card.id)])
        problems = topups._limit_problems()
        if any(line.discount for line in lines):
            problems.append(
                self.env._(
                    "%(product)s can't be discounted. Remove the discount from the line.",
                    product=lines.filtered("discount")[0].product_id.display_name,
                )
            )
        return problems

    def _member_paid_from_value_problems(self, prepaid, topups):
        """Wallets, gift cards and points pay for goods only: with a bonus, paying a top-up from one would make money, and
        so would a gift card, that anybody may spend. What core's own programs do to core's gift cards is core's."""
        sold = self.lines.filtered(lambda line: not line.refunded_orderline_id)
        rewards = sold.filtered("reward_id" if topups else "reward_id.program_id.member_program")
        payments = sold.filtered(lambda line: line.reward_id.program_id.program_type in PAYMENTS)
        paying, goods = payments & rewards, sold - payments - prepaid
        taken = -round_points(paying._member_amount("price_subtotal_incl"))
        most = round_points(goods._member_amount("price_subtotal_incl"))
        if not rewards or (taken <= most + A_CENT and most >= -A_CENT):
            return []
        values = {
            "product": prepaid[0].product_id.display_name,
            "taken": formatLang(self.env, float(taken), currency_obj=self.currency_id),
            "most": formatLang(self.env, float(max(most, 0)), currency_obj=self.currency_id),
        }
        if not taken:
            return [self.env._("%(product)s can't be paid with a discount. Remove the discount.", **values)]
        return [
            self.env._(
                "%(product)s can't be paid with a wallet or gift card. They pay %(taken)s, but the other "
                "products total %(most)s. Use another payment method for it.",
                **values,
            )
        ]

    def _member_refund_problems(self):
        """A top-up is paid back by what is left of it, whatever a line says."""
        returned = self.lines.filtered("refunded_orderline_id")
        topups = self.env["member.topup"].search([("pos_order_line_id", "in", returned.refunded_orderline_id.ids)])
        lines = returned.filtered(lambda line: line.refunded_orderline_id in topups.pos_order_line_id)
        if not lines:
            return []
        refunds = self.env["member.value.refund"].search([("pos_order_line_id", "in", lines.ids)])
        problems = [
            self.env._(
                "%(product)s can't be refunded here: it is on two lines, or its wallet is closed. Remove this line.",
                product=line.product_id.display_name,
            )
            for line in lines - refunds.pos_order_line_id
        ]
        for refund in refunds:
            paid = -round_points(refund.pos_order_line_id._member_amount("price_subtotal_incl"))
            if paid != round_points(refund.amount):
                problems.append(
                    self.env._(
                        "The refund is %(paid)s, but %(amount)s is due. Cancel this order and refund the top-up "
                        "again.\n%(calculation)s",
                        paid=refund.program_id._member_money(paid),
                        amount=refund.program_id._member_money(refund.amount),
                        calculation=refund.calculation,
                    )
                )
        return problems

    def _member_price_topups(self):
        """In the office: refund of each top-up what is left of it, with the calculation in the order's log."""
        lines = self.lines.grouped("refunded_orderline_id")
        for topup in self.env["member.topup"].search([("pos_order_line_id", "in", [line.id for line in lines])]):
            line = lines[topup.pos_order_line_id]
            # The card that the member has now: theirs may have been merged with another.
            card = self.env["loyalty.card"]._member_card(topup.partner_id, topup.program_id)
            quote = self.env["member.value.refund"]._quote(card, topup)
            self.message_post(body="\n".join(quote["lines"]))
            if quote["amount"]:
                line.write({"qty": -1, "price_unit": quote["amount"], "price_type": "manual"})
                line._onchange_amount_line_all()
            else:
                line.unlink()
        if not self.lines:
            raise UserError(self.env._("This top-up has no balance left."))

    # ── Spending much needs the member's card or PIN ───────────────────────────────────────────────────────────

    def _member_authorisation_problems(self, card, movements):
        spent = -sum(movement["amount"] for movement in movements if movement["kind"] == "redeem")
        total = card._member_unproved(spent, self)
        if not total or self.env["member.authorisation"]._covers(self, card.program_id, spent):
            return []
        program = card.program_id
        return [
            self.env._(
                "%(program)s: this order uses %(spent)s, which makes %(total)s today. More than %(limit)s a day requires "
                "the member's card or PIN.",
                program=program.name,
                spent=program._member_amount_text(spent),
                total=program._member_amount_text(total),
                limit=program._member_amount_text(program.member_pin_above),
            )
        ]

    def _member_gifts_in_words(self):
        """:return: dict of order to list of str, the coupons that its top-ups brought: money and points are on their cards"""
        # sudo: the receipt of an order shows its own gifts to whoever may read the order. By its entries, which are read
        # anyway: a sale without a top-up asks nothing.
        gifts = self.sudo().member_entry_ids.topup_id.gift_ids.filtered(lambda gift: gift.receive == "coupon")
        return {
            order: [gift.offer_id._receive_in_words(gift.amount) for gift in own]
            for order, own in gifts.sorted("id").grouped(lambda gift: gift.topup_id.pos_order_line_id.order_id).items()
        }
