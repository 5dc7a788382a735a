from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberBenefitUseMake(models.TransientModel):
    _name = "member.benefit.use.make"
    _description = "Use Benefit"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True)
    available_ids = fields.Many2many("member.benefit", string="Available Benefits", compute="_compute_available_ids")
    benefit_id = fields.Many2one("member.benefit", required=True, domain="[('id', 'in', available_ids)]")
    left = fields.Char("Remaining Uses", compute="_compute_left")
    needs_note = fields.Boolean(related="benefit_id.needs_note")
    note = fields.Char()
    # A second click on the same form is the same use.
    key = fields.Char(required=True, readonly=True, default=lambda self: str(uuid4()))

    @api.depends("partner_id")
    def _compute_available_ids(self):
        today = self.env.company._member_today()
        for make in self:
            make.available_ids = make.available_ids._for_member(make.partner_id, self.env["pos.config"], today)

    @api.depends("partner_id", "benefit_id")
    @api.depends_context("lang")
    def _compute_left(self):
        today = self.env.company._member_today()
        for make in self:
            benefit = make.benefit_id
            standing = benefit and benefit._standing(make.partner_id, today)[benefit]
            make.left = benefit and benefit._left_in_words(standing)

    def action_use(self):
        """Record the use."""
        self.check_access("write")
        self.ensure_one()
        uses = self.env["member.benefit.use"]
        if uses.search_count([("key", "=", self.key)], limit=1):
            return
        office = self.env["pos.config"]
        message = self.benefit_id._refusal(self.partner_id, office, self.env.company._member_today(), self.note)
        if message:
            raise UserError(message)
        # sudo: uses take entries from nobody directly; the right to this form was checked, and the quota above.
        uses.sudo()._record(self.benefit_id.sudo(), self.partner_id.sudo(), self.key, office, self.note)


class MemberBenefitUndo(models.TransientModel):
    _name = "member.benefit.undo"
    _description = "Undo Benefit Use"

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
