from odoo import api, models
from odoo.tools import SQL

from ..engine import bgnbd
from .member_metrics_query import CLASSES, FIGURES

# So many partners' purchases are counted together, and committed as one batch of the background work.
BATCH = 100_000


class MemberMetrics(models.Model):
    """Bringing metrics up to a day: of all, or of those with news."""

    _inherit = "member.metrics"

    @api.model
    def _refresh(self, definition, day, scope):
        """Count the members of a scope anew.

        :param SQL scope: condition that follows the id of a partner
        """
        self._refresh_figures(definition, day, scope)
        self._refresh_habits(definition, day, scope)
        self.invalidate_model()

    @api.model
    def _refresh_figures(self, definition, day, scope):
        self.env.flush_all()
        self._make("member_metrics_figures", self._figures(definition, day, scope))
        self._write_classified(definition, day, SQL("member_metrics_figures"), scope)

    @api.model
    def _refresh_news(self, definition, day):
        """Count anew whoever bought, was merged, joined or left, or whom the calendar moves.

        :return: number of members
        """
        company = definition.company_id
        self.env["member.metrics.due"]._spread()
        due = set(self.env["member.metrics.due"]._take(company, day))
        moved = self.env.execute_query(
            SQL("SELECT partner_id FROM member_metrics WHERE company_id = %s AND changes_on <= %s", company.id, day)
        )
        ids = sorted(due.union(partner_id for (partner_id,) in moved))
        if ids:
            self._refresh(definition, day, SQL("= ANY(%s)", ids))
        definition.refreshed_to = day
        return len(ids)

    @api.model
    def _refresh_all(self, definition, day):
        """Count everybody anew in one go; :class:`member.job` does the same batch by batch."""
        after = 0
        while after is not None:
            after = self._refresh_batch(definition, day, after)
        self._finish(definition, day)

    @api.model
    def _refresh_batch(self, definition, day, after):
        """:return: id of the last partner looked at; None when there are no more"""
        [(last,)] = self.env.execute_query(
            SQL("SELECT MAX(id) FROM (SELECT id FROM res_partner WHERE id > %s ORDER BY id LIMIT %s) p", after, BATCH)
        )
        if last is None:
            return None
        self._refresh_figures(definition, day, SQL("BETWEEN %s AND %s", after + 1, last))
        return last

    @api.model
    def _finish(self, definition, day):
        """Once everybody is counted: their habits, what they make together, and each one's place in it.

        Habits of all at once: they are read from the table of purchases, where a batch's are on every page.
        """
        self._refresh_habits(definition, day, SQL("IS NOT NULL"))
        definition._cut(day)
        figures = SQL("(SELECT * FROM member_metrics WHERE company_id = %s)", definition.company_id.id)
        self._make(
            "member_metrics_figures",
            SQL("SELECT partner_id, %s FROM %s m", SQL(", ").join(map(SQL.identifier, FIGURES)), figures),
        )
        self._write_classified(definition, day, SQL("member_metrics_figures"), SQL("> 0"))
        definition.refreshed_to = day
        self.invalidate_model()

    # ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _make(self, name, query):
        table = SQL.identifier(name)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", table))
        self.env.cr.execute(SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", table, query))
        self.env.cr.execute(SQL("ANALYZE %s", table))

    @api.model
    def _write_classified(self, definition, day, figures, scope):
        """Rows that stay as they are aren't written: the next vacuum has nothing to do for them."""
        self._make_expected(definition, figures)
        self._make("member_metrics_new", self._classified(definition, day, figures))
        # Else a planner that hasn't seen the new rows of the other table yet may compare each with each.
        self.env.cr.execute("ALTER TABLE member_metrics_new ADD PRIMARY KEY (partner_id)")
        names = (*FIGURES, *CLASSES)
        terms = {
            "company": definition.company_id.id,
            "scope": scope,
            "columns": SQL(", ").join(map(SQL.identifier, names)),
            "new": SQL(", ").join(SQL.identifier("n", name) for name in names),
            "old": SQL(", ").join(SQL.identifier("t", name) for name in names),
        }
        for statement in (
            """UPDATE member_metrics t SET (%(columns)s) = (%(new)s) FROM member_metrics_new n
                WHERE t.company_id = %(company)s AND t.partner_id = n.partner_id
                  AND (%(old)s) IS DISTINCT FROM (%(new)s)""",
            """INSERT INTO member_metrics (partner_id, company_id, %(columns)s)
               SELECT n.partner_id, %(company)s, %(new)s FROM member_metrics_new n
                WHERE NOT EXISTS (SELECT FROM member_metrics t
                                   WHERE t.company_id = %(company)s AND t.partner_id = n.partner_id)
                   ON CONFLICT DO NOTHING""",
            """DELETE FROM member_metrics t WHERE t.company_id = %(company)s AND t.partner_id %(scope)s
                  AND NOT EXISTS (SELECT FROM member_metrics_new n WHERE n.partner_id = t.partner_id)""",
        ):
            self.env.cr.execute(SQL(statement, **terms))

    @api.model
    def _make_expected(self, definition, figures):
        """A table of what to expect of members alike: it depends on two numbers only, so few have to be calculated."""
        self._make("member_metrics_expected", SQL("SELECT 0 AS repeats, 0 AS age, 0::float8 AS purchases WHERE FALSE"))
        cuts = definition.cuts or {}
        if not cuts.get("bgnbd"):
            return
        fitted = bgnbd.Parameters(**cuts["bgnbd"])
        alike = self.env.execute_query(
            SQL(
                """SELECT DISTINCT visit_count - 1, GREATEST(%s::date, last_date) - first_date FROM %s f
                    WHERE last_date IS NOT NULL""",
                cuts["day"],
                figures,
            )
        )
        ahead = definition.ahead_days
        expected = [bgnbd.purchases_if_alive(fitted, repeats, age, ahead) for repeats, age in alike]
        self.env.cr.execute(
            SQL(
                "INSERT INTO member_metrics_expected SELECT * FROM UNNEST(%s::int[], %s::int[], %s::float8[])",
                [repeats for repeats, _age in alike],
                [age for _repeats, age in alike],
                expected,
            )
        )
        self.env.cr.execute("ANALYZE member_metrics_expected")

    # ── By night and on demand ────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _start_refresh(self, company):
        """Queue the background work that counts everybody of a company anew."""
        # sudo: counts contacts of all companies, for the total only.
        total = self.env["res.partner"].sudo().with_context(active_test=False).search_count([])
        name = self.env._("Metrics of %(company)s", company=company.name)
        cursor = {"after": 0, "day": company._member_today().isoformat()}
        return self.env["member.job"]._start("metrics", name, total, cursor=cursor, company=company)

    @api.model
    def _cron_refresh(self):
        """Every night: who has news; everybody, once the cuts are a month old."""
        for company in self.env["res.company"]._member_in_turn():
            day, definition = company._member_today(), self.env["member.metrics.definition"]._of(company)
            if not definition._is_cut_for(day):
                waiting = [
                    ("kind", "=", "metrics"),
                    ("company_id", "=", company.id),
                    ("state", "in", ("queued", "running")),
                ]
                if not self.env["member.job"].search_count(waiting):
                    self._start_refresh(company)
            else:
                self._refresh_news(definition, day)
                self.env["member.metrics.snapshot"]._take_due(definition, day)
            if not self.env["ir.cron"]._commit_progress(1):
                return
