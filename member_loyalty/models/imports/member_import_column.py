from odoo import api, fields, models


class MemberImportColumn(models.Model):
    _name = "member.import.column"
    _description = "Column of an Imported File"
    _order = "place"

    import_id = fields.Many2one("member.import", required=True, index=True, ondelete="cascade")
    place = fields.Integer(required=True, readonly=True, help="The first column is 0.")
    name = fields.Char("Column", required=True, readonly=True)
    sample = fields.Char("First Values", readonly=True)
    offered = fields.Json(compute="_compute_offered", help="What a column of this kind of file can be read as.")
    target = fields.Selection(
        [
            ("reference", "Reference"),
            ("name", "Name"),
            ("phone", "Phone"),
            ("email", "E-mail"),
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
            ("program", "Programme"),
            ("bucket", "Bucket (points, principal or bonus)"),
            ("amount", "Amount"),
            ("expiry", "Last day"),
            ("reason", "Reason"),
        ],
        "Read As",
        help="Columns without a choice are left out.",
    )

    @api.depends("import_id.kind")
    def _compute_offered(self):
        for column in self:
            column.offered = list(column.import_id._targets())
