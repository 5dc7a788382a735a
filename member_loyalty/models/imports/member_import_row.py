import csv
import io

from odoo import api, fields, models
from odoo.tools import SQL


class MemberImportRow(models.Model):
    """Rows of a file between check and import. Nobody sees them: there is no right on this table."""

    _name = "member.import.row"
    _description = "Import Row"
    _log_access = False
    _order = "import_id, number"
    _rec_name = "reference"

    import_id = fields.Many2one("member.import", required=True, ondelete="cascade")
    number = fields.Integer(required=True)
    reference = fields.Char(required=True)
    customer = fields.Char()
    product = fields.Char()
    moment = fields.Datetime("Date and Time", help="The store's local time, as in the file.")
    quantity = fields.Float(digits=(16, 4))
    net = fields.Float(digits=(16, 4))
    gross = fields.Float(digits=(16, 4))
    total = fields.Float(digits=(16, 4), help="The total of the whole receipt, where a row tells it.")
    store = fields.Char()
    refund_of = fields.Char()
    details = fields.Json(help="The values of a member, product or balance.")
    # Plain numbers: as references, each row of a large file would lock what it refers to, one by one.
    partner_id = fields.Integer(help="The member found by the check.")
    program_id = fields.Integer(help="The program found by the check.")

    # Purchases are put together from their rows in the order of their references.
    _import_reference = models.Index("(import_id, reference, number)")
    _import_number = models.Index("(import_id, number)")
    _import_partner = models.Index("(import_id, partner_id) WHERE partner_id IS NOT NULL")

    @api.model
    def _copy(self, table, columns, rows):
        """Bulk load: COPY takes a million rows in the time that the ORM takes for some thousands.

        :param rows: list of tuples; None becomes NULL, and there is no empty text
        """
        buffer = io.StringIO()
        csv.writer(buffer).writerows(rows)
        buffer.seek(0)
        self.env.cr.copy_expert(
            SQL(
                "COPY %s (%s) FROM STDIN (FORMAT csv)",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
            ).code,
            buffer,
        )

    @api.model
    def _forget(self, record):
        # Not the ORM: a file has a million rows, and nothing depends on them.
        self.env.cr.execute(SQL("DELETE FROM member_import_row WHERE import_id = %s", record.id))
