from odoo import fields, models
from odoo.exceptions import UserError


class MemberBenefitUndo(models.TransientModel):
    _name = "member.benefit.undo"
    _description = "Undo a Use"

    use_id = fields.Many2one("member.benefit.use", required=True, readonly=True)
    partner_id = fields.Many2one(related="use_id.partner_id")
    benefit_id = fields.Many2one(related="use_id.benefit_id")
    reason = fields.Char(required=True)

    def action_undo(self):
        """Give the use back to the member."""
        self.ensure_one()
        problem = self.use_id._undo_problem()
        if problem:
            raise UserError(problem)
        # sudo: uses take changes from nobody directly; the right to undo was checked above.
        self.use_id.sudo()._undo(self.reason)
