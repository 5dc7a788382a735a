from odoo import fields, models


class MemberFestivalDate(models.Model):
    """A day of a festival that somebody entered."""

    _name = "member.festival.date"
    _description = "Festival Date"
    _order = "date, id"
    _rec_name = "date"

    festival_id = fields.Many2one("member.festival", required=True, ondelete="cascade")
    date = fields.Date(required=True)

    _date_unique = models.Constraint("UNIQUE (festival_id, date)", "A festival has each of its dates once.")
