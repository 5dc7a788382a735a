from odoo import fields, models

from ..const import ANSWERS, ARMS


class MemberReportCampaign(models.Model):
    """R32: each guest of a campaign with what became of it: the one source of the funnel, its lists and its report.

    A purchase counts with what came back of it, whenever that was; one that came back whole counts as none. Whoever
    buys on a day of the campaign has come, checked in or not.
    """

    _name = "member.report.campaign"
    _description = "Campaign Results"
    _auto = False
    _order = "id"
    _rec_name = "partner_id"
    _depends = {
        "member.campaign": ["date_from", "date_to", "date_start", "window_days", "gift_cost", "contact_cost"],
        "member.campaign.guest": [
            *("campaign_id", "company_id", "partner_id", "config_id", "person_id", "wave_id", "arm", "answer"),
            *("is_reached", "date_mailed", "date_promised", "came_at", "gift_given_at"),
        ],
        "member.followup": ["guest_id", "state", "channel", "message_cost"],
        "member.purchase": ["partner_id", "company_id", "local_date", "amount_net", "returned_on", "refund_of_id"],
        "member.referral": ["referrer_id", "company_id", "date", "state"],
    }
    _table_query = """
        SELECT guest.id, guest.campaign_id, guest.company_id, guest.partner_id, guest.config_id, guest.person_id,
               guest.wave_id, guest.arm, guest.answer, guest.date_promised, guest.came_at,
               (guest.arm = 'invited' AND (guest.wave_id IS NOT NULL OR guest.date_mailed IS NOT NULL))::int AS invited,
               guest.is_reached::int AS reached,
               (guest.answer IS NOT DISTINCT FROM 'promised')::int AS promised,
               (guest.came_at IS NOT NULL OR bought.on_day > 0)::int AS came,
               (bought.on_day > 0)::int AS bought_on_day,
               (bought.purchases > 0)::int AS bought,
               COALESCE(bought.revenue, 0) AS revenue,
               friend.brought::int AS friends,
               (guest.gift_given_at IS NOT NULL)::int AS gifts,
               made.contacts::int AS contacts,
               COALESCE(made.messages, 0) + made.spoken * COALESCE(campaign.contact_cost, 0)
               + (guest.gift_given_at IS NOT NULL)::int * COALESCE(campaign.gift_cost, 0) AS cost
          FROM member_campaign_guest guest
          JOIN member_campaign campaign ON campaign.id = guest.campaign_id
     LEFT JOIN LATERAL (
               SELECT COUNT(*) AS purchases, COUNT(*) FILTER (WHERE sold.local_date <= campaign.date_to) AS on_day,
                      SUM(sold.amount_net + COALESCE(
                          (SELECT SUM(back.amount_net) FROM member_purchase back WHERE back.refund_of_id = sold.id), 0
                      )) AS revenue
                 FROM member_purchase sold
                WHERE sold.partner_id = guest.partner_id AND sold.company_id = guest.company_id
                  AND sold.local_date BETWEEN campaign.date_from AND campaign.date_to + campaign.window_days
                  AND sold.amount_net > 0 AND sold.returned_on IS NULL) bought ON TRUE
     LEFT JOIN LATERAL (
               SELECT COUNT(*) AS brought FROM member_referral referral
                WHERE referral.referrer_id = guest.partner_id AND referral.company_id = guest.company_id
                  AND referral.state IN ('waiting', 'rewarded')
                  AND referral.date BETWEEN COALESCE(campaign.date_start, campaign.date_from)
                                        AND campaign.date_to + campaign.window_days) friend ON TRUE
     LEFT JOIN LATERAL (
               SELECT COUNT(*) AS contacts, COUNT(*) FILTER (WHERE contact.channel NOT IN ('sms', 'email')) AS spoken,
                      SUM(contact.message_cost) AS messages
                 FROM member_followup contact WHERE contact.guest_id = guest.id AND contact.state = 'done') made ON TRUE
    """

    campaign_id = fields.Many2one("member.campaign", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Member", readonly=True)
    config_id = fields.Many2one("pos.config", "Store", readonly=True)
    person_id = fields.Many2one("member.followup.person", "Contacted By", readonly=True)
    wave_id = fields.Many2one("member.campaign.wave", readonly=True)
    arm = fields.Selection(ARMS, "Group", readonly=True)
    answer = fields.Selection(ANSWERS, readonly=True)
    date_promised = fields.Date("Promised to Visit On", readonly=True)
    came_at = fields.Datetime("Checked In At", readonly=True)
    invited = fields.Integer(readonly=True)
    reached = fields.Integer(readonly=True)
    promised = fields.Integer(readonly=True)
    came = fields.Integer(readonly=True)
    bought_on_day = fields.Integer("Bought on the Day", readonly=True)
    bought = fields.Integer(readonly=True, help="On the day, or within the days after it that count.")
    revenue = fields.Monetary(readonly=True)
    friends = fields.Integer("Friends Brought", readonly=True)
    gifts = fields.Integer("Gifts Given", readonly=True)
    contacts = fields.Integer("Contacts Made", readonly=True)
    cost = fields.Monetary(readonly=True)

    def action_open(self):
        """The member behind a row."""
        self.ensure_one()
        return self.partner_id.get_formview_action()
