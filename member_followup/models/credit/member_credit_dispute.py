from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class MemberCreditDispute(models.Model):
    """A manager says why a credit isn't right, and another one decides. Both stay visible."""

    _name = "member.credit.dispute"
    _description = "Credit Dispute"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "credit_id"

    credit_id = fields.Many2one("member.credit", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="credit_id.company_id", store=True, ondelete="restrict", index=True)
    person_id = fields.Many2one(
        related="credit_id.person_id", string="Credited To", store=True, ondelete="restrict", index=True
    )
    # So that what is said of an erased member goes with them.
    partner_id = fields.Many2one(
        related="credit_id.partner_id", string="Member", store=True, ondelete="restrict", index=True
    )
    reason = fields.Text(required=True)
    state = fields.Selection(
        [("open", "Open"), ("upheld", "Upheld"), ("rejected", "Rejected")],
        "Status",
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Disputed By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    answer = fields.Text(help="Why it was decided so.")
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Date(readonly=True)

    _one_open = models.UniqueIndex("(credit_id) WHERE state = 'open'", "This credit is disputed already.")

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever is credited doesn't dispute, nor does anybody in another's name."""
        if not all(vals.get("credit_id") for vals in vals_list):
            raise UserError(self.env._("Open a credit and press Dispute."))
        vals_list = [{"credit_id": vals.get("credit_id"), "reason": vals.get("reason")} for vals in vals_list]
        disputes = super().create(vals_list)
        for dispute in disputes:
            dispute._check_not_own()
        return disputes

    @api.constrains("reason")
    def _check_reason(self):
        for dispute in self:
            if not (dispute.reason or "").strip():
                raise ValidationError(self.env._("Say why the credit isn't right."))

    @api.constrains("credit_id")
    def _check_credit(self):
        for dispute in self:
            credit = dispute.credit_id
            if credit.reverses_id or self.env["member.credit"].search_count([("reverses_id", "=", credit.id)], limit=1):
                raise ValidationError(self.env._("%(credit)s has been taken back already.", credit=credit.display_name))

    def write(self, vals):
        """What was said stays; the answer comes with the decision."""
        if set(vals) - {"answer"} and not self.env.su:
            raise UserError(self.env._("A dispute can't be edited. Decide it, and say why."))
        if not self.env.su:
            self._check_not_disputer()
        if over := self.filtered(lambda dispute: dispute.state != "open"):
            raise UserError(
                self.env._("The dispute of %(credit)s has been decided.", credit=over[0].credit_id.display_name)
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Disputes can't be deleted: their reason stays visible."))

    def action_uphold(self):
        """The credit isn't right: it is taken back as of today."""
        for dispute in self:
            dispute._decide("upheld")
            dispute.credit_id._take_back()

    def action_reject(self):
        """The credit is right."""
        for dispute in self:
            dispute._decide("rejected")

    def _decide(self, state):
        self.ensure_one()
        self.check_access("write")
        self._check_not_own()
        self._check_not_disputer()
        if not (self.answer or "").strip():
            raise UserError(self.env._("Enter the answer first: why it is decided so."))
        # sudo: what was decided is nobody's to write; the right to decide was checked.
        self.sudo().write(
            {"state": state, "decided_by_id": self.env.uid, "decided_on": self.company_id._member_today()}
        )

    def _check_not_disputer(self):
        if self.env.user in self.user_id:
            raise AccessError(self.env._("Another manager decides on what you dispute yourself."))

    def _check_not_own(self):
        # sudo: who is credited.
        if not self.env.su and self.sudo().credit_id.person_id.user_id == self.env.user:
            raise AccessError(self.env._("This credit is yours. Another manager decides on it."))
