from datetime import timedelta

from odoo import fields, models

# A till's clock is never quite right.
CLOCK_TOLERANCE = timedelta(hours=1)


class PosOrder(models.Model):
    """How an order becomes paid, by whatever way, and what holds from then on."""

    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        """The sale and its points are one transaction: both are there, or neither."""
        if not draft:
            self._member_bound_date()
        order_id = super()._process_saved_order(draft)
        if not draft and self.state in ("paid", "done"):
            # sudo: the sale posts in the shop's name; the cashier has no rights on ledger, facts or tiers.
            self.sudo()._member_settle()
        return order_id

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
