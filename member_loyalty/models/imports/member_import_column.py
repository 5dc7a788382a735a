from odoo import api, fields, models


class MemberImportColumn(models.Model):
    _name = "member.import.column"
    _description = "Import Column"
    _order = "place"

    import_id = fields.Many2one("member.import", required=True, index=True, ondelete="cascade")
    place = fields.Integer(
        "Position", required=True, readonly=True, help="The position of the column. The first column is 0."
    )
    name = fields.Char("Column", required=True, readonly=True)
    sample = fields.Char("Sample Values", readonly=True)
    offered = fields.Json(
        "Available Fields", compute="_compute_offered", help="The fields that a column of this file can map to."
    )
    target = fields.Selection(
        [
            ("reference", "Reference"),
            ("name", "Name"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("birthdate_date", "Birth date"),
            ("gender", "Gender"),
            ("card_number", "Card number"),
            ("member_since", "Member since"),
            ("barcode", "Barcode"),
            ("category", "Category (Food / Bread)"),
            ("list_price", "Sales price"),
            ("moment", "Date and time"),
            ("customer", "Customer's reference"),
            ("product", "Product's reference or barcode"),
            ("quantity", "Quantity"),
            ("net", "Amount without tax"),
            ("gross", "Amount with tax"),
            ("store", "Till"),
            ("refund_of", "Refund of (reference)"),
            ("member", "Member (number, phone or reference)"),
            ("program", "Program"),
            ("bucket", "Balance type (points, paid balance or promotional balance)"),
            ("amount", "Amount"),
            ("expiry", "Expiration date"),
            ("reason", "Reason"),
        ],
        "Maps To",
        help="Columns without a field are ignored.",
    )

    @api.depends("import_id.kind")
    def _compute_offered(self):
        for column in self:
            column.offered = list(column.import_id._targets())
