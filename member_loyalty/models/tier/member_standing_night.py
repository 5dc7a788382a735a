import logging

import psycopg2

from odoo import api, models

_logger = logging.getLogger(__name__)


class MemberStanding(models.Model):
    """Every night: those whose day has come, and nobody else."""

    _inherit = "member.standing"

    # So many are counted together; those whom no review can move are put off by one statement.
    _DUE = 10_000

    @api.model
    def _cron_review(self):
        """Company by company, batch by batch: a crash loses one batch, which comes again."""
        for company in self.env["res.company"]._member_in_turn():
            here = self.with_company(company)
            here._make_missing(company)
            while here._review_batch(company):
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    def _review_batch(self, company):
        """:return: whether there may be more"""
        try:
            return self._review_due(company, company._member_today()) > 0
        except (psycopg2.errors.SerializationFailure, psycopg2.errors.DeadlockDetected):
            # A sale reviewed one of the members meanwhile, or held the card of a welcome: the batch is read anew.
            _logger.info("a sale came between a batch of tier reviews, which is done again")
            self.env.cr.rollback()
            return True

    def _review_due(self, company, day):
        """:return: number of members whose day had come and who were looked at"""
        due = self.search_fetch(
            [("company_id", "=", company.id), ("review_on", "<=", day)], ["partner_id"], order="id", limit=self._DUE
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
