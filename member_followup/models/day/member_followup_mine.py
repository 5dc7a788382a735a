from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

DUES = [("overdue", "Overdue"), ("today", "Today"), ("list", "Store List")]
#: a queue is a day's work; who has done it opens the next
MOST = 200


class MemberFollowup(models.Model):
    """My Contacts: what the present user has to do today, and what is on the list of their store."""

    _inherit = "member.followup"

    due = fields.Selection(
        DUES,
        compute="_compute_due",
        search="_search_due",
        group_expand=True,
        help="Overdue was planned for an earlier day. Whoever is free takes from the store list.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    member_tier_id = fields.Many2one(related="partner_id.member_tier_id")
    phone = fields.Char(related="partner_id.phone")

    @api.depends("state", "person_id", "date_planned")
    @api.depends_context("company")
    def _compute_due(self):
        today = self.env.company._member_today()
        for contact in self:
            if contact.state != "open":
                contact.due = False
            elif not contact.person_id:
                contact.due = "list"
            else:
                contact.due = "overdue" if contact.date_planned < today else "today"

    @api.model
    def _search_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.to_string(self.env.company._member_today())
        given = Domain("person_id", "!=", False)
        domains = {
            "overdue": given & Domain("date_planned", "<", today),
            "today": given & Domain("date_planned", ">=", today),
            "list": Domain("person_id", "=", False),
        }
        is_open = Domain("state", "=", "open")
        found = Domain.OR(is_open & domains[due] for due in value if due in domains)
        return found | ~is_open if False in value else found

    def _field_to_sql(self, alias, field_expr, query=None):
        """Lists are grouped by what is due, which changes with the day and so isn't stored."""
        if field_expr != "due":
            return super()._field_to_sql(alias, field_expr, query)
        return SQL(
            "CASE WHEN %(state)s != 'open' THEN NULL WHEN %(person)s IS NULL THEN 'list' "
            "WHEN %(planned)s < %(today)s THEN 'overdue' ELSE 'today' END",
            state=self._field_to_sql(alias, "state", query),
            person=self._field_to_sql(alias, "person_id", query),
            planned=self._field_to_sql(alias, "date_planned", query),
            today=self.env.company._member_today(),
        )

    # ── Mine ──────────────────────────────────────────────────────────────────────────────────────────────────

    @api.depends("state", "person_id", "config_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._mine())
        mine.is_mine = True
        (self - mine).is_mine = False

    @api.model
    def _search_is_mine(self, operator, value):
        return self._mine() if operator == "in" and True in value else NotImplemented

    @api.model
    def _mine(self):
        """:return: domain of the contacts that the present user may make: their own, and those of their store's list"""
        # sudo: one's own entries of the contact staff.
        me = self.env.user.sudo().member_person_ids.filtered(lambda person: person.company_id in self.env.companies)
        listed = Domain("person_id", "=", False) & Domain("config_id", "in", me.config_id.ids)
        return Domain("state", "=", "open") & (Domain("person_id", "in", me.ids) | listed)

    @api.model
    @api.readonly
    def my_day(self):
        """How far the present user has come today.

        :return: dict of done, skipped, and each of DUES to a number of contacts
        """
        counts = dict(self._read_group(self._mine(), ["due"], ["__count"]))
        return {
            "done": self._done_today(),
            **{due: counts.get(due, 0) for due, _label in DUES},
            "labels": dict(self._fields["due"]._description_selection(self.env)),
        }

    @api.model
    def _done_today(self):
        # sudo: one's own entries of the contact staff.
        me = self.env.user.sudo().member_person_ids
        return self.search_count(
            [
                ("done_by_id", "in", me.ids),
                ("day_done", "=", self.env.company._member_today()),
                ("state", "=", "done"),
            ]
        )

    @api.model
    def _my_queue(self):
        """:return: ids, in the order in which they are made: what was skipped last, the list of the store behind one's
        own, the longest overdue first"""
        mine = self.search_fetch(
            self._mine(), ["date_skipped", "person_id"], order="date_planned, priority desc, id", limit=MOST
        )
        return mine.sorted(lambda contact: (bool(contact.date_skipped), not contact.person_id)).ids
