from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

PAID = ("paid", "done")
# A till's clock is never quite right.
CLOCK_TOLERANCE = timedelta(hours=1)
# In the context while core puts an order together, which is paid before it is whole. Nobody can send an object over the
# wire, and so keep an order from being settled.
_NOT_WHOLE = object()


class PosOrder(models.Model):
    """How an order becomes paid, by whatever way, and what holds from then on."""

    _inherit = "pos.order"

    @api.model
    def _process_order(self, order, existing_order):
        """An order that waited until its customer was merged is that of the contact they became part of."""
        # Core looks the customer up before the order is made.
        self._member_check_plain(order)
        # Written over whatever a request brings along.
        context = {"member_not_whole": _NOT_WHOLE, "member_said": self._member_said(order)}
        order = self._member_without_kept(order)
        if isinstance(customer := order.get("partner_id"), int):
            order["partner_id"] = self.env["member.alias"]._kept(customer)
        existing_order = existing_order and existing_order.with_context(**context)
        return super(PosOrder, self.with_context(**context))._process_order(order, existing_order)

    def _process_saved_order(self, draft):
        """The sale and its points are one transaction: both are there, or neither."""
        if not draft:
            self._member_bound_date()
        order_id = super(PosOrder, self.with_context(member_not_whole=_NOT_WHOLE))._process_saved_order(draft)
        if not draft and self.state in PAID:
            self._member_as_asked()._member_settle()
        return order_id

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Nothing is there yet: not even what a record has that is copied.
            self.browse()._check_member_kept(vals)
        orders = super().create([self._member_without_masks(vals) for vals in vals_list])
        orders._member_now_paid()
        return orders

    def write(self, vals):
        self._check_member_kept(vals)
        unpaid = self.filtered(lambda order: order.state not in PAID) if vals.get("state") in PAID else self.browse()
        named = self._member_named_later(vals)
        result = super().write(self._member_without_masks(vals))
        unpaid._member_now_paid()
        for order in named.sorted("id"):
            order._member_as_asked()._member_take_customer()
        return result

    def _member_now_paid(self):
        if self.env.context.get("member_not_whole") is _NOT_WHOLE:
            return
        for order in self.filtered(lambda order: order.state in PAID).sorted("id"):
            order._member_bound_date()
            order._member_as_asked()._member_settle()

    def _member_as_asked(self):
        """As the shop, and knowing who asks: a person can be refused, while what a payment provider reports is paid.

        sudo: the sale posts in the shop's name; the cashier has no rights on ledger, facts or tiers.
        """
        is_person = not self.env.su or self.env.context.get("member_from_till")
        return self.sudo().with_context(member_from_till=is_person)

    # ── The customer: what was settled for a member is in their file ────────────────────────────────────────────

    def _member_named_later(self, vals):
        """:return: the paid orders that get another customer by these values of ``write``, who is nobody's yet"""
        if "partner_id" not in vals:
            return self.browse()
        # sudo: whether an order is a member's is asked for whoever may write it.
        orders = self.sudo().filtered(
            lambda order: order.state in PAID and order.partner_id.id != (vals["partner_id"] or False)
        )
        for order in orders:
            if order.partner_id.member_number or (order.partner_id and order.member_entry_ids):
                raise UserError(
                    self.env._(
                        "%(order)s was settled for %(member)s, whose file has its points and the purchase. To change the "
                        "customer, return the order and sell it again.",
                        order=order.pos_reference or order.name,
                        member=order.partner_id.name,
                    )
                )
        return self.browse(orders.ids)

    def _member_take_customer(self):
        """The order of a customer who was named after the payment counts and earns as if they had been named before."""
        self.message_post(
            body=self.env._("%s became the customer after the payment.", self.partner_id.name)
            if self.partner_id
            else self.env._("The customer was removed after the payment.")
        )
        self.env["member.purchase"].search([("pos_order_id", "=", self.id)]).partner_id = self.partner_id
        self._member_bound_date()
        self._member_settle()
        # What came back meanwhile came from them, unless somebody else was named, and takes back what is earned now.
        for back in self.lines.refund_orderline_ids.order_id.filtered(lambda order: order.state in PAID):
            if back.partner_id:
                back._member_settle()
            else:
                back.partner_id = self.partner_id

    # ── The date: its day says which rules hold, and how long points last ───────────────────────────────────────

    def _member_bound_date(self):
        """Date the order by the server's clock where the till's is wrong: it is sold, and isn't refused for that.

        What was sold offline may be older than the session that takes it.
        """
        now, said = fields.Datetime.now(), self.date_order
        opened = not self.member_offline and self.session_id.start_at
        if said and said <= now + CLOCK_TOLERANCE and not (opened and said < opened - CLOCK_TOLERANCE):
            return
        self.date_order = now
        # sudo: the note is ours, whatever the cashier may write.
        self.sudo()._member_tell_clock(said)

    def _member_tell_clock(self, said):
        """Say so on the order, and to the responsible once a session."""
        self.message_post(
            body=self.env._(
                "The till dated this order %(date)s (UTC). It is dated by the server's clock instead.", date=said
            )
        )
        summary = self.env._("Wrong clock: %s", self.config_id.name)
        if summary not in self.session_id.activity_ids.mapped("summary"):
            self.session_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=self.env._("Set date, time and time zone of the device: its orders come with wrong dates."),
                user_id=self.company_id._member_responsible().id,
            )
