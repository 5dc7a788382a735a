from collections import defaultdict
from datetime import timedelta
from itertools import groupby

from odoo import models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import entry, steps
from .member_followup_plan import BEGINNING

ONE_DAY = timedelta(days=1)


class MemberFollowupPlan(models.Model):
    """What a plan would do in a period, told without doing it."""

    _inherit = "member.followup.plan"

    def _preview(self, first, last):
        """The contacts that the plan would make if it started on the first day of a period and reached everybody who isn't
        held out. Runs
        that began before stand in the way as they would; those that began later are left out of account.

        :return: list of dicts of partner_id, step_id, date, channel and config_id, by member
        """
        self.ensure_one()
        plan = self._here()
        found = plan.env.execute_query_dict(
            SQL(
                """
                SELECT found.*, COALESCE(found.config_id, %s) AS store
                  FROM (%s) found WHERE NOT %s ORDER BY partner_id, day, key COLLATE "C"
                """,
                plan._store(),
                plan._foreseen_occasions(first, last),
                plan._held_out(),
            )
        )
        pasts, bought = plan._pasts(first), plan._bought_in(first, last)
        version, channels = plan.version_id._as_engine(), {step.id: step.channel for step in plan.version_id.step_ids}
        return [
            {
                "partner_id": partner_id,
                "step_id": int(due.step),
                "date": due.planned,
                "channel": channels[int(due.step)],
                "config_id": row["store"],
            }
            for partner_id, rows in groupby(found, lambda row: row["partner_id"])
            for row, dues in plan._foreseen(version, rows, pasts[partner_id], bought[partner_id], first)
            for due in dues
            if first <= due.planned <= last
        ]

    def _foreseen_occasions(self, first, last):
        """:return: SQL as of ``_occasions``, of all that counts by the plan's history; where nobody enters again, of each
        member the first one"""
        if self.history == "from_now":
            moved = self._last_ones(BEGINNING, first)
            found = SQL("(%s) UNION ALL (%s)", moved, self._occasions(first, last))
        else:
            found = self._occasions(self._begins_to_matter(first) if self.history == "as_if" else first, last)
        if self.again != "never":
            return found
        return SQL('SELECT DISTINCT ON (partner_id) * FROM (%s) one ORDER BY partner_id, day, key COLLATE "C"', found)

    def _foreseen(self, version, rows, pasts, bought, first):
        """What the occasions of one member bring, one after the other.

        :param rows: iterable of dicts of key, day, counted, …, in the order of their days
        :param pasts: list of :class:`engine.entry.Past`
        :param bought: sorted list of the dates of purchases that end runs
        :return: iterable of (row, list of :class:`engine.steps.Due`)
        """
        policy, pasts = entry.Entry(self.again, self.again_days), list(pasts)
        for row in rows:
            key, day, counted = row["key"], row["day"], row["counted"]
            if entry.refusal(policy, key, day, pasts):
                continue
            # From its first day on the plan runs; before, it is as if it had run.
            dues = steps.course(version, counted, begins=day if day >= first else BEGINNING)
            since = counted if row["purchase_id"] else counted - ONE_DAY
            end = next((on for on in bought if on > since), None)
            pasts.append(entry.Past(key, min(filter(None, (dues[-1].planned, end)))))
            yield row, [due for due in dues if end is None or due.planned < end]

    def _pasts(self, first):
        """:return: dict of partner id to the runs that began before a day"""
        pasts = defaultdict(list)
        runs = self.env["member.followup.run"].search_read(
            [("plan_id", "=", self.id), ("date_start", "<", first)], ["partner_id", "key", "date_end"], load=None
        )
        for run in runs:
            pasts[run["partner_id"]].append(entry.Past(run["key"], run["date_end"] or None))
        return pasts

    def _bought_in(self, first, last):
        """:return: dict of partner id to the sorted days of purchases in a period; empty where they end nothing"""
        bought = defaultdict(list)
        if self.exit_on_purchase:
            purchases = self.env["member.purchase"]
            bought.update(
                self.env.execute_query(
                    SQL(
                        """
                        SELECT p.partner_id, ARRAY_AGG(DISTINCT p.local_date ORDER BY p.local_date)
                          FROM member_purchase p WHERE %s AND p.local_date BETWEEN %s AND %s GROUP BY p.partner_id
                        """,
                        self._counts(SQL("p"), last),
                        self._begins_to_matter(first) if self.history == "as_if" else first,
                        last,
                        to_flush=columns(purchases, "partner_id", "local_date"),
                    )
                )
            )
        return bought
