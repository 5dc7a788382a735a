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
