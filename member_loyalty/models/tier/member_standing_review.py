from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import tier_review
from ...engine.tier_ladder import Step
from ...engine.tiers import Figures
from ..common.columns import columns


@dataclass(frozen=True)
class Judgement:
    """What a review makes of one member.

    :param standing: the member.standing
    :param outcome: :class:`engine.tier_review.Outcome`
    :param step: the :class:`engine.tier_ladder.Step` whose terms decided, or None
    :param window: first and last day of what was counted, or None
    :param tier: id of the tier that counts from now on, by the rules or by hand; or None
    :param hold_ended: the tier by hand is over
    :param look: the next day on which the calendar may change something, or None
    :param step_now: the step that the member stood on before, or None
    :param missing: what is missing to stay, dict of measure to Decimal, when the member is to be told; else None
    """

    standing: models.Model
    outcome: tier_review.Outcome
    step: Step | None
    window: tuple | None
    tier: int | None
    hold_ended: bool
    look: date | None
    step_now: Step | None
    missing: dict | None

    def _puts(self):
        """:return: where the judgment puts the member: the tier that counts, the one by the rules, and its end"""
        then = self.outcome.standing
        return self.tier, then.tier and then.tier.id, then.until


class MemberStanding(models.Model):
    """The review: read, let the engine judge, write."""

    _inherit = "member.standing"

    def _judge(self, day, ladders=None, sudden=tier_review.NOBODY):
        """Judge members as of a day, and write nothing.

        :param ladders: tuple of :class:`engine.tier_ladder.Ladder`, instead of those in force
        :param sudden: :class:`engine.tier_review.Sudden`
        :return: list of :class:`Judgement`
        """
        judgements = []
        for company, standings in self.grouped("company_id").items():
            in_force = ladders or self.env["member.tier"]._ladders(company.id)
            for ladder in in_force:
                members = standings.filtered(lambda one, ladder=ladder: ladder.for_joined(one._joined()))
                if members:
                    judgements += members._judge_on(ladder, day, sudden)
        return judgements

    def _ladder(self):
        """:return: the :class:`engine.tier_ladder.Ladder` that is for this member"""
        ladders = self.env["member.tier"]._ladders(self.company_id.id)
        return next(ladder for ladder in ladders if ladder.for_joined(self._joined()))

    def _joined(self):
        return self.partner_id.member_since or date.min

    def _judge_on(self, ladder, day, sudden):
        figures = self._entry_figures(ladder, day)
        staying = self._staying_figures(ladder, day, sudden)
        tiers = {step.tier.id: step.tier for step in ladder.steps}
        return [
            standing._judge_one(ladder, tiers, figures[standing.partner_id.id], staying.get(standing), day, sudden)
            for standing in self
        ]

    def _judge_one(self, ladder, tiers, figures, staying, day, sudden):
        at_once = self._is_sudden(sudden)
        since = self._joined()
        now = tier_review.Standing(tiers.get(self.tier_id.id), self.until or None)
        outcome = tier_review.judge(ladder.tiers, now, figures, staying or Figures(), day, since, at_once)
        then = outcome.standing
        hold = self._hold(tiers)
        held = hold if hold and hold.holds(day) else None
        tier = tier_review.effective_tier(then, held, day)
        step, window = self._decided(ladder, now, outcome, day, at_once)
        notice = ladder.step(then.tier.id).notice if then.tier else 0
        return Judgement(
            standing=self,
            outcome=outcome,
            step=step,
            window=window,
            tier=tier and tier.id,
            hold_ended=hold is not held,
            look=tier_review.next_look(then, held, notice, day),
            step_now=now.tier and ladder.step(now.tier.id),
            missing=self._missing(now, outcome, staying),
        )

    def _decided(self, ladder, now, outcome, day, at_once):
        """:return: the step whose terms decided, and the first and last day that they were counted on"""
        if outcome.move == "none":
            return None, None
        if outcome.move == "up":
            step, as_of, last = ladder.step(outcome.standing.tier.id), day, day
        else:
            step = ladder.step(now.tier.id)
            as_of, last = tier_review.staying_days(now.tier, self._ending(day, at_once), day)
        return step, (step.tier.window.first_day(as_of, self._joined()), last)

    def _missing(self, now, outcome, staying):
        if staying is None or outcome.move != "none" or now.tier.staying.met_by(staying) is not None:
            return None
        return now.tier.staying.missing(staying)

    # ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

    def _entry_figures(self, ladder, day):
        """:return: dict of partner id to dict of tier id to :class:`engine.tiers.Figures`, as of a day"""
        counted = self.env["member.purchase"]._figures(
            self._asked(dict.fromkeys(self.partner_id.ids, (day, day))), [step.measure for step in ladder.steps]
        )
        return {
            partner_id: {step.tier.id: counted[step.measure].get(partner_id, Figures()) for step in ladder.steps}
            for partner_id in self.partner_id.ids
        }

    def _staying_figures(self, ladder, day, sudden=tier_review.NOBODY, always=False):
        """What counts for staying, for those whose terms to stay are looked at.

        :param always: for all whose tier ends, however far away that is
        :return: dict of standing to :class:`engine.tiers.Figures`
        """
        found = {}
        for step in ladder.steps:
            due = self.filtered(
                lambda one, step=step: (
                    one.tier_id.id == step.tier.id
                    and (
                        one._is_sudden(sudden)
                        or (one.until and (always or day >= fields.Date.subtract(one.until, days=step.notice)))
                    )
                )
            )
            if not due:
                continue
            days = {
                one.partner_id.id: tier_review.staying_days(step.tier, one._ending(day, one._is_sudden(sudden)), day)
                for one in due
            }
            counted = self.env["member.purchase"]._figures(due._asked(days), [step.measure])[step.measure]
            found.update((one, counted.get(one.partner_id.id, Figures())) for one in due)
        return found

    def _is_sudden(self, sudden):
        return sudden.meets(self.tier_id.id, self.until)

    def _ending(self, day, at_once):
        """The end of the validity that the terms to stay are looked at for; None: as of the day itself."""
        if at_once and not (self.until and day > self.until):
            return None
        return self.until or None

    @api.model
    def _asked(self, days):
        """
        :param days: dict of partner id to (day that the window ends in, last day that counts)
        :return: SQL select, see ``_figures`` of member.purchase
        """
        return SQL(
            """
            SELECT m.id AS partner_id, COALESCE(m.member_since, asked.day) AS since, asked.day, asked.last,
                   COALESCE(m.member_history_from, '-infinity'::date) AS counts_from
              FROM UNNEST(%(partners)s::int[], %(days)s::date[], %(lasts)s::date[]) AS asked (partner, day, last)
              JOIN res_partner m ON m.id = asked.partner
            """,
            partners=list(days),
            days=[day for day, _last in days.values()],
            lasts=[last for _day, last in days.values()],
            to_flush=columns(self.env["res.partner"], "member_since", "member_history_from"),
        )
