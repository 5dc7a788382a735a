from odoo import api, fields, models
from odoo.fields import Domain


class MemberInForce(models.AbstractModel):
    """What holds from a first day to a last, both included; without the one since ever, without the other for ever."""

    _name = "member.in.force"
    _description = "Start and End Date"

    date_from = fields.Date("From")
    date_to = fields.Date("To")

    _dates_in_order = models.Constraint(
        "CHECK (date_from <= date_to)", "The end date must be on or after the start date."
    )

    @api.model
    def _in_force_on(self, day):
        """:return: domain of what holds on a day; on every model with these two dates, core's programs among them"""
        return (Domain("date_from", "=", False) | Domain("date_from", "<=", day)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", day)
        )
