from datetime import timezone
from urllib.parse import quote

from odoo import api, fields, models
from odoo.tools import format_date, format_list

from ...engine.hours import is_allowed
from ...engine.outcomes import MEANINGS
from .member_followup import BY_NUMBER

#: how much of what was before is told
PURCHASES, CONTACTS = 3, 4


class MemberFollowup(models.Model):
    """The focus screen: one contact after the other, each with all that is to be known before one dials."""

    _inherit = "member.followup"

    def action_focus(self):
        """Open the focus screen, these contacts first."""
        action = self.env["ir.actions.client"]._for_xml_id("member_followup.member_followup_action_focus")
        return {**action, "context": {"followup_first": self.ids}}

    @api.model
    @api.readonly
    def my_queue(self):
        """What the focus screen needs beside the contacts.

        :return: dict of ids, done (today), outcomes (list of dicts of name, label, asks and is_talk), reasons (list of dicts of
            id and name)
        """
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        return {
            "ids": self._my_queue(),
            "done": self._done_today(),
            "outcomes": [
                {
                    "name": name,
                    "label": labels[name],
                    "asks": "again" if name == "no_answer" else meaning.asks,
                    "is_talk": meaning.talked,
                }
                for name, meaning in MEANINGS.items()
                if meaning.by_hand
            ],
            "reasons": self.env["member.complaint.reason"].search_read([("active", "=", True)], ["name"], load=False),
        }

    @api.readonly
    def focus(self):
        """One contact as the focus screen shows it, read with the reader's rights.

        :return: dict
        """
        self.ensure_one()
        self.check_access("read")
        partner = self.partner_id
        partner._member_check_profile()
        # sudo: names of plan, step and store, the script, and who has the contact: of one that the reader may read.
        known = self.sudo()
        today, texts = self.company_id._member_today(), known._texts()[known]
        return {
            "id": self.id,
            "state": self.state,
            "is_listed": not self.person_id,
            "is_taken": bool(self.date_taken),
            "holder": known.person_id.name or "",
            "store": known.config_id.name or "",
            "what": known.step_id.name or self.subject or "",
            "why": known._focus_why(),
            "due": self._focus_due(today),
            "channel": self.channel,
            "channel_label": dict(self._fields["channel"]._description_selection(self.env))[self.channel],
            **texts,
            "question": known._focus_question(),
            "gift": self.gift or known.campaign_id.gift or "",
            "visit_on": known.campaign_id._next_day(today),
            "against": known._focus_against(),
            "dial": self._focus_dial(texts["script"]),
            **partner._member_focus(),
            "purchases": partner._member_timeline_rows(partner._member_timeline_keys(None, "purchase")[:PURCHASES]),
            "contacts": known._focus_contacts(),
            "complaints": known._focus_complaints(),
        }

    # ── Why, and whether ──────────────────────────────────────────────────────────────────────────────────────

    def _focus_why(self):
        """:return: list of str: what began it, and how it went so far"""
        attempt = self.attempt > 1 and self.env._("Attempt %(number)s", number=self.attempt)
        campaign = self.campaign_id
        # The contact itself is named after its campaign.
        renamed = campaign.name if campaign.name != self.subject else ""
        days = campaign and campaign._days_text()
        why = (self.plan_id.name, self.run_id and self.run_id._why(), renamed, days, attempt)
        return [text for text in why if text]

    def _focus_due(self, today):
        days = (today - self.date_planned).days
        if days <= 0:
            return self.env._("Today")
        return self.env._("1 day overdue") if days == 1 else self.env._("%(days)s days overdue", days=days)

    def _focus_against(self):
        """:return: str, why the member shouldn't be contacted now; '' for nothing against it"""
        partner = self.partner_id.with_company(self.company_id)
        if partner.member_no_contact or partner.member_left_on:
            return self.env._("%(name)s wants no contacts.", name=partner.name)
        if self.channel in ("phone", "sms", "email", "post") and not partner._member_may_contact(
            self.channel, self.purpose
        ):
            return self.env._(
                "%(name)s hasn't agreed to be contacted this way, or there is no address.", name=partner.name
            )
        hours, zone = self._hours_of_parts().get(self._part()), partner.tz or self.company_id._member_tz()
        if hours and not is_allowed(fields.Datetime.now().replace(tzinfo=timezone.utc), hours, zone):
            windows = format_list(self.env, [f"{start:%H:%M}–{end:%H:%M}" for start, end in hours.windows])
            return self.env._("Outside of its hours: %(windows)s.", windows=windows)
        return ""

    def _focus_dial(self, script):
        """
        :param script: what a messenger begins with
        :return: dict of phone, tel and whatsapp, where there is a number to dial that may be seen; else False
        """
        partner = self.partner_id
        shown, number = partner._member_shown("phone"), partner.phone_sanitized
        if not number or shown != partner.phone or self.channel not in BY_NUMBER:
            return False
        text = f"?text={quote(script)}" if self.channel == "messenger" and script else ""
        return {"phone": shown, "tel": f"tel:{number}", "whatsapp": f"https://wa.me/{number.lstrip('+')}{text}"}

    # ── What is said ──────────────────────────────────────────────────────────────────────────────────────────

    def _focus_question(self):
        """:return: str, in the member's language; '' where nothing is asked, or the member has answered already"""
        step = self.step_id.with_context(lang=self.partner_id.lang or self.env.lang)
        return "" if self.feedback_ids else step.question or ""

    # ── What was before ───────────────────────────────────────────────────────────────────────────────────────

    def _focus_contacts(self):
        """The last contacts with this member, whoever made them: who calls has to know who called yesterday."""
        made = self.search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "=", "done")],
            order="day_done desc, id desc",
            limit=CONTACTS,
        )
        told = self.partner_id._member_told_contact(made)
        return [
            {"key": contact.id, "day": format_date(self.env, contact.day_done), **told[contact]} for contact in made
        ]

    def _focus_complaints(self):
        """:return: list of str: complaints that nobody has solved yet"""
        waiting = self.env["member.complaint"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("new", "working")),
            ]
        )
        return [
            self.env._(
                "Open complaint of %(day)s: %(reason)s",
                day=format_date(self.env, complaint.date),
                reason=complaint.reason_id.name,
            )
            for complaint in waiting
        ]
