from odoo import models


class MailActivity(models.Model):
    """A contact that is marked as done among the activities is recorded as made."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        contacts = self.filtered(lambda activity: activity.res_model == "member.followup")
        contacts._record_contacts(feedback)
        return super(MailActivity, self - contacts)._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _record_contacts(self, feedback):
        """One after the other: what follows each is a matter of its own plan, and nobody marks more than a page.

        The contact is credited to who marked it, if they are on the contact staff, else to whom it was given.
        """
        self.check_access("write")
        # sudo: nobody edits contacts directly; who may write the activity may record its contact.
        for contact in self.env["member.followup"].sudo().browse(self.mapped("res_id")).exists():
            person = self.env["member.followup.person"]._of_user(contact.company_id) or contact.person_id
            contact._finish("reached", person=person, note=feedback)
