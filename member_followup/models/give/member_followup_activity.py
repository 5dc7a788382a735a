from odoo import models


class MemberFollowup(models.Model):
    """What somebody has to do today is among the activities of their user, too: and nothing else, so that the list of
    activities stays as short as the day."""

    _inherit = "member.followup"

    def _remind(self):
        """Let those find these contacts among their activities who were given them, without a mail to anybody."""
        given = self.filtered(lambda contact: contact.state == "open" and contact.person_id.user_id.active)
        kind = self.env.ref("member_followup.mail_activity_type_contact")
        model = self.env["ir.model"]._get(self._name)
        # sudo: whoever gives contacts out may have no right to the activities of others.
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model.id,
                    "res_id": contact.id,
                    "res_name": contact.display_name,
                    "user_id": contact.person_id.user_id.id,
                    "date_deadline": contact.date_given,
                    "automated": True,
                }
                for contact in given
            ]
        )

    def _get_thread_with_access(self, thread_id, *, mode="read", **_params):
        """Odoo's menu of activities looks for new messages once one is done, whether a model has messages or not; a
        contact has none."""
        return self.browse(thread_id)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Activities subscribe whom they are given to; a contact has no messages that one could follow."""
        return True
