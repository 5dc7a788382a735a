from odoo import api, fields, models
from odoo.tools import SQL


class MemberImportError(models.Model):
    """One problem of one row. The words are made when somebody reads them, in their language."""

    _name = "member.import.error"
    _description = "Problem of an Imported Row"
    _log_access = False
    _order = "import_id, number, id"
    _rec_name = "message"

    import_id = fields.Many2one("member.import", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer(
        "Row", required=True, readonly=True, aggregator=None, help="As a spreadsheet counts: the header is row 1."
    )
    reference = fields.Char(readonly=True)
    target = fields.Selection(
        lambda self: self.env["member.import.column"]._fields["target"]._description_selection(self.env),
        "Column",
        readonly=True,
    )
    value = fields.Char(readonly=True)
    detail = fields.Char(readonly=True, help="What the value clashes with.")
    code = fields.Selection(
        [
            ("missing", "Empty"),
            ("width", "Number of cells"),
            ("encoding", "Unreadable text"),
            ("quotes", "Quotation marks"),
            ("control", "Control characters"),
            ("date", "Not a date"),
            ("early", "Date too early"),
            ("future", "Date in the future"),
            ("number", "Not a number"),
            ("large", "Number too large"),
            ("amount", "No amount"),
            ("twice", "Stands twice"),
            ("unknown", "Unknown"),
            ("several", "Not unique in the shop"),
            ("mixed", "Differs within the purchase"),
            ("changed", "Imported with other figures"),
            ("phone", "Not a phone number"),
            ("email", "Not an e-mail address"),
            ("card", "Not a card number"),
            ("taken", "Belongs to somebody else"),
            ("refused", "Refused"),
            ("unknown_member", "Unknown member"),
            ("several_members", "Several members"),
            ("nonmember", "Not a member"),
            ("archived", "Archived contact"),
            ("member_company", "Another company's contact"),
            ("archived_card", "Archived card"),
            ("opened", "Has an opening balance"),
            ("program_unknown", "Unknown programme"),
            ("program_which", "Which programme"),
            ("program_several", "Several programmes"),
            ("program_core", "Not a membership programme"),
            ("program_company", "Another company's programme"),
            ("program_archived", "Archived programme"),
            ("program_currency", "Another currency"),
            ("bucket", "Unknown bucket"),
            ("bucket_other", "Not a bucket of the programme"),
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
            "value": problem.value or "",
            "detail": detail or "",
        }

    def _messages(self):
        return {
            "missing": self.env._("%(column)s is empty. Fill it in."),
            "width": self.env._(
                "The row has more or fewer cells than the header has (%(value)s). Put cells that hold the delimiter in quotes."
            ),
            "encoding": self.env._(
                "The row can't be read in this encoding. Choose another one, or save the file as UTF-8."
            ),
            "quotes": self.env._(
                "A quotation mark opens and doesn't close, and the rows after it may be lost with it. Repair it."
            ),
            "control": self.env._("%(column)s holds damaged characters. Type it again."),
            "date": self.env._(
                "“%(value)s” isn't a date in the chosen order of day, month and year. Write it as 2026-12-31."
            ),
            "early": self.env._("%(value)s is before 1900. Correct the year."),
            "future": self.env._("%(value)s is in the future. Correct the date."),
            "number": self.env._("%(column)s “%(value)s” isn't a number with the chosen decimal mark. Correct it."),
            "large": self.env._("%(column)s %(value)s is beyond what a shop can sell. Correct it."),
            "amount": self.env._("The row has neither an amount with tax nor one without. Fill one in."),
            "twice": self.env._("%(column)s %(value)s stands in row %(detail)s already. Keep one of the rows."),
            "unknown": self.env._(
                "%(column)s %(value)s isn't in the shop. Import it first, correct it, or let unknown ones pass in the options."
            ),
            "several": self.env._(
                "%(value)s is the reference of %(detail)s records of the shop. Give each a reference of its own."
            ),
            "mixed": self.env._(
                "Purchase %(detail)s has several values for %(column)s: %(value)s. Keep one, or part the purchase."
            ),
            "changed": self.env._(
                "Purchase %(value)s was imported before with other figures (%(detail)s). Give this one another reference, "
                "or leave it out."
            ),
            "phone": self.env._(
                "“%(value)s” isn't a valid phone number. Check the digits, or start with + and the country."
            ),
            "email": self.env._("“%(value)s” isn't an e-mail address. Correct it or leave it empty."),
            "card": self.env._(
                "“%(value)s” isn't a number of this shop's cards. Correct it, or leave it empty for a new card."
            ),
            "taken": self.env._(
                "%(column)s %(value)s belongs to %(detail)s. Correct it, or give %(detail)s the reference of this row."
            ),
            "refused": self.env._("The shop refused the row: %(value)s"),
            **self._balance_messages(),
        }

    def _balance_messages(self):
        return {
            "unknown_member": self.env._(
                "No member has the number, phone or reference “%(value)s”. Correct it, or import the member first."
            ),
            "several_members": self.env._("%(detail)s members have “%(value)s”. Write the member's number instead."),
            "nonmember": self.env._("%(detail)s (%(value)s) isn't a member. Enrol the customer first."),
            "archived": self.env._(
                "The contact %(detail)s (%(value)s) is archived. Take it out of the archive, or leave the row out."
            ),
            "member_company": self.env._("%(detail)s (%(value)s) belongs to another company. Import the row there."),
            "archived_card": self.env._(
                "The card %(detail)s of “%(value)s” is archived. Take it out of the archive, or leave the row out."
            ),
            "opened": self.env._(
                "“%(value)s” has an opening balance already (%(detail)s). Leave the row out, or go back and choose "
                "“Further balances”."
            ),
            "program_unknown": self.env._("There is no programme “%(value)s”. Choose one of: %(detail)s."),
            "program_which": self.env._("Which programme? Write its name: %(detail)s."),
            "program_several": self.env._(
                "Several membership programmes are named “%(value)s”. Give each a name of its own."
            ),
            "program_core": self.env._(
                "“%(value)s” isn't a membership programme: its balances aren't kept by the ledger. Mark it as one, or "
                "write another."
            ),
            "program_company": self.env._("“%(value)s” is a programme of another company. Import the row there."),
            "program_archived": self.env._("“%(value)s” is archived. Take it out of the archive, or write another."),
            "program_currency": self.env._(
                "“%(value)s” isn't kept in %(detail)s, the company's currency: no balance can be opened in it here."
            ),
            "bucket": self.env._("“%(value)s” isn't a bucket. Write points, principal or bonus."),
            "bucket_other": self.env._("%(detail)s has no bucket “%(value)s”. Leave it empty, or write another."),
            "negative": self.env._("%(value)s is negative. A balance to start with is 0 or more."),
            "past": self.env._(
                "The last day %(value)s has passed: the balance is gone. Correct it, or leave the row out."
            ),
        }

    @api.model
    def _forget(self, record):
        # Not the ORM: there may be as many as the file has rows, and nothing depends on them.
        self.env.cr.execute(SQL("DELETE FROM member_import_error WHERE import_id = %s", record.id))
        self.invalidate_model()
