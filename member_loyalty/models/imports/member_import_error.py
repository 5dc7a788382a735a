from odoo import api, fields, models
from odoo.tools import SQL


class MemberImportError(models.Model):
    """One problem of one row. The words are made when somebody reads them, in their language."""

    _name = "member.import.error"
    _description = "Import Problem"
    _log_access = False
    _order = "import_id, number, id"
    _rec_name = "message"

    import_id = fields.Many2one("member.import", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer(
        "Row",
        required=True,
        readonly=True,
        aggregator=None,
        help="The row number as in a spreadsheet. The header is row 1.",
    )
    reference = fields.Char(readonly=True)
    target = fields.Selection(
        lambda self: self.env["member.import.column"]._fields["target"]._description_selection(self.env),
        "Column",
        readonly=True,
    )
    value = fields.Char(readonly=True)
    detail = fields.Char("Details", readonly=True, help="The record, row or value that the value conflicts with.")
    code = fields.Selection(
        [
            ("missing", "Empty"),
            ("width", "Number of cells"),
            ("encoding", "Unreadable text"),
            ("quotes", "Quotation mark"),
            ("control", "Control characters"),
            ("date", "Not a date"),
            ("early", "Date too early"),
            ("future", "Date in the future"),
            ("late", "Date too late"),
            ("number", "Not a number"),
            ("large", "Number too large"),
            ("amount", "No amount"),
            ("either", "Can be read in two ways"),
            ("rounded", "Digits cut off"),
            ("formula", "Formula without a value"),
            ("meaning", "Meaning not chosen"),
            ("flag", "Neither yes nor no"),
            ("total", "Total row"),
            ("half", "Incomplete purchase"),
            ("sign", "Quantity and amount differ in sign"),
            ("other_name", "Product with another name"),
            ("no_date", "Consent without a date"),
            ("twice", "Duplicate"),
            ("unknown", "Unknown"),
            ("several", "Not unique in the shop"),
            ("mixed", "Inconsistent within the purchase"),
            ("changed", "Imported with other amounts"),
            ("phone", "Not a phone number"),
            ("email", "Not an email address"),
            ("card", "Not a card number"),
            ("taken", "Belongs to another member"),
            ("refused", "Refused"),
            ("unknown_member", "Unknown member"),
            ("several_members", "Several members"),
            ("nonmember", "Not a member"),
            ("archived", "Archived contact"),
            ("member_company", "Another company's contact"),
            ("archived_card", "Archived card"),
            ("opened", "Already has an opening balance"),
            ("program_unknown", "Unknown program"),
            ("program_which", "Missing program"),
            ("program_several", "Several programs"),
            ("program_core", "Not a membership program"),
            ("program_company", "Another company's program"),
            ("program_archived", "Archived program"),
            ("program_currency", "Another currency"),
            ("bucket", "Unknown balance type"),
            ("bucket_other", "Balance type not in the program"),
            ("negative", "Negative"),
            ("past", "Expired"),
        ],
        "Problem",
        required=True,
        readonly=True,
    )
    message = fields.Char(compute="_compute_message")

    _import_row = models.Index("(import_id, number)")
    _import_reference = models.Index("(import_id, reference) WHERE reference IS NOT NULL")

    @api.depends("code", "value", "detail", "target", "reference")
    @api.depends_context("lang")
    def _compute_message(self):
        for error in self:
            error.message = self._describe(error, error.detail)

    @api.model
    def _describe(self, problem, detail=""):
        """Words for a problem, with the way out.

        :param problem: with target, value and code
        """
        message = self._messages()[problem.code]
        labels = dict(self._fields["target"]._description_selection(self.env))
        return message % {
            "column": labels.get(problem.target, ""),
            # Deleted with the file.
            "value": problem.value or "…",
            "detail": detail or "",
        }

    def _messages(self):
        return {
            "missing": self.env._("%(column)s is empty. Enter a value."),
            "width": self.env._(
                "The row doesn't have the same number of cells as the header (%(value)s). Quote cells "
                "that contain the delimiter."
            ),
            "encoding": self.env._(
                "The row can't be read with this encoding. Choose another encoding, or save the file as UTF-8."
            ),
            "quotes": self.env._("A quotation mark isn't closed, so the following rows may be lost. Close it."),
            "control": self.env._("%(column)s contains invalid characters. Enter the value again."),
            "date": self.env._("“%(value)s” isn't a date in the selected format. Write it as 2026-12-31."),
            "early": self.env._("%(value)s is before 1900. Correct the year."),
            "future": self.env._("%(value)s is in the future. Correct the date."),
            "late": self.env._(
                "%(value)s is after 2199. Correct the year, or leave the cell empty if there is no end."
            ),
            "number": self.env._(
                "%(column)s “%(value)s” isn't a number with the selected decimal separator. Correct it."
            ),
            "large": self.env._("%(column)s %(value)s is too large. Correct it."),
            "amount": self.env._("The row has no amount with or without tax. Enter one of them."),
            "twice": self.env._("%(column)s %(value)s is a duplicate of row %(detail)s. Keep one of the rows."),
            "unknown": self.env._(
                "%(column)s %(value)s doesn't exist in the database. Import it first, correct it, or "
                "allow unknown values in the options."
            ),
            "several": self.env._(
                "%(value)s is the reference of %(detail)s records in the database. Give each record a unique reference."
            ),
            "mixed": self.env._(
                "Purchase %(detail)s has several values for %(column)s: %(value)s. Keep one value, or "
                "split the purchase."
            ),
            "changed": self.env._(
                "Purchase %(value)s was already imported with other amounts (%(detail)s). Change its "
                "reference, or remove it."
            ),
            **self._reading_messages(),
            "phone": self.env._(
                "“%(value)s” isn't a valid phone number. Check the digits, or start with + and the country code."
            ),
            "email": self.env._("“%(value)s” isn't a valid email address. Correct it or leave it empty."),
            "card": self.env._(
                "“%(value)s” isn't a number of any card type. Create a card type with such numbers (Configuration, Card Types), "
                "correct it, or leave it empty to generate a card."
            ),
            "taken": self.env._(
                "%(column)s %(value)s belongs to %(detail)s. Correct it, or give %(detail)s the reference of this row."
            ),
            "refused": self.env._("The row was refused: %(value)s"),
            **self._balance_messages(),
        }

    def _reading_messages(self):
        return {
            "either": self.env._(
                "%(column)s “%(value)s” can be read in two ways. Go back and choose the date format or the decimal separator."
            ),
            "rounded": self.env._(
                "%(column)s %(value)s was rounded by a spreadsheet, so different numbers became the same. Export the file again "
                "with this column as text, and don't open it in a spreadsheet."
            ),
            "formula": self.env._(
                "%(column)s has a formula without a value (%(value)s). Open the workbook, save it, and import it again."
            ),
            "meaning": self.env._(
                "It isn't chosen what “%(value)s” means in the column %(column)s. Go back and choose it under “Values”."
            ),
            "flag": self.env._("%(column)s “%(value)s” is neither yes nor no. Correct it."),
            "total": self.env._("This looks like a total row (%(value)s), so it isn't imported."),
            "half": self.env._(
                "Purchase %(value)s may be incomplete: %(detail)s. Correct it, or choose what such rows mean."
            ),
            "sign": self.env._(
                "The quantity is negative, but the amount isn't (%(value)s). Map a column to the type of the receipt, or tick "
                "“Negative Quantities Are Returns”."
            ),
            "other_name": self.env._(
                "%(value)s is the code of “%(detail)s” in the database. Tick “Use Existing Products With Other Names” if it is the "
                "same product, or change one of the codes."
            ),
            "no_date": self.env._(
                "%(column)s says yes, but not when. Enter the date, or choose one for all under “Consents Given On”."
            ),
        }

    def _balance_messages(self):
        return {
            "unknown_member": self.env._(
                "No member has the number, phone or reference “%(value)s”. Correct it, or import the member first."
            ),
            "several_members": self.env._("%(detail)s members match “%(value)s”. Use the member number instead."),
            "nonmember": self.env._("%(detail)s (%(value)s) isn't a member. Enroll the customer first."),
            "archived": self.env._("The contact %(detail)s (%(value)s) is archived. Unarchive it, or remove the row."),
            "member_company": self.env._(
                "“%(value)s” is a contact of another company. Import the row in that company."
            ),
            "archived_card": self.env._(
                "The card %(detail)s of “%(value)s” is archived. Unarchive it, or remove the row."
            ),
            "opened": self.env._(
                "“%(value)s” already has an opening balance (%(detail)s). Remove the row, or go back and "
                "enable “Add to Existing Balances”."
            ),
            "program_unknown": self.env._("There is no program “%(value)s”. The available programs are: %(detail)s."),
            "program_which": self.env._("Enter the name of the program: %(detail)s."),
            "program_several": self.env._(
                "Several membership programs are named “%(value)s”. Give each program a unique name."
            ),
            "program_core": self.env._(
                "“%(value)s” isn't a membership program, so its balances aren't managed by the ledger. "
                "Make it a membership program, or use another one."
            ),
            "program_company": self.env._(
                "“%(value)s” is a program of another company. Import the row in that company."
            ),
            "program_archived": self.env._("“%(value)s” is archived. Unarchive it, or use another program."),
            "program_currency": self.env._(
                "“%(value)s” doesn't use %(detail)s, the company's currency, so opening balances can't be imported."
            ),
            "bucket": self.env._("“%(value)s” isn't a balance type. Use points, paid balance or promotional balance."),
            "bucket_other": self.env._(
                "%(detail)s has no balance type “%(value)s”. Leave it empty, or use another one."
            ),
            "negative": self.env._("%(value)s is negative. An opening balance must be 0 or more."),
            "past": self.env._("The expiration date %(value)s has passed. Correct it, or remove the row."),
        }

    @api.model
    def _forget(self, record):
        # Not the ORM: there may be as many as the file has rows, and nothing depends on them.
        self.env.cr.execute(SQL("DELETE FROM member_import_error WHERE import_id = %s", record.id))
        self.invalidate_model()
