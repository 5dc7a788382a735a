import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import format_datetime
from odoo.tools.translate import LazyTranslate

from ...engine import quota

_lt = LazyTranslate(__name__)


class MemberBenefitUse(models.Model):
    """One use of a benefit. It stays as it was recorded; that it was undone, by whom and why is added to it once."""

    _name = "member.benefit.use"
    _inherit = ["member.append.only"]
    _description = "Benefit Use"
    _order = "date desc, id desc"
    _rec_name = "benefit_id"
    _edit_refused = _lt("Benefit uses can't be edited. Undo the use and record a new one.")
    _delete_refused = _lt("Benefit uses can't be deleted. Undo the use instead.")

    key = fields.Char(
        required=True, readonly=True, help="The same use is recorded only once, even if it is sent several times."
    )
    benefit_id = fields.Many2one("member.benefit", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="restrict", index=True)
    tier_id = fields.Many2one("member.tier", "Tier at the Time", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    local_date = fields.Date("Day", required=True, readonly=True, help="The date of the use in the store's time zone.")
    config_id = fields.Many2one(
        "pos.config", "Store", readonly=True, ondelete="set null", help="Empty if it was recorded in the back office."
    )
    user_id = fields.Many2one(
        "res.users", "Recorded By", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    order_uuid = fields.Char("Order at the Till", readonly=True, index="btree_not_null")
    pos_order_id = fields.Many2one("pos.order", "Order", readonly=True, index="btree_not_null", ondelete="set null")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict", index="btree_not_null")
    note = fields.Char(readonly=True)
    cost = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("used", "Used"), ("undone", "Undone")], "Status", required=True, readonly=True, default="used"
    )
    undone_at = fields.Datetime("Undone On", readonly=True)
    undone_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    undone_reason = fields.Char("Undo Reason", readonly=True)
    period_start = fields.Date(readonly=True)
    slot = fields.Integer(
        "Use Number",
        readonly=True,
        aggregator=None,
        help="The number of this use within the period. 0 means unlimited uses.",
    )

    _key_unique = models.Constraint("UNIQUE (key)", "This use is already recorded.")
    # Two tills at once take the same slot: the index lets one through, and the quota holds without a lock.
    _slot_unique = models.UniqueIndex(
        "(partner_id, benefit_id, COALESCE(period_start, DATE '1970-01-01'), slot) WHERE state = 'used' AND slot > 0",
        "This use was taken by another till.",
    )
    _member_day = models.Index("(partner_id, benefit_id, local_date) WHERE state = 'used'")
    _company_day = models.Index("(company_id, local_date)")

    @api.model
    def _record(self, benefit, partner, key, config, note=False, order_uuid=False):
        """Record one use, once for each key.

        :param benefit: one that the member may use, see ``_refusal`` of member.benefit
        :param key: chosen by whoever asks, the same when they ask again
        :param config: the till's pos.config; empty in the office
        :raise ConcurrencyError: another till has just taken this use; the server repeats the transaction
        """
        found = self.search([("key", "=", key)])
        if found:
            return found
        day = (config.company_id or self.env.company)._member_today()
        values = self._values(benefit, partner, config, day)
        try:
            with self.env.cr.savepoint():
                return self.create({**values, "key": key, "note": note, "order_uuid": order_uuid})
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("another till has just recorded a use of this benefit") from error

    def _values(self, benefit, partner, config, day):
        """A use on a day, with the next number of its period."""
        number, _used, _left = benefit._standing(partner, day)[benefit]
        first, _last = benefit._period(partner, day)
        return {
            "benefit_id": benefit.id,
            "partner_id": partner.id,
            "tier_id": partner.member_tier_id.id,
            "company_id": benefit.company_id.id,
            "local_date": day,
            "config_id": config.id,
            "product_id": benefit.product_id.id,
            "cost": benefit.cost,
            "period_start": first,
            "slot": quota.free_slot(self._slots(benefit, partner, first)) if number else 0,
        }

    def _slots(self, benefit, partner, first):
        """Numbers of the uses that stand in a period."""
        return self.search(
            [
                ("partner_id", "=", partner.id),
                ("benefit_id", "=", benefit.id),
                ("period_start", "=", first or False),
                ("state", "=", "used"),
                ("slot", ">", 0),
            ]
        ).mapped("slot")

    # ── Undo ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _undo_problem(self):
        """Why the user can't undo this use.

        :return: str, or False
        """
        self.ensure_one()
        if self.state == "undone":
            return self.env._("%(benefit)s has already been undone.", benefit=self.benefit_id.name)
        if self.env.user.has_group("member_loyalty.group_staff"):
            return False
        # Its product is on an order that isn't sold: removed from it, or canceled, it was never handed out.
        if self.product_id and self.order_uuid and not self.pos_order_id:
            return False
        age = (fields.Datetime.now() - self.date).total_seconds() / 60
        if self.user_id == self.env.user and age <= self.benefit_id.undo_minutes:
            return False
        return self.env._(
            "%(benefit)s was recorded by %(user)s on %(time)s. Ask the membership staff to undo it.",
            benefit=self.benefit_id.name,
            user=self.user_id.name,
            time=format_datetime(self.env, self.date, dt_format="short"),
        )

    def _undo(self, reason):
        """The member can use it again."""
        self._amend(
            {
                "state": "undone",
                "undone_at": fields.Datetime.now(),
                "undone_by_id": self.env.uid,
                "undone_reason": reason,
            }
        )

    def _settled_with(self, order):
        """The order that these uses were recorded for has arrived."""
        self._amend({"pos_order_id": order.id})

    def _leave_slots(self):
        """Uses that move to another member with a merge keep counting, without a number of their own."""
        self._amend({"slot": 0})
