from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import enrolment
from ...engine.rounding import as_decimal


class MemberEnrolmentRule(models.Model):
    """Who may become a member by what they buy, and how that happens.

    Without any rule in force, every customer may be enrolled.
    """

    _name = "member.enrolment.rule"
    _description = "Enrollment Rule"
    _inherit = ["member.remembered", "member.in.force"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="The first rule that a customer meets is recorded as the reason for the enrollment."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("single", "One purchase"), ("period", "Total purchases")],
        "Qualifying Purchases",
        required=True,
        default="single",
    )
    amount = fields.Monetary(
        "Minimum Amount", required=True, help="The amount excludes taxes, returned goods, top-ups and gift cards."
    )
    days = fields.Integer(
        "Period (Days)",
        required=True,
        default=1,
        help="The number of past days that count, including today. 1 means today only.",
    )
    how = fields.Selection(
        [
            ("consent", "Offered at the till"),
            ("automatic", "Automatic"),
            ("hand", "Listed in the back office only"),
        ],
        "Enrollment Method",
        required=True,
        default="consent",
        help="Automatic enrollment requires an existing customer, who has given consent if the company requires it.",
    )
    date_from = fields.Date(help="Purchases count from this date.")
    categ_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="Only products in these categories count. Leave empty to count all products.",
    )
    config_ids = fields.Many2many(
        "pos.config",
        string="Stores",
        domain="[('company_id', '=', company_id)]",
        help="Only purchases in these stores count. Leave empty to count all stores.",
    )
    region_of = fields.Selection(
        [("customer", "The customer's address"), ("store", "The store's address")],
        "Region Applies To",
        required=True,
        default="customer",
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    state_ids = fields.Many2many("res.country.state", string="States")
    enrolment_count = fields.Integer("Enrollments", compute="_compute_counts")
    candidate_count = fields.Integer("Qualifying Customers", compute="_compute_counts")

    _amount_positive = models.Constraint("CHECK (amount > 0)", "The minimum amount must be above 0.")
    _days_positive = models.Constraint("CHECK (days > 0)", "The period must be at least one day.")

    def _compute_counts(self):
        enrolled = dict(
            self.env["member.enrolment"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"])
        )
        candidates = dict(
            self.env["res.partner"]._read_group(
                [("member_offer_rule_id", "in", self.ids)], ["member_offer_rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.enrolment_count = enrolled.get(rule, 0)
            rule.candidate_count = candidates.get(rule, 0)

    # ── Which rules are in force ──────────────────────────────────────────────────────────────────────────────

    @api.model
    def _in_force(self, company, config=None, hows=("consent", "automatic", "hand")):
        """:return: the company's rules of today, those of a till where one is given, the most wanted first"""
        if not self._was_made(company.id):
            return self.browse()
        today = company._member_today()
        rules = self.search(
            Domain("company_id", "=", company.id) & Domain("how", "in", hows) & self._in_force_on(today)
        )
        return rules.filtered(lambda rule: rule._is_for_till(config)) if config else rules

    def _is_for_till(self, config):
        if self.config_ids and config not in self.config_ids:
            return False
        return self.region_of == "customer" or self._is_in_region(config._member_address())

    def _is_in_region(self, address):
        return (not self.country_ids or address.country_id in self.country_ids) and (
            not self.state_ids or address.state_id in self.state_ids
        )

    def _categories(self):
        """:return: ids of all product categories that count, or None for every product"""
        if not self.categ_ids:
            return None
        return self.env["product.category"].search([("id", "child_of", self.categ_ids.ids)]).ids

    # ── Who meets them ────────────────────────────────────────────────────────────────────────────────────────

    def _as_engine(self):
        return [enrolment.Rule(rule.id, rule.kind, rule.amount, rule.days) for rule in self]

    def _first_met(self, partner, at_hand=None):
        """The first of these rules that a customer meets.

        :param partner: may be empty, for a customer who isn't on file yet
        :return: engine.enrolment.Met, or None
        """
        return self._met_by([partner.id or 0], at_hand).get(partner.id or 0)

    def _met_by(self, partner_ids, at_hand=None):
        """
        :param at_hand: dict of rule id to the net amount that the order in hand brings
        :return: dict of partner id to engine.enrolment.Met, for those who meet a rule
        """
        rules = self._as_engine()
        bought = {rule.id: rule._bought(partner_ids) for rule in self}
        met_by = {}
        for partner_id in partner_ids:
            own = {rule_id: found[partner_id] for rule_id, found in bought.items() if partner_id in found}
            if met := enrolment.first_met(rules, own, at_hand):
                met_by[partner_id] = met
        return met_by

    def _bought(self, partner_ids=None):
        """What customers who aren't members bought, as this rule counts it.

        Set-based SQL: the night looks at all purchases of the rule's days at once.

        :param partner_ids: these customers only
        :return: dict of partner id to engine.enrolment.Bought
        """
        self.ensure_one()
        today = self.company_id._member_today()
        first_day = fields.Date.subtract(today, days=self.days - 1)
        categories = self._categories()
        by_customer = self.region_of == "customer"
        conditions = [
            SQL("c.member_number IS NULL AND p.company_id = %s", self.company_id.id),
            SQL("p.local_date BETWEEN %s AND %s", max(first_day, self.date_from or first_day), today),
        ]
        for column, ids in (
            (SQL("p.partner_id"), partner_ids),
            (SQL("p.config_id"), self.config_ids.ids or None),
            (SQL("c.country_id"), (by_customer and self.country_ids.ids) or None),
            (SQL("c.state_id"), (by_customer and self.state_ids.ids) or None),
        ):
            if ids is not None:
                conditions.append(SQL("%s = ANY(%s)", column, ids))
        lines = SQL("JOIN member_purchase_line l ON l.purchase_id = p.id AND l.categ_id = ANY(%s)", categories)
        self.env["res.partner"].flush_model(["member_number", "country_id", "state_id"])
        self.env["member.purchase"].flush_model(
            ["partner_id", "company_id", "config_id", "local_date", "refund_of_id", "amount_net"]
        )
        self.env["member.purchase.line"].flush_model(["purchase_id", "categ_id", "amount_net"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, MAX(amount), SUM(amount)
                  FROM (SELECT p.partner_id, COALESCE(p.refund_of_id, p.id) AS sale, SUM(%(amount)s) AS amount
                          FROM member_purchase p
                          JOIN res_partner c ON c.id = p.partner_id
                          %(lines)s
                         WHERE %(conditions)s
                      GROUP BY p.partner_id, COALESCE(p.refund_of_id, p.id)) kept
              GROUP BY partner_id
                """,
                amount=SQL("l.amount_net") if categories else SQL("p.amount_net"),
                lines=lines if categories else SQL(),
                conditions=SQL(" AND ").join(conditions),
            )
        )
        return {
            partner_id: enrolment.Bought(as_decimal(max(single, 0)), as_decimal(spend))
            for partner_id, single, spend in rows
        }

    # ── The office's list ─────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _night_candidates(self, job):
        self._find_candidates(job.company_id)
        return True

    def _find_candidates(self, company):
        """Mark who may be enrolled in the office, and nobody else."""
        Partner = self.env["res.partner"]
        found = {}
        for rule in self._in_force(company):
            for partner_id, bought in rule._bought().items():
                if partner_id not in found and enrolment.first_met(rule._as_engine(), {rule.id: bought}):
                    found[partner_id] = rule.id
        ours = self.with_context(active_test=False).search([("company_id", "=", company.id)])
        Partner.search([("member_offer_rule_id", "in", ours.ids), ("id", "not in", list(found))]).write(
            {"member_offer_rule_id": False}
        )
        for rule_id in set(found.values()):
            Partner.browse(partner_id for partner_id, its in found.items() if its == rule_id).write(
                {"member_offer_rule_id": rule_id}
            )

    def action_candidates(self):
        """The customers who qualify now, to enroll them."""
        self.ensure_one()
        # An auditor sees last night's.
        if self.env.user.has_group("member_loyalty.group_staff"):
            # sudo: a mark on customers that follows from the rules; who enrolls customers may have it set anew.
            self.sudo()._find_candidates(self.company_id)
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.res_partner_action_candidates")
        return {**action, "context": {"search_default_member_offer_rule_id": self.id}}

    def action_enrolments(self):
        """Those who became members by this rule."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_enrolment_action")
        return {**action, "context": {"search_default_rule_id": self.id}}

    # ── At the till ────────────────────────────────────────────────────────────────────────────────────────────

    def _for_till(self):
        """:return: dict, see utils/enrolment.js; regions are the customer's, since the store's has been looked at"""
        self.ensure_one()
        by_customer = self.region_of == "customer"
        return {
            "id": self.id,
            "name": self.name,
            "how": self.how,
            "kind": self.kind,
            "amount": self.amount,
            "days": self.days,
            "date_to": fields.Date.to_string(self.date_to) or False,
            "categories": self._categories() or False,
            "countries": by_customer and self.country_ids.ids,
            "states": by_customer and self.state_ids.ids,
        }

    def _not_met_message(self):
        return self.env._(
            "The customer doesn't meet any enrollment rule yet. %(rules)s A membership manager can "
            "enroll any customer.",
            rules=" ".join(rule._asks() for rule in self),
        )

    def _asks(self):
        """:return: what the rule asks for, in one sentence"""
        self.ensure_one()
        amount = self.currency_id.format(self.amount)
        if self.kind == "single":
            return self.env._("%(name)s: one purchase of at least %(amount)s.", name=self.name, amount=amount)
        return self.env._(
            "%(name)s: purchases of %(amount)s within %(days)s days.", name=self.name, amount=amount, days=self.days
        )

    def _bought_for_till(self, partner):
        bought = self._bought(partner.ids).get(partner.id)
        return {"single": float(bought.single), "spend": float(bought.spend)} if bought else {"single": 0, "spend": 0}
