import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ...const import SEES_LEDGER
from ...engine.expiry import expiration
from ...engine.posting import amount_problem
from ...engine.rounding import round_points


class LoyaltyCard(models.Model):
    _name = "loyalty.card"
    _inherit = ["loyalty.card", "member.kept"]

    # Points and money are never added in one total.
    points = fields.Float(aggregator=None)
    member_program = fields.Boolean(related="program_id.member_program", store=True, string="Managed by the Ledger")
    member_entry_ids = fields.One2many("member.ledger.entry", "card_id", "Ledger", readonly=True, groups=SEES_LEDGER)

    # A coupon that came with a top-up.
    member_gift_id = fields.Many2one(
        "member.topup.gift",
        "Granted With",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=SEES_LEDGER,
    )

    _member_one_active = models.UniqueIndex(
        "(partner_id, program_id) WHERE member_program AND active AND partner_id IS NOT NULL",
        "This member already has an active card of this program.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A membership card starts at 0; an amount given with it becomes a ledger entry."""
        for vals in vals_list:
            # Nothing is there yet: not even what a record has that is copied.
            self.browse()._check_member_kept(vals)
        # Core takes the program from the context, and a balance may come from there, too.
        defaults = self.default_get(["program_id", "points"])
        vals_list = [{**defaults, **vals} for vals in vals_list]
        programs = self.env["loyalty.program"].browse(
            {vals["program_id"] for vals in vals_list if vals.get("program_id")}
        )
        ours = set(programs.filtered("member_program").ids)
        opening = {
            index: vals["points"]
            for index, vals in enumerate(vals_list)
            if vals.get("program_id") in ours and vals.get("points")
        }
        if ours:
            self._check_may_adjust()
        for index, points in opening.items():
            self._check_balance(points)
            self._check_opening_limit(programs.browse(vals_list[index]["program_id"]), points)
        cards = super().create(
            [{**vals, "points": 0} if index in opening else vals for index, vals in enumerate(vals_list)]
        )
        if made := cards._member_ours():
            made._check_may_adjust()
        if opening:
            # sudo: the right to adjust was checked above, and the ledger takes entries from nobody directly.
            self.env["member.ledger.entry"].sudo()._post(
                [
                    {
                        "key": f"card:{cards[index].id}:opening",
                        "card_id": cards[index].id,
                        "kind": "opening",
                        "amount": points,
                        "reason": self.env._("Card created with a balance"),
                    }
                    for index, points in opening.items()
                ]
            )
        return cards

    def write(self, vals):
        """Whoever writes the balance of a membership card posts an adjustment instead, if they may."""
        self._check_member_kept(vals)
        self._check_program_stays(vals)
        ours = self._member_ours()
        # Cashiers may write cards, and would have the run of balance, member, code and company.
        if ours and any(self._member_is_column(name) for name in vals):
            ours._check_may_adjust()
        if "points" not in vals or not ours:
            return super().write(vals)
        ours._check_balance(vals["points"])
        ours._check_adjustment_limit(vals["points"])
        # sudo: the right to adjust was checked above, and the ledger takes entries from nobody directly.
        ours.sudo()._post_adjustment(vals["points"])
        (self - ours).write(vals)
        rest = {name: value for name, value in vals.items() if name != "points"}
        return super(LoyaltyCard, ours).write(rest) if rest else True

    def _lock_for_posting(self):
        """Lock the cards in id order until the transaction ends.

        Not ``lock_for_update``, which refuses at once when another till holds the card: a sale waits for its turn.
        """
        if not self:
            return
        self.flush_recordset(["points"])
        self.env.execute_query(
            SQL("SELECT id FROM loyalty_card WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", tuple(self.ids))
        )
        self.invalidate_recordset(["points"])

    def _member_buckets(self):
        """What is open on the cards, in points or the company's currency.

        :return: dict of card to dict of 'points', 'principal', 'bonus' and 'pending' (on the way, in no bucket yet) to
            Decimal
        """
        open_amounts = self.env["member.ledger.entry"]._read_group(
            [("card_id", "in", self.ids), ("left", "!=", 0)], ["card_id", "bucket", "state"], ["left:sum"]
        )
        buckets = {card: dict.fromkeys(("points", "principal", "bonus", "pending"), round_points(0)) for card in self}
        for card, bucket, state, left in open_amounts:
            buckets[card]["pending" if state == "pending" else bucket] += round_points(left)
        return buckets

    def _member_stay_active(self, day):
        """A purchase on this day moves on the expiry of what is open, where inactivity makes it expire."""
        self.ensure_one()
        if self.program_id.member_expiry != "inactivity":
            return
        last_day = expiration(self.program_id._member_expiry_policy(), day)
        lots = self.env["member.ledger.entry"].search(
            [
                ("card_id", "=", self.id),
                ("left", ">", 0),
                ("bucket", "!=", "principal"),
                ("date_expiration", "<", last_day),
            ]
        )
        lots._prolong(last_day)

    def _set_balance(self, balance):
        """Only the ledger calls this: past our own ``write``, and silent in the chatter, which the ledger replaces."""
        self.ensure_one()
        super(LoyaltyCard, self.with_context(tracking_disable=True)).write({"points": float(balance)})

    @api.model
    def _member_card(self, partner, program):
        """The member's active card of a membership program, made when there is none.

        Two tills may make it at once: the unique index lets one through, and the server repeats the other.
        """
        card = self.search([("partner_id", "=", partner.id), ("program_id", "=", program.id)], order="id", limit=1)
        if card:
            return card
        try:
            with self.env.cr.savepoint():
                return self.with_context(action_no_send_mail=True, tracking_disable=True).create(
                    {"partner_id": partner.id, "program_id": program.id}
                )
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("another till has just made this member's card") from error

    def _member_heir(self):
        """The card that gets what comes back to this one: itself, or, when it is out of use, the present card of its
        member; none when it is nobody's."""
        self.ensure_one()
        if self.active:
            return self
        return self._member_card(self.partner_id, self.program_id) if self.partner_id else self.browse()

    def _member_update_for_till(self, till_id):
        """The card in the shape of core's ``coupon_updates``; ``till_id`` is what the till calls it so far."""
        self.ensure_one()
        return {
            "old_id": till_id,
            "id": self.id,
            "points": self.points,
            "code": self.code,
            "program_id": self.program_id.id,
            "partner_id": self.partner_id.id,
        }

    def _check_adjustment_limit(self, points):
        """A balance set by hand on the card, by core's wizard or over the data interface keeps to the limit, too."""
        # Server code (sales orders, merges) writes as the superuser: only a person has a limit.
        if self.env.su:
            return
        for card in self:
            amount = abs(round_points(points) - round_points(card.points))
            if amount:
                card._member_check_limit(amount)

    @api.model
    def _check_opening_limit(self, program, points):
        """A new card has no movements yet: what it starts with is all that counts."""
        limit = program.member_approval_above
        if not self.env.su and limit and abs(round_points(points)) > round_points(limit):
            raise UserError(self._member_limit_message(program, points))

    def _member_check_limit(self, amount):
        """:param amount: what is to be moved now, besides what is in the ledger already"""
        if self._member_needs_approval(amount, self.env.user):
            raise UserError(self._member_limit_message(self.program_id, amount))

    @api.model
    def _member_limit_message(self, program, amount):
        return self.env._(
            "%(amount)s exceeds the daily adjustment limit of %(program)s per person (%(limit)s). "
            "Request the adjustment under Members, Ledger, Adjustments, where a second person can "
            "approve it.",
            amount=amount,
            program=program.name,
            limit=program.member_approval_above,
        )

    def _member_needs_approval(self, amount, user):
        """Whether a second person must approve that this user moves an amount by hand. What the user moved on the
        card this day counts with it, so that splitting doesn't help."""
        self.ensure_one()
        limit = self.program_id.member_approval_above
        return bool(limit) and abs(round_points(amount)) + self._member_moved_today(user) > round_points(limit)

    def _member_moved_today(self, user):
        """:return: Decimal, what the user moved by hand on this card this day, and what still waits for approval"""
        # sudo: adds up what the user did themselves, whatever they may read.
        card = self.sudo()
        company = card.company_id or self.env.company
        entries = card.env["member.ledger.entry"].search(
            [
                ("card_id", "=", card.id),
                ("user_id", "=", user.id),
                ("kind", "in", ("adjust", "transfer", "opening")),
                ("date", ">=", company._member_midnight(company._member_today())),
            ]
        )
        waiting = card.env["member.adjustment"].search(
            [("card_id", "=", card.id), ("requester_id", "=", user.id), ("state", "=", "waiting")]
        )
        return sum(
            (abs(round_points(amount)) for amount in entries.mapped("amount") + waiting.mapped("amount")),
            round_points(0),
        )

    # What can't be a balance is refused before the difference to it is reckoned.
    def _check_balance(self, points):
        """:param points: of these cards, or of one to be made"""
        if amount_problem(points or 0):
            raise UserError(self.env._("“%s” isn't a valid balance. Enter an amount.", points))

    def _member_withdraw_coupons(self):
        """Coupons that weren't used come to nothing."""
        unused = self.filtered(lambda card: card.points > 0)
        unused.with_context(tracking_disable=True).write({"points": 0, "active": False})
