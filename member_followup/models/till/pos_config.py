from odoo import models
from odoo.fields import Domain

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
    def member_contact_answer(self, partner_id, contact_id, answer, employee_id=None):
        """Record what came of what the till said or asked.

        :param contact_id: of the question in the snapshot
        :param answer: one of its answers
        :param employee_id: who is signed in, at a till where cashiers sign in as employees
        :return: dict of ``status``: 'saved' with a new ``snapshot``, or 'refused' with a ``message``
        """
        _config, partner = self._member_till_env(partner_id)
        contacts = partner.env["member.followup"]._at_till_of(partner, self.company_id._member_today())
        contact = contacts.filtered(lambda contact: contact.id == contact_id)
        problem, person = self._member_who_answers(employee_id)
        if not problem:
            problem = contact._answer_at_till(answer, person) if contact else self.env._("This was recorded already.")
        if problem:
            return {"status": "refused", "message": problem, "snapshot": self.member_snapshot(partner_id)}
        return {"status": "saved", "snapshot": self.member_snapshot(partner_id)}

    def _member_who_answers(self, employee_id):
        """Who of the contact staff is at this till. Where cashiers sign in as employees, many share one user, and who of
        them it is only the browser knows: believed is an employee who may sign in here.

        :return: (False or what is wrong, member.followup.person; none for who isn't on the contact staff)
        """
        people = self.env["member.followup.person"]
        if not self.module_pos_hr or "hr.employee" not in self.env:
            return False, people._of_user(self.company_id)
        # sudo: cashiers read no employees; who may sign in at this till is in their browser already.
        shop = self.sudo()
        allowed = Domain(shop._employee_domain(self.env.uid)) & Domain("id", "=", employee_id)
        employee = type(employee_id) is int and shop.env["hr.employee"].search(allowed)
        if not employee:
            return self.env._("Sign in at this till again: nobody knows who answers."), people
        is_them = Domain("employee_id", "=", employee.id)
        if employee.user_id:
            is_them |= Domain("user_id", "=", employee.user_id.id)
        # sudo: the one entry of the contact staff that is this employee's.
        return False, people.sudo().search(is_them & Domain("company_id", "=", self.company_id.id), limit=1)
