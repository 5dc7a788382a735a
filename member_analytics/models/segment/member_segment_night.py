import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class MemberSegment(models.Model):
    """Who entered and left: by night, and by hand for fixed members.

    Set-based SQL, not the ORM: a segment of hundreds of thousands is compared in one statement, and only those who
    came or went are written.
    """

    _inherit = "member.segment"

    # ── By night ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _night_count(self, job):
        """The next segment, once the metrics are told; what was counted already today is left."""
        segment = self._due_in(job.company_id, (job.cursor or {}).get("after", 0))
        if segment:
            segment._count_or_tell(job.company_id._member_today())
            job.write({"done": job.done + 1, "cursor": {"after": segment.id}})
        return not segment

    @api.model
    def _due_in(self, company, after=0):
        """:return: the next segment to count in a company, none where the metrics are of another day"""
        day = company._member_today()
        if self.env["member.metrics.definition"]._of(company).refreshed_to != day:
            return self.browse()
        counted = [("company_id", "=", company.id), ("day", "=", day)]
        return self.search(
            [("id", ">", after), ("company_id", "in", [company.id, False]), ("size_ids", "not any", counted)],
            order="id",
            limit=1,
        )

    @api.model
    def _wake(self, company):
        """Count as soon as the metrics are told: where the night couldn't, that is by day."""
        if self._due_in(company):
            self.env["member.job"]._start_step("segments", company)

    def _count_or_tell(self, day):
        """One bad rule doesn't keep the others from being counted."""
        try:
            with self.env.cr.savepoint():
                self._count(day)
                self.night_problem = False
        except Exception as error:
            _logger.warning("segment %s isn't counted: %s", self.id, error)
            self.night_problem = str(error).strip()

    def _count(self, day):
        """Compare who is in the segment with who was, and keep who came, who went and how many there are.

        As superuser: the history is the whole segment's, and the rules of its readers decide what they see of it.
        """
        self.ensure_one()
        # sudo: see above.
        segment = self.sudo()
        members = self.env["res.partner"].sudo()._search(segment._audience())
        self._flush_memberships()
        self.env.execute_query(
            SQL(
                """
                WITH members AS MATERIALIZED (%(members)s),
                gone AS (
                    UPDATE member_segment_membership m SET left_on = %(day)s
                     WHERE %(open)s AND NOT EXISTS (SELECT FROM members WHERE members.id = m.partner_id) RETURNING 1),
                came AS (
                    INSERT INTO member_segment_membership (segment_id, company_id, partner_id, entered_on)
                    SELECT %(segment)s, %(company)s, members.id, %(day)s FROM members
                     WHERE NOT EXISTS (SELECT FROM member_segment_membership m
                                        WHERE %(open)s AND m.partner_id = members.id)
                        ON CONFLICT DO NOTHING RETURNING 1)
                %(keep)s
                """,
                **segment._sql_terms(day),
                members=members.select(),
                keep=segment._keep_size(
                    day,
                    SQL("(SELECT COUNT(*) FROM members)"),
                    SQL("(SELECT COUNT(*) FROM came)"),
                    SQL("(SELECT COUNT(*) FROM gone)"),
                ),
            )
        )
        self._forget_memberships()

    def _sql_terms(self, day):
        company = self.env.company.id
        return {
            "segment": self.id,
            "company": company,
            "day": day,
            "open": SQL("m.segment_id = %s AND m.company_id = %s AND m.left_on IS NULL", self.id, company),
        }

    def _keep_size(self, day, members, came, went):
        """The statement that writes a day's size; who comes and goes later that day is added."""
        return SQL(
            """INSERT INTO member_segment_size (segment_id, company_id, day, member_count, entered_count, left_count)
               VALUES (%(segment)s, %(company)s, %(day)s, %(members)s, %(came)s, %(went)s)
                   ON CONFLICT (segment_id, company_id, day) DO UPDATE
                  SET member_count = EXCLUDED.member_count,
                      entered_count = member_segment_size.entered_count + EXCLUDED.entered_count,
                      left_count = member_segment_size.left_count + EXCLUDED.left_count""",
            segment=self.id,
            company=self.env.company.id,
            day=day,
            members=members,
            came=came,
            went=went,
        )

    def _flush_memberships(self):
        self.env["member.segment.membership"].flush_model(["segment_id", "company_id", "partner_id", "left_on"])
        self.env["member.segment.size"].flush_model(
            ["segment_id", "company_id", "day", "member_count", "entered_count", "left_count"]
        )

    def _forget_memberships(self):
        self.env["member.segment.membership"].invalidate_model()
        self.env["member.segment.size"].invalidate_model()
        self.invalidate_recordset()

    # ── By hand ───────────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, domain):
        """Put contacts into a segment of fixed members; who is no member stays out.

        :param domain: domain of contacts, evaluated as the user
        :return: how many came
        """
        self._check_by_hand()
        day = self.env.company._member_today()
        members = self.env["res.partner"]._search(self._reachable() & Domain(domain))
        self._flush_memberships()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO member_segment_membership (segment_id, company_id, partner_id, entered_on)
                SELECT %(segment)s, %(company)s, members.id, %(day)s FROM (%(members)s) members
                 WHERE NOT EXISTS (SELECT FROM member_segment_membership m
                                    WHERE %(open)s AND m.partner_id = members.id)
                    ON CONFLICT DO NOTHING
                """,
                **self._sql_terms(day),
                members=members.select(),
            )
        )
        return self._keep_change(day, came=self.env.cr.rowcount)

    def _remove(self, domain):
        """Take contacts out of a segment of fixed members.

        :param domain: domain of contacts, evaluated as the user
        :return: how many went
        """
        self._check_by_hand()
        day = self.env.company._member_today()
        contacts = self.env["res.partner"].with_context(active_test=False)._search(Domain(domain))
        self._flush_memberships()
        self.env.execute_query(
            SQL(
                "UPDATE member_segment_membership m SET left_on = %(day)s WHERE %(open)s AND partner_id IN (%(contacts)s)",
                **self._sql_terms(day),
                contacts=contacts.select(),
            )
        )
        return self._keep_change(day, went=self.env.cr.rowcount)

    def _check_by_hand(self):
        self.ensure_one()
        self.check_access("write")
        if self.kind != "static":
            raise UserError(
                self.env._(
                    "Members of %(segment)s are set by its rule. Change the rule, or create a fixed segment.",
                    segment=self.name,
                )
            )

    def _keep_change(self, day, came=0, went=0):
        if came or went:
            terms = self._sql_terms(day)
            members = SQL("(SELECT COUNT(*) FROM member_segment_membership m WHERE %s)", terms["open"])
            self.env.cr.execute(self._keep_size(day, members, came, went))
        self._forget_memberships()
        return came or went
