from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_list

from ...engine import steps

#: So many names are said; the rest is a number.
MOST_NAMES = 20


class MemberFollowupAdd(models.TransientModel):
    """Members come into a plan by hand: picked in their list, or by their numbers, one a line.

    A line that isn't known stays in the box until somebody corrects it.
    """

    _name = "member.followup.add"
    _description = "Add to Contact Plan"
    _rec_name = "plan_id"

    plan_id = fields.Many2one(
        "member.followup.plan", required=True, domain=[("state", "=", "running")], ondelete="cascade"
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "member_followup_add_partner_rel",
        string="Selected Members",
        readonly=True,
        default=lambda self: self._selected(),
    )
    selected_count = fields.Integer("Selected Members", compute="_compute_selected_count")
    numbers = fields.Text(help="Phone numbers, card numbers or member numbers, one a line.")
    unknown = fields.Text("Unknown Lines", compute="_compute_unknown")
    result = fields.Text(readonly=True)

    @api.model
    def _selected(self):
        if self.env.context.get("active_model") != "res.partner":
            return False
        return self.env.context.get("active_ids") or False

    @api.depends("partner_ids")
    def _compute_selected_count(self):
        for wizard in self:
            wizard.selected_count = len(wizard.partner_ids)

    @api.depends("numbers", "plan_id")
    def _compute_unknown(self):
        for wizard in self:
            found = wizard._found()
            wizard.unknown = "\n".join(
                wizard._fault(line, members) for line, members in found.items() if len(members) != 1
            )

    def _fault(self, line, members):
        if not members:
            return self.env._("%(line)s: no member has this number.", line=line)
        return self.env._(
            "%(line)s: %(names)s have this number. Enter a card number.",
            line=line,
            names=format_list(self.env, members.mapped("name")),
        )

    # ── Who is meant ──────────────────────────────────────────────────────────────────────────────────────────

    def _found(self):
        """
        :return: dict of each line that isn't empty to the members whom it names, with three searches for all of them
        """
        lines = list(dict.fromkeys(line.strip() for line in (self.numbers or "").splitlines() if line.strip()))
        company = self.plan_id.company_id or self.env.company
        partners = self.env["res.partner"]
        phones = {line: partners._phone_format(number=line, country=company.country_id) for line in lines}
        here = [("is_member", "=", True), ("company_id", "in", (False, company.id))]
        by_phone = partners.search([("phone_sanitized", "in", list(filter(None, phones.values()))), *here])
        by_number = partners.search([("member_number", "in", lines), *here])
        cards = self.env["member.card"].search([("number", "in", lines), ("partner_id", "any", here)])
        named = [
            (by_phone.grouped("phone_sanitized"), phones),
            (by_number.grouped("member_number"), dict(zip(lines, lines, strict=True))),
            (cards.grouped("number"), dict(zip(lines, lines, strict=True))),
        ]
        return {line: self._named(line, named) for line in lines}

    def _named(self, line, named):
        members = self.env["res.partner"]
        for groups, keys in named:
            found = groups.get(keys[line])
            if found:
                members |= found if found._name == "res.partner" else found.partner_id
        return members

    # ── Adding ────────────────────────────────────────────────────────────────────────────────────────────────

    def action_add(self):
        """Let the members enter, and say whom the plan doesn't take and which lines aren't known."""
        self.ensure_one()
        self.plan_id.check_access("write")
        if self.plan_id.state != "running":
            raise UserError(self.env._("%(plan)s isn't running. Start it first.", plan=self.plan_id.name))
        found = self._found()
        meant = self.partner_ids.union(*(members for members in found.values() if len(members) == 1))
        entered = self._enter(meant)
        left = [line for line, members in found.items() if len(members) != 1]
        self.write(
            {
                "result": self._result(entered, meant - entered),
                "numbers": "\n".join(left),
                "partner_ids": False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to Contact Plan"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _result(self, entered, refused):
        said = [self.env._("%(count)s members were added to %(plan)s.", count=len(entered), plan=self.plan_id.name)]
        if held_out := self._held_out(entered):
            said.append(
                self.env._(
                    "%(count)s of them are held out: the plan doesn't contact them, so that it can be told what it does.",
                    count=held_out,
                )
            )
        if refused:
            names = refused[:MOST_NAMES].mapped("name")
            said.append(
                self.env._(
                    "%(count)s members were not: they are inside, may not enter again, want no contacts or aren't in "
                    "the audience (%(names)s).",
                    count=len(refused),
                    names=format_list(self.env, names + ["…"] * (len(refused) > MOST_NAMES)),
                )
            )
        return "\n".join(said)

    def _enter(self, members):
        """Begin their runs, at once for all, as the plan does for those whom it finds.

        :return: those who entered
        """
        plan, today = self.plan_id._here(), self.plan_id.company_id._member_today()
        version = plan.version_id._as_engine()
        source = f"hand/{today}"
        chosen = SQL(
            """SELECT member.id AS partner_id, %(source)s AS source, %(today)s::date AS day, %(today)s::date AS counted,
                      NULL::int AS config_id, NULL::int AS purchase_id,
                      %(plan)s || '/' || member.id || '/' || %(source)s AS key
                 FROM res_partner member WHERE member.id = ANY(%(ids)s) AND %(members)s""",
            source=source,
            today=today,
            plan=str(plan.id),
            ids=members.ids,
            members=plan._members(),
        )
        before = self._runs_of(members)
        plan._begin(chosen, lambda counted, day: steps.start(version, counted, day))
        return (self._runs_of(members) - before).partner_id

    def _held_out(self, entered):
        """:return: how many of those who entered aren't contacted"""
        return len(self._runs_of(entered).filtered(lambda run: run.end_reason == "held_out").partner_id)

    def _runs_of(self, members):
        # sudo: runs of the members who were chosen, of whichever store.
        return (
            self.env["member.followup.run"]
            .sudo()
            .search([("plan_id", "=", self.plan_id.id), ("partner_id", "in", members.ids)])
        )
