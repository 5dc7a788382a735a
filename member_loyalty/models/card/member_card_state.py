from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class MemberCard(models.Model):
    """How a card comes into use and goes out of it, and what a till says of it."""

    _inherit = "member.card"

    # ── Moves ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _move(self, state, reason=False):
        """Every way out of use and back, with the reason that the log shows."""
        self.write({"state": state, "state_reason": reason})

    def _mark_lost(self, reason=False):
        """Block at once what its member lost. Reporting a card twice changes nothing."""
        self.filtered(lambda card: card.state != "lost")._move("lost", reason)

    def action_mark_lost(self):
        self._mark_lost()

    def action_block(self):
        self._move("blocked")

    def action_activate(self):
        self._move("active")

    def action_back_to_stock(self):
        self._move("stock")

    def _renew(self):
        """Good for another term, counted from the end of the last one where that isn't over."""
        for card in self:
            months = card.type_id.validity_months
            if card.state not in ("active", "expired") or not months:
                raise UserError(
                    self.env._(
                        "Card %(number)s has no expiration date to renew. Issue another card instead.",
                        number=card.number,
                    )
                )
            start = max(card.date_expiration or self.env.company._member_today(), self.env.company._member_today())
            # An expired card comes back into use; an active one has no move to make.
            state = {"state": "active"} if card.state == "expired" else {}
            card.write({"date_expiration": fields.Date.add(start, months=months), **state})

    def action_renew(self):
        self._renew()

    # ── Expiry ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _night_expire(self, job):
        """End the next cards whose last good day is over, by the day of their company; a card of all companies ends
        when the day is over in each."""
        companies = self.env["res.company"]._member_in_turn()
        ends = [(company, company._member_today()) for company in companies]
        ends.append((self.env["res.company"], min(today for _company, today in ends)))
        for company, today in ends:
            over = [("state", "=", "active"), ("company_id", "=", company.id), ("date_expiration", "<", today)]
            if cards := self.search(over, limit=job._piece(200), order="id"):
                cards.with_company(company or companies[0])._move("expired", self.env._("Expired"))
                job.done += len(cards)
                return False
        return True

    @api.model
    def _giving_problem(self, number):
        """Why the card of this number can't be handed out; False when it can, from the stock or as a new one."""
        card = self.search([("number", "=", number)])
        if not card._is_of_company():
            return self.env._("Card %(number)s is a card of another company. Use another card.", number=number)
        if not card and not self.env["member.card.type"]._of_number(number):
            return self._bad_number_message(number)
        if card.state == "missing":
            return card._refusal()
        if card and card.state != "stock":
            return self.env._("Card %(number)s belongs to another member. Use another card.", number=number)
        return False

    def _is_of_company(self):
        """Whether these cards are of the present company, or of all."""
        return all(not card.company_id or card.company_id in self.env.company.parent_ids for card in self)

    def _is_counted(self, since):
        return bool(since and self.counted_on and self.counted_on >= since)

    def _is_over(self):
        return bool(self.date_expiration and self.date_expiration < self.env.company._member_today())

    # ── What a till says ──────────────────────────────────────────────────────────────────────────────────────

    def _refusal(self):
        """Why this card can't identify its member now; False when it can.

        :return: message for the cashier, naming the card and the way out
        """
        self.ensure_one()
        # The night hasn't looked yet: the card ended with the day.
        state = "expired" if self.state == "active" and self._is_over() else self.state
        if state == "active":
            return False
        date = self.date_expiration if state == "expired" and self._is_over() else self.state_date
        return self._refusal_text(state) % {"number": self.number, "date": format_date(self.env, date)}

    def _refusal_text(self, state):
        return {
            "stock": self.env._("Card %(number)s isn't assigned to a member yet. Enroll the customer with it."),
            "missing": self.env._(
                "Card %(number)s has been missing from stock since %(date)s. Keep it, inform the "
                "membership staff and use another card."
            ),
            "lost": self.env._(
                "Card %(number)s was reported lost on %(date)s. Ask for another card or identify the member by phone."
            ),
            "blocked": self.env._(
                "Card %(number)s has been blocked since %(date)s. Identify the member by phone, or ask "
                "the membership staff."
            ),
            "damaged": self.env._(
                "Card %(number)s was marked as damaged on %(date)s. Identify the member by phone and issue a new card."
            ),
            "returned": self.env._("Card %(number)s was returned on %(date)s. Identify the member by phone."),
            "replaced": self.env._(
                "Card %(number)s was replaced on %(date)s. Ask for the new card or identify the member by phone."
            ),
            "expired": self.env._(
                "Card %(number)s expired on %(date)s. Identify the member by phone, then renew or replace the card."
            ),
        }[state]

    def _tail(self):
        """The card as it may be shown to others: whoever has the whole number counts as having the card.

        Of a number that isn't random, the end tells the rest.
        """
        return f"••••{self.number[-4:] if self.is_random else ''}"

    def _for_till(self):
        self.ensure_one()
        states = dict(self._fields["state"]._description_selection(self.env))
        state = "expired" if self.state == "active" and self._is_over() else self.state
        is_open = self.fee_state == "open"
        return {
            "id": self.id,
            "tail": self._tail(),
            "type": self.type_id.name,
            "state": state,
            "state_name": states[state],
            "good_until": fields.Date.to_string(self.date_expiration),
            "fee": is_open and {"amount": self.fee, "product_id": self.type_id.product_id.id},
        }
