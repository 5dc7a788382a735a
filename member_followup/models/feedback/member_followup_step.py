from odoo import fields, models

LINK = "feedback_link"


class MemberFollowupStep(models.Model):
    """A step may ask one question."""

    _inherit = "member.followup.step"

    question = fields.Char(
        translate=True,
        help="The member answers it with a mark from 0 to 10: by the link in the message, or to whoever talks to them.",
    )

    def _question_faults(self):
        """A question that nobody gets to see, or a link that leads to none."""
        has_link = any(LINK in (self[name] or "") for name in ("subject", "script", "advice"))
        if has_link and not (self.question or "").strip():
            yield self.env._(
                "Step %(step)s has a link to its question, and no question. Enter the question.", step=self.name
            )
        if self.question and self.channel in ("sms", "email") and not has_link:
            yield self.env._(
                "Step %(step)s has a question that nobody is asked. Write {{ feedback_link }} into its script.",
                step=self.name,
            )
