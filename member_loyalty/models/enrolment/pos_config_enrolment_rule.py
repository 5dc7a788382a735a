from odoo import models

#: Which rules the till looks at: those listed in the office only are none of its business.
AT_THE_TILL = ("consent", "automatic")


class PosConfig(models.Model):
    """Who the till offers membership to."""

    _inherit = "pos.config"

    def _member_rules_at_till(self):
        """What the till offers membership by, so that it knows without network whether the order in hand qualifies."""
        # sudo: the till evaluates the shop's own rules; a cashier doesn't open them.
        return self.env["member.enrolment.rule"].sudo()._in_force(self.company_id, self, AT_THE_TILL)

    def _member_snapshot_enrolment(self, partner):
        """What brings a customer nearer to membership.

        :param partner: with the rights of the shop
        :return: False for members, else a dict of

            * ``bought``: dict of rule id to a dict of single and spend, net, in the company's currency
            * ``consented``: whether the customer has agreed to be a member already
        """
        if partner.member_number:
            return False
        return {
            "bought": {rule.id: rule._bought_for_till(partner) for rule in self._member_rules_at_till()},
            "consented": bool(partner._member_consented(self.company_id)),
        }

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
