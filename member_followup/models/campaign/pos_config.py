from odoo import api, models
from odoo.fields import Domain

from odoo.addons.member_loyalty.models.common.plain import till_question

#: so many guests of the list fit on the screen; a part of the name finds the others
MOST_GUESTS = 30


class PosConfig(models.Model):
    """Guests of campaigns come to the till."""

    _inherit = "pos.config"

    @api.model
    def _load_pos_data_read(self, records, config):
        """Whether there is a list of guests today."""
        read = super()._load_pos_data_read(records, config)
        for data, till in zip(read, records, strict=True):
            data["_member_has_guests"] = bool(till._member_campaigns_here())
        return read

    def _member_campaigns_here(self):
        """:return: ids of the campaigns that run at this till today"""
        running = self.env["member.campaign"]._running_on(self.company_id.id, self.company_id._member_today())
        return [id for id, stores, _welcomes in running if not stores or self.id in stores]

    @till_question
    def member_campaign_guests(self, query):
        """The list at the door: who was invited and isn't here yet, those who promised first.

        :param query: part of a name; '' for the first of all
        :return: as of :meth:`find_member`, with ``candidates``
        """
        config = self._member_shop_env()
        waiting = (
            Domain("campaign_id", "in", self._member_campaigns_here())
            & Domain("arm", "=", "invited")
            & Domain("came_at", "=", False)
        )
        if name := (query or "").strip():
            waiting &= Domain("partner_id.name", "ilike", name)
        guests = config.env["member.campaign.guest"].search(waiting, order="date_promised, id", limit=MOST_GUESTS)
        if not guests:
            message = self.env._("No guest is expected by this name. Scan the card, or find the member by phone.")
            return {"status": "refused", "message": message}
        # Those of today's staff only: as in find_member.
        served = [guest.partner_id for guest in guests if self._member_serves(guest.partner_id.sudo(False))]
        message = self.env._("Expected today. Choose who has come, or type a part of the name.")
        return {
            "status": "several",
            "message": message,
            "candidates": [partner._member_candidate() for partner in served],
        }

    @till_question
    def member_campaign_answer(self, partner_id, campaign_id, answer):
        """Check in a guest who has come, expected or not, or hand over the gift of the campaign.

        :param campaign_id: ``contact_id`` of the question in the snapshot
        :param answer: 'came' or 'gift'
        :return: dict of ``status``: 'saved' with a new ``snapshot``, or 'refused' with a ``message``
        """
        _config, partner = self._member_till_env(partner_id)
        if type(campaign_id) is not int or campaign_id not in self._member_campaigns_here():
            problem = self.env._("This campaign isn't running here today.")
        else:
            campaign = partner.env["member.campaign"].browse(campaign_id)
            problem = campaign._answer_at_till(self, partner, answer)
        if problem:
            return {"status": "refused", "message": problem, "snapshot": self.member_snapshot(partner_id)}
        return {"status": "saved", "snapshot": self.member_snapshot(partner_id)}
