from odoo import api, fields, models

#: what the words of a column can mean
MEANINGS = {
    "status": [("sale", "Sale"), ("return", "Return"), ("leave_out", "Leave out")],
    "gender": [("female", "Female"), ("male", "Male"), ("other", "Other")],
}


MEANINGS["state"] = MEANINGS["status"]


class MemberImportValue(models.Model):
    """A word in a column of the file, and what it means."""

    _name = "member.import.value"
    _description = "Import Value"
    _order = "target, id"
    _rec_name = "value"

    import_id = fields.Many2one("member.import", required=True, readonly=True, index=True, ondelete="cascade")
    target = fields.Selection(
        lambda self: self.env["member.import.column"]._fields["target"]._description_selection(self.env),
        "Column",
        required=True,
        readonly=True,
    )
    value = fields.Char(required=True, readonly=True)
    offered = fields.Json("Available Meanings", compute="_compute_offered")
    meaning = fields.Selection([meaning for target in ("status", "gender") for meaning in MEANINGS[target]])

    @api.depends("target")
    def _compute_offered(self):
        for value in self:
            value.offered = [name for name, _label in MEANINGS.get(value.target, [])]
