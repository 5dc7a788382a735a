from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import contact

RANKS = {"duplicate": 1, "invalid": 2, "incomplete": 3, "outdated": 4}


class MemberRevision(models.Model):
    """What belongs on the revision list. Set-based SQL: a million files are compared with one another."""

    _inherit = "member.revision"

    @api.model
    def _cron_make_list(self):
        """Every two months, in the background."""
        for company in self.env["res.company"]._member_in_turn():
            self._make_list(company)

    def action_make_list(self):
        """Make the list of the present company anew, now."""
        self.check_access("write")
        # sudo: the list follows from the files; whoever may work on it may have it made.
        self.sudo()._make_list(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_revision_action")

    def _make_list(self, company):
        """Add what is wrong now, and take off what isn't any more."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (%(found)s), gone AS (
                    DELETE FROM member_revision r
                     WHERE r.company_id = %(company)s AND r.state = 'todo'
                       AND NOT EXISTS (SELECT FROM found f
                                        WHERE f.partner_id = r.partner_id AND f.reason = r.reason
                                          AND f.twin_id IS NOT DISTINCT FROM r.twin_id)
                )
                INSERT INTO member_revision (partner_id, company_id, reason, reason_rank, twin_id, matched_on, state,
                                             found_on, user_id, create_uid, create_date, write_uid, write_date)
                SELECT f.partner_id, %(company)s, f.reason, f.rank, f.twin_id, f.matched_on, 'todo', %(today)s,
                       p.user_id, %(user)s, NOW() AT TIME ZONE 'UTC', %(user)s, NOW() AT TIME ZONE 'UTC'
                  FROM found f JOIN res_partner p ON p.id = f.partner_id
                 -- What somebody has said is right stays off the list: two people for good, a file as long as it is good.
                 WHERE NOT EXISTS (SELECT FROM member_revision r
                                    WHERE r.partner_id = f.partner_id AND r.reason = f.reason AND r.state = 'done'
                                      AND r.outcome = 'confirmed' AND r.twin_id IS NOT DISTINCT FROM f.twin_id
                                      AND (f.reason = 'duplicate' OR r.done_on > %(good_since)s))
                    ON CONFLICT DO NOTHING
                """,
                found=self._found(company),
                company=company.id,
                today=company._member_today(),
                good_since=self._good_since(company),
                user=self.env.uid,
            )
        )
        self.invalidate_model()

    def _still_holds(self):
        self.ensure_one()
        self.env.flush_all()
        return bool(
            self.env.execute_query(
                SQL(
                    """SELECT 1 FROM (%s) f
                        WHERE f.partner_id = %s AND f.reason = %s AND f.twin_id IS NOT DISTINCT FROM %s""",
                    self._found(self.company_id, self.partner_id | self.twin_id),
                    self.partner_id.id,
                    self.reason,
                    self.twin_id.id or None,
                )
            )
        )

    def _good_since(self, company):
        return fields.Date.subtract(company._member_today(), months=company.member_revision_months)

    def _found(self, company, partners=None):
        """:return: SQL of partner_id, reason, rank, twin_id and matched_on of all that is wrong in members' files"""
        members = SQL(
            """SELECT p.id, p.name, p.phone, p.phone_sanitized, p.email, p.email_normalized, p.birthdate_date,
                      p.member_household_id, p.member_completeness,
                      COALESCE(p.member_confirmed_on, p.member_since) AS confirmed
                 FROM res_partner p
                WHERE p.active AND p.member_number IS NOT NULL AND p.member_left_on IS NULL AND %s
                  AND COALESCE(p.company_id, (SELECT e.company_id FROM member_enrolment e WHERE e.partner_id = p.id
                                               ORDER BY e.date DESC, e.id DESC LIMIT 1), %s) = %s""",
            SQL("p.id = ANY(%s)", partners.ids) if partners else SQL("TRUE"),
            self.env.ref("base.main_company").id,
            company.id,
        )
        return SQL(
            """
            WITH member AS MATERIALIZED (%(members)s)
            (SELECT DISTINCT ON (partner_id, twin_id) partner_id, 'duplicate' AS reason, %(duplicate)s AS rank,
                    twin_id, matched_on
               FROM (%(same_phone)s UNION ALL %(same_email)s UNION ALL %(same_name)s) same
           ORDER BY partner_id, twin_id, strength)
             UNION ALL
            SELECT id, 'invalid', %(invalid)s, NULL, NULL FROM member
             WHERE (phone > '' AND phone_sanitized IS NULL) OR (email > '' AND email !~ %(email)s)
             UNION ALL
            SELECT id, 'incomplete', %(incomplete)s, NULL, NULL FROM member WHERE member_completeness < %(score)s
             UNION ALL
            SELECT id, 'outdated', %(outdated)s, NULL, NULL FROM member WHERE confirmed <= %(good_since)s
            """,
            members=members,
            same_phone=_same(1, "phone", SQL("phone_sanitized")),
            same_email=_same(2, "email", SQL("email_normalized")),
            same_name=_same(3, "name", SQL("LOWER(TRIM(name)) || birthdate_date")),
            email=contact.EMAIL,
            score=company.member_revision_score,
            good_since=self._good_since(company),
            **RANKS,
        )


def _same(strength, matched_on, key):
    """Every later file with the key of an earlier one, with that one. Who lives together may share a phone."""
    return SQL(
        """
        SELECT id AS partner_id, twin_id, %(matched_on)s AS matched_on, %(strength)s AS strength
          FROM (SELECT id, FIRST_VALUE(id) OVER same_key AS twin_id, member_household_id,
                        FIRST_VALUE(member_household_id) OVER same_key AS twin_household
                   FROM member WHERE %(key)s IS NOT NULL
                 WINDOW same_key AS (PARTITION BY %(key)s ORDER BY id)) pair
         WHERE id != twin_id
           AND (member_household_id IS NULL OR member_household_id IS DISTINCT FROM twin_household)
        """,
        matched_on=matched_on,
        strength=strength,
        key=key,
    )
