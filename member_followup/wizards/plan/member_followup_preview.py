import json
from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import sms

#: So many days are looked at.
DAYS = 30
#: A plan for so large a part of the members is one for everybody.
EVERYBODY = 0.9
#: Where a member is reached without any consent.
FREE = ("store", "messenger")
#: Triggers that nobody can foresee.
UNKNOWN = ("first_purchase", "purchase", "nth_purchase", "top_up", "complaint", "new_member")


class MemberFollowupPreview(models.TransientModel):
    """Whom a plan would contact: looked at before it starts, and on a past year as a check."""

    _name = "member.followup.preview"
    _description = "Contact Plan Preview"
    _rec_name = "plan_id"

    plan_id = fields.Many2one("member.followup.plan", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(related="plan_id.state")
    entry_text = fields.Text(related="plan_id.entry_text")
    rule_text = fields.Text(related="plan_id.rule_text")
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    first = fields.Date("From", required=True, readonly=True)
    last = fields.Date("To", required=True, readonly=True)
    line_ids = fields.One2many("member.followup.preview.line", "preview_id", "Contacts", readonly=True)
    contact_count = fields.Integer("Contacts", compute="_compute_figures")
    member_count = fields.Integer("Members", compute="_compute_figures")
    barred_count = fields.Integer(
        "Without Consent or Address",
        compute="_compute_figures",
        help="Contacts that would be held back and dropped, unless members agree by then.",
    )
    segment_count = fields.Integer("SMS Segments", compute="_compute_figures")
    sms_cost = fields.Monetary("Cost of SMS", compute="_compute_figures")
    by_day = fields.Text("Contacts by Day", compute="_compute_figures")
    warning = fields.Text(compute="_compute_figures")

    @api.model
    def _of(self, plan):
        """:return: preview of a plan in the next days"""
        preview = self.create({"plan_id": plan.id, **self._days_from(plan.company_id._member_today())})
        preview._look()
        return preview

    def _days_from(self, day):
        return {"first": day, "last": day + timedelta(days=DAYS - 1)}

    # ── Buttons ───────────────────────────────────────────────────────────────────────────────────────────────

    def action_next(self):
        """Look at the next days."""
        return self._look_from(self.company_id._member_today())

    def action_past(self):
        """Look at the same days of the past year, of which one knows what happened."""
        return self._look_from(self.company_id._member_today() - relativedelta(years=1))

    def action_lines(self):
        """Open the contacts by day and store, with the members behind."""
        action = self.env["ir.actions.act_window"]._for_xml_id("member_followup.member_followup_preview_line_action")
        return {**action, "name": self.plan_id.name, "domain": [("preview_id", "=", self.id)]}

    def action_start(self):
        """Start the plan, as it was looked at."""
        self.plan_id._start()
        return {"type": "ir.actions.act_window_close"}

    def _look_from(self, day):
        self.write(self._days_from(day))
        self._look()
        return self._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of %(plan)s", plan=self.plan_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # ── What would be done ────────────────────────────────────────────────────────────────────────────────────

    def _look(self):
        """Keep a line for each contact: one statement, as a plan may contact all members."""
        self.ensure_one()
        self.plan_id.check_access("write")
        contacts = self.plan_id._preview(self.first, self.last)
        segments = self._segments(contacts)
        names = ("partner_id", "step_id", "date", "channel", "config_id")
        lines = self.env["member.followup.preview.line"]
        self.env.execute_query(
            SQL("DELETE FROM member_followup_preview_line WHERE preview_id = %s RETURNING id", self.id)
        )
        self.env.execute_query(
            SQL(
                """INSERT INTO member_followup_preview_line (preview_id, partner_id, step_id, date, channel, config_id,
                                                             segments, user_id, create_uid, create_date)
                   SELECT %(id)s, line.partner_id, line.step_id, line.date, line.channel, line.config_id, line.segments,
                          CASE WHEN step.performer = 'owner' THEN member.user_id END, %(uid)s, %(now)s
                     FROM UNNEST(%(partner_id)s::int[], %(step_id)s::int[], %(date)s::date[], %(channel)s::text[],
                                 %(config_id)s::int[], %(segments)s::int[])
                          AS line (partner_id, step_id, date, channel, config_id, segments)
                     JOIN member_followup_step step ON step.id = line.step_id
                     JOIN res_partner member ON member.id = line.partner_id
                RETURNING id""",
                id=self.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                segments=segments,
                **{name: [contact[name] or None for contact in contacts] for name in names},
                to_flush=[
                    *columns(self.env["member.followup.step"], "performer"),
                    *columns(self.env["res.partner"], "user_id"),
                ],
            )
        )
        self._bar()
        lines.invalidate_model()
        self.invalidate_recordset()

    def _segments(self, contacts):
        """How long each SMS is, with the member's own values in it; of the coupon's code nobody knows yet.

        :return: list of numbers of segments
        """
        texted = [contact for contact in contacts if contact["channel"] == "sms"]
        members = self.env["res.partner"].browse({contact["partner_id"] for contact in texted})
        values = members._member_placeholder_values(self.company_id)
        # sudo: in which language the members are written to.
        langs = {member.id: member.lang or self.env.lang for member in members.sudo()}
        scripts = {
            (step.id, lang): step.with_context(lang=lang).script
            for step in self.plan_id.step_ids.filtered(lambda step: step.channel == "sms")
            for lang in set(langs.values())
        }

        def size(contact):
            member_id = contact["partner_id"]
            return sms.size(sms.fill(scripts[contact["step_id"], langs[member_id]], values[member_id])).segments

        return [size(contact) if contact["channel"] == "sms" else 0 for contact in contacts]

    def _bar(self):
        """Mark the contacts that consent or a missing address forbid, by channel and purpose."""
        pairs = {(step.channel, step.purpose) for step in self.plan_id.step_ids if step.channel not in FREE}
        for channel, purpose in pairs:
            self.env.execute_query(
                SQL(
                    """UPDATE member_followup_preview_line line SET is_barred = TRUE
                         FROM res_partner member, member_followup_step step
                        WHERE line.preview_id = %s AND member.id = line.partner_id AND step.id = line.step_id
                          AND line.channel = %s AND step.purpose = %s AND NOT %s
                    RETURNING line.id""",
                    self.id,
                    channel,
                    purpose,
                    self.env["res.partner"].with_company(self.company_id)._member_contact_condition(channel, purpose),
                    to_flush=columns(self.env["member.followup.step"], "purpose"),
                )
            )

    # ── What the screen shows ─────────────────────────────────────────────────────────────────────────────────

    @api.depends("line_ids", "first")
    @api.depends_context("lang")
    def _compute_figures(self):
        for preview in self:
            lines = self.env["member.followup.preview.line"]
            mine = [("preview_id", "=", preview.id)]
            [(count, members, segments)] = lines._read_group(
                mine, [], ["__count", "partner_id:count_distinct", "segments:sum"]
            )
            days = dict(lines._read_group(mine, ["date:day"], ["__count"]))
            preview.contact_count = count
            preview.member_count = members
            preview.barred_count = barred = lines.search_count([*mine, ("is_barred", "=", True)])
            preview.segment_count = segments
            preview.sms_cost = segments * preview.company_id.member_sms_price
            preview.by_day = json.dumps([{"key": self.env._("Contacts"), "values": preview._bars(days)}])
            warnings = preview._warnings(members, max(days.values(), default=0), is_barred=barred == count)
            preview.warning = "\n".join(warnings)

    def _bars(self, days):
        """:param days: dict of date to number of contacts"""
        counts = Counter(days)
        dates = [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]
        return [
            {"label": format_date(self.env, day, date_format="d MMM"), "value": counts[day], "type": "future"}
            for day in dates
        ]

    def _warnings(self, members, busiest, is_barred):
        """
        :param members: number of members who would be contacted
        :param busiest: number of contacts on the day that has most
        :param is_barred: no contact may be made
        """
        if self.plan_id.trigger == "hand":
            yield self.env._("Nobody enters by themselves: add members from their list, or by their numbers.")
            return
        if not members and self.plan_id.trigger in UNKNOWN and self.last >= self.company_id._member_today():
            yield self.env._(
                "Nobody knows yet who will enter in these days. Check on Last Year shows whom the plan would have contacted."
            )
            return
        if not members:
            yield self.env._(
                "Nobody would be contacted in these days. Check who enters, the audience, and what counts of the time "
                "before the start."
            )
            return
        if is_barred:
            yield self.env._(
                "None of these members may be contacted: they haven't agreed to it, or their address is missing. Check "
                "channel and consent of the steps."
            )
        everybody = self.env["res.partner"].search_count(
            [("is_member", "=", True), ("company_id", "in", (False, self.company_id.id))]
        )
        if members >= everybody * EVERYBODY:
            yield self.env._(
                "%(members)s of %(everybody)s members would be contacted. Choose an audience if it isn't meant for "
                "everybody.",
                members=members,
                everybody=everybody,
            )
        [(capacity,)] = self.env["member.followup.person"]._read_group(
            [("company_id", "=", self.company_id.id)], [], ["capacity:sum"]
        )
        if capacity and busiest > capacity:
            yield self.env._(
                "On the busiest day %(busiest)s contacts are due, and your staff can make %(capacity)s a day. The rest "
                "waits as long as the tolerance of its step allows.",
                busiest=busiest,
                capacity=capacity,
            )
