from odoo import models
from odoo.tools import format_date


class ResPartner(models.Model):
    """What contacts, complaints and feedback add to a member's profile, and what of the profile a contact shows."""

    _inherit = "res.partner"

    # ── What we owe ───────────────────────────────────────────────────────────────────────────────────────────

    def _member_profile_owed(self):
        owed = super()._member_profile_owed()
        owed["items"] += [*self._member_owed_gifts(), *self._member_owed_promises()]
        return owed

    def _member_owed_gifts(self):
        """Gifts that the member was told of and hasn't got."""
        contacts = self._member_contacts([("gift_state", "=", "waiting")])
        opens = self._member_opens_contacts(contacts)
        return [
            {
                "icon": "fa-gift",
                "text": contact.gift,
                "note": self.env._("Promised on %(day)s", day=format_date(self.env, contact.day_done)),
                "opens": opens[contact],
            }
            for contact in contacts
        ]

    def _member_owed_promises(self):
        """Visits that the member promised and that haven't been made: who comes is expected."""
        contacts = self._member_contacts([("date_promised", ">=", self.env.company._member_today())])
        # sudo: whether they came since; nothing of it is told.
        last = contacts and self.sudo()._member_last_visit()[0]
        opens = self._member_opens_contacts(contacts)
        return [
            {
                "icon": "fa-calendar-check-o",
                "text": self.env._("Wants to visit on %(day)s", day=format_date(self.env, contact.date_promised)),
                "note": contact.step_id.name or contact.subject or "",
                "opens": opens[contact],
            }
            for contact in contacts
            if not last or last <= contact.day_done
        ]

    def _member_contacts(self, domain):
        """:return: contacts that were made with this member in the reader's companies, with the rights of the shop"""
        # sudo: what the shop promised, whoever did: the reader may open the profile. A till tells its cashiers the same.
        return (
            self.env["member.followup"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("company_id", "in", self.env.companies.ids),
                    ("state", "=", "done"),
                    *domain,
                ],
                order="day_done desc, id desc",
            )
        )

    def _member_opens_contacts(self, contacts):
        """Staff may read their own contacts only; a line that they can't open is a line all the same.

        :return: dict of contact to what it opens
        """
        readable = set(contacts.with_env(self.env)._filtered_access("read").ids)
        return {
            contact: contact.id in readable
            and self._member_opens(contact.display_name, "member.followup", record_id=contact.id)
            for contact in contacts
        }

    # ── Visits ────────────────────────────────────────────────────────────────────────────────────────────────

    def _member_profile_visits(self):
        visits = super()._member_profile_visits()
        return visits and {**visits, "tiles": [*visits["tiles"], *self._member_last_mark()]}

    def _member_last_mark(self):
        """:return: list of one tile: what the member answered last, as far as the reader may read answers"""
        answers = self.env["member.feedback"].search(
            [("partner_id", "=", self.id), ("company_id", "in", self.env.companies.ids)], limit=1
        )
        own = [("partner_id", "=", self.id)]
        return [
            {
                "label": self.env._("Last Mark"),
                "value": self.env._("%(mark)s of 10", mark=answer.mark),
                "notes": list(filter(None, [format_date(self.env, answer.date), answer.product_id.display_name])),
                "opens": self._member_opens(self.env._("Feedback"), "member.feedback", own),
            }
            for answer in answers
        ]

    # ── Timeline ──────────────────────────────────────────────────────────────────────────────────────────────

    def _member_timeline_topics(self):
        return {**super()._member_timeline_topics(), "contact": self.env._("Contacts and Complaints")}

    def _member_timeline_sources(self):
        own = [("partner_id", "=", self.id)]
        return {
            **super()._member_timeline_sources(),
            "contact": ("contact", "member.followup", "date_done", [*own, ("state", "=", "done")]),
            "complaint": ("contact", "member.complaint", "date", own),
            "feedback": ("contact", "member.feedback", "date_answered", own),
        }

    def _member_told_contact(self, contacts):
        channels, outcomes = (
            dict(contacts._fields[name]._description_selection(self.env)) for name in ("channel", "outcome")
        )
        icons = {
            "phone": "fa-phone",
            "sms": "fa-mobile",
            "email": "fa-envelope-o",
            "store": "fa-shopping-bag",
            "post": "fa-paper-plane-o",
            "messenger": "fa-comments-o",
        }
        return {
            contact: {
                "icon": icons[contact.channel],
                "title": self._member_side_by_side(channels[contact.channel], contact.step_id.name or contact.subject),
                "text": self._member_side_by_side(
                    contact.done_by_id.name or contact.user_id.name,
                    contact.date_promised
                    and self.env._("Wants to visit on %(day)s", day=format_date(self.env, contact.date_promised)),
                    contact.note,
                ),
                "amount": outcomes.get(contact.outcome, ""),
            }
            for contact in contacts
        }

    def _member_told_complaint(self, complaints):
        states = dict(complaints._fields["state"]._description_selection(self.env))
        return {
            complaint: {
                "icon": "fa-exclamation-circle",
                "title": self.env._("Complaint: %(reason)s", reason=complaint.reason_id.name),
                "text": self._member_side_by_side(complaint.note, complaint.solution),
                "amount": states[complaint.state],
            }
            for complaint in complaints
        }

    def _member_told_feedback(self, answers):
        return {
            answer: {
                "icon": "fa-star-half-o",
                "title": self._member_side_by_side(self.env._("Feedback"), answer.question),
                "text": answer.comment or "",
                "amount": self.env._("%(mark)s of 10", mark=answer.mark),
            }
            for answer in answers
        }

    # ── What a contact shows of the profile ───────────────────────────────────────────────────────────────────

    def _member_focus(self):
        """:return: dict of who (a block), holds, likes and visits (lists of tiles), and owed (list of items)"""
        # sudo: which company's metrics say since when favorites count. What they are is read with the reader's rights.
        metrics = self.sudo().member_metrics_id
        visits = self._member_profile_visits() or {"tiles": []}
        return {
            "who": self._member_profile_who(),
            "holds": self._member_profile_balances()["tiles"],
            "likes": self._member_favorite_products(metrics) if metrics else [],
            "visits": visits["tiles"],
            "owed": self._member_profile_owed()["items"],
        }
