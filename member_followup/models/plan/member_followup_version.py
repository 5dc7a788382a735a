from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ...engine.steps import Version
from ...engine.steps_faults import faults


class MemberFollowupVersion(models.Model):
    """The steps of a plan as they were at a time: who is inside may finish by the old ones."""

    _name = "member.followup.version"
    _description = "Contact Plan Version"
    _order = "number, id"
    _rec_name = "number"

    plan_id = fields.Many2one("member.followup.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, ondelete="restrict")
    number = fields.Integer(required=True, default=1, readonly=True, copy=False)
    step_ids = fields.One2many("member.followup.step", "version_id", "Steps")
    problem = fields.Text(compute="_compute_problem")
    inside_count = fields.Integer("Members Inside", compute="_compute_is_locked", compute_sudo=True)
    is_locked = fields.Boolean(compute="_compute_is_locked", compute_sudo=True)
    is_draft = fields.Boolean(compute="_compute_is_draft")

    _number_unique = models.Constraint("UNIQUE (plan_id, number)", "A plan has one version of each number.")

    @api.depends("plan_id", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(plan)s, version %(number)s", plan=version.plan_id.name, number=version.number
            )

    @api.depends("number", "plan_id.version_id")
    def _compute_is_draft(self):
        for version in self:
            version.is_draft = version.number > version.plan_id.version_id.number

    def _as_engine(self):
        """:return: :class:`engine.steps.Version`"""
        self.ensure_one()
        return Version(tuple(step._as_engine() for step in self.step_ids), self.plan_id.failures)

    # ── What is wrong with it ─────────────────────────────────────────────────────────────────────────────────

    @api.depends("step_ids.problem", "step_ids.sequence", "step_ids.channel", "step_ids.branch_ids.target_id")
    def _compute_problem(self):
        for version in self:
            version.problem = "\n".join(version._faults())

    def _faults(self):
        """:return: list of sentences on what has to be put right, with the names of the steps"""
        # What is on a form, and not saved yet, can't be led to by a branch.
        saved = self._origin
        names = {step._key(): step.name for step in saved.step_ids}
        found = [saved._fault_message(fault, names) for fault in faults(saved._as_engine())] if saved else []
        return [step.problem for step in self.step_ids if step.problem] + found

    def _fault_message(self, fault, names):
        """
        :param fault: :class:`engine.steps_faults.Fault`
        :param names: dict of the steps' keys and names
        """
        step = names.get(fault.step)
        if fault.reason == "no_step":
            return self.env._("Add a step: a plan without steps contacts nobody.")
        if fault.reason == "unreachable":
            return self.env._("Step %(step)s is never reached. Remove it, or branch to it.", step=step)
        if fault.reason == "loop":
            way = " → ".join(names[key] for key in fault.detail.split(" → "))
            return self.env._("Step %(step)s leads back: %(way)s. Branch to a later step.", step=step, way=way)
        if fault.reason == "branch_to_nothing":
            return self.env._("Step %(step)s branches to a step of another version. Choose one of this.", step=step)
        return self.env._("Step %(step)s is incomplete (%(reason)s).", step=step, reason=fault.reason)

    # ── Steps that are in use aren't edited ───────────────────────────────────────────────────────────────────

    @api.depends("plan_id.state", "plan_id.version_id")
    def _compute_is_locked(self):
        inside = dict(
            self.env["member.followup.run"]._read_group(
                [("version_id", "in", self.ids), ("state", "=", "open")], ["version_id"], ["__count"]
            )
        )
        for version in self:
            plan = version.plan_id
            version.inside_count = inside.get(version._origin, 0)
            is_in_use = plan.state == "running" and plan.version_id == version._origin
            version.is_locked = bool(version.inside_count or is_in_use)

    def _check_unlocked(self):
        """
        :raise UserError: a version is in use
        """
        self.invalidate_recordset(["is_locked", "inside_count"])
        for version in self.filtered("is_locked"):
            raise UserError(
                self.env._(
                    "The steps of %(version)s are in use. Choose Change Steps on the plan.",
                    version=version.display_name,
                )
            )

    def _copied(self):
        """:return: the plan's next version, with the same steps"""
        self.ensure_one()
        number = max(self.plan_id.version_ids.mapped("number")) + 1
        version = self.create({"plan_id": self.plan_id.id, "number": number})
        self._copy_steps(version)
        return version

    def _copy_steps(self, version):
        """Put copies of the steps into another version; each remembers which one it was copied from."""
        copies = self.step_ids.copy({"version_id": version.id})
        copied = dict(zip(self.step_ids, copies, strict=True))
        for step, new in copied.items():
            new.write(
                {
                    "origin_id": step.id,
                    "branch_ids": [
                        Command.create(
                            {
                                "outcome": branch.outcome,
                                "does": branch.does,
                                "target_id": branch.target_id and copied[branch.target_id].id,
                            }
                        )
                        for branch in step.branch_ids
                    ],
                }
            )

    # ── A new version ─────────────────────────────────────────────────────────────────────────────────────────

    def action_activate(self):
        """Ask what becomes of those inside."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Activate Version"),
            "res_model": "member.followup.activate",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_version_id": self.id},
        }

    def action_discard(self):
        """Drop the changes, and go back to the plan."""
        plan = self.plan_id
        self.filtered("is_draft").unlink()
        return {**plan.get_formview_action(), "target": "main"}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered(lambda version: version.inside_count or version.plan_id.version_id == version)
        if used:
            raise UserError(
                self.env._("%(version)s is in use and can't be deleted. End its plan.", version=used[0].display_name)
            )

    def _activate(self, move):
        """Let the plan go on by these steps.

        :param bool move: whoever is inside goes on by them, too; else finishes the old ones
        """
        self.ensure_one()
        self.check_access("write")
        if problems := self._faults():
            raise ValidationError(
                self.env._(
                    "%(version)s can't be used yet:\n%(problems)s",
                    version=self.display_name,
                    problems="\n".join(problems),
                )
            )
        # sudo: only this sets the version; who may write it was checked, and it moves members of all stores.
        version = self.sudo()
        version.plan_id.version_id = version
        if move:
            version._move_here()

    def _move_here(self):
        """Let whoever is inside an older version go on by this one: their contact becomes that of the step which was
        copied from its own. Who stands on a step without a copy finishes the old version.

        One statement, whatever the number of members: the contact's key has the id of its step in it, and the ORM
        would write them one by one.
        """
        contacts, runs = self.env["member.followup"], self.env["member.followup.run"]
        steps, plans = self.env["member.followup.step"], self.env["member.followup.plan"]
        for model in (contacts, runs, steps, plans):
            model.flush_model()
        moved = self.env.execute_query(
            SQL(
                """WITH movable AS (%(movable)s), contact AS (
                        UPDATE member_followup c
                           SET step_id = step.id, key = run.key || '/' || step.id || '/' || c.attempt,
                               channel = step.channel, purpose = step.purpose, gift = %(gift)s,
                               priority = plan.priority + COALESCE(step.priority, 0),
                               date_last = c.date_planned + step.tolerance,
                               write_uid = %(uid)s, write_date = %(now)s
                          FROM movable
                          JOIN member_followup_step step ON step.id = movable.step_id
                          JOIN member_followup_run run ON run.id = movable.run_id
                          JOIN member_followup_plan plan ON plan.id = run.plan_id
                         WHERE c.id = movable.contact_id
                     RETURNING c.id, c.run_id, c.state = 'open' AND c.channel <> movable.channel AS is_other),
                   run AS (
                        UPDATE member_followup_run r SET version_id = %(id)s, write_uid = %(uid)s, write_date = %(now)s
                          FROM contact WHERE r.id = contact.run_id)
                   SELECT id FROM contact WHERE is_other""",
                movable=self._movable(),
                gift=steps._field_to_sql("step", "gift"),
                id=self.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        contacts.invalidate_model()
        runs.invalidate_model()
        # Who was given a call to make isn't left with a letter.
        others = contacts.browse([contact_id for (contact_id,) in moved])
        others.activity_ids.unlink()
        others.write(
            {
                "state": "planned",
                "person_id": False,
                "date_given": False,
                "date_decide": self.company_id._member_today(),
            }
        )

    def _movable(self):
        """:return: SQL of the open contacts inside older versions, each with the step here that was copied from its own"""
        self.ensure_one()
        contacts, runs, steps = (self.env[f"member.followup{name}"]._fields for name in ("", ".run", ".step"))
        return SQL(
            """WITH RECURSIVE copied AS (
                    SELECT id AS step_id, origin_id FROM member_followup_step WHERE version_id = %s
                     UNION ALL
                    SELECT copied.step_id, step.origin_id
                      FROM copied JOIN member_followup_step step ON step.id = copied.origin_id)
               SELECT c.id AS contact_id, c.run_id, c.channel, copied.step_id
                 FROM member_followup c
                 JOIN member_followup_run r ON r.id = c.run_id AND r.state = 'open' AND r.version_id <> %s
                 JOIN copied ON copied.origin_id = c.step_id
                WHERE c.plan_id = %s AND c.state IN ('planned', 'open')""",
            self.id,
            self.id,
            self.plan_id.id,
            to_flush=[
                *(
                    contacts[name]
                    for name in ("run_id", "step_id", "plan_id", "state", "channel", "attempt", "date_planned")
                ),
                *(runs[name] for name in ("state", "version_id", "key", "plan_id")),
                *(
                    steps[name]
                    for name in ("version_id", "origin_id", "channel", "purpose", "gift", "priority", "tolerance")
                ),
                self.plan_id._fields["priority"],
            ],
        )
