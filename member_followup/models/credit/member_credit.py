from odoo import fields, models

from ...const import CREDITS, PADDING


class MemberCredit(models.Model):
    """Who is credited with what: the one source of results, of pay and of contests.

    What is taken back (a refund, a merge, a sale that arrives late) is a credit of its own with the other sign, dated on
    the day on which it is taken back. What counts for nothing (``excluded``) stays visible with its reason.
    """

    _name = "member.credit"
    _inherit = ["member.append.only"]
    _description = "Credit"
    _order = "day desc, id desc"
    _check_company_auto = True
    _edit_refused = "Credits can't be edited. Dispute the credit and say why."
    _delete_refused = "Credits can't be deleted. Dispute the credit and say why."

    key = fields.Char(required=True, readonly=True, help="The same fact is credited once, however often it is counted.")
    kind = fields.Selection(CREDITS, required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    person_id = fields.Many2one(
        "member.followup.person", "Credited To", required=True, readonly=True, ondelete="restrict", index=True
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    day = fields.Date(required=True, readonly=True, help="The day of the company on which it was earned or taken back.")
    units = fields.Float(
        readonly=True, digits=(16, 6), help="One, or the share of one that falls to this person; negative when taken back."
    )
    amount = fields.Monetary(
        readonly=True, currency_field="currency_id", help="Net revenue that falls to this person, of credits for revenue."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    excluded = fields.Selection(PADDING, "Doesn't Count Because", readonly=True)
    reverses_id = fields.Many2one("member.credit", readonly=True, ondelete="restrict", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, ondelete="restrict", index=True)
    contact_id = fields.Many2one("member.followup", readonly=True, ondelete="restrict", index="btree_not_null")
    purchase_id = fields.Many2one("member.purchase", readonly=True, ondelete="restrict", index="btree_not_null")
    plan_id = fields.Many2one("member.followup.plan", readonly=True, ondelete="restrict", index="btree_not_null")

    _key_unique = models.Constraint("UNIQUE (key)", "This is credited already.")
    _company_day = models.Index("(company_id, day, person_id)")
