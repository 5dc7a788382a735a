from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...engine import contact
from ..common.columns import columns

RANKS = {"duplicate": 1, "invalid": 2, "incomplete": 3, "outdated": 4}
# What the list is made from.
FILE = (
    *("active", "company_id", "name", "phone", "phone_sanitized", "email", "email_normalized", "birthdate_date"),
    *("member_number", "member_since", "member_left_on", "member_household_id", "member_completeness"),
    "member_confirmed_on",
)


class MemberRevision(models.Model):
    """One thing to look at in one member's file: the revision list is worked off row by row."""

    _name = "member.revision"
    _description = "Data Quality Issue"
    _order = "reason_rank, found_on, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    reason = fields.Selection(
        [
            ("duplicate", "Duplicate"),
            ("invalid", "Invalid"),
            ("incomplete", "Incomplete"),
            ("outdated", "Outdated"),
        ],
        required=True,
        readonly=True,
    )
    reason_rank = fields.Integer(readonly=True)
    twin_id = fields.Many2one("res.partner", "Duplicate of", readonly=True, index="btree_not_null", ondelete="cascade")
    matched_on = fields.Selection(
        [("phone", "Phone"), ("email", "Email"), ("name", "Name and birth date")], "Match", readonly=True
    )
    state = fields.Selection(
        [("todo", "To Do"), ("done", "Done"), ("skipped", "Skipped")],
        "Status",
        required=True,
        readonly=True,
        default="todo",
    )
    outcome = fields.Selection(
        [("fixed", "Fixed"), ("confirmed", "Confirmed as correct"), ("merged", "Merged")], "Resolution", readonly=True
    )
    found_on = fields.Date(required=True, readonly=True)
    done_on = fields.Date("Completed On", readonly=True)
    done_by_id = fields.Many2one("res.users", "Completed By", readonly=True, ondelete="restrict")
    user_id = fields.Many2one(
        related="partner_id.user_id",
        string="Salesperson",
        store=True,
        index="btree_not_null",
        depends=["partner_id.user_id"],
        ondelete="set null",
    )
    description = fields.Char("Problem", compute="_compute_description")
    remaining = fields.Integer(compute="_compute_remaining")

    name = fields.Char(related="partner_id.name", readonly=False)
    phone = fields.Char(related="partner_id.phone", readonly=False)
    email = fields.Char(related="partner_id.email", readonly=False)
    birthdate_date = fields.Date(related="partner_id.birthdate_date", readonly=False)
    gender = fields.Selection(related="partner_id.gender", readonly=False)
    street = fields.Char(related="partner_id.street", readonly=False)
    zip = fields.Char("ZIP Code", related="partner_id.zip", readonly=False)
    city = fields.Char(related="partner_id.city", readonly=False)
    member_completeness = fields.Integer(related="partner_id.member_completeness")
    member_confirmed_on = fields.Date(related="partner_id.member_confirmed_on")
    member_number = fields.Char(related="partner_id.member_number")
    twin_phone = fields.Char(related="twin_id.phone", string="Duplicate's Phone")
    twin_email = fields.Char(related="twin_id.email", string="Duplicate's Email")
    twin_birthdate = fields.Date(related="twin_id.birthdate_date", string="Duplicate's Birth Date")
    twin_number = fields.Char(related="twin_id.member_number", string="Duplicate's Number")

    _one_open = models.UniqueIndex(
        "(partner_id, reason, COALESCE(twin_id, 0)) WHERE state = 'todo'", "This is already on the list."
    )
    # The next row to work on, from a list of any length.
    _next_open = models.Index("(reason_rank, found_on, id) WHERE state = 'todo'")

    @api.depends("reason", "matched_on", "phone", "email", "member_completeness", "member_confirmed_on")
    def _compute_description(self):
        matched = {
            "phone": self.env._("Same phone number as %s"),
            "email": self.env._("Same email address as %s"),
            "name": self.env._("Same name and birth date as %s"),
        }
        for row in self:
            row.description = {
                "duplicate": lambda row=row: matched[row.matched_on] % row.twin_id.display_name,
                "invalid": row._what_is_invalid,
                "incomplete": lambda row=row: self.env._("%(score)s%% complete", score=row.member_completeness),
                "outdated": lambda row=row: self.env._(
                    "Last confirmed on %(date)s",
                    date=format_date(self.env, row.member_confirmed_on or row.partner_id.member_since)
                    or self.env._("an unknown date"),
                ),
            }[row.reason]()

    def _what_is_invalid(self):
        if self.phone and not self.partner_id.phone_sanitized:
            return self.env._("Invalid phone number: %(phone)s", phone=self.phone)
        return self.env._("Invalid email address: %(email)s", email=self.email)

    @api.depends_context("uid")
    def _compute_remaining(self):
        self.remaining = self.search_count([("state", "=", "todo")])

    # ── Work it off ───────────────────────────────────────────────────────────────────────────────────────────

    def action_work_off(self):
        """Open the first row that waits for the present user."""
        return self._next()

    def action_fixed(self):
        """What was wrong has been put right, here or in the member's file."""
        self.ensure_one()
        if self._still_holds():
            raise UserError(
                self.env._(
                    "%(name)s: %(what)s. Correct the file or confirm it as correct.",
                    name=self.partner_id.display_name,
                    what=self.description,
                )
            )
        self._close("done", "fixed")
        return self._next()

    def action_confirm(self):
        """The file is right as it is; a duplicate is somebody else."""
        self.ensure_one()
        self._close("done", "confirmed")
        return self._next()

    def action_skip(self):
        """Not now: the next list has it again."""
        self.ensure_one()
        self._close("skipped")
        return self._next()

    def action_merge(self):
        """Merge both files with core's wizard, which keeps to the rules of memberships."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_partner_merge")
        partners = self.partner_id | self.twin_id
        return {**action, "context": {"active_model": "res.partner", "active_ids": partners.ids}}

    def _close(self, state, outcome=False):
        today = self.env.company._member_today()
        self.write({"state": state, "outcome": outcome, "done_on": today, "done_by_id": self.env.uid})
        if outcome in ("fixed", "confirmed"):
            self.partner_id.check_access("write")
            # sudo: the day is the membership's own; the right to the file was checked.
            self.partner_id.sudo().member_confirmed_on = today

    def _next(self):
        """:return: the action of the next row that waits, or of the list where none does"""
        later = Domain("id", "!=", self.id) & Domain("state", "=", "todo")
        following = self.search(later & Domain("reason", "=", self.reason), limit=1) or self.search(later, limit=1)
        if not following:
            return self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_revision_action")
        return following.action_open()

    def action_open(self):
        """Open this row in the dialog that has the buttons; a form of its own would have none."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_revision_action_work")
        return {**action, "res_id": self.id}

    # ── What belongs on the list ───────────────────────────────────────────────────────────────────────────────

    # Set-based SQL: a million files are compared with one another.
    @api.model
    def _night_make_list(self, job):
        self._make_list(job.company_id)
        return True

    def action_make_list(self):
        """Make the list of the present company anew, now."""
        self.check_access("write")
        # sudo: the list follows from the files; whoever may work on it may have it made.
        self.sudo()._make_list(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_revision_action")

    def _make_list(self, company):
        """Add what is wrong now, and take off what isn't any more."""
        self.flush_model(["company_id", "partner_id", "reason", "twin_id", "state", "outcome", "done_on"])
        self.env["res.partner"].flush_model(["user_id"])
        self.env.execute_query(
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
            to_flush=columns(self.env["res.partner"], *FILE)
            + columns(self.env["member.enrolment"], "partner_id", "company_id", "date"),
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
