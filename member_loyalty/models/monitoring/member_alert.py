from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberAlert(models.Model):
    """Unusual use that somebody should look at. What was found stays as it was found; what came of it is added."""

    _name = "member.alert"
    _description = "Suspicious Activity Alert"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state desc, id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one("member.watch.rule", required=True, readonly=True, ondelete="restrict")
    kind = fields.Selection(related="rule_id.kind", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    card_id = fields.Many2one("loyalty.card", "Points Card", readonly=True, index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    figure = fields.Float(digits=(16, 2), readonly=True, aggregator=None)
    threshold = fields.Float(digits=(16, 2), readonly=True, aggregator=None)
    days = fields.Integer("Period (Days)", readonly=True, aggregator=None)
    date_from = fields.Datetime("From", required=True, readonly=True)
    date_to = fields.Datetime("To", required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("handled", "Resolved")],
        "Status",
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    note = fields.Text("Resolution", tracking=True)
    handled_by_id = fields.Many2one("res.users", "Resolved By", readonly=True, ondelete="restrict")
    handled_on = fields.Datetime("Resolved On", readonly=True)
    message = fields.Char("Finding", compute="_compute_message")

    _once = models.UniqueIndex(
        "(rule_id, company_id, COALESCE(card_id, 0), COALESCE(partner_id, 0), COALESCE(user_id, 0), date_from)",
        "This alert was already raised.",
    )

    @api.depends("rule_id", "card_id", "partner_id", "user_id")
    def _compute_display_name(self):
        for alert in self:
            subject = ", ".join(filter(None, (alert.partner_id.name, alert.user_id.name)))
            alert.display_name = f"{alert.rule_id.name}: {subject}" if subject else alert.rule_id.name

    @api.depends("kind", "figure", "threshold", "days")
    @api.depends_context("lang")
    def _compute_message(self):
        words = {
            "card_uses": self.env._(
                "The card of %(member)s was used %(figure)s times (period: %(period)s, threshold: %(from)s)."
            ),
            "same_cashier": self.env._(
                "%(user)s processed the card of %(member)s %(figure)s times (period: %(period)s, threshold: %(from)s)."
            ),
            "no_sale": self.env._(
                "%(member)s received %(figure)s without a sale (period: %(period)s, threshold: %(from)s)."
            ),
            "quick_refunds": self.env._(
                "%(figure)s top-ups of %(member)s were refunded (period: %(period)s, threshold: %(from)s)."
            ),
            "adjustments": self.env._(
                "%(user)s adjusted balances %(figure)s times (period: %(period)s, threshold: %(from)s)."
            ),
            "overdrawn": self.env._(
                "%(member)s paid %(figure)s offline orders with a shortfall (period: %(period)s, threshold: %(from)s)."
            ),
        }
        for alert in self:
            alert.message = words[alert.kind] % {
                "member": alert.partner_id.display_name or alert.card_id.code,
                "user": alert.user_id.name or "–",
                "figure": f"{alert.figure:g}",
                "period": self.env._("one day") if alert.days == 1 else self.env._("%s days", alert.days),
                "from": f"{alert.threshold:g}",
            }

    def write(self, vals):
        """Only what came of it is written by hand."""
        if not self.env.su and set(vals) - {"note"}:
            raise UserError(
                self.env._(
                    "The finding of an alert can't be edited. Enter a resolution and mark the alert as resolved."
                )
            )
        return super().write(vals)

    def action_handle(self):
        self.check_access("write")
        for alert in self:
            if alert.state == "open" and not alert.note:
                raise UserError(
                    self.env._("Enter a resolution first: %(alert)s.", alert=alert.display_name),
                )
        # sudo: whoever may write the note may close the alert; the figures stay closed to them.
        self.sudo().write({"state": "handled", "handled_by_id": self.env.uid, "handled_on": fields.Datetime.now()})
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def action_reopen(self):
        self.check_access("write")
        # sudo: as in action_handle.
        self.sudo().write({"state": "open", "handled_by_id": False, "handled_on": False})

    def action_view_records(self):
        """The entries or orders that make the figure."""
        self.ensure_one()
        self.check_access("read")
        # sudo: finds the ids only; the list that opens shows what the user may read.
        ids = self.rule_id.sudo()._records_behind(self.sudo())
        if self.kind == "overdrawn":
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Related Orders"),
                "res_model": "pos.order",
                "view_mode": "list,form",
                "domain": [("id", "in", ids)],
            }
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        return {**action, "name": self.env._("Related Entries"), "domain": [("id", "in", ids)], "context": {}}

    def _tell_responsible(self):
        """An activity for each alert, for the one who decides on memberships in its company."""
        for company, alerts in self.grouped("company_id").items():
            responsible = company._member_responsible()
            for alert in alerts:
                alert.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Suspicious activity: %(alert)s", alert=alert.display_name),
                    note=alert.message,
                    user_id=responsible.id,
                )
