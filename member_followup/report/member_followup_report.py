from odoo import fields, models

from ..models.credit.member_credit_facts import TALKED
from ..models.give.member_followup import MESSAGES

#: what is summed, with its word
MEASURES = {
    "planned": "Planned",
    "made": "Made",
    "in_time": "In Time",
    "reached": "Reached",
    "promised": "Promised",
    "came": "Came",
    "sent": "Messages Sent",
    "counted": "Counted Contacts",
    "padded": "Not Counted",
    "woken": "Woken",
    "revenue": "Revenue",
    "enrolled": "Enrollments",
    "covered": "Covered",
    "solved": "Complaints Solved",
}


class MemberFollowupReport(models.Model):
    """What contacts came to: each contact and each credit is a row, so that every figure opens what it comes from.

    A contact stands on the day on which it was made, or else planned; a credit on the day on which it was earned or
    taken back.
    """

    _name = "member.followup.report"
    _description = "Contact Results"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "member.followup": [
            *("partner_id", "company_id", "person_id", "done_by_id", "config_id", "plan_id", "channel", "state"),
            *("outcome", "day_done", "date_planned", "date_last", "date_promised", "date_came"),
        ],
        "member.credit": [
            *("partner_id", "company_id", "person_id", "config_id", "plan_id", "kind", "day", "units", "amount"),
            *("excluded", "contact_id"),
        ],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    person_id = fields.Many2one("member.followup.person", "Employee", readonly=True)
    supervisor_id = fields.Many2one(related="person_id.supervisor_id")
    config_id = fields.Many2one("pos.config", "Store", readonly=True)
    plan_id = fields.Many2one("member.followup.plan", readonly=True)
    partner_id = fields.Many2one("res.partner", "Member", readonly=True)
    day = fields.Date(readonly=True)
    contact_id = fields.Many2one("member.followup", readonly=True)
    credit_id = fields.Many2one("member.credit", readonly=True)
    planned = fields.Integer(readonly=True, help="Contacts for people; messages that go out by themselves are apart.")
    made = fields.Integer(readonly=True)
    in_time = fields.Integer(readonly=True, help="Made no later than planned, with the tolerance of the step.")
    reached = fields.Integer(readonly=True, help="The member was spoken to.")
    promised = fields.Integer(readonly=True)
    came = fields.Integer(readonly=True, help="Promised to visit, and bought by then.")
    sent = fields.Integer("Messages Sent", readonly=True)
    counted = fields.Float("Counted Contacts", readonly=True, help="Contacts that are credited.")
    padded = fields.Float(
        "Not Counted", readonly=True, help="Too short, the same member again, an own card, or promises without visits."
    )
    woken = fields.Float(
        readonly=True, help="Dormant when the contact was planned, and the first net purchase followed in time."
    )
    revenue = fields.Monetary(readonly=True, help="Net revenue within the days that the rule says after a contact.")
    enrolled = fields.Float("Enrollments", readonly=True)
    covered = fields.Float(readonly=True, help="Members who hadn't been spoken to for so long as the rule says.")
    solved = fields.Float("Complaints Solved", readonly=True)

    @property
    def _table_query(self):
        """What a row hasn't is null, not 0: sums pass over it, and a month's table adds up a million rows."""
        talked, messages = (", ".join(f"'{one}'" for one in names) for names in (TALKED, MESSAGES))
        made = f"c.state = 'done' AND c.channel NOT IN ({messages})"
        return f"""
            SELECT c.id::bigint * 2 AS id, c.company_id, COALESCE(c.done_by_id, c.person_id) AS person_id, c.config_id,
                   c.plan_id, c.partner_id, COALESCE(c.day_done, c.date_planned) AS day, c.id AS contact_id,
                   NULL::int AS credit_id, (c.channel NOT IN ({messages}))::int AS planned, ({made})::int AS made,
                   ({made} AND c.day_done <= c.date_last)::int AS in_time,
                   ({made} AND COALESCE(c.outcome IN ({talked}), FALSE))::int AS reached,
                   ({made} AND c.date_promised IS NOT NULL)::int AS promised, (c.date_came IS NOT NULL)::int AS came,
                   (c.state = 'done' AND c.channel IN ({messages}))::int AS sent,
                   NULL::numeric AS counted, NULL::numeric AS padded, NULL::numeric AS woken, NULL::numeric AS revenue,
                   NULL::numeric AS enrolled, NULL::numeric AS covered, NULL::numeric AS solved
              FROM member_followup c
         UNION ALL
            SELECT t.id::bigint * 2 + 1, t.company_id, t.person_id, t.config_id, t.plan_id, t.partner_id, t.day,
                   t.contact_id, t.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                   CASE WHEN t.kind = 'contact' AND t.excluded IS NULL THEN t.units END,
                   CASE WHEN t.kind = 'contact' AND t.excluded IS NOT NULL THEN t.units END,
                   CASE WHEN t.kind = 'woken' AND t.excluded IS NULL THEN t.units END,
                   CASE WHEN t.kind = 'revenue' AND t.excluded IS NULL THEN t.amount END,
                   CASE WHEN t.kind = 'enrolment' AND t.excluded IS NULL THEN t.units END,
                   CASE WHEN t.kind = 'coverage' AND t.excluded IS NULL THEN t.units END,
                   CASE WHEN t.kind = 'complaint' AND t.excluded IS NULL THEN t.units END
              FROM member_credit t
        """

    def action_open(self):
        """The credit or the contact behind a row."""
        self.ensure_one()
        return (self.credit_id or self.contact_id).get_formview_action()
