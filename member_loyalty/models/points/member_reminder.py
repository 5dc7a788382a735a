from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import formatLang


class MemberReminder(models.Model):
    """An e-mail that told a member what expires, and the record that keeps a second one from being sent."""

    _name = "member.reminder"
    _description = "Expiration Reminder"
    _order = "id desc"
    _rec_name = "card_id"

    card_id = fields.Many2one("loyalty.card", "Points Card", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    date_expiration = fields.Date(
        "Expires On", required=True, readonly=True, help="The last day on which the amount can be spent."
    )
    amount = fields.Float(
        digits=(16, 2), readonly=True, aggregator=None, help="The amount about to expire when the email was sent."
    )
    amount_text = fields.Char("Amount with Unit", compute="_compute_amount_text")
    email = fields.Char("Sent To", readonly=True)

    _once = models.Constraint("UNIQUE (card_id, date_expiration)", "This reminder has already been sent.")

    @api.depends("amount", "card_id")
    @api.depends_context("lang")
    def _compute_amount_text(self):
        for reminder in self:
            program = reminder.program_id
            reminder.amount_text = (
                formatLang(self.env, reminder.amount, currency_obj=program.currency_id)
                if program.program_type == "ewallet"
                else f"{formatLang(self.env, reminder.amount, digits=0 if reminder.amount % 1 == 0 else 2)} "
                f"{reminder.card_id.point_name}"
            )

    @api.model
    def _night_send(self, job):
        """Write to the next members whose points or money expire soon, one e-mail per card and day of expiry.

        The e-mails of a piece and the record of them are committed together; what a crash leaves is sent next time.
        """
        reminders = self.create(self._due(job._piece(50)))
        self.env.ref("member_loyalty.mail_template_expiry").send_mail_batch(reminders.ids)
        job.done += len(reminders)
        return not reminders

    @api.model
    def _due(self, limit):
        """Set-based SQL: it looks at all open lots of the shop each night.

        It is a message about the membership itself, and so rests on the consent to that.

        :return: list of values for new reminders
        """
        self.flush_model(["card_id", "date_expiration"])
        self.env["member.ledger.entry"].flush_model(["card_id", "program_id", "left", "state", "date_expiration"])
        self.env["loyalty.program"].flush_model(["active", "company_id", "member_reminder_days"])
        self.env["loyalty.card"].flush_model(["active", "partner_id"])
        self.env["res.partner"].flush_model(["email_normalized"])
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT lot.card_id, member.id AS partner_id, program.id AS program_id, lot.date_expiration,
                       SUM(lot."left") AS amount, member.email_normalized AS email,
                       COALESCE(program.company_id, %(company)s) AS company_id
                  FROM member_ledger_entry lot
                  JOIN loyalty_program program ON program.id = lot.program_id AND program.active
                  JOIN loyalty_card card ON card.id = lot.card_id AND card.active
                  JOIN res_partner member ON member.id = card.partner_id
                 WHERE lot."left" > 0 AND lot.state = 'posted'
                   AND lot.date_expiration BETWEEN %(today)s AND %(today)s + program.member_reminder_days
                   AND program.member_reminder_days > 0
                   AND (program.company_id = %(company)s OR program.company_id IS NULL)
                   AND %(may_contact)s
                   AND NOT EXISTS (SELECT FROM member_reminder sent
                                    WHERE sent.card_id = lot.card_id AND sent.date_expiration = lot.date_expiration)
                 GROUP BY lot.card_id, member.id, program.id, lot.date_expiration
                 ORDER BY lot.card_id, lot.date_expiration
                 LIMIT %(limit)s
                """,
                company=self.env.company.id,
                today=self.env.company._member_today(),
                limit=limit,
                may_contact=self.env["res.partner"]._member_contact_condition("email", "membership"),
            )
        )
