from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import credit, outcomes, padding

TALKED = tuple(outcome for outcome, meaning in outcomes.MEANINGS.items() if meaning.talked)
#: ways of enrollment by which a person enrolled somebody
BY_PERSON = ("till", "backend")


class MemberCredit(models.Model):
    """What credits are told from, for many members at once: SQL, not the ORM, one statement for each kind of fact."""

    _inherit = "member.credit"

    @api.model
    def _contacts_of(self, members, since, until):
        """
        :param list members: ids
        :param date since, until: the first and the last day
        :return: dict of partner id to list of :class:`engine.credit.Contact`
        """
        contacts = self.env["member.followup"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, id, done_by_id, day_done, date_done, outcome = ANY(%(talked)s), channel = 'phone',
                       COALESCE(seconds, 0), date_promised, date_came IS NOT NULL, owner_id, recency_state, date_frozen,
                       plan_id, config_id
                  FROM member_followup
                 WHERE company_id = %(company)s AND partner_id = ANY(%(members)s) AND state = 'done'
                   AND day_done BETWEEN %(since)s AND %(until)s AND done_by_id IS NOT NULL
                """,
                talked=list(TALKED),
                company=self.env.company.id,
                members=members,
                since=since,
                until=until,
                to_flush=[
                    *columns(contacts, "partner_id", "done_by_id", "day_done", "date_done", "outcome", "channel"),
                    *columns(contacts, "seconds", "date_promised", "date_came", "owner_id", "recency_state"),
                    *columns(contacts, "date_frozen", "plan_id", "config_id", "company_id", "state"),
                ],
            )
        )
        return _grouped(rows, credit.Contact)

    @api.model
    def _purchases_of(self, members, since, until):
        """
        :return: dict of partner id to list of :class:`engine.credit.Purchase`, each less what has come back of it
        """
        purchases = self.env["member.purchase"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.partner_id, p.id, p.local_date, p.date,
                       p.amount_net + COALESCE((SELECT SUM(LEAST(back.amount_net, 0)) FROM member_purchase back
                                                 WHERE back.refund_of_id = p.id), 0),
                       p.config_id
                  FROM member_purchase p
                 WHERE p.company_id = %s AND p.partner_id = ANY(%s) AND p.local_date BETWEEN %s AND %s
                   AND p.amount_net > 0
                """,
                self.env.company.id,
                members,
                since,
                until,
                to_flush=columns(
                    purchases,
                    "partner_id",
                    "company_id",
                    "local_date",
                    "date",
                    "amount_net",
                    "refund_of_id",
                    "config_id",
                ),
            )
        )
        return _grouped(rows, credit.Purchase)

    @api.model
    def _deeds_of(self, members, since):
        """Who enrolled members the first time, and who solved their complaints.

        :return: dict of partner id to list of :class:`engine.credit.Deed`
        """
        enrolments, complaints = self.env["member.enrolment"], self.env["member.complaint"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT first.partner_id, 'enrolment', first.id, person.id, first.date, first.config_id
                  FROM (SELECT DISTINCT ON (partner_id) * FROM member_enrolment
                         WHERE company_id = %(company)s AND partner_id = ANY(%(members)s)
                      ORDER BY partner_id, date, id) first
                  JOIN member_followup_person person
                    ON person.user_id = first.user_id AND person.company_id = first.company_id
                 WHERE first.date >= %(since)s AND first.via = ANY(%(via)s)
             UNION ALL
                SELECT partner_id, 'complaint', id, solved_by_id, date_end, config_id
                  FROM member_complaint
                 WHERE company_id = %(company)s AND partner_id = ANY(%(members)s) AND state = 'solved'
                   AND solved_by_id IS NOT NULL AND date_end >= %(since)s
                """,
                company=self.env.company.id,
                members=members,
                since=since,
                via=list(BY_PERSON),
                to_flush=[
                    *columns(enrolments, "partner_id", "company_id", "date", "config_id", "user_id", "via"),
                    *columns(complaints, "partner_id", "company_id", "state", "solved_by_id", "date_end", "config_id"),
                    *columns(self.env["member.followup.person"], "user_id", "company_id"),
                ],
            )
        )
        found = defaultdict(list)
        for partner_id, *fact in rows:
            found[partner_id].append(credit.Deed(*fact))
        return found

    @api.model
    def _own_of(self, members):
        """Whose own card, or family, these members are: the same contact, household, phone number or email address.

        :return: dict of partner id to set of ids of member.followup.person
        """
        partners, people = self.env["res.partner"], self.env["member.followup.person"]
        rows = self.env.execute_query(
            SQL(
                """
                WITH mine AS (
                    SELECT person.id AS person_id, me.id, me.member_household_id, NULLIF(me.phone_sanitized, '') AS phone,
                           NULLIF(me.email_normalized, '') AS email
                      FROM member_followup_person person
                CROSS JOIN LATERAL (%(of_person)s) card(partner_id)
                      JOIN res_partner me ON me.id = card.partner_id
                     WHERE person.company_id = %(company)s
                ), member AS (
                    SELECT id, member_household_id, phone_sanitized, email_normalized
                      FROM res_partner WHERE id = ANY(%(members)s)
                )
                SELECT member.id, mine.person_id FROM member JOIN mine ON mine.id = member.id
                 UNION
                SELECT member.id, mine.person_id FROM member JOIN mine USING (member_household_id)
                 UNION
                SELECT member.id, mine.person_id FROM member JOIN mine ON mine.phone = member.phone_sanitized
                 UNION
                SELECT member.id, mine.person_id FROM member JOIN mine ON mine.email = member.email_normalized
                """,
                of_person=self._partner_of_person(),
                members=members,
                company=self.env.company.id,
                to_flush=[
                    *columns(people, "user_id", "employee_id", "company_id"),
                    *columns(partners, "member_household_id", "phone_sanitized", "email_normalized"),
                    *columns(self.env["res.users"], "partner_id"),
                ],
            )
        )
        found = defaultdict(set)
        for partner_id, person_id in rows:
            found[partner_id].add(person_id)
        return found

    @api.model
    def _partner_of_person(self):
        """:return: SQL of the contacts of ``person``: of the user, and of the employee where there are employees"""
        users = SQL("SELECT partner_id FROM res_users WHERE id = person.user_id")
        if "hr.employee" not in self.env:
            return users
        return SQL("%s UNION ALL SELECT work_contact_id FROM hr_employee WHERE id = person.employee_id", users)

    # ── Promises ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _note_visits(self, since, rules):
        """On which day members came who had promised to. Set-based SQL: of all promises of a period.

        :param rules: list of (first day, last day, days to come)
        """
        contacts, purchases = self.env["member.followup"], self.env["member.purchase"]
        self.env.execute_query(
            SQL(
                """
                UPDATE member_followup contact SET date_came = told.day
                  FROM (SELECT promise.id,
                               (SELECT MIN(p.local_date) FROM member_purchase p
                                 WHERE p.partner_id = promise.partner_id AND p.company_id = promise.company_id
                                   AND p.amount_net > 0 AND p.returned_on IS NULL
                                   AND p.local_date BETWEEN promise.day_done AND promise.date_promised + rule.days
                                   AND (p.local_date > promise.day_done OR p.date >= promise.date_done)) AS day
                          FROM member_followup promise
                          JOIN UNNEST(%(firsts)s::date[], %(lasts)s::date[], %(days)s::int[]) rule(first, last, days)
                            ON promise.day_done BETWEEN rule.first AND rule.last
                         WHERE promise.company_id = %(company)s AND promise.state = 'done'
                           AND promise.day_done >= %(since)s AND promise.date_promised IS NOT NULL) told
                 WHERE contact.id = told.id AND contact.date_came IS DISTINCT FROM told.day
             RETURNING 1
                """,
                firsts=[first for first, _last, _days in rules],
                lasts=[last for _first, last, _days in rules],
                days=[days for _first, _last, days in rules],
                company=self.env.company.id,
                since=since,
                to_flush=[
                    *columns(contacts, "company_id", "partner_id", "state", "day_done", "date_done", "date_promised"),
                    *columns(contacts, "date_came"),
                    *columns(purchases, "partner_id", "company_id", "amount_net", "returned_on", "local_date", "date"),
                ],
            )
        )
        contacts.invalidate_model(["date_came"])

    @api.model
    def _habits(self, since, day, rule_on):
        """:return: set of (person id, first day of a month) who promise what doesn't come; see ``engine.padding``"""
        contacts = self.env["member.followup"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT done_by_id, DATE_TRUNC('month', day_done)::date, date_promised, COUNT(*), COUNT(date_came)
                  FROM member_followup
                 WHERE company_id = %s AND state = 'done' AND day_done >= %s AND date_promised IS NOT NULL
                   AND done_by_id IS NOT NULL
              GROUP BY 1, 2, 3
                """,
                self.env.company.id,
                since,
                to_flush=columns(
                    contacts, "company_id", "state", "day_done", "date_promised", "done_by_id", "date_came"
                ),
            )
        )
        counts = defaultdict(lambda: (0, 0))
        for person, month, promised, all_of_them, kept in rows:
            is_over = (day - promised).days > rule_on(month).visit_days
            sofar, sofar_kept = counts[person, month]
            counts[person, month] = sofar + (all_of_them if is_over else kept), sofar_kept + kept
        return {
            (person, month)
            for (person, month), (promised, kept) in counts.items()
            if padding.has_habit(promised, kept, rule_on(month))
        }


def _grouped(rows, kind):
    """:return: dict of the first column to list of ``kind`` of the others"""
    found = defaultdict(list)
    for first, *values in rows:
        found[first].append(kind(*values))
    return found
