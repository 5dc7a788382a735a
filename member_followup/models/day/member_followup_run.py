from datetime import date, timedelta

from odoo import models
from odoo.tools import format_date

#: triggers whose plan begins so many days before or after the day that it is about
SHIFTED = ("product", "birthday", "anniversary", "season")
#: and those that begin before something ends
BEFORE_END = ("coupon_expiry",)


class MemberFollowupRun(models.Model):
    """What a run is about, in words for whoever makes its contacts."""

    _inherit = "member.followup.run"

    def _why(self):
        """:return: str, a sentence of what happened and when; '' where somebody added the member"""
        self.ensure_one()
        plan = self.plan_id
        if plan.trigger == "hand":
            return ""
        if plan.trigger == "festival":
            return self._why_festival()
        day = self._day_meant()
        if not day:
            return dict(plan._fields["trigger"]._description_selection(self.env))[plan.trigger]
        words = {"day": format_date(self.env, day), "number": plan.trigger_number, "segment": plan.segment_id.name}
        return {
            "first_purchase": self.env._("First purchase on %(day)s.", **words),
            "purchase": self.env._("Purchase on %(day)s.", **words),
            "nth_purchase": self.env._("Purchase number %(number)s on %(day)s.", **words),
            "product": self.env._("What was bought is used up on %(day)s.", **words),
            "dormant": self.env._("No purchase since %(day)s.", **words),
            "coverage": self.env._("Nobody has talked to the member since %(day)s.", **words),
            "recency": self.env._("The recency status changed on %(day)s.", **words),
            "quadrant": self.env._("The quadrant changed on %(day)s.", **words),
            "tier": self.env._("The tier changed on %(day)s.", **words),
            "downgrade": self.env._("The tier ends on %(day)s.", **words),
            "birthday": self.env._("Birthday on %(day)s.", **words),
            "anniversary": self.env._("Anniversary of the enrollment on %(day)s.", **words),
            "season": self.env._("Planned for %(day)s.", **words),
            "coupon_expiry": self.env._("A coupon expires on %(day)s.", **words),
            "points_expiry": self.env._("Points expire on %(day)s.", **words),
            "top_up": self.env._("Topped up on %(day)s.", **words),
            "complaint": self.env._("Complained on %(day)s.", **words),
            "incomplete": self.env._("The file has gaps and was last confirmed on %(day)s.", **words),
            "segment": self.env._("Entered segment %(segment)s on %(day)s.", **words),
            "new_member": self.env._("Enrolled on %(day)s.", **words),
        }[plan.trigger]

    def _day_meant(self):
        """:return: the day that the run is about; None where it isn't known, since the plan's start moved it"""
        plan, said = self.plan_id, (self.occasion or "").rpartition("/")[2]
        if self.purchase_id and plan.trigger != "product":
            return self.purchase_id.local_date
        if plan.trigger in ("dormant", "coverage", "downgrade", "points_expiry", "incomplete"):
            return date.fromisoformat(said)
        if plan.history == "from_now" and self.date_start == plan.date_start:
            return None
        if plan.trigger in BEFORE_END:
            return self.date_counted + timedelta(days=abs(plan.trigger_days))
        return self.date_counted - timedelta(days=plan.trigger_days if plan.trigger in SHIFTED else 0)

    def _why_festival(self):
        festivals = {str(festival.id): festival for festival in self.plan_id.festival_ids}
        parts = (self.occasion or "").split("/")
        festival = festivals.get(parts[1]) if len(parts) > 1 else None
        return festival.name if festival else self.env._("Festival")
