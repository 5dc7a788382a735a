from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberTakeOver(models.TransientModel):
    _name = "member.take.over"
    _description = "Enable Ledger"

    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, ondelete="cascade")
    card_count = fields.Integer("Cards", compute="_compute_figures")
    balance = fields.Float("Total Balance", digits=(16, 2), compute="_compute_figures")
    below_zero = fields.Integer("Cards Below 0", compute="_compute_figures")
    strangers = fields.Integer("Cards of Customers Who Aren't Members", compute="_compute_figures")
    anonymous = fields.Integer("Cards Without a Customer", compute="_compute_figures")
    double_members = fields.Integer("Members With Several Cards", compute="_compute_figures")

    @api.depends("program_id")
    def _compute_figures(self):
        Card = self.env["loyalty.card"]
        for wizard in self:
            cards = [("program_id", "=", wizard.program_id.id)]
            [(wizard.card_count, wizard.balance)] = Card._read_group(cards, [], ["__count", "points:sum"])
            wizard.strangers = Card.search_count(wizard._strangers())
            wizard.anonymous = Card.search_count([*cards, ("partner_id", "=", False)])
            wizard.below_zero = Card.search_count([*cards, ("points", "<", 0)])
            wizard.double_members = wizard.program_id._member_double_cards().get(wizard.program_id.id, (0, []))[0]

    def action_take_over(self):
        """Add up the balances of members with several cards, and open the ledger with an entry for each balance."""
        self.ensure_one()
        if self.program_id.member_program:
            raise UserError(self.env._("%(program)s is already managed by the ledger.", program=self.program_id.name))
        self.program_id.check_access("write")
        # sudo: set-based SQL underneath; the right to change the program was checked.
        self.program_id.sudo()._member_repair_double_cards()
        self.program_id.member_program = True
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        action["domain"] = [("program_id", "=", self.program_id.id)]
        return action

    def action_view_cards(self):
        return self._cards_action([("program_id", "=", self.program_id.id)])

    def _strangers(self):
        return [
            ("program_id", "=", self.program_id.id),
            ("partner_id", "!=", False),
            ("partner_id.member_number", "=", False),
        ]

    def action_view_strangers(self):
        """Customers to enroll: the list offers it for those that are marked."""
        self.ensure_one()
        customers = self.env["loyalty.card"].search(self._strangers()).partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers Who Aren't Members"),
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", customers.ids)],
        }

    def action_view_anonymous(self):
        return self._cards_action([("program_id", "=", self.program_id.id), ("partner_id", "=", False)])

    def action_view_below_zero(self):
        return self._cards_action([("program_id", "=", self.program_id.id), ("points", "<", 0)])

    def action_view_double_cards(self):
        _members, card_ids = self.program_id._member_double_cards().get(self.program_id.id, (0, []))
        return self._cards_action([("id", "in", card_ids)])

    def _cards_action(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty.loyalty_card_action")
        return {**action, "domain": domain, "context": {"create": False, "group_by": []}}
