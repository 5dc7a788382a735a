from odoo import api, fields, models

# Ways of enrolment at which somebody has the handbook before them.
ASKED = ("till", "backend", "portal")


class MemberEnrolment(models.Model):
    """Which version of the handbook a new member accepted."""

    _inherit = "member.enrolment"

    handbook_id = fields.Many2one(
        "member.handbook", "Handbook Accepted", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model_create_multi
    def create(self, vals_list):
        """``member_handbook_id`` of the context is the version that was shown; without it, that in force is."""
        Handbook = self.env["member.handbook"].sudo()
        for vals in vals_list:
            if vals.get("via") in ASKED:
                # sudo: published versions are for everybody.
                company = Handbook.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                vals["handbook_id"] = Handbook._shown(company, self.env.context).id
        enrolments = super().create(vals_list)
        for handbook, accepted in enrolments.filtered("handbook_id").grouped("handbook_id").items():
            accepted.partner_id._member_accept(handbook)
        return enrolments
