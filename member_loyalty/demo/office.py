"""What a manager's desk has: a rule change, tiers that end, points that expire, reminders, adjustments."""

from datetime import timedelta

# So many tiers end, a few days from one to the next; so many reminders were sent.
ENDING, DAYS_APART, REMINDED = 12, 2, 15


class Office:
    """Works in the name of the shop's manager, by the same steps as on the screens.

    :param env: of the superuser, in the shop's company
    :param manager: res.users
    """

    def __init__(self, env, manager, program, gold):
        self.env, self.manager, self.program, self.gold = env, manager, program, gold
        self.today = env.company._member_today()

    def work(self):
        self.change_rule()
        self.let_tiers_end()
        self.let_points_expire()
        self.adjust()

    def change_rule(self):
        """Gold is for a year from now on, and kept by less than it took to come in."""
        action = self.gold.with_user(self.manager).action_revise()
        revision = self.env["member.tier.revision"].with_user(self.manager).browse(action["res_id"])
        revision.write(
            {
                "validity_kind": "months",
                "validity_months": 12,
                "stay_same": False,
                "stay_spend": self.gold.entry_spend / 2,
                "scope": "now",
                "for_life": True,
            }
        )
        revision.action_preview()
        if revision.state == "ready":
            revision.action_apply()

    def let_tiers_end(self):
        """As of a rule of last year: the first night writes to them what is missing."""
        standings = self.env["member.standing"].search([("tier_id", "=", self.gold.id)], order="id", limit=ENDING)
        for place, standing in enumerate(standings):
            standing.write({"until": self.today + timedelta(days=3 + DAYS_APART * place), "review_on": self.today})

    def let_points_expire(self):
        """As long as the shop has points: the first of them expire in the days to come."""
        self.program.write({"member_expiry": "months", "member_expiry_months": 18, "member_reminder_days": 30})
        change = self.env["member.expiry.change"].with_user(self.manager).create({"program_id": self.program.id})
        change.action_apply()
        reminders = self.env["member.reminder"]
        reminders.create(reminders._due(REMINDED))

    def adjust(self):
        """One at once; one above the limit, asked for by somebody else, waits for the manager."""
        self.program.member_approval_above = 500
        members = self.program.coupon_ids.filtered("active").partner_id.filtered("member_tier_id").sorted("id")
        admin = self.env.ref("base.user_admin")
        for user, member, kind, amount, reason in (
            (self.manager, members[0], "goodwill", 50, self.env._("Apology for a damaged parcel")),
            (admin, members[1], "goodwill", 800, self.env._("Won the summer prize draw")),
        ):
            adjustments = self.env["member.adjustment"].with_user(user)
            values = {"partner_id": member.id, "program_id": self.program.id}
            adjustments.create({**values, "kind": kind, "amount": amount, "reason": reason}).action_submit()
