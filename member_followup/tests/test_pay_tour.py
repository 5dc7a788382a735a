from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_pay import PayCase


@tagged("post_install", "-at_install")
class TestPayTour(PayCase, HttpCase):
    """The table of a month from its first count to the employee's own list, and a contest to its board."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.company._member_today() + relativedelta(months=-1, day=1)
        for day, kind in ((2, "contact"), (3, "contact"), (4, "woken")):
            cls.credit(cls.me, cls.month + relativedelta(day=day), kind)
        cls.env.flush_all()

    def test_a_month_is_counted_approved_and_seen(self):
        self.start_tour("/odoo/member-bonus", "MemberBonusPrepareTour", login=self.boss.login)
        self.start_tour("/odoo/member-bonus", "MemberBonusApproveTour", login=self.second.login)
        sheet = self.env["member.bonus.sheet"].search([])
        self.assertEqual((sheet.date_month, sheet.state, sheet.total), (self.month, "paid", 4.0))
        self.assertEqual((sheet.prepared_by_id, sheet.approved_by_id), (self.boss, self.second))
        self.start_tour("/odoo/my-bonus", "MemberBonusMineTour", login=self.staff.login)

    def test_a_contest_is_started_and_seen(self):
        contest = self.env["member.contest"].create(
            {
                "name": "Care Month",
                "date_from": self.month,
                "date_to": self.month + relativedelta(months=2),
                "rule_ids": [Command.create({"kind": "contact", "points": 1})],
                "prize_ids": [Command.create({"name": "Dinner"})],
            }
        )
        self.start_tour(f"/odoo/member-contests/{contest.id}", "MemberContestStartTour", login=self.boss.login)
        self.assertEqual(contest.state, "running")
        self.start_tour("/odoo/member-contests", "MemberContestBoardTour", login=self.staff.login)
