from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import points_cost


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    member_point_value = fields.Float(
        "Value of a Point",
        digits=(16, 6),
        compute="_compute_member_point_value",
        store=True,
        readonly=False,
        help="What a point is worth when it is spent, for the reports: proposed from the rewards (the discount per "
        "point, else the best discount or gift for its points). Set another value if members mostly choose another "
        "reward; changing the rewards proposes it anew.",
    )
    member_points_open = fields.Float("Outstanding", compute="_compute_member_points_cost", digits=(16, 2))
    member_points_liability = fields.Monetary(
        "Liability", compute="_compute_member_points_cost", help="Outstanding points at the value of a point."
    )
    member_breakage = fields.Float(
        "Expected to Expire",
        compute="_compute_member_points_cost",
        help="The share of points that expired among all lots of this programme that came to their end.",
    )
    member_breakage_note = fields.Char("Estimate", compute="_compute_member_points_cost")
    member_points_expected = fields.Monetary(
        "Expected Cost", compute="_compute_member_points_cost", help="The liability less what is expected to expire."
    )

    @api.depends(
        "reward_ids.reward_type",
        "reward_ids.discount",
        "reward_ids.discount_mode",
        "reward_ids.required_points",
        "reward_ids.reward_product_id.list_price",
        "reward_ids.reward_product_qty",
    )
    def _compute_member_point_value(self):
        for program in self:
            rewards = program.reward_ids.filtered(lambda reward: reward._member_has_price())
            program.member_point_value = points_cost.point_value([reward._member_price() for reward in rewards])

    def _compute_member_points_cost(self):
        outstanding = dict(
            self.env["loyalty.card"]._read_group([("program_id", "in", self.ids)], ["program_id"], ["points:sum"])
        )
        ended = self._member_ended_lots()
        for program in self:
            expired, spent, lots = ended.get(program.id, (0, 0, 0))
            share = points_cost.breakage(expired, spent, lots)
            program.member_points_open = outstanding.get(program, 0)
            program.member_points_liability = program.member_points_open * program.member_point_value
            program.member_breakage = share or 0
            program.member_points_expected = program.member_points_liability * (1 - float(share or 0))
            program.member_breakage_note = (
                self.env._(
                    "Too little history: %(lots)s lots have ended, %(enough)s are needed.",
                    lots=lots,
                    enough=points_cost.ENOUGH_LOTS,
                )
                if share is None
                else self.env._("From %(lots)s lots that have ended.", lots=lots)
            )

    def _member_ended_lots(self):
        """How the lots of points ended that nothing is left of.

        Set-based SQL: it reads the allocations of the programme's whole history.

        :return: dict of programme id to (points expired, points used otherwise, number of lots)
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot.program_id, COALESCE(SUM(a.amount) FILTER (WHERE debit.kind = 'expire'), 0),
                       COALESCE(SUM(a.amount) FILTER (WHERE debit.kind != 'expire'), 0), COUNT(DISTINCT lot.id)
                  FROM member_ledger_entry lot
                  JOIN member_ledger_allocation a ON a.credit_id = lot.id
                  JOIN member_ledger_entry debit ON debit.id = a.debit_id
                 WHERE lot.program_id = ANY(%s) AND lot.bucket = 'points' AND lot.state = 'posted' AND lot."left" = 0
              GROUP BY lot.program_id
                """,
                self.ids,
            )
        )
        return {program_id: rest for program_id, *rest in rows}
