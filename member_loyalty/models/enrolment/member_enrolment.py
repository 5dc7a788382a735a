from odoo import fields, models
from odoo.exceptions import UserError


class MemberEnrolment(models.Model):
    """Where, when, by whom and by which way somebody became a member. Who comes back has one more."""

    _name = "member.enrolment"
    _description = "Enrolment"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    date = fields.Date(required=True, readonly=True)
    via = fields.Selection(
        [
            ("till", "Till"),
            ("backend", "Office"),
            ("portal", "Portal"),
            ("import", "Import"),
            ("automatic", "By the sale itself"),
            ("unknown", "Unknown"),
        ],
        "Channel",
        required=True,
        readonly=True,
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    user_id = fields.Many2one(
        "res.users", "Enrolled By", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    rule_id = fields.Many2one("member.enrolment.rule", readonly=True, index="btree_not_null", ondelete="restrict")

    _company_day = models.Index("(company_id, date)")

    def write(self, vals):
        raise UserError(self.env._("An enrolment is a record of what happened, and isn't edited."))

    def action_open_member(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()
