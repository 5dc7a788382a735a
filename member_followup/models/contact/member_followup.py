from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import CHANNELS, OUTCOMES, PURPOSES, REASONS
from ...engine import sms

#: not made yet, and may still be
OPEN = ("planned", "open")


class MemberFollowup(models.Model):
    """One contact with one member: planned, given out, made; or not made, and why.

    ``planned``: its day hasn't come, or something holds it back (``reason``), and it is decided again on
    ``date_decide``. ``open``: given out, to a person or to the list of a store. ``sending``: a message is on its way to
    the provider. ``done``: something came of it (``outcome``). ``dropped``: it was held back until it was too late, or
    may not be made. ``stopped``: its run ended before.
    """

    _name = "member.followup"
    _description = "Member Contact"
    _inherit = ["mail.activity.mixin"]
    _order = "priority desc, date_planned, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    run_id = fields.Many2one("member.followup.run", readonly=True, index="btree_not_null", ondelete="restrict")
    plan_id = fields.Many2one("member.followup.plan", readonly=True, ondelete="restrict", index="btree_not_null")
    step_id = fields.Many2one("member.followup.step", readonly=True, ondelete="restrict", index="btree_not_null")
    key = fields.Char(readonly=True, help="A run meets a step once, and a step makes its attempts one by one.")
    channel = fields.Selection(CHANNELS, required=True, readonly=True, default="phone")
    purpose = fields.Selection(PURPOSES, "Consent", required=True, readonly=True, default="marketing")
    priority = fields.Integer(readonly=True, default=0)

    # ── When ──────────────────────────────────────────────────────────────────────────────────────────────────
    date_planned = fields.Date("Planned For", required=True, readonly=True)
    date_first = fields.Date(
        "First Planned For", required=True, readonly=True, help="The day of the first attempt of its step."
    )
    date_last = fields.Date("Not Later Than", required=True, readonly=True)
    date_decide = fields.Date("Decided Again On", readonly=True, help="The next day on which it may be given out.")
    attempt = fields.Integer(readonly=True, default=1)
    failures = fields.Integer(readonly=True, help="Failed steps of the run before this one.")

    # ── Who ───────────────────────────────────────────────────────────────────────────────────────────────────
    person_id = fields.Many2one(
        "member.followup.person",
        "Given To",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty while it is on the list of the store.",
    )
    date_given = fields.Date("Given Out On", readonly=True)
    subject = fields.Char("About", readonly=True, help="What a contact by hand is about.")

    # ── What came of it ───────────────────────────────────────────────────────────────────────────────────────
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("open", "To Do"),
            ("sending", "Sending"),
            ("done", "Done"),
            ("dropped", "Dropped"),
            ("stopped", "Stopped"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="planned",
        group_expand=True,
    )
    reason = fields.Selection(REASONS, "Held Back Because", readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    date_done = fields.Datetime("Done At", readonly=True)
    day_done = fields.Date("Done On", readonly=True, help="By the clock of the company.")
    done_by_id = fields.Many2one("member.followup.person", readonly=True, index="btree_not_null", ondelete="restrict")
    user_id = fields.Many2one("res.users", "Recorded By", readonly=True, ondelete="restrict")
    seconds = fields.Integer("Duration (Seconds)", readonly=True, help="How long the contact was on the screen.")
    note = fields.Text(readonly=True)
    date_again = fields.Date("Again On", readonly=True, help="The day agreed on for the next attempt.")
    date_promised = fields.Date("Promised to Visit On", readonly=True)
    complaint_ids = fields.One2many("member.complaint", "contact_id", "Complaints", readonly=True)
    coupon_id = fields.Many2one("loyalty.card", readonly=True, index="btree_not_null", ondelete="set null")
    gift = fields.Char(readonly=True)
    gift_state = fields.Selection([("waiting", "Waiting"), ("given", "Given")], readonly=True)

    _key_unique = models.UniqueIndex("(key) WHERE key IS NOT NULL", "This contact of the run exists already.")
    _decide = models.Index("(company_id, date_decide) WHERE state = 'planned'")
    _to_do = models.Index("(company_id, person_id, config_id) WHERE state = 'open'")
    _member_open = models.Index("(partner_id) WHERE state IN ('planned', 'open', 'sending')")
    _member_done = models.Index("(partner_id, day_done) WHERE state = 'done'")

    @api.depends("partner_id", "step_id", "subject")
    def _compute_display_name(self):
        for contact in self:
            # sudo: names of the member and of the step, of a contact that the reader may read.
            known = contact.sudo()
            what = known.step_id.name or known.subject
            contact.display_name = " · ".join(filter(None, (known.partner_id.name, what)))

    def _texts(self):
        """What is said, with the members' own values in it; each in the member's language.

        :return: dict of contact to dict of 'subject', 'script' and 'advice'
        """
        values = {
            company: contacts.partner_id._member_placeholder_values(company)
            for company, contacts in self.grouped("company_id").items()
        }
        texts = {}
        for contact in self:
            own = {
                **values[contact.company_id][contact.partner_id.id],
                "coupon": contact.sudo().coupon_id.code,  # sudo: the code is what the member is told.
                "gift": contact.gift or contact.campaign_id.gift,
                "feedback_link": contact._feedback_url(),
            }
            said = contact._part().with_context(lang=contact.partner_id.lang or self.env.lang)
            texts[contact] = {name: sms.fill(text or "", own) for name, text in said._words().items()}
        return texts

    def _part(self):
        """:return: what says how the contact is made: the step of a plan, the wave of a campaign, or an empty step"""
        return self.wave_id or self.step_id

    def _hours_of_parts(self):
        """:return: dict of what :meth:`_part` returns to its :class:`engine.hours.Hours`"""
        return {part: part._hours() for part in (*self.step_id, *self.wave_id)}

    def _gift_program(self):
        return self.step_id.gift_program_id or self.campaign_id.gift_program_id

    def _make_coupons(self):
        """A coupon of its own for each contact whose step or campaign has one, once."""
        waiting = self.filtered(lambda contact: contact._gift_program() and not contact.coupon_id)
        coupons = (
            self.env["loyalty.card"]
            # sudo: a coupon that the plan promises, whoever makes the contact.
            .sudo()
            .with_context(action_no_send_mail=True, tracking_disable=True)
            .create(
                [
                    {"program_id": contact._gift_program().id, "partner_id": contact.partner_id.id, "points": 1}
                    for contact in waiting
                ]
            )
        )
        for contact, coupon in zip(waiting, coupons, strict=True):
            contact.with_context(member_followup_amend=True).coupon_id = coupon

    def write(self, vals):
        """Nobody edits a contact that is over."""
        over = self.filtered(lambda contact: contact.state not in ("planned", "open", "sending"))
        if over and not self.env.context.get("member_followup_amend"):
            raise UserError(
                self.env._(
                    "%(contact)s is over and can't be edited. Plan another contact.", contact=over[0].display_name
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Contacts can't be deleted. Their run can be ended."))

    def _stop(self, reason):
        """Contacts that aren't made any more."""
        self.write({"state": "stopped", "reason": reason, "date_decide": False})
        self.activity_ids.unlink()
