from odoo import api, fields, models
from odoo.tools import format_datetime, format_list

SHOWN = 10


class MemberLedgerAudit(models.Model):
    """A nightly check of the whole ledger: when it ran, and which cards disagreed."""

    _name = "member.ledger.audit"
    _description = "Nightly Ledger Check"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "date"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        "res.company", readonly=True, help="The company of the cards with a mismatch.", ondelete="restrict"
    )
    checked = fields.Integer("Balances Checked", readonly=True)
    wrong = fields.Integer("Mismatches", readonly=True)
    card_ids = fields.Many2many("loyalty.card", string="Cards With a Mismatch", readonly=True)
    result = fields.Char(compute="_compute_result")

    @api.depends("date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = format_datetime(self.env, audit.date)

    @api.depends("checked", "wrong")
    @api.depends_context("lang")
    def _compute_result(self):
        for audit in self:
            audit.result = (
                self.env._(
                    "%(wrong)s of %(checked)s balances didn't match the ledger.",
                    wrong=audit.wrong,
                    checked=audit.checked,
                )
                if audit.wrong
                else self.env._("All %(checked)s balances matched the ledger.", checked=audit.checked)
            )

    @api.model
    def _night_check(self, _job):
        self._check()
        return True

    @api.model
    def _check(self):
        """Check all balances, and tell the responsible of each company whose cards disagree."""
        Card = self.env["loyalty.card"].with_context(active_test=False)
        wrong = Card.browse([row["card_id"] for row in self.env["member.ledger.entry"]._check_balances()])
        checked = Card.search_count([("member_program", "=", True)])
        # Yesterday's call is answered, or repeated by the one of today.
        self.search([("activity_ids", "!=", False)]).activity_unlink(["mail.mail_activity_data_todo"])
        if not wrong:
            return self.create({"checked": checked})
        first = self.env["res.company"].search([("active", "=", True)], order="id", limit=1)
        audits = self.browse()
        for company, cards in wrong.grouped(lambda card: card.company_id or first).items():
            audit = self.create(
                {"company_id": company.id, "checked": checked, "wrong": len(cards), "card_ids": cards.ids}
            )
            audit._tell_responsible()
            audits |= audit
        return audits

    def _tell_responsible(self):
        names = format_list(
            self.env, [f"{card.code} ({card.partner_id.name or '–'})" for card in self.card_ids[:SHOWN]], "unit"
        )
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Balances that don't match the ledger: %s", self.wrong),
            note=self.env._(
                "%(result)s Open the cards to see their entries and correct them with an adjustment: %(cards)s",
                result=self.result,
                cards=names + (" …" if self.wrong > SHOWN else ""),
            ),
            user_id=self.company_id._member_responsible().id,
        )
