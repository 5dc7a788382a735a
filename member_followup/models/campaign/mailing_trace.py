from odoo import models
from odoo.tools import SQL


class MailingTrace(models.Model):
    """What becomes of news is told to the campaign: who was sent them is invited, who opened them is reached."""

    _inherit = "mailing.trace"

    def set_sent(self, domain=None):
        traces = super().set_sent(domain)
        # sudo: as in _tell_guests.
        sent = traces.sudo().grouped(lambda trace: trace.mass_mailing_id.member_campaign_id)
        for campaign, of_campaign in sent.items():
            day = campaign.company_id._member_today() if campaign else None
            of_campaign._tell_guests(SQL("date_mailed = COALESCE(guest.date_mailed, %s::date)", day))
        return traces

    def set_opened(self, domain=None):
        traces = super().set_opened(domain)
        traces._tell_guests(SQL("is_reached = TRUE"))
        return traces

    def set_clicked(self, domain=None):
        traces = super().set_clicked(domain)
        traces._tell_guests(SQL("is_reached = TRUE"))
        return traces

    def set_replied(self, domain=None):
        traces = super().set_replied(domain)
        traces._tell_guests(SQL("is_reached = TRUE"))
        return traces

    def _tell_guests(self, news):
        """SQL, not the ORM: of a whole mailing at once.

        :param SQL news: what is set
        """
        # sudo: whether a mailing is a campaign's, whoever opens it.
        if not self.sudo().mass_mailing_id.member_campaign_id:
            return
        guests = self.env["member.campaign.guest"]
        guests.flush_model()
        self.flush_model(["model", "res_id", "mass_mailing_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_campaign_guest guest SET %s
                  FROM mailing_trace trace JOIN mailing_mailing mailing ON mailing.id = trace.mass_mailing_id
                 WHERE trace.id = ANY(%s) AND trace.model = 'res.partner' AND NOT COALESCE(trace.is_test_trace, FALSE)
                   AND guest.campaign_id = mailing.member_campaign_id AND guest.partner_id = trace.res_id
                """,
                news,
                self.ids,
            )
        )
        guests.invalidate_model(["date_mailed", "is_reached"])
