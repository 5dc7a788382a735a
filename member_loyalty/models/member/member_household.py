from odoo import api, fields, models


class MemberHousehold(models.Model):
    """Members who live together: one address, one gift, no reward for bringing each other."""

    _name = "member.household"
    _description = "Household"
    _order = "name"

    name = fields.Char(required=True)
    partner_ids = fields.One2many("res.partner", "member_household_id", "Members")
    partner_count = fields.Integer("Household Size", compute="_compute_partner_count")
    head_id = fields.Many2one(
        "res.partner",
        "Address Owner",
        domain="[('member_household_id', '=', id)]",
        ondelete="set null",
        index="btree_not_null",
        help="The member whose address is used for the household.",
    )
    address = fields.Char("Address", related="head_id.contact_address_inline")
    company_id = fields.Many2one(
        "res.company", help="Leave empty to share it between all companies.", ondelete="restrict"
    )
    note = fields.Text()

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("member_household_id", "in", self.ids)], ["member_household_id"], ["__count"]
            )
        )
        for household in self:
            household.partner_count = counts.get(household._origin, 0)
