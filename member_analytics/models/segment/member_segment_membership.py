from odoo import api, fields, models


class MemberSegmentMembership(models.Model):
    """That somebody is in a segment, or was, from one day to another; for fixed members it is what makes them so."""

    _name = "member.segment.membership"
    _description = "Segment Member"
    _log_access = False
    _order = "id desc"
    _rec_name = "partner_id"

    segment_id = fields.Many2one("member.segment", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="restrict", index=True)
    entered_on = fields.Date(required=True, readonly=True)
    left_on = fields.Date(readonly=True)
    kind = fields.Selection(related="segment_id.kind")

    _once = models.UniqueIndex("(segment_id, company_id, partner_id) WHERE left_on IS NULL")
    _entered = models.Index("(segment_id, company_id, entered_on)")
    _left = models.Index("(segment_id, company_id, left_on) WHERE left_on IS NOT NULL")

    def action_remove(self):
        """Take these members out of their segments of fixed members."""
        for segment, memberships in self.filtered(lambda one: not one.left_on).grouped("segment_id").items():
            segment._remove([("id", "in", memberships.partner_id.ids)])

    @api.model
    def _make_room(self, src_partners, dst_partner):
        """Before a merge: who is in a segment twice is in it once, since the first day."""
        now = self.search([("partner_id", "in", (src_partners | dst_partner).ids), ("left_on", "=", False)])
        for same in now.grouped(lambda row: (row.segment_id, row.company_id)).values():
            kept, *doubles = same.sorted(lambda row: (row.partner_id != dst_partner, row.id))
            kept.entered_on = min(same.mapped("entered_on"))
            self.browse().union(*doubles).unlink()
