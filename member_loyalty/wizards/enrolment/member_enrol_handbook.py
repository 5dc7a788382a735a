from odoo import fields, models


class MemberEnrol(models.TransientModel):
    """The office enrols with the handbook at hand."""

    _inherit = "member.enrol"

    handbook_id = fields.Many2one(
        "member.handbook",
        "Accepts",
        readonly=True,
        default=lambda self: self.env["member.handbook"]._newest(self.env.company),
    )
    handbook_url = fields.Char(related="handbook_id.page_url")

    def action_enrol(self):
        """What the customer agrees to is the version that was shown."""
        shown = self.with_context(member_handbook_id=self.handbook_id.id)
        return super(MemberEnrol, shown).action_enrol()
