from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Ways of enrollment at which somebody has the handbook before them.
ASKED = ("till", "backend", "portal")


class MemberEnrolment(models.Model):
    """Where, when, by whom and by which way somebody became a member. Who comes back has one more."""

    _name = "member.enrolment"
    _inherit = ["member.append.only"]
    _description = "Enrollment"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _edit_refused = _lt("Enrollments can't be edited.")
    _delete_refused = _lt("Enrollments can't be deleted.")

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    via = fields.Selection(
        [
            ("till", "Till"),
            ("backend", "Back office"),
            ("portal", "Portal"),
            ("import", "Import"),
            ("automatic", "Automatic"),
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

    # Which version of the handbook a new member accepted.
    handbook_id = fields.Many2one(
        "member.handbook", "Handbook Accepted", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _company_day = models.Index("(company_id, date)")

    def action_open_member(self):
        self.ensure_one()
        return self.partner_id.get_formview_action()

    @api.model_create_multi
    def create(self, vals_list):
        """``member_handbook_id`` of the context is the version that was shown; without it, that in force is."""
        # sudo: published versions are for everybody.
        Handbook = self.env["member.handbook"].sudo()
        asked = [vals for vals in vals_list if vals.get("via") in ASKED]
        here = self.env.company.id
        shown = {
            company_id: Handbook._shown(Handbook.env["res.company"].browse(company_id), self.env.context).id
            for company_id in {vals.get("company_id") or here for vals in asked}
        }
        for vals in asked:
            vals["handbook_id"] = shown[vals.get("company_id") or here]
        enrolments = super().create(vals_list)
        for handbook, accepted in enrolments.filtered("handbook_id").grouped("handbook_id").items():
            accepted.partner_id._member_accept(handbook)
        return enrolments
