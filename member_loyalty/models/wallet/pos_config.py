from odoo import models

from ...engine.posting import amount_problem
from ...engine.rounding import as_decimal, round_points
from ..common.plain import till_question


class PosConfig(models.Model):
    """The till's questions about stored value and about who a member is, each answered with data and a message."""

    _inherit = "pos.config"

    # ── Top-ups ───────────────────────────────────────────────────────────────────────────────────────────────

    @till_question
    def topup_offers(self, partner_id):
        """Offers for topping up now, as the member would be given them.

        :return: list of dicts of id, name, program_id (the wallet), pay, receive (text), bonus (money), points and
            coupon (name of the coupon, or False); each figure is all that paying ``pay`` would bring
        """
        config, partner = self._member_till_env(partner_id)
        if not partner._is_member():
            return []
        offers = []
        for wallet in config._member_wallets():
            found = config.env["member.topup.offer"]._for_member(
                partner, wallet, config, config.company_id._member_today()
            )
            offers += [self._member_offer_for_till(offer, found) for offer in found]
        return offers

    def _member_wallets(self):
        return self.env["loyalty.program"].search(
            [
                ("program_type", "=", "ewallet"),
                ("member_program", "=", True),
                ("pos_ok", "=", True),
                ("company_id", "in", [self.company_id.id, False]),
                "|",
                ("pos_config_ids", "=", False),
                ("pos_config_ids", "in", self.ids),
            ]
        )

    def _member_offer_for_till(self, offer, found):
        gifts = found._given(as_decimal(offer.pay), offer)
        brings = dict.fromkeys(("bonus", "points", "coupon"), 0)
        for given, amount in gifts:
            brings[given.receive] += amount
        coupons = [given.coupon_program_id.name for given, _amount in gifts if given.receive == "coupon"]
        return {
            "id": offer.id,
            "name": offer.name,
            "program_id": offer.program_id.id,
            "pay": offer.pay,
            "receive": " + ".join(given._receive_in_words(amount) for given, amount in gifts),
            "bonus": float(brings["bonus"]),
            "points": float(brings["points"]),
            "coupon": ", ".join(coupons) or False,
        }

    def _member_topup_problems(self, partner_id, program_id, amount):
        """What would refuse a top-up, counted as the sale counts it.

        :return: list of str: what is wrong, and the way out
        """
        config, partner = self._member_till_env(partner_id)
        # What the till's staff may see of programs: others aren't named.
        self.env["loyalty.program"].browse(program_id).check_access("read")
        wallet, paid = config.env["loyalty.program"].browse(program_id), round_points(amount)
        today = config.company_id._member_today()
        found = config.env["member.topup.offer"]._for_member(partner, wallet, config, today)
        bonus = sum(offer._bonus_at_once(given, today) for offer, given in found._given(paid, found.browse()))
        card = config.env["loyalty.card"].search(
            [("partner_id", "=", partner.id), ("program_id", "=", wallet.id)], limit=1
        )
        return wallet._member_topup_limit_problems(
            largest=paid,
            balance=round_points(card.points) + paid + bonus,
            day=config.env["member.topup"]._paid_on(card, today) + paid,
        )

    @till_question
    def topup_refund_quote(self, line_id):
        """What a member gets back who returns a top-up.

        :param line_id: pos.order.line that sold the top-up
        :return: dict of status ('ok' or 'refused'), message (False, or why nothing is paid back), amount, bonus_voided
            and explanation (list of str, the calculation)
        """
        line = self.env["pos.order.line"].browse(line_id)
        line.check_access("read")
        config = self._member_shop_env()
        # Top-ups of the office have no line: no line finds none of them.
        topup = config.env["member.topup"].search([("pos_order_line_id", "in", line.ids)])
        if topup:
            self._member_till_env(topup.partner_id.id)
        if not topup:
            message = self.env._("This line didn't top up a wallet.")
            return {"status": "refused", "message": message, "amount": 0.0, "bonus_voided": 0.0, "explanation": []}
        # The card that the member has now: theirs may have been merged with another.
        card = config.env["loyalty.card"]._member_card(topup.partner_id, topup.program_id)
        quote = config.env["member.value.refund"]._quote(card, topup)
        return {
            "status": "ok" if quote["amount"] else "refused",
            "message": False if quote["amount"] else self.env._("This top-up has no balance left."),
            "amount": float(quote["amount"]),
            "bonus_voided": float(quote["voided"]),
            "explanation": quote["lines"],
        }

    # ── Card or PIN ───────────────────────────────────────────────────────────────────────────────────────────

    @till_question
    def authorise_spending(self, partner_id, order_uuid, spending, card_number=False, pin=False):
        """Ask the member, by card or PIN, whether this order may spend so much.

        :param spending: dict of program id to points, or to an amount of a wallet
        :return: dict of status ('ok' or 'refused'), message (False when it is all right) and seconds, for how long it
            holds
        """
        config, partner = self._member_till_env(partner_id)
        spending = self._member_asked_spending(spending)
        authorisations = config.env["member.authorisation"]
        problem = authorisations._day_problem(partner, order_uuid, spending)
        if not problem:
            if card_number:
                problem, method = config._member_card_problem(partner, card_number), "card"
            else:
                problem, method = config._member_pin_problem(partner, pin), "pin"
            authorisations._log(config, partner, method, not problem, order_uuid, spending)
        return {"status": "refused" if problem else "ok", "message": problem, "seconds": authorisations._SECONDS}

    def _member_asked_spending(self, spending):
        """:return: dict of membership program, with the rights of the shop, to the amount as Decimal"""
        amounts = {int(program_id): amount for program_id, amount in spending.items()}
        asked = self.env["loyalty.program"].browse(amounts)
        # What the till's staff may see of programs: others aren't named.
        asked.check_access("read")
        # sudo: what was spent and proved is counted in the shop's name, with programs that were just asked for.
        return {
            program.sudo(): round_points(0 if amount_problem(amounts[program.id]) else amounts[program.id])
            for program in asked.filtered("member_program")
        }

    @till_question
    def set_member_pin(self, partner_id, pin, repeated, card_number=False, old_pin=False):
        """Let the member at the till choose a PIN: with the old one, with their card, or after staff reset it.

        :return: dict of status ('ok' or 'refused') and message
        """
        config, partner = self._member_till_env(partner_id)
        problem = config._member_new_pin_problem(partner, pin, repeated)
        log = config.env["member.authorisation"]._log
        if not problem and config.env["member.pin"]._of(partner).pin_hash and not card_number:
            problem = config._member_pin_problem(partner, old_pin)
            log(config, partner, "pin", not problem)
        elif not problem and (card_number or not config.env["member.pin"]._of(partner)):
            problem = config._member_card_problem(partner, card_number)
            log(config, partner, "card", not problem)
        if problem:
            return {"status": "refused", "message": problem}
        config.env["member.pin"]._set(partner, pin)
        partner.message_post(body=self.env._("PIN set at %(till)s.", till=self.name))
        return {"status": "ok", "message": self.env._("The new PIN is active.")}

    def _member_new_pin_problem(self, partner, pin, repeated):
        if not partner._is_member():
            return self.env._("%(name)s isn't a member yet. Enroll the customer first.", name=partner.name)
        if not self.env["member.pin"]._is_pin(pin):
            return self.env._("A PIN must have 4 to 8 digits.")
        if pin != repeated:
            return self.env._("The PINs don't match. Enter the new PIN twice.")
        return False

    def _member_card_problem(self, partner, number):
        """Why this card doesn't speak for the member; False when it does. A wrong one counts, on the right one."""
        if not number:
            return self.env._("Scan the member's card. If there is no card, ask the membership staff to reset the PIN.")
        own = partner.member_card_id
        if own._is_locked():
            return self._member_card_locked_message(partner, own)
        card = self.env["member.card"].search([("number", "=", number)])
        # One that was theirs is neither a guess nor the right one.
        if card != own and card.partner_id == partner:
            return card._refusal()
        if own:
            own._count_try(card == own, self.company_id)
        if card and card == own:
            return card._proof_problem()
        if own._is_locked():
            return self._member_card_locked_message(partner, own)
        return self.env._(
            "Card %(number)s doesn't belong to %(name)s. Scan the member's card.", number=number, name=partner.name
        )

    def _member_card_locked_message(self, partner, card):
        return self.env._(
            "The card of %(name)s is locked until %(time)s after too many wrong numbers. Use the PIN, or ask the "
            "membership staff.",
            name=partner.name,
            time=card._locked_until_text(self.company_id),
        )

    def _member_pin_problem(self, partner, entered):
        pin = self.env["member.pin"]._of(partner)
        if not pin.pin_hash:
            return self.env._(
                "%(name)s has no PIN. Scan the member's card, or let the member choose a PIN.", name=partner.name
            )
        if not pin._is_locked() and pin._verify(entered, self.company_id):
            return False
        if pin._is_locked():
            return self.env._(
                "The PIN is locked until %(time)s after too many wrong attempts. Scan the member's card, "
                "or ask the membership staff.",
                time=pin._locked_until_text(self.company_id),
            )
        return self.env._(
            "Wrong PIN. %(left)s attempts left before it is locked.",
            left=self.company_id.member_pin_attempts - pin.failures,
        )
