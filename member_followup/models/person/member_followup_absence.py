from odoo import fields, models


class MemberFollowupAbsence(models.Model):
    """Days on which somebody contacts nobody."""

    _name = "member.followup.absence"
    _description = "Absence"
    _order = "date_from desc, id desc"
    _rec_name = "person_id"

    person_id = fields.Many2one("member.followup.person", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="person_id.company_id", store=True, ondelete="restrict")
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True)
    note = fields.Char()

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The end date must be on or after the start date."
    )
