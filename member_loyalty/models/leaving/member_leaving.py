from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from ..common.member_job import OPEN

_lt = LazyTranslate(__name__)


class MemberLeaving(models.Model):
    """Somebody left, why, and what became of what they had. Written by leaving and coming back only."""

    _name = "member.leaving"
    _inherit = ["member.append.only"]
    _description = "Termination"
    _order = "id desc"
    _rec_name = "partner_id"
    _edit_refused = _lt("Terminations can't be edited.")
    _delete_refused = _lt("Terminations can't be deleted.")

    partner_id = fields.Many2one("res.partner", "Member", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date("Terminated On", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("wish", "Member's request"),
            ("review", "Inactivity"),
            ("hand", "Store's decision"),
            ("erasure", "Data erasure"),
        ],
        required=True,
        readonly=True,
    )
    note = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Terminated By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    member_number = fields.Char("Number", readonly=True)
    tier_id = fields.Many2one("member.tier", readonly=True, ondelete="restrict")
    card_id = fields.Many2one("member.card", readonly=True, ondelete="restrict", index="btree_not_null")
    points = fields.Float(digits=(16, 2), readonly=True, help="The points on the cards at termination.")
    wallet = fields.Monetary(readonly=True, help="The paid balance that stays in the wallet until it is refunded.")
    points_until = fields.Date("Points Kept Until", readonly=True)
    points_lapsed_on = fields.Date("Points Expired On", readonly=True)
    returned_on = fields.Date("Reinstated On", readonly=True)
    with_history = fields.Boolean("Reinstated With History", readonly=True)

    _points_kept = models.Index("(points_until) WHERE points_lapsed_on IS NULL AND returned_on IS NULL")

    def _take_away(self, card_handed_in):
        """Cards end, the tier ends, consents are withdrawn, points lapse at once where none are kept.

        :param card_handed_in: whether the members gave their cards back; else what is active is blocked. A card that is
            lost, damaged or over stays so.
        """
        partners, why = self.partner_id, self.env._("Membership terminated")
        cards = partners.member_card_ids
        if card_handed_in:
            cards.filtered(lambda card: card.state in ("active", "blocked"))._move("returned", why)
        else:
            cards.filtered(lambda card: card.state == "active")._move("blocked", why)
        partners.member_consent_ids.action_withdraw()
        self.env["res.partner"]._member_change_tier(
            [
                {
                    "partner_id": leaving.partner_id.id,
                    "company_id": leaving.company_id.id,
                    "from_tier_id": leaving.tier_id.id,
                    "to_tier_id": False,
                    "reason": "leave",
                    "note": leaving.note,
                }
                for leaving in self
                if leaving.tier_id
            ],
            self[:1].date,
        )
        self.env["member.standing"].search([("partner_id", "in", partners.ids)]).unlink()
        self.filtered(lambda leaving: leaving.points_until <= leaving.date)._lapse()

    def _lapse(self):
        """What isn't paid money expires: points, bonus, and what is on the way."""
        Entry = self.env["member.ledger.entry"]
        for leaving in self:
            cards = self.env["loyalty.card"].search(
                [("partner_id", "=", leaving.partner_id.id), ("member_program", "=", True)]
            )
            cards._lock_for_posting()
            Entry._release_due(cards)
            lots = Entry.search([("card_id", "in", cards.ids), ("left", ">", 0), ("bucket", "!=", "principal")])
            Entry._post(
                [
                    {
                        **movement,
                        "key": f"leave:{leaving.id}:{movement['reverses_id']}",
                        "company_id": leaving.company_id.id,
                        "reason": self.env._("Membership terminated"),
                    }
                    for lot in lots
                    for movement in lot._reversing("expire", lot.left)
                ]
            )
            leaving._amend({"points_lapsed_on": leaving.company_id._member_today()})

    def _end(self, today, with_history):
        """The member is back."""
        if not with_history and not self.points_lapsed_on:
            self._lapse()
        self._amend({"returned_on": today, "with_history": with_history})

    @api.model
    def _night_lapse(self, job):
        """The next leavings whose days are over: what was kept of points expires."""
        leavings = self._due(job._piece(50))
        leavings._lapse()
        job.done += len(leavings)
        return not leavings

    @api.model
    def _due(self, limit):
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("points_until", "<", self.env.company._member_today()),
                ("points_lapsed_on", "=", False),
                ("returned_on", "=", False),
            ],
            limit=limit,
        )

    # ── The review that lets members go who have bought nothing for long ───────────────────────────────────────

    @api.model
    def _night_let_go(self, job):
        """Let them go in the background, or tell the responsible how many there are."""
        company = job.company_id
        here = self.with_context(allowed_company_ids=company.ids)
        count = company.member_leave_months and here.env["res.partner"].search_count([("member_idle", "=", True)])
        if count:
            here._review(company, count)
        return True

    def _review(self, company, count):
        if company.member_leave_auto:
            jobs = self.env["member.job"]
            waiting = [("kind", "=", "leave"), ("company_id", "=", company.id), ("state", "in", OPEN)]
            if not jobs.search_count(waiting, limit=1):
                jobs._start(
                    "leave", self.env._("Termination of candidates without a purchase"), count, {"after": 0}, company
                )
            return
        summary = self.env._("Termination candidates")
        waiting = [("res_id", "=", company.partner_id.id), ("res_model", "=", "res.partner"), ("summary", "=", summary)]
        if not self.env["mail.activity"].search_count(waiting, limit=1):
            company.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=self.env._(
                    "%(count)s members have had no purchase for %(months)s months. Open Members, Termination "
                    "Candidates, select the memberships to end and choose Terminate Membership in the "
                    "Actions menu.",
                    count=count,
                    months=company.member_leave_months,
                ),
                user_id=company._member_responsible().id,
            )
