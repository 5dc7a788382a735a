from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("active", "Active"),
    ("edge", "Lapsing"),
    ("dormant", "Dormant"),
    ("lost", "Lost"),
    ("never", "Never Purchased"),
]
QUADRANTS = [
    ("friend", "True Friend"),
    ("butterfly", "Butterfly"),
    ("barnacle", "Barnacle"),
    ("stranger", "Stranger"),
]
CLASSES = [("a", "A: Key"), ("b", "B: General"), ("c", "C: Low Spend")]
GROUPS = [
    ("champion", "Champions"),
    ("loyal", "Loyal"),
    ("recent", "New Customers"),
    ("promising", "Promising"),
    ("at_risk", "At Risk"),
    ("slipping", "Declining"),
    ("hibernating", "Low Scores"),
]
ATTACHMENTS = [
    ("none", "Never Purchased"),
    ("new", "New"),
    ("occasional", "Occasional"),
    ("regular", "Regular"),
    ("die_hard", "Devoted"),
]
WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
# In the store's local time; as text, because an hour that is unknown isn't midnight.
HOURS = [(str(hour), f"{hour}:00") for hour in range(24)]


class MemberMetrics(models.Model):
    """What a member does in a company, told from the purchase facts.

    A purchase is a fact with a positive net amount, a return one with a negative amount, by their days in the store. So
    a top-up is no purchase. Spend is net of taxes and of returns.
    """

    _name = "member.metrics"
    _description = "Member Metrics"
    _log_access = False
    _order = "window_spend desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    member_tier_id = fields.Many2one(related="partner_id.member_tier_id")

    # ── Money ─────────────────────────────────────────────────────────────────────────────────────────────────
    purchase_count = fields.Integer("Purchases", readonly=True)
    visit_count = fields.Integer("Purchase Days", readonly=True)
    net_spend = fields.Monetary("Spend", readonly=True, help="Lifetime spend, net of taxes and returns.")
    average_ticket = fields.Monetary(
        readonly=True, aggregator="avg", help="The mean net amount per purchase before returns, over the lifetime."
    )
    return_share = fields.Float(
        "Return Rate", readonly=True, aggregator="avg", help="The returned share of lifetime purchases, both net."
    )
    window_purchase_count = fields.Integer("Purchases in Period", readonly=True)
    window_visit_count = fields.Integer("Purchase Days in Period", readonly=True)
    window_spend = fields.Monetary("Spend in Period", readonly=True, help="The amount is net of taxes and returns.")
    window_from = fields.Date("Oldest Purchase in Period", readonly=True)

    # ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────
    first_date = fields.Date("First Purchase", readonly=True)
    last_date = fields.Date("Last Purchase", readonly=True)
    mean_interval = fields.Float(
        "Mean Interval (Days)",
        readonly=True,
        aggregator="avg",
        help="The mean number of days between purchase days, over the lifetime.",
    )
    median_interval = fields.Float("Median Interval (Days)", readonly=True, aggregator="avg")
    expected_date = fields.Date(
        "Next Purchase Expected", readonly=True, help="The last purchase day plus the median purchase interval."
    )
    overdue_days = fields.Integer(compute="_compute_overdue_days", search="_search_overdue_days")
    changes_on = fields.Date(
        "Next Change On", readonly=True, help="The day on which the metrics change even without another purchase."
    )

    # ── Scores and classes ────────────────────────────────────────────────────────────────────────────────────
    recency_score = fields.Integer("R", readonly=True, aggregator="avg")
    frequency_score = fields.Integer("F", readonly=True, aggregator="avg")
    monetary_score = fields.Integer("M", readonly=True, aggregator="avg")
    rfm_group = fields.Selection(GROUPS, "RFM Group", readonly=True)
    quadrant = fields.Selection(
        QUADRANTS,
        readonly=True,
        help="The quadrant by purchases and spend in the analysis period. It is empty without purchases in the period.",
    )
    abc = fields.Selection(
        CLASSES, "Class", readonly=True, help="The class by cumulative share of spend in the analysis period."
    )
    recency_state = fields.Selection(STATES, "State", readonly=True)
    attachment = fields.Selection(ATTACHMENTS, "Loyalty Level", readonly=True)
    alive_probability = fields.Float(
        "Retention Probability",
        readonly=True,
        aggregator="avg",
        help="The probability according to a BG/NBD model fitted to the company's own members. It is blank for members "
        "with a single purchase day, about whom the model can't tell.",
    )
    expected_purchases = fields.Float(
        readonly=True, help="The expected number of purchase days within the forecast horizon (BG/NBD)."
    )

    # ── Habits, in the window ─────────────────────────────────────────────────────────────────────────────────
    favourite_categ_id = fields.Many2one("product.category", "Favorite Category", readonly=True, ondelete="set null")
    price_band = fields.Integer(
        readonly=True, aggregator="avg", help="The price band of most items bought, where 1 is the lowest."
    )
    favourite_weekday = fields.Selection(WEEKDAYS, "Favorite Weekday", readonly=True)
    favourite_hour = fields.Selection(
        HOURS,
        "Favorite Hour",
        readonly=True,
        help="It is blank if the purchases have no time, as in some imported files.",
    )
    favourite_config_id = fields.Many2one("pos.config", "Favorite Till", readonly=True, ondelete="set null")
    home_config_id = fields.Many2one(
        "pos.config",
        "Home Till",
        readonly=True,
        ondelete="set null",
        help="The till of the last purchase, or of the enrollment if there is no purchase.",
    )
    discount_share = fields.Float(
        readonly=True, aggregator="avg", help="The share of discounts in the amount before discounts."
    )
    prepaid_share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="The share of gross spend paid with a wallet or gift card.",
    )

    # Who the member is, to filter and group figures by.
    member_age_band = fields.Selection(related="partner_id.member_age_band")
    gender = fields.Selection(related="partner_id.gender")
    member_income_band_id = fields.Many2one(related="partner_id.member_income_band_id")
    member_interest_ids = fields.Many2many(related="partner_id.member_interest_ids")
    category_id = fields.Many2many(related="partner_id.category_id")
    country_id = fields.Many2one(related="partner_id.country_id")
    state_id = fields.Many2one(related="partner_id.state_id", string="Region")
    city = fields.Char(related="partner_id.city")
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")

    # The only index: a row whose indexed columns stay can be written anew without touching one.
    _once = models.UniqueIndex("(partner_id, company_id)")

    def init(self):
        """Leave half of each page free, for the next version of its rows.

        A recount moves nearly all of them, and writes them in a third of the time into the page where they are.
        """
        self.env.cr.execute("ALTER TABLE member_metrics SET (fillfactor = 50)")

    @api.depends("expected_date")
    def _compute_overdue_days(self):
        for metrics in self:
            day = metrics.company_id._member_today()
            metrics.overdue_days = max((day - metrics.expected_date).days, 0) if metrics.expected_date else 0

    def _search_overdue_days(self, operator, value):
        if operator not in (">", ">=") or value < (operator == ">="):
            raise UserError(self.env._("Search for members who are overdue by more than a number of days."))
        day = self.env.company._member_today() - timedelta(days=value)
        return [("expected_date", "<" if operator == ">" else "<=", day)]

    def action_purchases(self):
        """Open the purchases that the figures come from."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_purchase_action")
        return {
            **action,
            "domain": [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)],
        }

    @api.model
    def action_workbook(self, domain, order=None):
        """Write a workbook of members; the file follows, or how far it is.

        :param domain: which metrics; the rules of the reader apply as well
        """
        return self.env["member.workbook"]._make_members(domain, order).action_download()

    @api.model
    def action_workbook_marked(self):
        """Write a workbook of the members who are marked in a list."""
        marked = self.env.context["active_ids"]
        # The web client names so many at most; when a whole search is marked, that stands for the rest.
        # sudo: one setting of the system.
        most = int(self.env["ir.config_parameter"].sudo().get_param("web.active_ids_limit", default="20000"))
        return self.action_workbook([("id", "in", marked)] if len(marked) < most else self.env.context["active_domain"])
