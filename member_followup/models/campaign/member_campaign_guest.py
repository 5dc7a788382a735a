from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_datetime

from ...const import ANSWERS, ARMS
from ...engine import funnel
from ...engine.outcomes import MEANINGS


class MemberCampaignGuest(models.Model):
    """A member of a campaign: to be invited, left out, or somebody who came without being either.

    Which of these is decided once, and never changes. What a guest bought isn't kept here: it follows from purchases,
    see ``member.report.campaign``. Only the methods below write it, whoever asks.
    """

    _name = "member.campaign.guest"
    _description = "Campaign Guest"
    _order = "campaign_id desc, id"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one("member.campaign", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    config_id = fields.Many2one("pos.config", "Store", readonly=True, ondelete="set null")
    arm = fields.Selection(ARMS, "Group", required=True, readonly=True)
    wave_id = fields.Many2one("member.campaign.wave", readonly=True, ondelete="restrict", index="btree_not_null")
    person_id = fields.Many2one(
        "member.followup.person", "Contacted By", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    contact_ids = fields.One2many("member.followup", "guest_id", "Contacts", readonly=True)

    # ── What they said, and did ───────────────────────────────────────────────────────────────────────────────
    date_mailed = fields.Date("News Sent On", readonly=True)
    is_reached = fields.Boolean("Reached", readonly=True)
    answer = fields.Selection(ANSWERS, readonly=True)
    date_promised = fields.Date("Promised to Visit On", readonly=True)
    came_at = fields.Datetime("Checked In At", readonly=True)
    came_config_id = fields.Many2one("pos.config", "Checked In In", readonly=True, ondelete="set null")
    came_by_id = fields.Many2one("res.users", "Checked In By", readonly=True, ondelete="restrict")
    gift_given_at = fields.Datetime(readonly=True)
    gift_given_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    is_today = fields.Boolean(compute="_compute_is_today")

    _member_once = models.Constraint(
        "UNIQUE (campaign_id, partner_id)", "This member is a guest of the campaign already."
    )
    _came = models.Index("(campaign_id, came_at) WHERE came_at IS NOT NULL")

    @api.depends("campaign_id.state", "campaign_id.date_from", "campaign_id.date_to")
    def _compute_is_today(self):
        for guest in self:
            guest.is_today = guest.campaign_id._is_today()

    # ── What they answer to contacts ──────────────────────────────────────────────────────────────────────────

    def _note_contact(self, contact):
        """Take over what came of a contact of this guest.

        :param contact: member.followup, recorded just now
        """
        self.ensure_one()
        meaning = MEANINGS[contact.outcome]
        answer = funnel.answer(self.answer or None, contact.outcome)
        self.write(
            {
                "answer": answer,
                "is_reached": self.is_reached or meaning.talked or contact.outcome == "sent",
                "date_promised": contact.date_promised if answer == "promised" else False,
                "person_id": (contact.done_by_id or self.person_id).id,
            }
        )

    def _note_undelivered(self):
        """A message that seemed to have gone out didn't: whom nothing else reached is reached no more."""
        for guest in self:
            outcomes = guest.contact_ids.filtered(lambda contact: contact.message_state != "failed").mapped("outcome")
            guest.is_reached = any(outcome == "sent" or (outcome and MEANINGS[outcome].talked) for outcome in outcomes)

    # ── Coming, and the gift ──────────────────────────────────────────────────────────────────────────────────

    def action_check_in(self):
        """Somebody at the door checks guests in from the list."""
        self._check_at_the_door()
        # sudo: nobody writes guests; who may read one may see that it has come.
        for guest in self.sudo():
            if problem := guest._check_in(guest.config_id):
                raise UserError(problem)
        return True

    def action_give_gift(self):
        """Somebody at the door gives guests of the list their gift."""
        self._check_at_the_door()
        # sudo: as in action_check_in.
        for guest in self.sudo():
            if problem := guest._give_gift():
                raise UserError(problem)
        return True

    def _check_at_the_door(self):
        """Staff check in whom they may see; auditors see all, and record nothing."""
        self.check_access("read")
        if not self.env.user.has_group("member_loyalty.group_staff"):
            raise AccessError(self.env._("Membership staff check guests in and give gifts. Ask one of them."))

    def _check_in(self, config):
        """Record that a guest has come, once.

        :param config: pos.config at which; none when nobody knows
        :return: False, or what is wrong
        """
        self._lock()
        if not self.campaign_id._is_today():
            return self.env._("%(campaign)s isn't running today. Reload the page.", campaign=self.campaign_id.name)
        if self.came_at:
            return self._came_already()
        self.write({"came_at": fields.Datetime.now(), "came_config_id": config.id, "came_by_id": self.env.uid})
        promises = self.contact_ids.filtered(lambda contact: contact.date_promised and not contact.date_came)
        promises.with_context(member_followup_amend=True).date_came = self.company_id._member_today()
        # Who is there needn't be invited any more.
        self.contact_ids.filtered(lambda contact: contact.state in ("planned", "open"))._stop("exit")
        return False

    def _came_already(self):
        values = {"name": self.partner_id.name, "moment": format_datetime(self.env, self.came_at)}
        if self.came_config_id:
            return self.env._(
                "%(name)s was already checked in at %(store)s (%(moment)s).", store=self.came_config_id.name, **values
            )
        return self.env._("%(name)s was already checked in (%(moment)s).", **values)

    def _give_gift(self):
        """Record that a guest who came was given the gift, once.

        :return: False, or what is wrong
        """
        self._lock()
        name = self.partner_id.name
        if not self.campaign_id.gift:
            return self.env._("%(campaign)s has no gift.", campaign=self.campaign_id.name)
        if self.gift_given_at:
            return self.env._(
                "%(name)s was already given the gift (%(moment)s).",
                name=name,
                moment=format_datetime(self.env, self.gift_given_at),
            )
        if not self.came_at:
            return self.env._("%(name)s hasn't been checked in. Check in first.", name=name)
        if not self.campaign_id._is_today():
            return self.env._("%(campaign)s isn't running today. Reload the page.", campaign=self.campaign_id.name)
        self.write({"gift_given_at": fields.Datetime.now(), "gift_given_by_id": self.env.uid})
        return False

    def _lock(self):
        """Two who record the same at once: one waits, and is told."""
        self.env.execute_query(SQL("SELECT id FROM member_campaign_guest WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.invalidate_recordset()

    # ── Members who become one ────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _make_room(self, src_partners, dst_partner):
        """Before a merge: who is a guest of a campaign twice is one once, invited if one of both was."""
        guests = self.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        ranks = {"invited": 0, "held_out": 1, "unexpected": 2}
        for same in guests.grouped("campaign_id").values():
            kept, *others = same.sorted(lambda guest: (ranks[guest.arm], guest.partner_id != dst_partner, guest.id))
            doubles = self.browse().union(*others)
            if not doubles:
                continue
            values = {"is_reached": any(same.mapped("is_reached")), "answer": kept.answer or doubles[:1].answer}
            for moment, *also in (
                ("came_at", "came_config_id", "came_by_id"),
                ("gift_given_at", "gift_given_by_id"),
                ("date_mailed",),
            ):
                if first := same.filtered(moment).sorted(moment)[:1]:
                    values |= {moment: first[moment], **{name: first[name].id for name in also}}
            kept.write(values)
            doubles.contact_ids.with_context(member_followup_amend=True).write({"guest_id": kept.id})
            doubles.unlink()
