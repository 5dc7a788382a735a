from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns


class MemberRevision(models.Model):
    """A number at which somebody else answered is wrong, however right it looks."""

    _inherit = "member.revision"

    #: beside numbers that can't be any
    _wrong_number_rank = 2

    reason = fields.Selection(
        selection_add=[("wrong_number", "Wrong Number"), ("incomplete",)], ondelete={"wrong_number": "cascade"}
    )

    @api.depends("reason", "matched_on", "phone", "email", "member_completeness", "member_confirmed_on")
    def _compute_description(self):
        wrong = self.filtered(lambda row: row.reason == "wrong_number")
        for row in wrong:
            row.description = self.env._("Somebody else answers at %(phone)s", phone=row.phone or "–")
        return super(MemberRevision, self - wrong)._compute_description()

    def _found(self, company, partners=None):
        """With the members whose file still has a number that wasn't theirs."""
        return SQL(
            """
            %(found)s
             UNION ALL
            SELECT DISTINCT c.partner_id, 'wrong_number', %(rank)s, NULL::int, NULL
              FROM member_followup c JOIN res_partner p ON p.id = c.partner_id
             WHERE c.number = p.phone_sanitized AND c.company_id = %(company)s
               AND p.active AND p.member_left_on IS NULL AND %(among)s
            """,
            found=super()._found(company, partners),
            rank=self._wrong_number_rank,
            company=company.id,
            among=SQL("c.partner_id = ANY(%s)", partners.ids) if partners else SQL("TRUE"),
            to_flush=[
                *columns(self.env["member.followup"], "partner_id", "number", "company_id"),
                *columns(self.env["res.partner"], "phone_sanitized", "active", "member_left_on"),
            ],
        )
