from datetime import timedelta

from odoo import fields, models

from ...engine import entry


class MemberFollowupRun(models.Model):
    """One member's way through a plan, from an occasion to its end."""

    _name = "member.followup.run"
    _description = "Contact Plan Run"
    _order = "id desc"
    _rec_name = "plan_id"

    plan_id = fields.Many2one("member.followup.plan", required=True, readonly=True, ondelete="restrict")
    version_id = fields.Many2one(
        "member.followup.version", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    key = fields.Char(required=True, readonly=True, help="The same occasion begins one run, however often it is found.")
    date_start = fields.Date("Began On", required=True, readonly=True)
    date_counted = fields.Date("Counted From", required=True, readonly=True, help="The day of the occasion.")
    occasion = fields.Char(readonly=True, help="What happened, in words that the machine keeps: its kind and id.")
    purchase_id = fields.Many2one("member.purchase", readonly=True, ondelete="set null", index="btree_not_null")
    state = fields.Selection([("open", "Inside"), ("ended", "Ended")], required=True, readonly=True, default="open")
    end_reason = fields.Selection(
        [
            ("finished", "All Steps Done"),
            ("failures", "Too Many Failures"),
            ("stopped", "Wants No More Contacts"),
            ("declined", "Declined"),
            ("wrong_number", "Wrong Number"),
            ("complaint", "Complaint"),
            ("purchase", "Purchase"),
            ("plan", "Plan Ended"),
            ("left", "Membership Terminated"),
            ("hand", "By Hand"),
            ("outcome", "Outcome of a Step"),
        ],
        "Ended By",
        readonly=True,
    )
    date_end = fields.Date("Ended On", readonly=True)
    contact_ids = fields.One2many("member.followup", "run_id", "Contacts", readonly=True)

    _key_unique = models.Constraint("UNIQUE (key)", "This occasion has its run already.")
    _plan_member = models.Index("(plan_id, partner_id)")
    _open_member = models.Index("(partner_id) WHERE state = 'open'")

    def _end(self, reason, day=None):
        """End runs, with what is planned in them.

        :param reason: a value of ``end_reason``
        """
        runs = self.filtered(lambda run: run.state == "open")
        runs.write({"state": "ended", "end_reason": reason, "date_end": day or self.env.company._member_today()})
        runs.contact_ids.filtered(lambda contact: contact.state in ("planned", "open"))._stop("exit")

    def _contact_vals(self, due):
        """
        :param due: :class:`engine.steps.Due`
        :return: values of the contact
        """
        self.ensure_one()
        step = self.env["member.followup.step"].browse(int(due.step))
        return {
            "key": entry.contact_key(self.key, due),
            "run_id": self.id,
            "plan_id": self.plan_id.id,
            "step_id": step.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "config_id": self.config_id.id,
            "channel": step.channel,
            "purpose": step.purpose,
            "priority": self.plan_id.priority + step.priority,
            "date_planned": due.planned,
            "date_first": due.first_planned,
            "date_last": due.planned + timedelta(days=step.tolerance),
            "date_decide": due.planned,
            "attempt": due.attempt,
            "failures": due.failures,
            "gift": step.gift,
        }
