from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    member_person_ids = fields.One2many("member.followup.person", "user_id", "Contact Staff")
