from odoo import models

from odoo.addons.member_loyalty.models.common.plain import till_question


class PosConfig(models.Model):
    """Guests of campaigns come to the till."""

    _inherit = "pos.config"

    @till_question
    def member_campaign_answer(self, partner_id, campaign_id, answer):
        """Check in a guest who has come, expected or not, or hand over the gift of the campaign.

        :param campaign_id: ``contact_id`` of the question in the snapshot
        :param answer: 'came' or 'gift'
        :return: dict of ``status``: 'saved' with a new ``snapshot``, or 'refused' with a ``message``
        """
        _config, partner = self._member_till_env(partner_id)
        campaigns = partner.env["member.campaign"]
        running = campaigns._running_on(self.company_id.id, self.company_id._member_today())
        here = [id for id, stores, _welcomes in running if not stores or self.id in stores]
        if type(campaign_id) is not int or campaign_id not in here:
            problem = self.env._("This campaign isn't running here today.")
        else:
            problem = campaigns.browse(campaign_id)._answer_at_till(self, partner, answer)
        if problem:
            return {"status": "refused", "message": problem, "snapshot": self.member_snapshot(partner_id)}
        return {"status": "saved", "snapshot": self.member_snapshot(partner_id)}
