from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ...const import CREDITS, PADDING

_lt = LazyTranslate(__name__)


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
    _edit_refused = _lt("Credits can't be edited. Dispute the credit and say why.")
    _delete_refused = _lt("Credits can't be deleted. Dispute the credit and say why.")

    key = fields.Char(required=True, readonly=True, help="The same fact is credited once, however often it is counted.")
    kind = fields.Selection(CREDITS, required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    person_id = fields.Many2one(
        "member.followup.person", "Credited To", required=True, readonly=True, ondelete="restrict", index=True
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    day = fields.Date(required=True, readonly=True, help="The day of the company on which it was earned or taken back.")
    units = fields.Float(
        readonly=True,
        digits=(16, 6),
        help="One, or the share of one that falls to this person; negative when taken back.",
    )
    amount = fields.Monetary(
        readonly=True,
        currency_field="currency_id",
        help="Net revenue that falls to this person, of credits for revenue.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    excluded = fields.Selection(PADDING, "Doesn't Count Because", readonly=True)
    reverses_id = fields.Many2one("member.credit", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True, ondelete="restrict", index=True)
    contact_id = fields.Many2one("member.followup", readonly=True, ondelete="restrict", index="btree_not_null")
    purchase_id = fields.Many2one("member.purchase", readonly=True, ondelete="restrict", index="btree_not_null")
    plan_id = fields.Many2one("member.followup.plan", readonly=True, ondelete="restrict", index="btree_not_null")
    date_fact = fields.Date(
        "Happened On", readonly=True, help="The day of the contact, purchase, enrollment or solution."
    )
    rule_id = fields.Many2one(
        "member.credit.rule",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The rule in force that day.",
    )
    dispute_ids = fields.One2many("member.credit.dispute", "credit_id", "Disputes", readonly=True)

    _key_unique = models.Constraint("UNIQUE (key)", "This is credited already.")
    _company_day = models.Index("(company_id, day, person_id)")
    # What a recount compares with.
    _member_fact = models.Index("(partner_id, date_fact)")
    _reversed_once = models.UniqueIndex("(reverses_id) WHERE reverses_id IS NOT NULL", "This is taken back already.")

    @api.depends("kind", "partner_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for credit in self:
            # sudo: the name of the member, of a credit that the reader may read.
            credit.display_name = " · ".join(filter(None, (credit.sudo().partner_id.name, kinds[credit.kind])))

    def action_dispute(self):
        """Say why this credit isn't right."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute Credit"),
            "res_model": "member.credit.dispute",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_credit_id": self.id},
        }

    def action_open_contact(self):
        """Open what the credit is for: the contact, else the member."""
        self.ensure_one()
        return (self.contact_id or self.partner_id).get_formview_action()
