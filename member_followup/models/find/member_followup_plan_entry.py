from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import entry, steps
from .member_followup_plan import BEGINNING

ONE_DAY = timedelta(days=1)


class MemberFollowupPlan(models.Model):
    """Who enters, and the first contact of each: as ``engine.entry`` says, for all members at once."""

    _inherit = "member.followup.plan"

    def _begin_found(self, first, today):
        """Begin a run for each occasion of a period that may begin one.

        What happens by day is found in the night after, so the run begins on the next day; who is found later still is
        late, and the tolerance of the step decides.
        """
        version = self.version_id._as_engine()
        self._begin(
            self._occasions(first, today),
            lambda counted, day: steps.start(version, counted, min(day + ONE_DAY, today)),
        )

    def _look_back(self, history, since):
        """What occasions before the start bring, as :func:`engine.entry.counting` says.

        :param history: as of the field
        :param date since: the first day that counts
        """
        version, start = self.version_id._as_engine(), self.date_start
        if history == "from_now":
            self._begin(self._last_ones(since, start), lambda counted, day: steps.start(version, counted, day))
        elif history == "as_if":
            before = self._occasions(max(since, self._begins_to_matter(start)), start - ONE_DAY)

            def ahead(counted, day):
                return entry.first_ahead(version, entry.Occasion((), day, counted), start)

            # Runs that are over by now stand before those that follow: a member's are begun one after the other.
            while self._begin(before, ahead, keeps_over=self.again != "occasion") and self.again == "after":
                pass

    def _begins_to_matter(self, start):
        """:return: date; occasions before that have no contact from a day on, nor stand in the way of others"""
        if self.again != "occasion":
            return BEGINNING
        # Months differ by three days, and no plan has ten of them.
        longest = steps.course(self.version_id._as_engine(), start)[-1].planned - start
        return start - longest - timedelta(days=30)

    def _last_ones(self, since, start):
        """The last occasion of each member before the start, as if it were of that day."""
        return SQL(
            """
            SELECT DISTINCT ON (partner_id) partner_id, source, %(start)s AS day, counted + (%(start)s - day) AS counted,
                   config_id, purchase_id, key
              FROM (%(before)s) past ORDER BY partner_id, past.day DESC, key COLLATE "C" DESC
            """,
            start=start,
            before=self._occasions(since, start - ONE_DAY),
        )

    # ── Who enters ────────────────────────────────────────────────────────────────────────────────────────────

    def _admitted(self, occasions):
        """The SQL twin of :func:`engine.entry.admitted`: of those that nothing stands against, a member's first one
        stands in the way of the others, unless each occasion has a run of its own."""
        terms = {
            "occasions": occasions,
            "plan": self.id,
            "to_flush": columns(self.env["member.followup.run"], "key", "plan_id", "partner_id", "state", "date_end"),
        }
        new = SQL("NOT EXISTS (SELECT FROM member_followup_run past WHERE past.key = found.key)")
        if self.again == "occasion":
            return SQL("SELECT found.* FROM (%(occasions)s) found WHERE %(new)s", new=new, **terms)
        keeps_out = SQL("TRUE")
        if self.again == "after":
            keeps_out = SQL("(past.state = 'open' OR past.date_end > found.day - %s)", self.again_days)
        return SQL(
            """
            SELECT DISTINCT ON (found.partner_id) found.*
              FROM (%(occasions)s) found
             WHERE %(new)s
               AND NOT EXISTS (SELECT FROM member_followup_run past
                                WHERE past.plan_id = %(plan)s AND past.partner_id = found.partner_id
                                  AND %(keeps_out)s)
          ORDER BY found.partner_id, found.day, found.key COLLATE "C"
            """,
            new=new,
            keeps_out=keeps_out,
            **terms,
        )

    # ── What begins ───────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, occasions, first_contact, keeps_over=False):
        """Begin runs, each with its first contact, in one statement. Who is held out has a run that ends at once.

        :param SQL occasions: as of ``_occasions``
        :param first_contact: function of the day that steps count from and of the day of the occasion to
            :class:`engine.steps.Due`; None when all contacts lie behind
        :param keeps_over: whether a run whose contacts all lie behind is recorded as ended, else it never was
        :return: number of runs
        """
        admitted = self._admitted(occasions)
        self.env.flush_query(admitted)
        with self.env["member.metrics"]._scratch("member_followup_found", admitted) as found:
            pairs = self.env.execute_query(SQL("SELECT DISTINCT counted, day FROM %s found", found))
            dues = {pair: first_contact(*pair) for pair in pairs}
            begun = self._write_begun(found, dues, keeps_over) if dues else 0
        self.env["member.followup.run"].invalidate_model()
        self.env["member.followup"].invalidate_model()
        return begun

    def _write_begun(self, found, dues, keeps_over):
        """
        :param SQL found: table of those who enter
        :param dues: dict of (counted, day) to :class:`engine.steps.Due` or None
        """
        version = self.version_id._as_engine()
        rows = [
            (counted, day, int(due.step), due.planned, None)
            if due
            else (counted, day, None, None, steps.course(version, counted)[-1].planned)
            for (counted, day), due in dues.items()
            if due or keeps_over
        ]
        first_dues = {due.step: due for due in dues.values() if due}
        contacts = [
            SQL(", %s AS (%s)", SQL.identifier(f"contact_{step}"), self._contacts(due))
            for step, due in first_dues.items()
        ]
        return self.env.execute_query(
            SQL(
                """
                WITH due (counted, day, step_id, planned, date_over) AS (
                    SELECT * FROM UNNEST(%(counted)s::date[], %(days)s::date[], %(steps)s::int[], %(planned)s::date[],
                                         %(over)s::date[]) AS given
                ), run AS (
                    INSERT INTO member_followup_run (
                        plan_id, version_id, partner_id, company_id, config_id, key, date_start, date_counted, occasion,
                        purchase_id, state, end_reason, date_end, create_uid, create_date, write_uid, write_date)
                    SELECT %(plan)s, %(version)s, found.partner_id, %(company)s, %(store)s, found.key, found.day,
                           found.counted, found.source, found.purchase_id,
                           CASE WHEN due.step_id IS NULL OR %(held_out)s THEN 'ended' ELSE 'open' END,
                           CASE WHEN due.step_id IS NULL THEN 'finished' WHEN %(held_out)s THEN 'held_out' END,
                           CASE WHEN due.step_id IS NULL THEN due.date_over WHEN %(held_out)s THEN found.day END,
                           %(user)s, %(now)s, %(user)s, %(now)s
                      FROM %(found)s found JOIN due USING (counted, day)
                        ON CONFLICT (key) DO NOTHING
                    RETURNING id, key, partner_id, config_id, date_counted, date_start, state
                ) %(contacts)s
                SELECT COUNT(*) FROM run
                """,
                counted=[row[0] for row in rows],
                days=[row[1] for row in rows],
                steps=[row[2] for row in rows],
                planned=[row[3] for row in rows],
                over=[row[4] for row in rows],
                plan=self.id,
                version=self.version_id.id,
                company=self.company_id.id,
                store=SQL("COALESCE(found.config_id, %s)", self._store()),
                held_out=self._held_out(),
                user=self.env.uid,
                now=fields.Datetime.now(),
                found=found,
                contacts=SQL("").join(contacts),
            )
        )[0][0]

    def _contacts(self, due):
        """The statement that plans the first contacts of the runs that begin with a step. What all of them have is told
        by a run that is only thought of.

        :param due: :class:`engine.steps.Due` of any of them
        """
        run = self.env["member.followup.run"].new(
            {"plan_id": self.id, "version_id": self.version_id.id, "company_id": self.company_id.id}
        )
        values = {**run._contact_vals(due), "state": "planned"}
        values |= {
            "key": SQL("run.key || %s", entry.contact_key("", due)),
            "run_id": SQL("run.id"),
            "partner_id": SQL("run.partner_id"),
            "config_id": SQL("run.config_id"),
            "date_planned": SQL("due.planned"),
            "date_first": SQL("due.planned"),
            "date_last": SQL("due.planned + %s", (values["date_last"] - values["date_planned"]).days),
            "date_decide": SQL("due.planned"),
            **self.env["member.followup"]._frozen(SQL("run.partner_id"), self.company_id),
            "create_uid": self.env.uid,
            "create_date": fields.Datetime.now(),
            "write_uid": self.env.uid,
            "write_date": fields.Datetime.now(),
        }
        return SQL(
            """
            INSERT INTO member_followup (%s)
            SELECT %s FROM run JOIN due ON due.counted = run.date_counted AND due.day = run.date_start
             WHERE due.step_id = %s AND run.state = 'open'
            """,
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(
                value if isinstance(value, SQL) else SQL("%s", None if value is False else value)
                for value in values.values()
            ),
            int(due.step),
        )

    def _store(self):
        """:return: SQL of the store of the member of ``found``: the till of the last purchase, else of the enrollment"""
        return SQL(
            """COALESCE(
                (SELECT p.config_id FROM member_purchase p
                  WHERE p.partner_id = found.partner_id AND p.company_id = %(company)s AND p.config_id IS NOT NULL
                  ORDER BY p.local_date DESC, p.id DESC LIMIT 1),
                (SELECT e.config_id FROM member_enrolment e
                  WHERE e.partner_id = found.partner_id AND e.company_id = %(company)s AND e.config_id IS NOT NULL
                  ORDER BY e.id DESC LIMIT 1))""",
            company=self.company_id.id,
            to_flush=[
                *columns(self.env["member.purchase"], "partner_id", "company_id", "config_id", "local_date"),
                *columns(self.env["member.enrolment"], "partner_id", "company_id", "config_id"),
            ],
        )
