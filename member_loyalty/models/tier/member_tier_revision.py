from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list


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
            ("now", "All members, immediately"),
            ("later", "All members: upgrades immediately, downgrades when the tier ends"),
            ("new", "New members only"),
        ],
        "Applies To",
        required=True,
        default="now",
        tracking=True,
    )
    job_id = fields.Many2one("member.job", readonly=True, ondelete="set null", index="btree_not_null")
    progress = fields.Float(related="job_id.progress")
    job_error = fields.Text(related="job_id.error")
    line_ids = fields.One2many("member.tier.revision.line", "revision_id", "Lines", readonly=True)
    change_ids = fields.One2many("member.tier.change", "revision_id", "Tier Changes", readonly=True)
    rise_count = fields.Integer("Upgrades", compute="_compute_counts")
    fall_count = fields.Integer("Downgrades", compute="_compute_counts")
    leave_count = fields.Integer("Without a Tier", compute="_compute_counts")
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
            (revision, move): count
            for revision, move, count in self.env["member.tier.revision.line"]._read_group(
                [("revision_id", "in", self.ids)], ["revision_id", "move"], ["__count"]
            )
        }
        for revision in self:
            for move in ("rise", "fall", "leave"):
                revision[f"{move}_count"] = counts.get((revision, move), 0)

    def write(self, vals):
        if set(vals) & {*self._rule_fields(), "scope"}:
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
        # One version, of the rule as it is from now on; for new members only, where it was asked so.
        self.tier_id.with_context(member_rule_since=self.scope == "new" and today).write(self._rule_values())
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
        day = self.company_id._member_today()
        ladders = None if self.scope == "new" else self.env["member.tier"]._make_ladders(self.company_id.id, self)
        if ladders is None:
            return None
        at_once = self.scope == "now"
        standings = self.env["member.standing"]
        found, last = standings._candidates(self.company_id, after, day, ladders, at_once)
        standings = standings.search([("partner_id", "in", found)])
        self.env["member.tier.revision.line"].create(
            [
                {**standing._change(one), "revision_id": self.id}
                for one in standings._judge(day, ladders, at_once)
                for standing in [one.standing]
                if (standing.partner_id.member_tier_id.id or None) != one.tier
            ]
        )
        return last

    def _apply_batch(self, after):
        """:return: id of the last member looked at, None when there are no more"""
        if self.scope == "new":
            return None
        day = self.company_id._member_today()
        at_once = self.scope == "now"
        standings = self.env["member.standing"]
        found, last = standings._candidates(self.company_id, after, day, at_once=at_once)
        standings._of(found)._review(day, at_once=at_once, revision_id=self.id)
        return last

    # ── Taking back ───────────────────────────────────────────────────────────────────────────────────────────

    def action_undo(self):
        """Put the rule and the members back, while nothing has followed."""
        self.ensure_one()
        if self.state != "applied":
            raise UserError(self.env._("Only an active rule change can be reverted."))
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
        day = self.company_id._member_today()
        versions = self.tier_id.version_ids.sorted("number")
        before = versions[-2:-1]
        self.tier_id.with_context(member_rule_since=before.new_since).write(before._rule_values())
        # sudo: who may change rules may take a change back; nobody writes standings directly.
        standings = self.env["member.standing"].sudo()._of(self.change_ids.partner_id.ids)
        standing_of = standings.grouped("partner_id")
        for change in self.change_ids:
            standing_of[change.partner_id]._go_back(change, day, reason="undo", revision_id=self.id)
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
        action["domain"] = [("revision_id", "=", self.id)] + ([("move", "=", move)] if move else [])
        return action
