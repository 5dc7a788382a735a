from odoo import fields, models


class MemberSegmentSize(models.Model):
    """How many members a segment had on a day, and how many came and went."""

    _name = "member.segment.size"
    _description = "Segment Size"
    _log_access = False
    _order = "day desc, id desc"
    _rec_name = "segment_id"

    segment_id = fields.Many2one("member.segment", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    day = fields.Date(required=True, readonly=True)
    # Of several days the average size is one; a sum is not.
    member_count = fields.Integer("Members", readonly=True, aggregator="avg")
    entered_count = fields.Integer("Entries", readonly=True)
    left_count = fields.Integer("Exits", readonly=True)

    _once = models.UniqueIndex("(segment_id, company_id, day)")
