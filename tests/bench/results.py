"""What a month's results cost: the table of 50 stores and 500 employees over 300,000 contacts of a million members.

Against the bare aggregates of the same two tables, without the ORM, rules and words. In process, in one transaction that
is rolled back. ``MEMBERS`` of the environment makes the shop smaller, and the contacts with it. The two months before have
as many contacts again.
"""

import os

from crowd import Crowd
from paired import in_turn, seconds

MEMBERS = int(os.environ.get("MEMBERS", "1000000"))
CONTACTS = MEMBERS * 3 // 10
STORES, PEOPLE, MONTHS = 50, 500, 3
PAIRS = 5


def run(shop):
    """Ratios of time, and seconds."""
    with Crowd(MEMBERS).env() as env:
        results = _Results(env)
        results.prepare()
        yield {
            "metric": f"count of {CONTACTS * MONTHS:,} contacts' credits, all new",
            "value": seconds(results.count),
            "unit": "s",
        }
        yield {"metric": "count again, nothing new", "value": seconds(results.count), "unit": "s"}
        results.analyze()
        table = in_turn(results.table, results.bare, PAIRS)
        what = f"a month's table, {STORES} stores, {PEOPLE} people, {CONTACTS:,} contacts, {MEMBERS:,} members"
        yield table.row(f"{what}, to the bare aggregates", limit=3)
        yield {"metric": "the table", "value": min(table.ours), "unit": "s"}
        yield {"metric": "the bare aggregates", "value": min(table.reference), "unit": "s"}
        yield {"metric": "the dashboard", "value": seconds(results.dashboard), "unit": "s"}


class _Results:
    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.company = self.env.company
        self.today = self.company._member_today()

    def prepare(self):
        stores = self.env["pos.config"].create([{"name": f"Store {one}"} for one in range(STORES)])
        people = self.env["member.followup.person"].create(
            [{"name": f"Person {one}", "config_id": stores[one % STORES].id} for one in range(PEOPLE)]
        )
        plans = self.env["member.followup.plan"].create([{"name": f"Plan {one}"} for one in range(10)])
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH member AS (
                SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM res_partner WHERE member_number IS NOT NULL
            ), size AS (SELECT COUNT(*) AS members FROM member)
            INSERT INTO member_followup (
                partner_id, company_id, config_id, plan_id, channel, purpose, priority, date_planned, date_first, date_last,
                attempt, person_id, done_by_id, date_given, day_done, date_done, state, outcome, seconds, date_promised,
                recency_state, date_frozen)
            SELECT member.id, %(company)s, (%(stores)s)[1 + number %% %(store_count)s],
                   (%(plans)s)[1 + number %% 10], 'phone', 'marketing', 0, day, day, day + 5, 1, person, person, day,
                   day, day + TIME '10:00', 'done',
                   (ARRAY['reached', 'reached', 'promised', 'no_answer'])[1 + number %% 4], 20 + number %% 90,
                   CASE WHEN number %% 4 = 2 THEN day + 3 END,
                   (ARRAY['active', 'dormant'])[1 + number / 7 %% 2], day - 1
              FROM (SELECT number, %(last)s::date - number %% %(days)s AS day,
                           (%(people)s)[1 + number %% %(person_count)s] AS person
                      FROM GENERATE_SERIES(0, %(contacts)s - 1) number) one
              CROSS JOIN size
              JOIN member ON member.place = (one.number::bigint * 7919) %% size.members
            """,
            {
                "company": self.company.id,
                "stores": stores.ids,
                "store_count": STORES,
                "people": people.ids,
                "person_count": PEOPLE,
                "plans": plans.ids,
                "last": self.today,
                "days": 30 * MONTHS,
                "contacts": CONTACTS * MONTHS,
            },
        )
        self.analyze()

    def analyze(self):
        self.env.cr.execute("ANALYZE member_followup, member_credit")
        self.env.invalidate_all()

    def count(self):
        last = 0
        while (last := self.env["member.credit"].sudo()._recount(self.today, last, 20000)) is not None:
            pass

    def domain(self):
        return [("company_id", "=", self.company.id), ("day", ">", self.first()), ("day", "<=", self.today)]

    def first(self):
        from datetime import timedelta

        return self.today - timedelta(days=30)

    def table(self):
        """As a manager asks for it: every measure by store and employee."""
        from odoo.addons.member_followup.report.member_followup_report import MEASURES

        report = self.env["member.followup.report"].with_user(self.env.ref("base.user_admin"))
        rows = report._read_group(self.domain(), ["config_id", "person_id"], [f"{name}:sum" for name in MEASURES])
        assert len(rows) >= PEOPLE, "each employee has a row"

    def bare(self):
        for query in (
            """SELECT config_id, done_by_id, COUNT(*), COUNT(*) FILTER (WHERE day_done <= date_last),
                      COUNT(*) FILTER (WHERE outcome IN ('reached', 'promised')), COUNT(date_promised), COUNT(date_came)
                 FROM member_followup WHERE company_id = %s AND day_done > %s AND day_done <= %s GROUP BY 1, 2""",
            """SELECT config_id, person_id, kind, SUM(units), SUM(amount)
                 FROM member_credit WHERE company_id = %s AND day > %s AND day <= %s AND excluded IS NULL
             GROUP BY 1, 2, 3""",
        ):
            self.env.cr.execute(query, [self.company.id, self.first(), self.today])
            self.env.cr.fetchall()

    def dashboard(self):
        report = self.env["member.report.followup"].with_user(self.env.ref("base.user_admin"))
        for block in report._blocks:
            report.read_block(block, {})
