from odoo import api, fields, models
from odoo.tools import format_date, format_list


class MemberFollowupPlan(models.Model):
    """What a plan does, in words: whoever reads them knows what happens to a member, without the fields."""

    _inherit = "member.followup.plan"

    entry_text = fields.Text("Who Enters", compute="_compute_texts")
    rule_text = fields.Text("How Often and Until When", compute="_compute_texts")
    step_text = fields.Char("What Happens", compute="_compute_texts")

    @api.depends(
        *(
            "trigger",
            "trigger_number",
            "trigger_days",
            "trigger_months",
            "trigger_month",
            "trigger_day",
            "trigger_state",
        ),
        *("trigger_quadrant", "product_ids.name", "categ_ids.name"),
        *(
            "festival_ids.name",
            "tier_ids.name",
            "segment_id.name",
            "audience_id.name",
            "priority",
            "again",
            "again_days",
        ),
        *("history", "exclusive", "exit_on_purchase", "failures", "step_ids.name", "step_ids.sequence"),
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        for plan in self:
            plan.entry_text = "\n".join(filter(None, (plan._entry_text(), plan._audience_text(), plan._history_text())))
            plan.rule_text = "\n".join((plan._again_text(), *plan._exit_texts(), plan._rank_text()))
            plan.step_text = " → ".join(step.name for step in plan.step_ids.sorted("sequence") if step.name)

    # ── Who enters ────────────────────────────────────────────────────────────────────────────────────────────

    def _entry_text(self):
        texts = {
            "first_purchase": self.env._("Members enter with their first purchase."),
            "purchase": self.env._("Members enter with each purchase."),
            "nth_purchase": self.env._("Members enter with purchase number %(number)s.", number=self.trigger_number),
            "dormant": self.env._(
                "Members enter when they have bought nothing for %(span)s. Steps count from the last purchase.",
                span=self._span_text(),
            ),
            "coverage": self._coverage_text(),
            "recency": self._state_text(),
            "quadrant": self._quadrant_text(),
            "tier": self._tier_text(),
            "downgrade": self.env._(
                "Members enter %(days)s day(s) before their tier ends, if they haven't requalified for it by then.",
                days=abs(self.trigger_days),
            ),
            "coupon_expiry": self.env._(
                "Members enter %(days)s day(s) before a coupon of theirs expires.", days=abs(self.trigger_days)
            ),
            "points_expiry": self.env._(
                "Members enter %(days)s day(s) before points of theirs expire.", days=abs(self.trigger_days)
            ),
            "top_up": self.env._("Members enter when they top up their wallet."),
            "complaint": self.env._("Members enter when a complaint of theirs is recorded."),
            "incomplete": self.env._(
                "Members whose file has gaps enter %(days)s day(s) after they enrolled or last confirmed it.",
                days=self.trigger_days,
            ),
            "segment": self.env._(
                "Members enter when they come into segment %(segment)s.", segment=self.segment_id.name or "…"
            ),
            "new_member": self.env._("Members enter when they enroll."),
            "hand": self.env._(
                "Members enter when somebody adds them, from the list of members or by pasting numbers."
            ),
        }
        return texts.get(self.trigger) or self._dated_text()

    def _dated_text(self):
        """Of the triggers that have a day to count from."""
        days = abs(self.trigger_days)
        place = (self.trigger_days > 0) - (self.trigger_days < 0)
        products, season = self._products_text(), self._season_text()
        festivals = self._names_text(self.festival_ids) or self.env._("a festival")
        texts = {
            "product": (
                self.env._(
                    "Members enter %(days)s day(s) before they use up %(products)s.", days=days, products=products
                ),
                self.env._("Members enter when they use up %(products)s.", products=products),
                self.env._(
                    "Members enter %(days)s day(s) after they used up %(products)s.", days=days, products=products
                ),
            ),
            "birthday": (
                self.env._("Members enter %(days)s day(s) before their birthday.", days=days),
                self.env._("Members enter on their birthday."),
                self.env._("Members enter %(days)s day(s) after their birthday.", days=days),
            ),
            "anniversary": (
                self.env._("Members enter %(days)s day(s) before the anniversary of their enrollment.", days=days),
                self.env._("Members enter on the anniversary of their enrollment."),
                self.env._("Members enter %(days)s day(s) after the anniversary of their enrollment.", days=days),
            ),
            "season": (
                self.env._("Members enter %(days)s day(s) before %(date)s each year.", days=days, date=season),
                self.env._("Members enter on %(date)s each year.", date=season),
                self.env._("Members enter %(days)s day(s) after %(date)s each year.", days=days, date=season),
            ),
            "festival": (
                self.env._(
                    "Members enter before %(festivals)s: %(days)s day(s) earlier than the lead days of each festival.",
                    festivals=festivals,
                    days=days,
                ),
                self.env._(
                    "Members enter before %(festivals)s, as many days ahead as the lead days of each festival.",
                    festivals=festivals,
                ),
                self.env._(
                    "Members enter before %(festivals)s: %(days)s day(s) later than the lead days of each festival.",
                    festivals=festivals,
                    days=days,
                ),
            ),
        }
        return texts[self.trigger][place + 1] if self.trigger in texts else ""

    def _season_text(self):
        try:
            return format_date(self.env, self._season_day(), date_format="d MMMM")
        except ValueError:
            return self.env._("a date of the year")

    def _state_text(self):
        if not self.trigger_state:
            return self.env._("Members enter whenever their recency status changes.")
        return self.env._(
            "Members enter when their recency status becomes %(state)s.", state=self._label("trigger_state")
        )

    def _quadrant_text(self):
        if not self.trigger_quadrant:
            return self.env._("Members enter whenever their quadrant changes.")
        return self.env._("Members enter when their quadrant becomes %(state)s.", state=self._label("trigger_quadrant"))

    def _coverage_text(self):
        words = {"span": self._span_text(), "tiers": self._names_text(self.tier_ids, style="or")}
        if self.tier_ids:
            return self.env._(
                "Members of tier %(tiers)s enter when nobody has talked to them for %(span)s. Steps count from the last "
                "talk.",
                **words,
            )
        return self.env._(
            "Members enter when nobody has talked to them for %(span)s. Steps count from the last talk.", **words
        )

    def _tier_text(self):
        if not self.tier_ids:
            return self.env._("Members enter when they are upgraded to a higher tier.")
        return self.env._(
            "Members enter when their tier becomes %(tiers)s.", tiers=self._names_text(self.tier_ids, style="or")
        )

    def _label(self, name):
        return dict(self._fields[name]._description_selection(self.env))[self[name]]

    def _span_text(self):
        months, days = self.trigger_months, self.trigger_days
        if months and days:
            return self.env._("%(months)s month(s) and %(days)s day(s)", months=months, days=days)
        return self.env._("%s month(s)", months) if months else self.env._("%s day(s)", days)

    def _products_text(self):
        return self._names_text(self.product_ids, self.categ_ids) or self.env._("any product with days per unit")

    def _names_text(self, *records, style="standard"):
        return format_list(self.env, [name for one in records for name in one.mapped("name") if name], style=style)

    def _audience_text(self):
        if not self.audience_id:
            return ""
        return self.env._("Only members of segment %(segment)s enter.", segment=self.audience_id.name)

    def _history_text(self):
        return {
            "none": self.env._("What happened before the start of the plan doesn't count."),
            "as_if": self.env._(
                "At the start, members stand where they would stand if the plan had always run: what is still ahead of "
                "them is done, what lies behind isn't made up for."
            ),
            "from_now": self.env._(
                "At the start, what happened last to each member counts as if it happened that day."
            ),
        }.get(self.history, "")

    # ── How often, until when, who goes first ─────────────────────────────────────────────────────────────────

    def _again_text(self):
        return {
            "never": self.env._("A member goes through it once and never enters again."),
            "after": self.env._(
                "A member may enter again %(days)s day(s) after the last time ended.", days=self.again_days
            ),
            "occasion": self.env._("A member enters with each occasion, even while an earlier one still goes on."),
        }.get(self.again, "")

    def _exit_texts(self):
        if self.exit_on_purchase:
            yield self.env._("It ends for a member who buys something.")
        if self.failures:
            yield self.env._("It ends for a member after %(count)s failed contact(s).", count=self.failures)
        yield self.env._(
            "It ends for a member who declines, complains or wants no more contacts, whose number is wrong or who "
            "terminates the membership, unless a step says otherwise."
        )

    def _rank_text(self):
        if self.exclusive:
            return self.env._(
                "It waits while a plan of higher priority contacts the member; its own priority is %(priority)s.",
                priority=self.priority,
            )
        return self.env._(
            "It runs beside other plans; where a member can't get all contacts, those of higher priority go first, and "
            "its own priority is %(priority)s.",
            priority=self.priority,
        )
