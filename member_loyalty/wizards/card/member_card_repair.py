from odoo import api, fields, models


class MemberCardRepair(models.TransientModel):
    _name = "member.card.repair"
    _description = "Duplicate Cards"

    program_ids = fields.Many2many(
        "loyalty.program",
        string="Programs",
        default=lambda self: self.env["loyalty.program"]._member_with_double_cards(),
        help="Programs outside the ledger in which members have several cards.",
    )
    member_count = fields.Integer("Members With Several Cards", compute="_compute_counts")
    card_count = fields.Integer("Their Cards", compute="_compute_counts")

    @api.depends("program_ids")
    def _compute_counts(self):
        for wizard in self:
            doubles = wizard.program_ids._member_double_cards().values()
            wizard.member_count = sum(members for members, _cards in doubles)
            wizard.card_count = sum(len(cards) for _members, cards in doubles)

    def action_repair(self):
        """Add the balances up on each member's oldest card, and archive the others."""
        self.ensure_one()
        self.program_ids.check_access("write")
        # sudo: set-based SQL underneath; the right to change the programs was checked.
        archived = self.program_ids.sudo()._member_repair_double_cards()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(archived)s cards were archived and their balances were merged.", archived=archived
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_cards(self):
        """The cards of members who hold several."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("loyalty.loyalty_card_action")
        doubles = self.program_ids._member_double_cards().values()
        card_ids = [card_id for _members, cards in doubles for card_id in cards]
        return {**action, "domain": [("id", "in", card_ids)], "context": {"create": False}}
