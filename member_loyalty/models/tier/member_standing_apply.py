from datetime import date

from odoo import api, models
from odoo.tools import SQL

from ...engine import tier_review
from ...engine.tiers import MEASURES, Figures
from ..common.member_job import MOST_GROWTH

# Windows of all the time begin before any date that PostgreSQL's drivers and people read.
EARLIEST = date(1900, 1, 1)


class MemberStanding(models.Model):
    """What a review writes. Set-based SQL: a night may move a hundred thousand members."""

    _inherit = "member.standing"
    # So many are counted together; those whom no review can move are put off by one statement.
    _DUE = 10_000

    def _review(self, day, sudden=tier_review.NOBODY, **values):
        """Judge members, and carry it out.

        :param values: further values of the tier changes: purchase_id, note, review_id
        :return: the tier changes made
        """
        return self._carry_out(self._judge(day, sudden=sudden), day, **values)

    @api.model
    def _carry_out(self, judgements, day, **values):
        """
        :param judgements: list of :class:`.member_standing_review.Judgement`
        :return: the tier changes made
        """
        changes = [one.standing._change(one) for one in judgements if one.standing._is_change(one)]
        self._write_judged(judgements)
        return self.env["res.partner"]._member_change_tier([{**change, **values} for change in changes], day)

    def _undo_ground(self, day, purchase):
        """Take back tiers whose ground was returned, where their rule says so.

        The terms of entry are looked at once more, over the days that gave the tier and up to now.

        :param purchase: the member.purchase that returns something
        """
        for standing in self:
            step = standing._ladder().step(standing.tier_id.id)
            gave = standing._gave_tier() if step and step.undo else None
            if not gave:
                continue
            partner_id = standing.partner_id.id
            asked = self._asked({partner_id: (gave.window_end, day)})
            figures = self.env["member.purchase"]._figures(asked, [step.measure])[step.measure]
            if step.tier.entry.met_by(figures.get(partner_id, Figures())) is None:
                standing._go_back(gave, day, purchase_id=purchase.id, reason="refund")

    def _gave_tier(self):
        """:return: the tier change that raised the member to the present tier; none when it was kept since"""
        last = self.env["member.tier.change"].search(
            [("partner_id", "=", self.partner_id.id), ("reason", "in", (*MEASURES, "several", "kept"))],
            order="id desc",
            limit=1,
        )
        return last.filtered(lambda change: change.to_tier_id == self.tier_id and change.reason != "kept")

    def _go_back(self, change, day, **values):
        """Put the member where a tier change found them."""
        self.write({"tier_id": change.from_tier_id.id, "until": change.from_until, "review_on": day})
        self._show_tier(day, **values)

    @api.model
    def _restore(self, changes, day, **values):
        """Put members exactly where a rule change found them: tier, its beginning and end, criteria and next review.

        :param changes: the member.tier.change that it made, at most one for each member
        """
        partners = changes.partner_id
        self._of(partners.ids)
        decided = self.env["member.tier.change"]._in_force_before(changes)
        changes.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_standing s
                   SET tier_id = c.from_rule_tier_id, until = c.from_until, review_on = c.from_review_on
                  FROM member_tier_change c
                 WHERE c.id = ANY(%s) AND s.partner_id = c.partner_id
                """,
                changes.ids,
            )
        )
        self.invalidate_model()
        partners._member_change_tier(
            [
                {
                    "partner_id": change.partner_id.id,
                    "company_id": change.company_id.id,
                    "from_tier_id": change.partner_id.member_tier_id.id,
                    "to_tier_id": change.from_tier_id.id,
                    "until": change.from_until,
                    "restores_id": decided.get(change.partner_id.id),
                    **values,
                }
                for change in changes
            ],
            day,
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET member_tier_since = c.from_since
                  FROM member_tier_change c WHERE c.id = ANY(%s) AND p.id = c.partner_id
                """,
                changes.ids,
            )
        )
        partners.invalidate_recordset()

    def _merge_into(self, partner, day):
        """One standing stays of several: the better tier, and what a hand has given."""
        kept = self.filtered(lambda standing: standing.partner_id == partner) or self[:1]
        best = max(self, key=lambda standing: standing.tier_id.rank if standing.tier_id else float("-inf"))
        held = (kept + self).filtered("hold_reason")[:1]
        values = {name: best[name] for name in ("tier_id", "until")} | {
            name: held[name] for name in ("hold_tier_id", "hold_floor", "hold_until", "hold_reason", "hold_user_id")
        }
        values = self._convert_to_write({**values, "review_on": day, "partner_id": partner})
        (self - kept).unlink()
        kept.write(values)
        kept._show_tier(day, reason="merge")

    def _show_tier(self, day, **values):
        """Let the tier that counts follow from the standing.

        :param values: values of the tier change, if there is one
        """
        partner = self.partner_id
        tiers = {tier.id: tier._rule_as_engine(tier) for tier in self.tier_id | self.hold_tier_id}
        shown = tier_review.effective_tier(tier_review.Standing(tiers.get(self.tier_id.id)), self._hold(tiers), day)
        if (shown and shown.id) == (partner.member_tier_id.id or None):
            return
        self.env["res.partner"]._member_change_tier(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id.id,
                    "from_tier_id": partner.member_tier_id.id,
                    "to_tier_id": shown and shown.id,
                    "until": self.until,
                    **values,
                }
            ],
            day,
        )

    def _is_change(self, judgement):
        """A period that was added counts, too: the member's file says why they could stay."""
        return judgement.outcome.move == "keep" or judgement.tier != (self.partner_id.member_tier_id.id or None)

    def _change(self, judgement):
        """:return: values of the tier change that a judgment makes"""
        outcome = judgement.outcome
        grounds = {name: [float(figure), float(asked)] for name, (figure, asked) in outcome.grounds.items()}
        figure, threshold = next(iter(grounds.values()), (0, 0))
        first, last = judgement.window or (None, None)
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "from_tier_id": self.partner_id.member_tier_id.id or None,
            "to_tier_id": judgement.tier,
            "reason": _reason(outcome),
            "figure": figure,
            "threshold": threshold,
            "grounds": grounds or None,
            "version_id": judgement.step and judgement.step.version,
            "window_start": first and max(first, EARLIEST),
            "window_end": last,
            "until": outcome.standing.until,
            "from_until": self.until or None,
            "from_since": self.partner_id.member_tier_since or None,
            "from_review_on": self.review_on or None,
            "from_rule_tier_id": self.tier_id.id or None,
        }

    @api.model
    def _write_judged(self, judgements):
        rows = [
            (one.standing.id, then.tier and then.tier.id, then.until, one.look, one.hold_ended)
            for one in judgements
            for then in [one.outcome.standing]
            if one.standing._is_news(one)
        ]
        if not rows:
            return
        ids, tiers, untils, looks, ended = (list(column) for column in zip(*rows, strict=True))
        self.flush_model(["tier_id", "until", "review_on", "hold_tier_id", "hold_until", "hold_reason"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_standing s
                   SET tier_id = new.tier, until = new.until, review_on = new.look,
                       hold_tier_id = CASE WHEN new.ended THEN NULL ELSE s.hold_tier_id END,
                       hold_until = CASE WHEN new.ended THEN NULL ELSE s.hold_until END,
                       hold_reason = CASE WHEN new.ended THEN NULL ELSE s.hold_reason END
                  FROM UNNEST(%(ids)s::int[], %(tiers)s::int[], %(untils)s::date[], %(looks)s::date[],
                              %(ended)s::boolean[]) AS new (id, tier, until, look, ended)
                 WHERE new.id = s.id
                """,
                ids=ids,
                tiers=tiers,
                untils=untils,
                looks=looks,
                ended=ended,
            )
        )
        self.invalidate_model()

    def _is_news(self, judgement):
        then = judgement.outcome.standing
        return judgement.hold_ended or (self.tier_id.id or None, self.until or None, self.review_on or None) != (
            then.tier and then.tier.id,
            then.until,
            judgement.look,
        )

    # ── Every night: those whose day has come, and nobody else ─────────────────────────────────────────────────

    @api.model
    def _night_review(self, job):
        """The next members. A sale may review one of them meanwhile, or hold the card of a welcome: the piece is read
        anew."""
        company = job.company_id
        if not job.cursor:
            self._make_missing(company)
            self._make_due(company)
            job.cursor = {"made": True}
            return False
        count = self._review_due(company, company._member_today(), job._piece(self._DUE // MOST_GROWTH))
        job.done += count
        return not count

    def _review_due(self, company, day, limit=None):
        """:return: number of members whose day had come and who were looked at"""
        due = self.search_fetch(
            [("company_id", "=", company.id), ("review_on", "<=", day)],
            ["partner_id"],
            order="id",
            limit=limit or self._DUE,
        ).partner_id.ids
        found = self._movable_of(company, due, day)
        judgements = self._of(found)._judge(day)
        self._carry_out(judgements, day)
        self._tell(judgements)
        if len(found) == self._JUDGED:
            return len(found)
        still = set(due) - set(found)
        self._put_off(company, list(still))
        return len(still) + len(found)

    @api.model
    def _tell(self, judgements):
        """Write to those whose tier will end, with what is missing to stay: once for each end."""
        news = [one for one in judgements if one.missing is not None and one.standing.told_until != one.standing.until]
        for one in news:
            rule = self.env["member.tier.version"].browse(one.step_now.version)
            side = "entry" if rule.stay_same else "stay"
            partner = one.standing.partner_id
            one.standing.write(
                {
                    "told_until": one.standing.until,
                    "told_text": rule.with_context(lang=partner.lang)._missing_text(one.missing, side),
                }
            )
        told = self.browse(one.standing.id for one in news)
        allowed = told.partner_id._member_may_contact("email", "membership")
        by_mail = told.filtered(lambda standing: standing.partner_id in allowed)
        if by_mail:
            self.env.ref("member_loyalty.mail_template_tier_end").send_mail_batch(by_mail.ids)


def _reason(outcome):
    """:return: a value of member.tier.change.reason"""
    if outcome.move == "up":
        return (
            "open" if not outcome.grounds else next(iter(outcome.grounds)) if len(outcome.grounds) == 1 else "several"
        )
    return {"down": "fall", "keep": "kept", "none": "hold"}[outcome.move]
