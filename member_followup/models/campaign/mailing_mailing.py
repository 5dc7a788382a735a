from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from odoo.addons.member_loyalty.models.common.columns import columns


class MailingMailing(models.Model):
    """News of a campaign go to its guests, and of these only to who agreed to it: whatever rule stands in the mailing."""

    _inherit = "mailing.mailing"

    member_campaign_id = fields.Many2one(
        "member.campaign",
        compute="_compute_member_campaign_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The campaign whose UTM campaign this mailing has.",
    )

    @api.depends("campaign_id", "mailing_model_id")
    def _compute_member_campaign_id(self):
        # sudo: whether a mailing is a campaign's doesn't depend on who writes it.
        found = self.env["member.campaign"].sudo().search([("utm_campaign_id", "in", self.campaign_id.ids)])
        of_utm = {campaign.utm_campaign_id: campaign for campaign in found}
        for mailing in self:
            is_to_partners = mailing.mailing_model_id.model == "res.partner"
            mailing.member_campaign_id = is_to_partners and of_utm.get(mailing.campaign_id)

    def _get_recipients(self):
        recipients = super()._get_recipients()
        return self._only_guests(recipients) if self.member_campaign_id else recipients

    def _action_send_mail(self, res_ids=None):
        """Whoever names the recipients names guests."""
        if res_ids:
            for mailing in self.filtered("member_campaign_id"):
                if set(res_ids) - set(mailing._only_guests(res_ids)):
                    raise UserError(
                        self.env._(
                            "%(mailing)s goes to guests of %(campaign)s who agreed to news by email, and to nobody else.",
                            mailing=mailing.display_name,
                            campaign=mailing.member_campaign_id.name,
                        )
                    )
        return super()._action_send_mail(res_ids)

    def _only_guests(self, partner_ids):
        """By the gate of all messages. SQL, not the ORM: of a whole audience at once.

        :param partner_ids: ids of res.partner
        :return: those of them who may be written to, in the same order
        """
        self.ensure_one()
        # sudo: who is a guest, whoever sends.
        campaign = self.member_campaign_id.sudo()
        partners = self.env["res.partner"].with_company(campaign.company_id)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT member.id FROM member_campaign_guest guest JOIN res_partner member ON member.id = guest.partner_id
                 WHERE guest.campaign_id = %s AND guest.arm = 'invited' AND member.id = ANY(%s)
                   AND member.member_no_contact IS NOT TRUE AND %s
                """,
                campaign.id,
                list(partner_ids),
                partners._member_contact_condition("email", "marketing"),
                to_flush=[
                    *columns(self.env["member.campaign.guest"], "campaign_id", "arm", "partner_id"),
                    *columns(partners, "member_no_contact"),
                ],
            )
        )
        allowed = {partner_id for (partner_id,) in rows}
        return [partner_id for partner_id in partner_ids if partner_id in allowed]

    def _member_unsubscribe(self, partner_id, email):
        """Who unsubscribes from news withdraws the consent to them; what concerns the membership still arrives.

        :param email: that the link, or the login, is the proof of
        :return: whether this mailing is a campaign's, and the address the member's
        """
        self.ensure_one()
        if not self.member_campaign_id:
            return False
        # sudo: the link is the proof.
        company = self.sudo().member_campaign_id.company_id
        partner = self.env["res.partner"].sudo().with_company(company).browse(partner_id or []).exists()
        if not partner or not partner.email_normalized or partner.email_normalized != email_normalize(email):
            return False
        partner._member_leave_channel("email", "portal", {"marketing"})
        return True
