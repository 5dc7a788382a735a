from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine import uplift

#: what is told before there is a result rests on so many of a hundred buying anyway
SUPPOSED = 0.1


class MemberFollowupPlan(models.Model):
    """Attributed is not caused: what contacts did is told by those who were left out, on the day fixed at the start."""

    _inherit = "member.followup.plan"

    uplift_text = fields.Text("What Contacts Do", compute="_compute_uplift_text")

    @api.depends("holdout", "holdout_share", "holdout_from", "date_read", "is_service", "state")
    def _compute_uplift_text(self):
        for plan in self:
            plan.uplift_text = plan._uplift_words()

    def _uplift(self):
        """What the plan did to those who entered, by assignment, reached or not: one result, of the day fixed at the
        start, and none before. Only those count whose window was over by then.

        :return: dict of asked, came, held_out, came_out (numbers of members) and told, :class:`engine.uplift.Uplift` or
            None; None before its day
        """
        self.ensure_one()
        if not self.date_read or self.company_id._member_today() < self.date_read:
            return None
        # sudo: numbers of members, of whichever store.
        counts = {is_out: (count, came) for is_out, count, came in self.sudo()._counts_by_assignment()}
        (asked, came), (held_out, came_out) = counts.get(False, (0, 0)), counts.get(True, (0, 0))
        return {
            "asked": asked,
            "came": came,
            "held_out": held_out,
            "came_out": came_out,
            "told": uplift.uplift(came, asked, came_out, held_out),
        }

    def _counts_by_assignment(self):
        """Set-based SQL, not the ORM: each member's first run, and whether a purchase followed.

        :return: list of (is held out, members, those of them who bought)
        """
        runs, purchases = self.env["member.followup.run"], self.env["member.purchase"]
        return self.env.execute_query(
            SQL(
                """
                SELECT is_out, COUNT(*), COUNT(*) FILTER (WHERE EXISTS (
                           SELECT FROM member_purchase p
                            WHERE p.partner_id = entered.partner_id AND p.company_id = %(company)s
                              AND p.local_date > entered.day - (entered.purchase_id IS NULL)::int
                              AND p.local_date <= entered.day + %(window)s AND %(counts)s))
                  FROM (SELECT DISTINCT ON (partner_id) partner_id, purchase_id, end_reason = 'held_out' AS is_out,
                               GREATEST(date_start, %(since)s) AS day
                          FROM (SELECT partner_id, purchase_id, date_start, id, COALESCE(end_reason, '') AS end_reason
                                  FROM member_followup_run
                                 WHERE plan_id = %(plan)s AND date_start <= %(read)s
                                   -- over before the plan began
                                   AND NOT (COALESCE(date_end, %(since)s) < %(since)s AND end_reason = 'finished')) run
                      ORDER BY partner_id, date_start, id) entered
                 WHERE entered.day + %(window)s <= %(read)s
              GROUP BY is_out
                """,
                company=self.company_id.id,
                plan=self.id,
                since=self.holdout_from,
                window=self.holdout_window,
                read=self.date_read,
                counts=purchases._is_purchase(SQL("p"), self.date_read),
                to_flush=[
                    *columns(runs, "partner_id", "purchase_id", "date_start", "date_end", "end_reason", "plan_id"),
                    *columns(purchases, "partner_id", "company_id", "local_date", "amount_net", "returned_on"),
                ],
            )
        )

    # ── In words ──────────────────────────────────────────────────────────────────────────────────────────────

    def _uplift_words(self):
        if self.is_service or self.holdout == "none":
            return self.env._(
                "Nobody is held out, so what is credited can't be told from what would have happened anyway."
            )
        if not self.holdout_from and self.state != "draft":
            return self.env._("This plan began without holding anybody out. Duplicate it to compare.")
        if not self.holdout_from:
            return self._size_words(self._member_count())
        result = self._uplift()
        if result is None:
            return self.env._(
                "The result is read on %(day)s. Until then nothing is told: whoever looks every day sees differences that "
                "aren't there.",
                day=format_date(self.env, self.date_read),
            )
        return self._result_words(result)

    def _size_words(self, members):
        """What a shop of this size could see at all, before anything is known."""
        share = self._holdout_now()
        held_out = round(members * share)
        if not held_out or held_out == members:
            return self.env._("There are too few members to hold anybody out.")
        return self.env._(
            "If all %(members)s members enter, about %(held_out)s of them are held out. If 10 %% buy anyway, a "
            "difference from %(points)s percentage points can be seen.",
            members=formatLang(self.env, members, digits=0),
            held_out=formatLang(self.env, held_out, digits=0),
            points=self._points(uplift.detectable(SUPPOSED, members - held_out, held_out)),
        )

    def _result_words(self, result):
        told = result["told"]
        if told is None:
            return self.env._(
                "Too few to tell: on %(day)s there weren't both members who were to be contacted and members held out.",
                day=format_date(self.env, self.date_read),
            )
        said = [
            self.env._(
                "Within %(window)s days %(came)s of %(asked)s members who were to be contacted bought, and %(came_out)s of "
                "%(held_out)s held out.",
                window=self.holdout_window,
                **{name: formatLang(self.env, count, digits=0) for name, count in result.items() if name != "told"},
            ),
            self._difference_words(told),
            self.env._(
                "Groups of this size show differences from %(points)s percentage points.",
                points=self._points(told.detectable),
            ),
        ]
        return "\n".join(said)

    def _difference_words(self, told):
        if not told.is_told:
            return self.env._("Too few to tell: contacts may have made no difference.")
        return self.env._(
            "Contacts made a difference of %(points)s percentage points (with 95 %% certainty between %(low)s and "
            "%(high)s).",
            points=self._points(told.difference),
            low=self._points(told.low),
            high=self._points(told.high),
        )

    def _points(self, share):
        return formatLang(self.env, 100 * share, digits=1)
