from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberStatement(models.TransientModel):
    _name = "member.statement"
    _description = "Statement"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    card_id = fields.Many2one(
        "loyalty.card",
        "Points Card or Wallet",
        required=True,
        domain="[('partner_id', '=', partner_id), ('member_program', '=', True)]",
    )
    date_from = fields.Date("From", required=True, default=lambda self: fields.Date.start_of(self._today(), "month"))
    date_to = fields.Date("To", required=True, default=lambda self: self._today())

    def _today(self):
        return self.env.company._member_today()

    @api.model
    def default_get(self, fields_list):
        """Opened on a member or on one of their cards."""
        values = super().default_get(fields_list)
        model, active_id = self.env.context.get("active_model"), self.env.context.get("active_id")
        if model == "loyalty.card":
            card = self.env[model].browse(active_id)
        elif model == "res.partner":
            # The wallet first: money is what members ask about.
            cards = self.env["res.partner"].browse(active_id).member_loyalty_card_ids
            card = cards.sorted(lambda card: (card.program_type != "ewallet", card.id))[:1]
        else:
            return values
        if not card.member_program:
            raise UserError(self.env._("There is no card managed by the ledger to print a statement for."))
        return {**values, "card_id": card.id, "partner_id": card.partner_id.id}

    def action_print(self):
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The end date of the statement is before its start date. Change one of the dates.")
            )
        action = self.env.ref("member_loyalty.member_statement_report").report_action(self)
        return {**action, "close_on_report_download": True}
