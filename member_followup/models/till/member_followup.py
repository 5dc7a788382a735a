from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, format_date

#: so many days after the promised one somebody who comes is welcomed as expected
STILL_EXPECTED = timedelta(days=7)


class MemberFollowup(models.Model):
    """What the till says or asks for the member in front: one thing at a time."""

    _inherit = "member.followup"

    gift_given_at = fields.Datetime(readonly=True)
    gift_given_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    date_came = fields.Date("Came On", readonly=True, help="The day on which a member who had promised to visit came.")

    # What the till asks at each member: of nearly all contacts nothing, so that the index is small.
    _at_till = models.Index(
        "(partner_id) WHERE gift_state = 'waiting' OR (state = 'open' AND channel = 'store') "
        "OR (date_promised IS NOT NULL AND date_came IS NULL)"
    )

    def _at_till_of(self, partner, day):
        """What is to be said or asked of a member, the most important first.

        SQL says the condition of the index word for word: a domain would not.

        :return: member.followup
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM member_followup
                 WHERE partner_id = %(partner)s AND company_id = %(company)s
                   AND (gift_state = 'waiting' OR (state = 'open' AND channel = 'store')
                        OR (date_promised IS NOT NULL AND date_came IS NULL))
                   AND (gift_state = 'waiting' OR state = 'open' OR date_promised BETWEEN %(first)s AND %(day)s)
                 ORDER BY gift_state = 'waiting' DESC NULLS LAST, state = 'open', priority DESC, id
                """,
                partner=partner.id,
                company=self.env.company.id,
                first=day - STILL_EXPECTED,
                day=day,
            )
        )
        return self.browse(contact_id for (contact_id,) in rows)

    def _till_question(self):
        """:return: dict of contact_id, kind ('gift', 'promise' or 'store'), title, text, and answers: pairs of value and
        label, the first is the usual one
        """
        self.ensure_one()
        if self.gift_state == "waiting":
            return {
                "contact_id": self.id,
                "kind": "gift",
                "title": self.env._("Gift waiting: %(gift)s", gift=self.gift),
                "text": "",
                "answers": [("given", self.env._("Given"))],
            }
        if self.state == "open":
            texts = self._texts()[self]
            return {
                "contact_id": self.id,
                "kind": "store",
                "title": self.step_id.name or self.subject or self.env._("Talk to the member"),
                "text": texts["script"],
                "answers": [("reached", self.env._("Done")), ("declined", self.env._("Declined"))],
            }
        return {
            "contact_id": self.id,
            "kind": "promise",
            "title": self.env._("Promised to visit on %(day)s", day=format_date(self.env, self.date_promised)),
            "text": self.note or "",
            "answers": [("came", self.env._("Has Come"))],
        }

    def _answer_at_till(self, answer, person=None):
        """Record what the cashier said, once.

        :param answer: a value of the question's ``answers``
        :param person: member.followup.person who said it, if they are on the contact staff
        :return: False, or what is wrong
        """
        self._lock_for_till()
        if answer not in dict(self._till_question()["answers"]):
            return self.env._("This was recorded already.")
        amended = self.with_context(member_followup_amend=True)
        if answer == "given":
            self._mark_gift_given()
        elif answer == "came":
            amended.date_came = self.company_id._member_today()
        else:
            self._finish(answer, person=person)
        return False

    def _mark_gift_given(self):
        """Who takes the gift has come."""
        for contact in self.with_context(member_followup_amend=True):
            contact.write(
                {
                    "gift_state": "given",
                    "gift_given_at": fields.Datetime.now(),
                    "gift_given_by_id": self.env.uid,
                    "date_came": contact.date_promised and contact.company_id._member_today(),
                }
            )

    def _lock_for_till(self):
        """Two tills that record the same at once: one of them is told."""
        self.env.execute_query(SQL("SELECT id FROM member_followup WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.invalidate_recordset()
