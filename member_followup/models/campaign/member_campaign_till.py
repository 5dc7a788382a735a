from odoo import api, fields, models, tools
from odoo.tools import SQL, format_date


class MemberCampaign(models.Model):
    """What the till says and asks on the days of a campaign."""

    _inherit = "member.campaign"

    def _is_today(self):
        """:return: whether guests are expected today"""
        day = self.company_id._member_today() if self else None
        return bool(self) and self.state == "running" and self.date_from <= day <= self.date_to

    def _next_day(self, today):
        """:return: str, the day on which guests are expected next; False when they are over, or of no campaign"""
        is_over = not self or self.date_to < today
        return not is_over and fields.Date.to_string(max(self.date_from, today))

    def _days_text(self):
        first, last = format_date(self.env, self.date_from), format_date(self.env, self.date_to)
        return first if first == last else self.env._("%(first)s to %(last)s", first=first, last=last)

    @api.model
    @tools.ormcache("company_id", "day")
    def _running_on(self, company_id, day):
        """What each till asks at each member: on nearly all days nothing, so that nobody pays for it.

        :return: tuple of (id, ids of the stores, whether others are welcome)
        """
        # sudo: whichever cashier asks first asks for all.
        found = self.sudo().search(
            [
                ("company_id", "=", company_id),
                ("state", "=", "running"),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            order="priority desc, id",
        )
        return tuple((campaign.id, tuple(campaign.config_ids.ids), campaign.allows_unexpected) for campaign in found)

    @api.model
    def _till_question(self, config, partner):
        """
        :param partner: the member in front, with the rights of the shop
        :return: dict as of a contact's question; None where there is nothing to say
        """
        running = self._running_on(config.company_id.id, config.company_id._member_today())
        here = [(id, welcomes) for id, stores, welcomes in running if not stores or config.id in stores]
        if not here:
            return None
        guests = self.env["member.campaign.guest"].search(
            [("campaign_id", "in", [id for id, _welcomes in here]), ("partner_id", "=", partner.id)]
        )
        of_campaign = {guest.campaign_id.id: guest for guest in guests}
        # What somebody was invited to goes before what welcomes everybody.
        here.sort(key=lambda one: of_campaign.get(one[0], guests.browse()).arm != "invited")
        for id, welcomes in here:
            campaign, guest = self.browse(id), of_campaign.get(id, guests.browse())
            if question := campaign._question_for(guest, welcomes):
                return question
        return None

    def _question_for(self, guest, welcomes):
        """The cashier isn't told who was left out on purpose: all are served alike."""
        if guest.came_at:
            if not self.gift or guest.gift_given_at:
                return None
            title = self.env._("Gift waiting: %(gift)s", gift=self.gift)
            return self._question(title, "", ("gift", self.env._("Given")))
        if not guest and not welcomes:
            return None
        title = (
            self.env._("Invited to %(campaign)s", campaign=self.name)
            if guest.arm == "invited"
            else self.env._("Welcome to %(campaign)s", campaign=self.name)
        )
        text = ""
        if guest.date_promised:
            text = self.env._("Promised to visit on %(day)s", day=format_date(self.env, guest.date_promised))
        return self._question(title, text, ("came", self.env._("Has Come")))

    def _question(self, title, text, answer):
        return {"contact_id": self.id, "kind": "campaign", "title": title, "text": text, "answers": [answer]}

    def _answer_at_till(self, config, partner, answer):
        """Record what the cashier said, once.

        :return: False, or what is wrong
        """
        guest = self.env["member.campaign.guest"].search(
            [("campaign_id", "=", self.id), ("partner_id", "=", partner.id)]
        )
        if answer == "came":
            if not guest and not (self.allows_unexpected and partner._is_member()):
                return self.env._(
                    "%(name)s isn't invited to %(campaign)s, which is for invited members only.",
                    name=partner.name,
                    campaign=self.name,
                )
            return (guest or self._add_unexpected(config, partner))._check_in(config)
        if answer == "gift" and guest:
            return guest._give_gift()
        return self.env._("This was recorded already.")

    def _add_unexpected(self, config, partner):
        """SQL, not the ORM: of two tills at once one adds the guest, and the other finds it."""
        guests = self.env["member.campaign.guest"]
        guests.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_campaign_guest (campaign_id, company_id, partner_id, config_id, arm, is_reached,
                                                   create_uid, create_date, write_uid, write_date)
                VALUES (%(campaign)s, %(company)s, %(partner)s, %(store)s, 'unexpected', FALSE,
                        %(user)s, %(now)s, %(user)s, %(now)s)
                    ON CONFLICT (campaign_id, partner_id) DO NOTHING
                """,
                campaign=self.id,
                company=self.company_id.id,
                partner=partner.id,
                store=config.id,
                user=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return guests.search([("campaign_id", "=", self.id), ("partner_id", "=", partner.id)])
