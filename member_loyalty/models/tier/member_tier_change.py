from odoo import api, fields, models
from odoo.tools import SQL, format_datetime, format_list
from odoo.tools.misc import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from ...engine.tiers import MEASURES

_lt = LazyTranslate(__name__)

# Reasons by which a member comes into a tier, not back to one.
ENTERING = ("open", *MEASURES, "several", "manual")


class MemberTierChange(models.Model):
    _name = "member.tier.change"
    _inherit = ["member.append.only"]
    _description = "Tier Change"
    _order = "date desc, id desc"
    _rec_name = "to_tier_id"
    _edit_refused = _lt("Tier changes can't be edited.")
    _delete_refused = _lt("Tier changes can't be deleted.")

    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    from_tier_id = fields.Many2one("member.tier", ondelete="restrict")
    to_tier_id = fields.Many2one("member.tier", ondelete="restrict")
    reason = fields.Selection(
        [
            ("open", "Enrollment"),
            ("single", "One purchase"),
            ("spend", "Purchases in the period"),
            ("visits", "Visits in the period"),
            ("points", "Points earned in the period"),
            ("several", "Several criteria"),
            ("kept", "Requalified"),
            ("fall", "Not requalified"),
            ("refund", "Return"),
            ("manual", "Manual tier"),
            ("hold", "End of manual tier"),
            ("undo", "Review reverted"),
            ("merge", "Member merge"),
            ("import", "Import"),
            ("leave", "Membership terminated"),
        ],
        required=True,
    )
    figure = fields.Monetary(help="The member's purchases when the tier changed, excluding taxes and returned goods.")
    threshold = fields.Monetary(help="The threshold of the tier at that time.")
    grounds = fields.Json("Criteria Met", help="The criteria that were met, with their figures and thresholds.")
    version_id = fields.Many2one("member.tier.version", "Rule", ondelete="restrict", index="btree_not_null")
    until = fields.Date("Valid Until", help="The last day on which the tier by rules is valid.")
    from_until = fields.Date("Previous Valid Until", help="The end date of the previous tier at that time.")
    from_since = fields.Date("Previous Since", help="The first day of the previous tier.")
    from_review_on = fields.Date("Previous Next Review")
    from_rule_tier_id = fields.Many2one("member.tier", "Previous Tier by Rules", ondelete="restrict")
    restores_id = fields.Many2one(
        "member.tier.change",
        "Restored Decision",
        ondelete="set null",
        index="btree_not_null",
        help="The decision that is in force again.",
    )
    revision_id = fields.Many2one("member.tier.revision", "Rule Change", ondelete="restrict", index="btree_not_null")
    window_start = fields.Date("Period Start", help="The first day of the qualification period.")
    window_end = fields.Date("Period End", help="The last day of the qualification period.")
    purchase_id = fields.Many2one(
        "member.purchase",
        ondelete="set null",
        index="btree_not_null",
        help="The purchase that triggered the change.",
    )
    note = fields.Char()
    explanation = fields.Char("Why", compute="_compute_explanation")
    user_id = fields.Many2one("res.users", default=lambda self: self.env.user, ondelete="restrict")

    # Newest first, page by page.
    _company_date = models.Index("(company_id, date, id)")

    @api.depends("to_tier_id", "date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for change in self:
            change.display_name = self.env._(
                "%(tier)s, %(date)s",
                tier=change.to_tier_id.name or self.env._("Without a tier"),
                date=format_datetime(self.env, change.date, dt_format="short"),
            )

    @api.depends("reason", "grounds", "figure", "threshold", "window_start", "window_end", "until", "note")
    @api.depends_context("lang")
    def _compute_explanation(self):
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        for change in self:
            if change.grounds and change.reason != "refund":
                change.explanation = change._grounds_text()
            else:
                change.explanation = change.note or reasons[change.reason]

    def _grounds_text(self):
        """:return: str such as "Between 1 January and 31 December: purchases of 520 (required: 500)", translated"""
        days = {"start": format_date(self.env, self.window_start), "end": format_date(self.env, self.window_end)}
        if list(self.grounds) == ["single"] and self.reason != "fall":
            figure, threshold = self._amounts("single")
            return self.env._("Purchase of %(figure)s (required: %(threshold)s)", figure=figure, threshold=threshold)
        texts = {
            "spend": self.env._("purchases of %(figure)s (required: %(threshold)s)"),
            "single": self.env._("one purchase of %(figure)s (required: %(threshold)s)"),
            "visits": self.env._("%(figure)s visits (required: %(threshold)s)"),
            "points": self.env._("%(figure)s points earned (required: %(threshold)s)"),
        }
        parts = []
        for measure in self.grounds:
            figure, threshold = self._amounts(measure)
            parts.append(texts[measure] % {"figure": figure, "threshold": threshold})
        return self.env._(
            "Between %(start)s and %(end)s: %(figures)s", figures=format_list(self.env, parts, "unit"), **days
        )

    def _amounts(self, measure):
        """:return: figure and threshold of a measure as people read them"""
        if measure in ("single", "spend"):
            return [formatLang(self.env, amount, currency_obj=self.currency_id) for amount in self.grounds[measure]]
        return [f"{amount:g}" for amount in self.grounds[measure]]

    def _in_force_before(self, changes):
        """:return: dict of id of a member to the id of the tier change that was in force before these changes"""
        self.flush_model(["partner_id", "restores_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (before.partner_id) before.partner_id, COALESCE(before.restores_id, before.id)
                      FROM member_tier_change made
                      JOIN member_tier_change before ON before.partner_id = made.partner_id AND before.id < made.id
                     WHERE made.id = ANY(%s) ORDER BY before.partner_id, before.id DESC
                    """,
                    changes.ids,
                )
            )
        )

    def _find_largest_purchase(self):
        """Say which purchase gave a tier that one purchase gives, where no sale is the cause."""
        self.flush_model(["partner_id", "reason", "window_start", "window_end", "purchase_id"])
        self.env["member.purchase"].flush_model(["partner_id", "local_date", "refund_of_id", "amount_net"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_tier_change c SET purchase_id = (
                       SELECT p.id FROM member_purchase p
                        WHERE p.partner_id = c.partner_id AND p.refund_of_id IS NULL
                          AND p.local_date BETWEEN c.window_start AND c.window_end
                     ORDER BY p.amount_net + COALESCE((SELECT SUM(r.amount_net) FROM member_purchase r
                                                        WHERE r.refund_of_id = p.id), 0) DESC, p.id
                        LIMIT 1)
                 WHERE c.id = ANY(%s) AND c.reason = 'single'
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["purchase_id"])

    def _welcome(self):
        """Give members what their new tier gives on entering: once for each tier, unless the tier says otherwise.

        Imported history gives nothing: its members entered long ago.
        """
        if self.env.context.get("member_no_welcome"):
            return
        tiers = self.env["member.tier"]._with_gift()
        given = [(change, tier) for change in self for tier in change._entered_tiers(tiers)]
        keys = {
            f"{tier.id}:{change.partner_id.id}" + (f":{change.id}" if tier.gift_again else ""): (change, tier)
            for change, tier in given
        }
        Welcome = self.env["member.tier.welcome"]
        known = Welcome.search([("key", "in", list(keys))]).mapped("key")
        Welcome.create(
            [
                {
                    "key": key,
                    "partner_id": change.partner_id.id,
                    "tier_id": tier.id,
                    "company_id": change.company_id.id,
                    "change_id": change.id,
                }
                for key, (change, tier) in keys.items()
                if key not in known
            ]
        )._give()

    def _entered_tiers(self, tiers):
        """Those of some tiers that this change entered, or skipped on the way up."""
        new, old = self.to_tier_id, self.from_tier_id
        lowest = old.rank if old else float("-inf")
        if self.reason not in ENTERING or not tiers or not new or new.rank <= lowest:
            return tiers.browse()
        return tiers.filtered(
            lambda tier: (
                tier == new
                or (
                    tier.gift_skipped
                    and lowest < tier.rank < new.rank
                    and (not tier.company_id or tier.company_id == self.company_id)
                )
            )
        )

    # ── An upgrade as the cashier tells it, and as it is printed ───────────────────────────────────────────────

    def _is_rise(self):
        self.ensure_one()
        new, old = self.to_tier_id, self.from_tier_id
        return bool(new) and (not old or new.rank > old.rank)

    def _news_for_till(self, orders):
        """What sales that raised members have brought them. Many orders are asked for at once, by lists of receipts.

        :param self: the rises by all of these orders
        :param orders: dict of pos.order to its rises
        :return: dict of order to a dict of tier, color, and brings: list of str, what was given, then what is better
            than before
        """
        welcomes = self.env["member.tier.welcome"].search([("change_id", "in", self.ids)], order="id")
        benefits = self.env["member.benefit"].search([("line_ids.tier_id", "in", self.to_tier_id.ids)])
        news = {}
        for order, rises in orders.items():
            tier, before = rises[-1].to_tier_id, rises[0].from_tier_id
            brings = welcomes.filtered(lambda welcome, rises=rises: welcome.change_id in rises)._in_words()
            if tier.points_multiplier > (before.points_multiplier or 1):
                brings.append(self.env._("%s times the points", f"{tier.points_multiplier:g}"))
            brings += benefits._new_in_words(tier, before, order.config_id, order._member_local_date())
            news[order] = {"tier": tier.name, "color": tier.color, "brings": brings}
        return news
