from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine import bgnbd
from .member_metrics_figures import FIGURES
from .member_metrics_habits import HABITS
from .member_metrics_query import CLASSES


class MemberMetrics(models.Model):
    """Bringing metrics up to a day: of all, or of those with news."""

    _inherit = "member.metrics"

    @api.model
    def _refresh(self, definition, day, ids=None):
        """Count members anew, and write each of them once.

        :param ids: of partners, None for everybody
        """
        with (
            self._figured(definition, day, ids) as figures,
            self._expected(definition, figures) as expected,
            self._liked(definition, day, figures, ids) as liked,
        ):
            rows = SQL(
                "SELECT * FROM (%s) classified JOIN (%s) liked USING (partner_id)",
                self._classified(definition, day, figures, expected),
                liked,
            )
            self._write_changed(definition, rows, (*FIGURES, *CLASSES, *HABITS))
            self._delete_gone(definition, figures, ids)
        self.invalidate_model()

    @api.model
    def _refresh_figures(self, definition, day, ids=None, cut=False):
        """
        :param cut: whether to take the cuts anew from what is counted
        """
        with self._figured(definition, day, ids) as figures:
            if cut:
                definition._cut(day, figures)
            with self._expected(definition, figures) as expected:
                rows = self._classified(definition, day, figures, expected)
                self._write_changed(definition, rows, (*FIGURES, *CLASSES))
            self._delete_gone(definition, figures, ids)

    @api.model
    def _refresh_news(self, definition, day):
        """Count anew whoever bought, was merged, joined or left, or whom the calendar moves.

        :return: number of members
        """
        company = definition.company_id
        self.env["member.metrics.due"]._spread()
        due = set(self.env["member.metrics.due"]._take(company, day))
        self.flush_model(["partner_id", "company_id", "changes_on"])
        moved = self.env.execute_query(
            SQL("SELECT partner_id FROM member_metrics WHERE company_id = %s AND changes_on <= %s", company.id, day)
        )
        ids = sorted(due.union(partner_id for (partner_id,) in moved))
        if ids:
            self._refresh(definition, day, ids)
        definition.refreshed_to = day
        return len(ids)

    @api.model
    def _refresh_all(self, definition, day):
        """Count everybody anew in one go; :class:`member.job` does the same in two."""
        self._refresh_figures(definition, day, cut=True)
        self._refresh_habits(definition, day)
        definition.refreshed_to = day
        self.invalidate_model()

    # ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _write_changed(self, definition, rows, names):
        """Rows that stay as they are aren't written: the next vacuum has nothing to do for them.

        :param SQL rows: select of partner_id and of the named columns
        """
        self.flush_model(["partner_id", "company_id", *names])
        terms = {
            "company": definition.company_id.id,
            "rows": rows,
            "columns": SQL(", ").join(map(SQL.identifier, names)),
            "new": SQL(", ").join(SQL.identifier("n", name) for name in names),
            "old": SQL(", ").join(SQL.identifier("t", name) for name in names),
        }
        changed = SQL(
            """SELECT t.id, n.* FROM (%(rows)s) n
                 LEFT JOIN member_metrics t ON t.partner_id = n.partner_id AND t.company_id = %(company)s
                WHERE t.id IS NULL OR (%(old)s) IS DISTINCT FROM (%(new)s)""",
            **terms,
        )
        with self._scratch("member_metrics_new", changed, "id") as found:
            for statement in (
                """UPDATE member_metrics t SET (%(columns)s) = (%(new)s) FROM %(found)s n WHERE t.id = n.id""",
                """INSERT INTO member_metrics (partner_id, company_id, %(columns)s)
                   SELECT n.partner_id, %(company)s, %(new)s FROM %(found)s n WHERE n.id IS NULL
                       ON CONFLICT DO NOTHING""",
            ):
                self.env.cr.execute(SQL(statement, found=found, **terms))

    @api.model
    def _delete_gone(self, definition, figures, ids):
        """Who is no member of the company any more has no figures."""
        self.flush_model(["partner_id", "company_id"])
        asked = SQL("SELECT partner_id FROM member_metrics WHERE company_id = %s", definition.company_id.id)
        if ids is not None:
            asked = SQL("SELECT UNNEST(%s::int[]) AS partner_id", list(ids))
        gone = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM (%s) asked
                    WHERE NOT EXISTS (SELECT FROM %s f WHERE f.partner_id = asked.partner_id)""",
                asked,
                figures,
            )
        )
        if gone:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM member_metrics WHERE company_id = %s AND partner_id = ANY(%s)",
                    definition.company_id.id,
                    [partner_id for (partner_id,) in gone],
                )
            )

    @api.model
    def _expected(self, definition, figures):
        """A table of what to expect of members alike: it depends on two numbers only, so few have to be calculated.

        :return: context with its SQL name
        """
        alike, expected = [], []
        cuts = definition.cuts or {}
        if cuts.get("bgnbd"):
            fitted = bgnbd.Parameters(**cuts["bgnbd"])
            alike = self.env.execute_query(
                SQL(
                    """SELECT DISTINCT visit_count - 1, GREATEST(%s::date, last_date) - first_date FROM %s f
                        WHERE last_date IS NOT NULL""",
                    cuts["day"],
                    figures,
                )
            )
            expected = [bgnbd.purchases_if_alive(fitted, *pair, definition.ahead_days) for pair in alike]
        return self._scratch(
            "member_metrics_expected",
            SQL(
                "SELECT * FROM UNNEST(%s::int[], %s::int[], %s::float8[]) AS e (repeats, age, purchases)",
                [repeats for repeats, _age in alike],
                [age for _repeats, age in alike],
                expected,
            ),
            key="age",
        )

    # ── By night and on demand ────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _start_refresh(self, company, since=None):
        """Queue the background work that counts everybody of a company anew.

        :param date since: the month ends from this day on are told anew, too
        """
        # sudo: counts members of all owners, for the total only.
        total = self.env["res.partner"].sudo().search_count([("member_number", "!=", False)])
        name = self.env._("Metrics of %(company)s", company=company.name)
        cursor = {"step": "figures", "day": company._member_today().isoformat()}
        if since:
            cursor["month_end"] = (since + relativedelta(day=31)).isoformat()
        return self.env["member.job"]._start("metrics", name, total, cursor=cursor, company=company)

    @api.model
    def _night_refresh(self, job):
        """Who has news; everybody, once the cuts are a month old. Then the last month end, and the months' spend."""
        definition = self.env["member.metrics.definition"]._of(job.company_id)
        today = job.company_id._member_today()
        cursor = job.cursor or {
            "day": today.isoformat(),
            "phase": "news" if definition._is_cut_for(today) else "figures",
        }
        following = self._night_phase(definition, cursor["phase"], date.fromisoformat(cursor["day"]))
        job.cursor = {**cursor, "phase": following}
        return not following

    @api.model
    def _night_phase(self, definition, phase, day):
        """:return: the phase that follows, None after the last"""
        if phase == "news":
            self._refresh_news(definition, day)
            return "month_end"
        if phase == "figures":
            self._refresh_figures(definition, day, cut=True)
            return "habits"
        if phase == "habits":
            self._refresh_habits(definition, day)
            definition.refreshed_to = day
            return "month_end"
        if phase == "month_end":
            self.env["member.metrics.snapshot"]._take_due(definition, day)
            return "months"
        self.env["member.month"]._refresh(definition)
        return None
