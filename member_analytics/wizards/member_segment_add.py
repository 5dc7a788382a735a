from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MemberSegmentAdd(models.TransientModel):
    """The members of a list become a segment, or come into one.

    The list is any that has members: contacts, or a model with ``partner_id``. It is in the context, as
    ``active_model`` with ``active_ids`` for what somebody picked or ``listed_domain`` for all that it found
    (core's ``active_domain`` is there even when somebody picked a few).
    """

    _name = "member.segment.add"
    _description = "Add to Segment"

    segment_id = fields.Many2one("member.segment", domain=[("kind", "=", "static")])
    name = fields.Char("New Segment Name")
    kind = fields.Selection(
        [("static", "Selected members"), ("live", "Dynamic: all members matching the search")],
        "Type",
        required=True,
        default="static",
    )
    can_be_live = fields.Boolean("Can Be Dynamic", compute="_compute_can_be_live")
    member_count = fields.Integer("Members", compute="_compute_member_count")

    # Of the context, but not of the keys that a cache knows: a domain from the browser is lists in lists.
    @api.depends("name")
    def _compute_can_be_live(self):
        chosen = "listed_domain" in self.env.context
        self.can_be_live = chosen and self.env.context.get("active_model") in ("res.partner", "member.metrics")

    @api.depends("name")
    def _compute_member_count(self):
        for wizard in self:
            reachable = self.env["member.segment"]._reachable()
            wizard.member_count = self.env["res.partner"].search_count(reachable & wizard._members())

    def _listed(self):
        """:return: the list's model, and the domain of its records that were picked"""
        context = self.env.context
        model = self.env[context.get("active_model") or "res.partner"]
        if "listed_domain" in context:
            return model, Domain(context["listed_domain"])
        return model, Domain("id", "in", context.get("active_ids") or [])

    def _members(self):
        """:return: domain of the contacts that the list is about, as the user may see it"""
        model, domain = self._listed()
        if model._name == "res.partner":
            return domain
        query = model._search(domain)
        return Domain("id", "in", query.subselect(model._field_to_sql(model._table, "partner_id", query)))

    def _rule(self):
        """:return: the list's domain as one of contacts"""
        model, domain = self._listed()
        if model._name == "res.partner":
            return list(domain)
        return list(
            domain.map_conditions(lambda one: Domain(f"member_metrics_id.{one.field_expr}", one.operator, one.value))
        )

    def action_add(self):
        """Put the members into the segment, and open it."""
        self.ensure_one()
        if not self.segment_id and not self.name:
            raise UserError(self.env._("Choose a segment, or enter a name for a new one."))
        segment = self.segment_id or self._new_segment()
        if segment.kind == "static":
            segment._add(self._members())
        return segment.get_formview_action()

    def _new_segment(self):
        vals = {"name": self.name, "kind": self.kind}
        if self.kind == "live":
            vals["domain"] = repr(self._rule())
        return self.env["member.segment"].create(vals)
