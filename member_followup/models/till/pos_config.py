from odoo import models

from odoo.addons.member_loyalty.models.common.plain import till_question


class PosConfig(models.Model):
    """The till's part in looking after members."""

    _inherit = "pos.config"

    def _member_snapshot_also(self, partner):
        """One question at a time: who comes to a campaign is checked in first, and what was promised to a member goes before
        what is missing in the file."""
        also = super()._member_snapshot_also(partner)
        if not partner._is_member():
            return also
        if question := partner.env["member.campaign"]._till_question(self, partner):
            return {**also, "contact": question, "ask": False}
        contacts = partner.env["member.followup"]._at_till_of(partner, self.company_id._member_today())
        return {**also, "contact": contacts[0]._till_question(), "ask": False} if contacts else also

    @till_question
    def member_contact_answer(self, partner_id, contact_id, answer):
        """Record what came of what the till said or asked.

        :param contact_id: of the question in the snapshot
        :param answer: one of its answers
        :return: dict of ``status``: 'saved' with a new ``snapshot``, or 'refused' with a ``message``
        """
        _config, partner = self._member_till_env(partner_id)
        contacts = partner.env["member.followup"]._at_till_of(partner, self.company_id._member_today())
        contact = contacts.filtered(lambda contact: contact.id == contact_id)
        problem = contact._answer_at_till(answer) if contact else self.env._("This was recorded already.")
        if problem:
            return {"status": "refused", "message": problem, "snapshot": self.member_snapshot(partner_id)}
        return {"status": "saved", "snapshot": self.member_snapshot(partner_id)}
