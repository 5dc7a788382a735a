from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_list, ormcache

from ...const import LEDGER_TYPES
from ...engine import points_cost


class LoyaltyProgram(models.Model):
    _name = "loyalty.program"
    _inherit = ["loyalty.program", "member.remembered"]

    member_program = fields.Boolean(
        "Membership Program",
        help="Points are calculated by the server, managed by the ledger and earned by members only.",
    )

    member_tz = fields.Char("Time Zone", compute="_compute_member_tz", help="The time zone by which its days begin.")
    member_point_value = fields.Float(
        "Point Value",
        digits=(16, 6),
        compute="_compute_member_point_value",
        store=True,
        readonly=False,
        help="The value of a point when it is spent, used in reports. It is suggested from the rewards: the "
        "discount per point, or else the best discount or gift for its points. Set another value if "
        "members mostly choose another reward. Changing the rewards suggests a new value.",
    )
    member_points_open = fields.Float("Outstanding", compute="_compute_member_points_cost", digits=(16, 2))
    member_points_liability = fields.Monetary(
        "Liability",
        compute="_compute_member_points_cost",
        help="The outstanding points multiplied by the value of a point.",
    )
    member_breakage = fields.Float(
        "Expected to Expire",
        compute="_compute_member_points_cost",
        help="The percentage of points that expired among all closed points batches of this program.",
    )
    member_breakage_note = fields.Char("Estimate", compute="_compute_member_points_cost")
    member_points_expected = fields.Monetary(
        "Expected Cost", compute="_compute_member_points_cost", help="The liability less the points expected to expire."
    )

    @api.depends("company_id.member_tz")
    @api.depends_context("company")
    def _compute_member_tz(self):
        for program in self:
            program.member_tz = (program.company_id or self.env.company).member_tz

    @api.constrains("member_program", "program_type", "rule_ids")
    def _check_member_program(self):
        for program in self.filtered("member_program"):
            if program.program_type not in LEDGER_TYPES:
                raise ValidationError(
                    self.env._(
                        "%(program)s can't be a membership program. Only Loyalty Cards and eWallet programs can.",
                        program=program.name,
                    )
                )
            if program.rule_ids.filtered(lambda rule: rule.mode == "with_code"):
                raise ValidationError(
                    self.env._(
                        "%(program)s can't be a membership program because one of its rules requires a "
                        "code. Remove the code, or move the rule to another program.",
                        program=program.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs.filtered("member_program")._open_ledger()
        programs._member_book_products()
        return programs

    def write(self, vals):
        switched = self.filtered(
            lambda program: program.member_program != vals.get("member_program", program.member_program)
        )
        if vals.get("member_program"):
            switched._check_one_card_each()
        else:
            switched._check_ledger_is_empty()
        res = super().write(vals)
        switched.filtered("member_program")._open_ledger()
        self._member_book_products()
        return res

    def _check_ledger_is_empty(self):
        for program in self:
            if self.env["member.ledger.entry"].search_count([("program_id", "=", program.id)], limit=1):
                raise ValidationError(
                    self.env._(
                        "%(program)s has ledger entries and must remain a membership program. Archive it instead.",
                        program=program.name,
                    )
                )

    def _check_one_card_each(self):
        if not self:
            return
        self.env["loyalty.card"].flush_model(["program_id", "partner_id", "active"])
        self.env["res.partner"].flush_model(["name"])
        doubles = self.env.execute_query(
            SQL(
                """SELECT MIN(p.name) FROM loyalty_card c JOIN res_partner p ON p.id = c.partner_id
                    WHERE c.program_id IN %s AND c.active GROUP BY c.program_id, c.partner_id HAVING COUNT(*) > 1 LIMIT 5""",
                tuple(self.ids),
            )
        )
        if doubles:
            raise ValidationError(
                self.env._(
                    "Some customers have several cards of this program: %(names)s. Use Enable Ledger on "
                    "the program to merge their balances.",
                    names=format_list(self.env, [name for (name,) in doubles], "unit"),
                )
            )

    def _member_bucket_names(self):
        """Where what comes in and goes out is kept; the first is where it goes unless said otherwise."""
        self.ensure_one()
        return ("principal", "bonus") if self.program_type == "ewallet" else ("points",)

    def _member_rules(self, products, on_sale):
        """
        :param Domain on_sale: of the products that are on sale there
        :return: list of the program's :class:`engine.earning.Rule`, as they take these products
        """
        Rule = self.env["loyalty.rule"]
        return [
            rule if takes_all else replace(rule, products=Rule.browse(rule_id)._matching(products, on_sale))
            for rule_id, takes_all, rule in self._member_rules_of_all()
        ]

    @ormcache("self.id")
    def _member_rules_of_all(self):
        """The rules as if each took every product, kept in memory: each sale asks.

        :return: list of (id of the rule, whether it does take every product, :class:`engine.earning.Rule`)
        """
        # sudo: how much a program gives is no secret; who may not read it, doesn't get here.
        rules = self.env["loyalty.rule"].sudo().with_context(active_test=True).search([("program_id", "=", self.id)])
        return [(rule.id, rule._takes_all(), rule._as_engine()) for rule in rules]

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
                    "Not enough history: %(lots)s points batches are closed, but %(enough)s are needed.",
                    lots=lots,
                    enough=points_cost.ENOUGH_LOTS,
                )
                if share is None
                else self.env._("Based on %(lots)s closed points batches.", lots=lots)
            )

    def _member_ended_lots(self):
        """How the lots of points ended that nothing is left of.

        Set-based SQL: it reads the allocations of the program's whole history.

        :return: dict of program id to (points expired, points used otherwise, number of lots)
        """
        self.env["member.ledger.entry"].flush_model(["program_id", "bucket", "state", "left", "kind"])
        self.env["member.ledger.allocation"].flush_model(["credit_id", "debit_id", "amount"])
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

    # ── At the till ────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _load_pos_data_fields(self, config):
        of_sales = ["sale_ok"] if "sale_ok" in self._fields else []
        return super()._load_pos_data_fields(config) + [
            *of_sales,
            "member_program",
            "member_basis",
            "member_basis_discounts",
            "member_excluded_product_ids",
            "member_excluded_category_ids",
            "member_rounding",
            "member_rounding_method",
            "member_redeem_minimum",
            "member_redeem_multiple",
            "member_redeem_share",
            "member_offline_limit",
            "member_pin_above",
        ]

    def _member_expiry_text(self):
        """The rule of expiry in words, as records of it keep it."""
        self.ensure_one()
        months = dict(self._fields["member_expiry_month"]._description_selection(self.env))
        return {
            "never": self.env._("Never"),
            "months": self.env._("%s months after earning", self.member_expiry_months),
            "month_end": self.env._("At the end of the month, %s months after earning", self.member_expiry_months),
            "yearly": self.env._(
                "Every year on %(day)s %(month)s",
                day=self.member_expiry_day,
                month=months[self.member_expiry_month],
            ),
            "inactivity": self.env._("After %s months without a purchase", self.member_expiry_months),
        }[self.member_expiry]

    def action_member_expiry_change(self):
        """Show what the rule as it is now would change of what members have already."""
        self.ensure_one()
        change = self.env["member.expiry.change"].create(
            {"program_id": self.id, "company_id": (self.company_id or self.env.company).id}
        )
        return change.get_formview_action()
