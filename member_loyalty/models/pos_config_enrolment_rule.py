from odoo import api, models

#: Which rules the till looks at: those listed in the office only are none of its business.
AT_THE_TILL = ("consent", "automatic")


class PosConfig(models.Model):
    """Who the till offers membership to."""

    _inherit = "pos.config"

    @api.model
    def _load_pos_data_read(self, records, config):
        """Rules come with the till, so that it knows without network whether the order in hand qualifies."""
        read = super()._load_pos_data_read(records, config)
        for data, till in zip(read, records, strict=True):
            # sudo: the till evaluates the shop's own rules; a cashier doesn't open them.
            rules = self.env["member.enrolment.rule"].sudo()._in_force(till.company_id, till, AT_THE_TILL)
            data["_member_enrolment_rules"] = [rule._for_till() for rule in rules]
            data["_member_consent_required"] = till.company_id.member_consent_required
        return read

    def member_snapshot(self, partner_id):
        """Adds ``enrolment``: False for members, else a dict of

        * ``bought``: dict of rule id to a dict of single and spend, net, in the company's currency
        * ``consented``: whether the customer has agreed to be a member already
        """
        snapshot = super().member_snapshot(partner_id)
        snapshot["enrolment"] = False
        if not snapshot["number"]:
            # sudo: read rights on the customer were checked; figures of this customer's own purchases.
            partner = self.env["res.partner"].browse(partner_id).sudo()
            rules = self.env["member.enrolment.rule"].sudo()._in_force(self.company_id, self, AT_THE_TILL)
            snapshot["enrolment"] = {
                "bought": {rule.id: rule._bought_for_till(partner) for rule in rules},
                "consented": bool(partner._member_consented(self.company_id)),
            }
        return snapshot

    def _member_rule_met(self, partner, at_hand=None):
        """The enrolment rule that a customer of this till meets.

        :param partner: may be empty
        :param at_hand: dict of rule id to the net amount of the order in hand, as the till counts it
        :return: (rules in force, the rule met or none of them)
        """
        # sudo: the shop's own rules, and figures of this customer's own purchases.
        rules = self.env["member.enrolment.rule"].sudo()._in_force(self.company_id, self)
        met = rules._first_met(partner, {int(rule_id): amount for rule_id, amount in (at_hand or {}).items()})
        return rules, rules.browse(met.rule.id if met else [])

    def _member_address(self):
        """:return: the partner whose address is the store's: its warehouse's, or the company's"""
        return self.picking_type_id.warehouse_id.partner_id or self.company_id.partner_id
