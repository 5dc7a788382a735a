from odoo import models
from odoo.tools import format_date


class MemberCard(models.Model):
    """Whether a card speaks for its member.

    Nobody but the scanner knows whether a number was scanned or typed, and what a till sends is a claim. So the number
    proves the card as far as it can't be guessed: it is random, a till shows its end only, and wrong ones count.
    """

    _name = "member.card"
    _inherit = ["member.card", "member.tries"]

    def _proof_problem(self):
        """Why this card proves nothing today; False when it does.

        Who gives a card knows its number. On the day a member gets one in place of another, or for the first time, it
        would open what they have: a manager may vouch for them.
        """
        self.ensure_one()
        if problem := self._refusal():
            return problem
        today = self.env.company._member_today()
        member = self.partner_id
        is_first = member.member_since == today and member.member_card_ids == self
        if self.issued_on != today or is_first or self.env.user.has_group("member_loyalty.group_manager"):
            return False
        return self.env._(
            "Card %(tail)s was issued on %(date)s, so it doesn't prove who the member is before tomorrow. Use the PIN, or "
            "ask a membership manager.",
            tail=self._tail(),
            date=format_date(self.env, self.issued_on),
        )
