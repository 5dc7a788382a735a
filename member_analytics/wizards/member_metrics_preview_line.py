from odoo import api, fields, models

from .member_metrics_preview import MOVES


class MemberMetricsPreviewLine(models.TransientModel):
    """Members who stand in one place now and would stand in another."""

    _name = "member.metrics.preview.line"
    _description = "Impact Preview Line"
    _order = "is_move desc, id"

    preview_id = fields.Many2one("member.metrics.preview", required=True, readonly=True, ondelete="cascade")
    field_name = fields.Selection(selection="_selection_field_name", string="Group By", required=True, readonly=True)
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)
    old_label = fields.Char("Now", compute="_compute_labels")
    new_label = fields.Char("After", compute="_compute_labels")
    is_move = fields.Boolean("Is a Change", readonly=True)
    member_count = fields.Integer("Members", readonly=True)
    row_ids = fields.Json("Metrics", readonly=True, help="The IDs of the metrics of the members affected.")

    @api.model
    def _selection_field_name(self):
        described = self.env["member.metrics"].fields_get(MOVES, ["string"])
        return [(name, described[name]["string"]) for name in MOVES]

    @api.depends("field_name", "old_value", "new_value")
    @api.depends_context("lang")
    def _compute_labels(self):
        for line in self:
            labels = dict(self.env["member.metrics"]._fields[line.field_name]._description_selection(self.env))
            nowhere = self.env._("None")
            line.old_label = labels.get(line.old_value, nowhere)
            line.new_label = labels.get(line.new_value, nowhere)

    def action_members(self):
        """Open the members that the line counts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_analytics.member_metrics_action")
        domain = [("company_id", "=", self.preview_id.definition_id.company_id.id)]
        if self.is_move:
            domain.append(("preview_line_id", "in", self.ids))
        else:
            moves = self.preview_id.line_ids.filtered(lambda line: line.is_move and line.field_name == self.field_name)
            domain += [(self.field_name, "=", self.old_value or False), ("preview_line_id", "not in", moves.ids)]
        return {**action, "domain": domain, "context": {}, "target": "current"}
