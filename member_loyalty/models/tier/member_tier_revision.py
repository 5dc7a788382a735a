from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

from ...engine.tier_review import NOBODY, Sudden


class MemberTierRevision(models.Model):
    """A change of a tier's rule, tried out on all members before it is made, and taken back while that is possible."""

    _name = "member.tier.revision"
    _description = "Tier Rule Change"
    _inherit = ["member.tier.rule", "mail.thread"]
    _order = "id desc"
    _rec_name = "tier_id"

    tier_id = fields.Many2one("member.tier", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("counting", "Simulating"),
            ("ready", "Simulated"),
            ("applying", "Activating"),
            ("applied", "Active"),
            ("undone", "Reverted"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    scope = fields.Selection(
        [
            ("later", "All members: upgrades immediately, downgrades when the tier ends"),
            ("now", "All members, immediately"),
            ("new", "New members only"),
        ],
        "Applies To",
        required=True,
        default="later",
        tracking=True,
    )
    for_life = fields.Boolean(
        "Also Downgrade Lifetime Tiers",
        tracking=True,
        help="Members who hold this tier for life and don't meet the new requalification criteria lose it now. If "
        "disabled, they keep it for life.",
    )
    rank = fields.Integer(help="The higher the rank, the better the tier.")
    rank_before = fields.Integer("Previous Rank", readonly=True)
    before_id = fields.Many2one(
        "member.tier.version", "Previous Version", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    is_new = fields.Boolean(
        "New Tier", readonly=True, help="Nobody had the tier yet: the members who qualify are the change."
    )
    job_id = fields.Many2one("member.job", readonly=True, ondelete="set null", index="btree_not_null")
    progress = fields.Float(related="job_id.progress")
    job_error = fields.Text(related="job_id.error")
    line_ids = fields.One2many("member.tier.revision.line", "revision_id", "Lines", readonly=True)
    change_ids = fields.One2many("member.tier.change", "revision_id", "Tier Changes", readonly=True)
    rise_count = fields.Integer("Upgrades", compute="_compute_counts")
    fall_count = fields.Integer("Downgrades", compute="_compute_counts")
    leave_count = fields.Integer("Without a Tier", compute="_compute_counts")
    due_count = fields.Integer(
        "Due Anyway",
        compute="_compute_counts",
        help="Members whom the next review moves with or without this change. Activating leaves them alone.",
    )
    entry_now = fields.Char("Current Qualification", related="tier_id.entry_rule")
    stay_now = fields.Char("Current Requalification", related="tier_id.stay_rule")

    @api.depends("tier_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for revision in self:
            revision.display_name = self.env._("New rule of %s", revision.tier_id.name)

    @api.depends("line_ids")
    def _compute_counts(self):
        counts = {
            (revision, because, move): count
            for revision, because, move, count in self.env["member.tier.revision.line"]._read_group(
                [("revision_id", "in", self.ids)], ["revision_id", "because", "move"], ["__count"]
            )
        }
        for revision in self:
            for move in ("rise", "fall", "leave"):
                revision[f"{move}_count"] = counts.get((revision, True, move), 0)
            revision.due_count = sum(counts.get((revision, False, move), 0) for move in ("rise", "fall", "leave"))

    def write(self, vals):
        if set(vals) & {*self._rule_fields(), "scope", "for_life", "rank"}:
            for revision in self:
                if revision.state not in ("draft", "ready"):
                    raise UserError(
                        self.env._(
                            "This rule change is being simulated or has been applied. Create a new rule change instead."
                        )
                    )
            # What was counted was another rule.
            vals = {**vals, "state": "draft"}
            # sudo: the list of who would move is written by counting only.
            self.sudo().line_ids.unlink()
        return super().write(vals)

    # ── Trying out ────────────────────────────────────────────────────────────────────────────────────────────

    def action_preview(self):
        """Count in the background who would move; a small shop sees it at once."""
        self.ensure_one()
        if self.state not in ("draft", "ready") and not (self.state == "counting" and self.job_error):
            raise UserError(
                self.env._("This rule change is being simulated or has been applied. Create a new rule change instead.")
            )
        self.tier_id._check_free_rank(self.rank)
        # sudo: as in ``write``.
        self.sudo().line_ids.unlink()
        self.state = "counting"
        self._start_job("tier_preview", self.env._("Tier impact preview: %s", self.tier_id.name))

    def action_apply(self):
        """Put the rule in force, and review the members that it is for."""
        self.ensure_one()
        if self.state != "ready":
            raise UserError(self.env._("Simulate the rule change first."))
        today = self.company_id._member_today()
        self.write({"before_id": self.tier_id._version_now().id, "rank_before": self.tier_id.rank})
        # One version, of the rule as it is from now on; for new members only, where it was asked so.
        self.tier_id.with_context(member_rule_since=self.scope == "new" and today).write(
            {**self._rule_values(), "rank": self.rank}
        )
        # sudo: the members are reviewed here.
        self.tier_id.sudo().review_company_ids -= self.company_id
        self.state = "applying"
        self._start_job("tier_apply", self.env._("New tier rule: %s", self.tier_id.name))

    def _start_job(self, kind, name):
        standings = self.env["member.standing"]
        standings._make_missing(self.company_id)
        total = standings.search_count([("company_id", "=", self.company_id.id)])
        # sudo: who may change rules may queue their work.
        job = (
            self.env["member.job"]
            .sudo()
            ._start(kind, name, total, cursor={"revision_id": self.id, "after": 0}, company=self.company_id)
        )
        self.job_id = job
        job._run_batch()

    def _preview_batch(self, after):
        """:return: id of the last member looked at, None when there are no more"""
        if self.scope == "new":
            return None
        after_all = self.env["member.tier"]._make_ladders(self.company_id.id, self)
        found, last = self._judged(after, after_all, self._ladders_before())
        self.env["member.tier.revision.line"].create(
            [
                {**new.standing._change(new), "revision_id": self.id, "because": new.tier != old.tier}
                for new, old in found
                if (new.standing.partner_id.member_tier_id.id or None) != new.tier
            ]
        )
        return last

    def _apply_batch(self, after):
        """:return: id of the last member looked at, None when there are no more"""
        if self.scope == "new":
            return None
        found, last = self._judged(after, self.env["member.tier"]._ladders(self.company_id.id), self._ladders_before())
        self.env["member.standing"]._carry_out(
            [new for new, old in found if new._puts() != old._puts()],
            self.company_id._member_today(),
            revision_id=self.id,
        )
        return last

    def _judged(self, after, ladders, before):
        """Judge the next members by two rules.

        :param ladders: tuple of :class:`engine.tier_ladder.Ladder`, with the new rule
        :param before: the same, without it
        :return: (list of pairs of :class:`.member_standing_review.Judgement`; id of the last member looked at, or None)
        """
        day = self.company_id._member_today()
        standings = self.env["member.standing"]
        sudden = self._sudden()
        found, last = standings._candidates(self.company_id, after, day, ladders, sudden)
        standings = standings._of(found)
        old = {one.standing: one for one in standings._judge(day, before)}
        return [(new, old[new.standing]) for new in standings._judge(day, ladders, sudden)], last

    def _sudden(self):
        """:return: :class:`engine.tier_review.Sudden`: who keeps the terms to stay that they had isn't asked"""
        new, old = (rule._rule_as_engine(self.tier_id) for rule in (self, self.before_id or self.tier_id))
        places = [(rule.categ_ids, rule.config_ids) for rule in (self, self.before_id or self.tier_id)]
        is_same = (new.staying, new.window, new.validity, places[0]) == (
            old.staying,
            old.window,
            old.validity,
            places[1],
        )
        if self.scope != "now" or is_same:
            return NOBODY
        return Sudden((self.tier_id.id,), self.for_life)

    def _ladders_before(self):
        """:return: tuple of :class:`engine.tier_ladder.Ladder`, as if there were no change; a new tier isn't on them"""
        return self.env["member.tier"]._make_ladders(self.company_id.id, before=self)

    def _rank_of(self, tier):
        return self.rank

    def _ranked_before(self, step):
        """:return: the :class:`engine.tier_ladder.Step` as it was ranked before the change"""
        if step.tier.id != self.tier_id.id:
            return step
        return replace(step, tier=replace(step.tier, rank=self.rank_before))

    # ── Taking back ───────────────────────────────────────────────────────────────────────────────────────────

    def action_undo(self):
        """Put the rule and the members back, while nothing has followed."""
        self.ensure_one()
        if self.state != "applied":
            raise UserError(self.env._("Only an active rule change can be reverted."))
        if not self.before_id:
            raise UserError(
                self.env._("What was before this rule change isn't recorded. Create a new rule change instead.")
            )
        later = self._followed()
        if later:
            raise UserError(
                self.env._(
                    "This rule change can't be reverted. %(count)s members have changed tiers again or "
                    "received a welcome gift since then: %(names)s. Create a new rule change instead.",
                    count=len(later),
                    names=format_list(self.env, later[:5].mapped("display_name"), "unit"),
                )
            )
        tier = self.tier_id
        if self.is_new:
            # Its members would come in again with their next purchase.
            tier.active = False
        before = self.before_id
        tier.with_context(member_rule_since=before.new_since).write({**before._rule_values(), "rank": self.rank_before})
        # sudo: who may change rules may take a change back; nobody writes standings directly.
        self.env["member.standing"].sudo()._restore(
            self.sudo().change_ids, self.company_id._member_today(), reason="undo", revision_id=self.id
        )
        tier.sudo().review_company_ids -= self.company_id
        self.state = "undone"

    def _followed(self):
        """Members who can't be put back as they were."""
        self.env["member.tier.change"].flush_model(["revision_id", "partner_id"])
        self.env["member.tier.welcome"].flush_model(["change_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT c.partner_id FROM member_tier_change c
                 WHERE c.revision_id = %(revision)s
                   AND EXISTS (SELECT FROM member_tier_change later
                                WHERE later.partner_id = c.partner_id AND later.id > c.id
                                UNION ALL SELECT FROM member_tier_welcome given WHERE given.change_id = c.id)
                """,
                revision=self.id,
            )
        )
        return self.env["res.partner"].browse(partner_id for (partner_id,) in rows)

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_tier_revision_line_action")
        move = self.env.context.get("member_move")
        action["domain"] = [("revision_id", "=", self.id), ("because", "=", move != "due")]
        if move and move != "due":
            action["domain"] += [("move", "=", move)]
        return action
