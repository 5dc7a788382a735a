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
            ("first_name", "First name"),
            ("last_name", "Last name"),
            ("phone", "Phone"),
            ("email", "Email"),
            ("street", "Street"),
            ("street2", "Street, second line"),
            ("city", "City"),
            ("zip", "ZIP"),
            ("birthdate_date", "Birth date"),
            ("gender", "Gender"),
            ("tags", "Tags"),
            ("comment", "Notes"),
            ("member_number", "Own member number"),
            ("card_number", "Card number"),
            ("tier", "Tier"),
            ("member_since", "Member since"),
            ("consent", "Agrees to news and offers"),
            ("consent_email", "Agrees to emails"),
            ("consent_sms", "Agrees to SMS"),
            ("consent_date", "Agreed on"),
            ("consent_proof", "Proof of the consent"),
            ("barcode", "Barcode"),
            ("category", "Category (Food / Bread)"),
            ("list_price", "Sales price"),
            ("moment", "Date and time"),
            ("clock", "Time of day"),
            ("customer", "Customer (reference, email or phone)"),
            ("status", "Type or status of the receipt"),
            ("state", "Status beside the type"),
            ("product", "Product's reference or barcode"),
            ("quantity", "Quantity"),
            ("unit_price", "Unit price with tax"),
            ("net", "Amount without tax"),
            ("gross", "Amount with tax"),
            ("tax", "Tax amount"),
            ("total", "Total of the whole receipt, with tax"),
            ("store", "Till"),
            ("refund_of", "Refund of (reference)"),
            ("member", "Member (number, phone or reference)"),
            ("program", "Program"),
            ("bucket", "Balance type (points, paid balance or promotional balance)"),
            ("amount", "Amount"),
            ("paid", "Paid balance"),
            ("bonus", "Promotional balance"),
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

    def write(self, vals):
        """A column of words shows them, for their meanings to be chosen."""
        result = super().write(vals)
        if "target" in vals:
            for record in self.import_id:
                record._collect_values()
        return result
