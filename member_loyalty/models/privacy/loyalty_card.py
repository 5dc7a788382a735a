from odoo import models


class LoyaltyCard(models.Model):
    """What a program writes to its members by itself passes the gate of consent, too."""

    _inherit = "loyalty.card"

    def _send_creation_communication(self, force_send=False):
        return super(LoyaltyCard, self._member_who_may_be_written())._send_creation_communication(force_send)

    def _send_points_reach_communication(self, points_changes):
        return super(LoyaltyCard, self._member_who_may_be_written())._send_points_reach_communication(points_changes)

    def _member_who_may_be_written(self):
        """:return: these cards without those of members who agreed to no e-mails about their membership"""
        ours = self._member_ours()
        if not ours.program_id.communication_plan_ids:
            return self
        # sudo: reads consents to keep them, whoever moves the points.
        allowed = ours.partner_id.sudo()._member_may_contact("email", "membership").sudo(False)
        return self.filtered(lambda card: card not in ours or card.partner_id in allowed)
