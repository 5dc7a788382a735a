from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.member_analytics.models.metrics.member_metrics import STATES
from odoo.addons.member_loyalty.models.common.columns import columns


class MemberFollowup(models.Model):
    """What a member was when a contact was planned is frozen on it: what comes of it is told by that."""

    _inherit = "member.followup"

    recency_state = fields.Selection(STATES, "State When Planned", readonly=True, copy=False)
    date_frozen = fields.Date("State As Of", readonly=True, copy=False)
    owner_id = fields.Many2one(
        "member.followup.person",
        "Owner When Planned",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    date_came = fields.Date(
        "Came On", readonly=True, copy=False, help="The first purchase after the member promised to."
    )

    # The month of a report, see ``member.followup.report``.
    _company_day = models.Index("(company_id, COALESCE(day_done, date_planned))")
    # Whose contacts of a period are counted.
    _company_done = models.Index("(company_id, day_done) WHERE state = 'done'")

    @api.model
    def _frozen(self, member, company):
        """
        :param SQL member: the member's id
        :param company: res.company
        :return: dict of field to SQL of what is frozen, wherever contacts are planned
        """
        return {
            "recency_state": SQL(
                "(SELECT m.recency_state FROM member_metrics m WHERE m.partner_id = %s AND m.company_id = %s)",
                member,
                company.id,
                to_flush=columns(self.env["member.metrics"], "partner_id", "company_id", "recency_state"),
            ),
            "date_frozen": SQL("%s::date", company._member_today()),
            "owner_id": SQL(
                """(SELECT owner.id FROM res_partner looked_after
                      JOIN member_followup_person owner
                        ON owner.user_id = looked_after.user_id AND owner.company_id = %s
                     WHERE looked_after.id = %s)""",
                company.id,
                member,
                to_flush=[
                    *columns(self.env["res.partner"], "user_id"),
                    *columns(self.env["member.followup.person"], "user_id", "company_id"),
                ],
            ),
        }

    @api.model_create_multi
    def create(self, vals_list):
        """With one query for all of them."""
        contacts = super().create(vals_list)
        for company, planned in contacts.grouped("company_id").items():
            planned._freeze(company)
        return contacts

    def _freeze(self, company):
        frozen = self._frozen(SQL("contact.partner_id"), company)
        self.env.execute_query(
            SQL(
                "UPDATE member_followup contact SET %s WHERE contact.id = ANY(%s) AND date_frozen IS NULL RETURNING 1",
                SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in frozen.items()),
                self.ids,
                to_flush=columns(self, "partner_id", "company_id", "date_frozen"),
            )
        )
        self.invalidate_recordset(list(frozen))
