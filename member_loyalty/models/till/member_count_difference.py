from math import isfinite

from odoo import api, fields, models

from ...engine.earning import points_by_rule
from ...engine.rounding import round_points


class MemberCountDifference(models.Model):
    _name = "member.count.difference"
    _description = "Till/Server Discrepancy"
    _log_access = False
    _order = "id desc"
    _rec_name = "pos_order_id"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    pos_order_id = fields.Many2one("pos.order", "Order", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="pos_order_id.company_id", store=True, ondelete="restrict")
    config_id = fields.Many2one(related="pos_order_id.config_id", store=True, ondelete="set null")
    program_id = fields.Many2one("loyalty.program", required=True, readonly=True, ondelete="restrict", index=True)
    rule_id = fields.Many2one("loyalty.rule", readonly=True, ondelete="set null", index="btree_not_null")
    till = fields.Float("Till Points", digits=(16, 2), readonly=True)
    server = fields.Float("Server Points", digits=(16, 2), readonly=True, help="The points that were posted.")

    _once = models.Constraint("UNIQUE (pos_order_id, rule_id)", "This discrepancy is already recorded.")

    @api.model
    def _note(self, order, cards):
        """Note the rules that a till counted otherwise than the server. The server's count stands."""
        counts = order.member_till_count if isinstance(order.member_till_count, dict) else {}
        noted = counts and self.search([("pos_order_id", "=", order.id)]).rule_id
        for card in cards:
            counted = counts.get(str(card.program_id.id))
            if not isinstance(counted, dict):
                continue
            rules, lines, policy = order._member_count(card)
            points = points_by_rule(card.program_id.id, rules, lines, policy)
            self.create(
                [
                    {
                        "pos_order_id": order.id,
                        "program_id": card.program_id.id,
                        "rule_id": rule.id,
                        "till": _number(counted.get(str(rule.id))),
                        "server": server,
                    }
                    for rule, server in zip(card.program_id.rule_ids, points, strict=True)
                    if rule not in noted and round_points(_number(counted.get(str(rule.id)))) != round_points(server)
                ]
            )


def _number(sent):
    """What a till sent as a number; whatever isn't one counts as nothing."""
    return sent if isinstance(sent, (int, float)) and isfinite(sent) and abs(sent) < 1e12 else 0
