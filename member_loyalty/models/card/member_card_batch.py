from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class MemberCardBatch(models.Model):
    """A box of cards: numbered, received, counted."""

    _name = "member.card.batch"
    _description = "Member Card Batch"
    _inherit = ["mail.thread"]
    _order = "id desc"

    _MOST = 200_000

    name = fields.Char(required=True, default=lambda self: self.env._("New Batch"))
    type_id = fields.Many2one(
        "member.card.type",
        required=True,
        ondelete="restrict",
        domain=[("kind", "!=", "digital")],
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to make the cards valid in all companies.", ondelete="restrict"
    )
    state = fields.Selection(
        [("draft", "New"), ("made", "Numbers Generated"), ("received", "Received"), ("counted", "Counted")],
        "Status",
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    count = fields.Integer(
        "Cards",
        default=100,
        help="The number of cards to generate. Their numbers are random unless the first one is entered.",
    )
    first_number = fields.Char(
        copy=False,
        help="The number printed on the first card, if the cards are printed already. Leave empty to generate random "
        "numbers: consecutive ones can be guessed.",
    )
    last_number = fields.Char(
        copy=False, help="The number printed on the last card. Leave empty to enter the number of cards instead."
    )
    count_date = fields.Date("Count Started On", readonly=True, copy=False)
    card_ids = fields.One2many("member.card", "batch_id", "Cards in the Batch", readonly=True)
    card_count = fields.Integer("Cards Generated", compute="_compute_card_counts")
    stock_count = fields.Integer("In Stock", compute="_compute_card_counts")
    given_count = fields.Integer("Issued", compute="_compute_card_counts")
    missing_count = fields.Integer("Missing Cards", compute="_compute_card_counts")

    def _compute_card_counts(self):
        counts = self.env["member.card"]._read_group([("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"])
        for batch in self:
            by_state = {state: count for found, state, count in counts if found == batch}
            batch.card_count = sum(by_state.values())
            batch.stock_count = by_state.get("stock", 0)
            batch.missing_count = by_state.get("missing", 0)
            batch.given_count = batch.card_count - batch.stock_count - batch.missing_count

    # ── Numbers ───────────────────────────────────────────────────────────────────────────────────────────────

    def action_make(self):
        """Number the cards: they are in stock from now on."""
        for batch in self:
            if batch.state != "draft":
                raise UserError(self.env._("The cards of %(batch)s have already been generated.", batch=batch.name))
            numbers = batch._numbers()
            batch._insert_cards(numbers)
            batch.write(
                {"state": "made", "count": len(numbers), "first_number": numbers[0], "last_number": numbers[-1]}
            )

    def _numbers(self):
        self.ensure_one()
        if not self.first_number:
            self._check_count(self.count)
            return self.type_id._draw_numbers(self.count)
        scheme = self.type_id._scheme()
        for number in filter(None, (self.first_number, self.last_number)):
            if not scheme.is_number(number):
                raise UserError(self.env["member.card"]._bad_number_message(number))
        first = scheme.serial(self.first_number)
        count = scheme.serial(self.last_number) - first + 1 if self.last_number else self.count
        self._check_count(count)
        if first + count > scheme.serials:
            raise UserError(self.type_id._no_numbers_message())
        numbers = [scheme.number(serial) for serial in range(first, first + count)]
        self._check_free(numbers)
        return numbers

    def _check_count(self, count):
        if not 1 <= count <= self._MOST:
            raise UserError(
                self.env._(
                    "A batch must have between 1 and %(most)s cards. This one has %(count)s.",
                    most=self._MOST,
                    count=count,
                )
            )

    def _check_free(self, numbers):
        taken = self.env["member.card"].search([("number", "in", numbers)], order="number")
        if taken:
            raise UserError(
                self.env._(
                    "%(count)s of these numbers are already in use, starting with %(number)s. Check the "
                    "first and last number.",
                    count=len(taken),
                    number=taken[0].number,
                )
            )

    def _insert_cards(self, numbers):
        """SQL: the ORM would write each card's creation into a chatter of its own; what is said here is said once, on
        the batch. Numbers were made by the type's scheme and found free."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_card (number, is_random, type_id, batch_id, company_id, state, state_date,
                                         create_uid, create_date, write_uid, write_date)
                SELECT number, %(random)s, %(type)s, %(batch)s, %(company)s, 'stock', %(today)s,
                       %(user)s, NOW() AT TIME ZONE 'UTC', %(user)s, NOW() AT TIME ZONE 'UTC'
                  FROM unnest(%(numbers)s) WITH ORDINALITY AS new (number, position) ORDER BY position
                """,
                random=not self.first_number,
                type=self.type_id.id,
                batch=self.id,
                company=self.company_id.id or None,
                today=self.env.company._member_today(),
                user=self.env.uid,
                numbers=numbers,
            )
        )
        self.env["member.card"].invalidate_model()
        self.invalidate_recordset(["card_ids"])

    # ── Receiving and counting ────────────────────────────────────────────────────────────────────────────────

    def action_receive(self):
        for batch in self:
            if batch.state != "made":
                raise UserError(
                    self.env._("%(batch)s can't be received yet. Generate the numbers first.", batch=batch.name)
                )
        self.state = "received"

    def action_count(self):
        """Begin a count, or go on with the one that was begun."""
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("%(batch)s has no cards yet. Generate the numbers first.", batch=self.name))
        if not self.count_date:
            self.count_date = self.env.company._member_today()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Count %s", self.name),
            "res_model": "member.card.count",
            "view_mode": "form",
            "target": "new",
            "context": {"default_batch_id": self.id},
        }

    def action_view_cards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_card_action")
        states = self.env.context.get("member_card_states")
        narrowed = [("state", "in", states)] if states else []
        return {**action, "domain": [("batch_id", "=", self.id), *narrowed]}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cards(self):
        for batch in self.filtered("card_ids"):
            raise UserError(
                self.env._(
                    "%(batch)s has cards and can't be deleted. Delete the cards that are still in stock first.",
                    batch=batch.name,
                )
            )
