from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import credit
from .member_credit_facts import TALKED

ONE_DAY = timedelta(days=1)
#: members of one piece
PIECE = 2000
#: tills send late: what is found within so many days stands on its own day, what comes later on the day it was found
LATE_DAYS = 7
BEGINNING, END = date(1900, 1, 1), date(9999, 12, 31)


class MemberCredit(models.Model):
    """Credits are counted anew for as long as they can move, and only the differences to what stands there are added.

    So a refund, a merge, a sale that arrives late and whatever else changes facts give what counting from scratch gives,
    and months that were settled change by lines of their own.
    """

    _inherit = "member.credit"

    def action_recount(self):
        """Count now, in the background: for managers. A button of the list, so of records: whichever are selected."""
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(self.env._("Membership managers count credits. Ask one of them."))
        # sudo: background work is nobody's to create; whoever may count was asked.
        jobs = self.env["member.job"].sudo()
        company = self.env.company
        jobs._start("credits", self.env._("Count of credits"), 0, company=company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Credits are counted in the background. Reload the page in a minute."),
            },
        }

    @api.model
    def _night_recount(self, job):
        """Some members more."""
        company = job.company_id or self.env.company
        # sudo: counted for all of the company's members.
        credits = self.sudo().with_context(allowed_company_ids=company.ids)
        last = credits._recount(company._member_today(), (job.cursor or {}).get("after", 0), job._piece(PIECE))
        job.write({"done": job.done + 1, "cursor": {"after": last}})
        return last is None

    @api.model
    def _recount(self, day, after=0, limit=None):
        """Count the credits of a company's members anew, by their ids, and add the differences.

        :param date day: as of which it is counted
        :param after: the last member who was counted
        :param limit: so many members; None for all
        :return: the last of them; None when all are
        """
        company = self._lock()
        rule_on, rules = self.env["member.credit.rule"]._on(company), self.env["member.credit.rule"]._of(company)
        since = self._moves_since(day, rules)
        if not after:
            self._note_visits(since, _visit_days(rules))
        members = self._members_to_count(since, after, limit)
        if members:
            own_day_from = company.member_credit_day and company.member_credit_day - timedelta(days=LATE_DAYS)
            wanted = self._wanted(members, since, day, rule_on)
            self._add_differences(members, wanted, since, day, own_day_from or BEGINNING)
        if limit and len(members) == limit:
            return members[-1]
        self.env.execute_query(
            SQL("UPDATE res_company SET member_credit_day = %s WHERE id = %s RETURNING 1", day, company.id)
        )
        company.invalidate_recordset(["member_credit_day"])
        return None

    @api.model
    def _lock(self):
        """Two counts of a company wait for each other, and the second is repeated with what the first has written; sales
        wait for neither."""
        company = self.env.company
        self.env.execute_query(
            SQL(
                "UPDATE res_company SET member_credit_day = member_credit_day WHERE id = %s RETURNING id",
                company.id,
                to_flush=columns(company, "member_credit_day"),
            )
        )
        return company

    @api.model
    def _moves_since(self, day, rules):
        """:return: date; what happened before is settled: windows are over, and so is the time for returns"""
        window = max([credit.Rule.days, *(rule.days for rule in rules.values())])
        oldest = day - timedelta(days=window + self.env.company.member_return_days + LATE_DAYS)
        # Habits are of whole months.
        return oldest.replace(day=1)

    # ── Whom it is about ──────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _members_to_count(self, since, after, limit):
        """:return: sorted list of ids of those who have facts or credits that can move"""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id FROM (
                    SELECT partner_id FROM member_followup
                     WHERE company_id = %(company)s AND state = 'done' AND day_done >= %(earlier)s
                       AND outcome = ANY(%(talked)s)
                     UNION
                    SELECT partner_id FROM member_credit WHERE company_id = %(company)s AND date_fact >= %(since)s
                     UNION
                    SELECT partner_id FROM member_enrolment WHERE company_id = %(company)s AND date >= %(since)s
                     UNION
                    SELECT partner_id FROM member_complaint WHERE company_id = %(company)s AND date_end >= %(since)s
                ) touched WHERE partner_id > %(after)s ORDER BY 1 LIMIT %(limit)s
                """,
                company=self.env.company.id,
                earlier=since - self._longest_window(),
                since=since,
                talked=list(TALKED),
                after=after,
                limit=limit,
                to_flush=[
                    *columns(self.env["member.followup"], "partner_id", "company_id", "state", "day_done", "outcome"),
                    *columns(self, "partner_id", "company_id", "date_fact"),
                    *columns(self.env["member.enrolment"], "partner_id", "company_id", "date"),
                    *columns(self.env["member.complaint"], "partner_id", "company_id", "date_end"),
                ],
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _longest_window(self):
        rules = self.env["member.credit.rule"]._of(self.env.company).values()
        return timedelta(days=max([credit.Rule.days, *(rule.days for rule in rules)]))

    @api.model
    def _wanted(self, members, since, day, rule_on):
        """
        :return: dict of key to (partner id, :class:`engine.credit.Credit`) of all that happened since a day
        """
        rules = self.env["member.credit.rule"]._of(self.env.company).values()
        longest = max([credit.Rule.cover_days, *(rule.cover_days for rule in rules)])
        back = max(timedelta(days=longest), self._longest_window())
        contacts = self._contacts_of(members, since - back, day)
        purchases = self._purchases_of(members, since - back, day)
        deeds, own = self._deeds_of(members, since), self._own_of(members)
        habits, digits = self._habits(since, day, rule_on), self.env.company.currency_id.decimal_places
        return {
            one.key: (member, one)
            for member in members
            for one in credit.of_member(
                contacts[member], purchases[member], deeds[member], rule_on, own[member], habits, digits
            )
            if one.day >= since
        }

    # ── What is added ─────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _add_differences(self, members, wanted, since, day, own_day_from):
        """Take back what isn't wanted as it stands there, and add what is missing."""
        standing, counts, disputed = self._standing(members, since)
        as_wanted = {key: _shape(one) for key, (_member, one) in wanted.items()}
        wrong = [row for key, row in standing.items() if as_wanted.get(key) != _shape_of_row(row)]
        missing = [
            (key, member, one)
            for key, (member, one) in wanted.items()
            if key not in disputed and (key not in standing or as_wanted[key] != _shape_of_row(standing[key]))
        ]
        self.browse(row["id"] for row in wrong if row["fact_key"] not in disputed)._reverse(day)
        self._insert(
            [
                {
                    **self._values(member, one),
                    "key": f"{key}#{counts.get(key, 0) + 1}",
                    # What is corrected was known before, however long ago it happened.
                    "day": one.day if one.day >= own_day_from and key not in counts else day,
                }
                for key, member, one in missing
            ]
        )

    @api.model
    def _standing(self, members, since):
        """What has been credited and not taken back.

        :return: dict of key (of the fact) to dict of the row, dict of key to how often it was credited, and the set of keys
            that a dispute took back for good
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT c.id, c.key, c.units, c.amount, c.excluded, c.contact_id, c.plan_id, c.date_fact,
                       EXISTS (SELECT FROM member_credit back WHERE back.reverses_id = c.id) AS is_back,
                       EXISTS (SELECT FROM member_credit_dispute d WHERE d.credit_id = c.id AND d.state = 'upheld')
                       AS is_disputed
                  FROM member_credit c
                 WHERE c.company_id = %s AND c.partner_id = ANY(%s) AND c.date_fact >= %s AND c.reverses_id IS NULL
                """,
                self.env.company.id,
                members,
                since,
                to_flush=[
                    *columns(self, "key", "units", "amount", "excluded", "contact_id", "plan_id", "date_fact"),
                    *columns(self, "reverses_id", "company_id", "partner_id"),
                    *columns(self.env["member.credit.dispute"], "credit_id", "state"),
                ],
            )
        )
        standing, counts, disputed = {}, {}, set()
        for row in rows:
            row["fact_key"] = key = row["key"].rpartition("#")[0]
            counts[key] = counts.get(key, 0) + 1
            if row["is_disputed"]:
                disputed.add(key)
            if not row["is_back"]:
                standing[key] = row
        return standing, counts, disputed

    @api.model
    def _values(self, member, one):
        """:return: dict of column to value"""
        return {
            "kind": one.kind,
            "person_id": one.person,
            "config_id": one.store,
            "units": one.units,
            "amount": one.amount,
            "excluded": one.excluded or None,
            "partner_id": member,
            "contact_id": one.contact,
            "purchase_id": one.purchase,
            "plan_id": one.plan,
            "date_fact": one.day,
            "rule_id": one.rule,
        }

    def _take_back(self):
        """As of today, for good."""
        for company, credits in self.grouped("company_id").items():
            # A bonus table that is approved meanwhile knows either all of it or nothing.
            credits.with_company(company)._lock()
            credits._reverse(company._member_today())

    def _reverse(self, day):
        """Take these back, each once, by lines of their own."""
        if not self:
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO member_credit (key, kind, company_id, person_id, config_id, day, units, amount, excluded,
                                           reverses_id, partner_id, contact_id, purchase_id, plan_id, date_fact, rule_id,
                                           create_uid, create_date, write_uid, write_date)
                SELECT 'back/' || id, kind, company_id, person_id, config_id, %(day)s, -units, -amount, excluded,
                       id, partner_id, contact_id, purchase_id, plan_id, date_fact, rule_id,
                       %(user)s, %(now)s, %(user)s, %(now)s
                  FROM member_credit WHERE id = ANY(%(ids)s)
                    ON CONFLICT DO NOTHING RETURNING 1
                """,
                day=day,
                user=self.env.uid,
                now=fields.Datetime.now(),
                ids=self.ids,
                to_flush=columns(self, "key"),
            )
        )
        self.invalidate_model()

    @api.model
    def _insert(self, rows):
        """Set-based SQL: a night adds ten thousands.

        :param rows: list of dicts of the same columns
        """
        if not rows:
            return
        names = list(rows[0])
        types = [self._fields[name].column_type[1] for name in names]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO member_credit (%(names)s, company_id, create_uid, create_date, write_uid, write_date)
                SELECT given.*, %(company)s, %(user)s, %(now)s, %(user)s, %(now)s FROM UNNEST(%(values)s) given
                    ON CONFLICT (key) DO NOTHING RETURNING 1
                """,
                names=SQL(", ").join(map(SQL.identifier, names)),
                values=SQL(", ").join(
                    SQL("%s::%s[]", [row[name] for row in rows], SQL.identifier(kind.split("(")[0].lower()))
                    for name, kind in zip(names, types, strict=True)
                ),
                company=self.env.company.id,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()


def _visit_days(rules):
    """:return: list of (first day, last day, days to come), of all days"""
    periods = sorted(
        (rule.date_from or BEGINNING, rule.date_to or END, told.visit_days) for rule, told in rules.items()
    )
    found, free_from = [], BEGINNING
    for first, last, days in periods:
        if first > free_from:
            found.append((free_from, first - ONE_DAY, credit.Rule.visit_days))
        found.append((first, last, days))
        free_from = last + ONE_DAY if last < END else None
    if free_from:
        found.append((free_from, END, credit.Rule.visit_days))
    return found


def _shape(one):
    """What tells a credit from another one of the same fact and person."""
    return round(one.units, credit.DIGITS), round(one.amount, credit.DIGITS), one.excluded, one.contact


def _shape_of_row(row):
    return (
        round(float(row["units"]), credit.DIGITS),
        round(float(row["amount"] or 0), credit.DIGITS),
        row["excluded"] or "",
        row["contact_id"],
    )
