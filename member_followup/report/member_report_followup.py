from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, format_date, formatLang

from odoo.addons.member_loyalty.models.common.columns import columns

from ..models.credit.member_credit_facts import TALKED
from .member_followup_report import MEASURES

MONTHS = 12
#: days that are shown where no month is chosen
LATELY = 30


class MemberReportFollowup(models.AbstractModel):
    """A month's contacts and what came of them, in pictures; each figure opens its contacts and credits."""

    _name = "member.report.followup"
    _inherit = "member.report"
    _description = "Contact Results Dashboard"
    _blocks = {
        "figures": 12,
        "people": 6,
        "months": 6,
        "stores": 6,
        "plans": 6,
        "targets": 6,
        "board": 6,
        "uplift": 12,
        "padding": 12,
    }
    _pictures_first = True

    @api.model
    def _title(self):
        return self.env._("Contact Results")

    @api.model
    def _check_reader(self):
        self.env["member.followup.report"].check_access("read")

    @api.model
    @api.readonly
    def describe(self):
        counted = self.env.company.member_credit_day
        return {
            **super().describe(),
            "as_of": self.env._("Credits were counted on %(day)s.", day=format_date(self.env, counted))
            if counted
            else self.env._("Credits haven't been counted yet. They are counted overnight."),
        }

    # ── Which month, and whose ────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _days(self):
        """The last days, this month and those before, by their ends."""
        today = self.env.company._member_today()
        ends = [today + relativedelta(day=1, months=1 - back, days=-1) for back in range(MONTHS + 1)]
        return [
            (False, self.env._("Last 30 Days")),
            *((end.isoformat(), format_date(self.env, end, date_format="LLLL y")) for end in ends),
        ]

    @api.model
    def _as_of(self, filters):
        today = self.env.company._member_today()
        return min(filters.day or today, today)

    @api.model
    def _rows_domain(self, filters, first, last):
        """:return: domain of the rows of the report of a period, of whom the filters say and the reader may see"""
        domain = [("company_id", "=", self.env.company.id), ("day", ">=", first), ("day", "<=", last)]
        for path, ids in (
            ("partner_id.member_tier_id", filters.tier_ids),
            ("person_id.user_id", filters.user_ids),
            ("config_id", filters.config_ids),
        ):
            if ids:
                domain.append((path, "in", list(ids)))
        return domain

    @api.model
    def _period_domain(self, filters):
        last = self._as_of(filters)
        first = last.replace(day=1) if filters.day else last - timedelta(days=LATELY - 1)
        return self._rows_domain(filters, first, last)

    @api.model
    def _sums(self, domain, groups=()):
        """:return: list of (values of groups …, dict of measure to sum)"""
        found = self.env["member.followup.report"]._read_group(domain, groups, [f"{name}:sum" for name in MEASURES])
        count = len(groups)
        return [
            (*row[:count], dict(zip(MEASURES, (value or 0 for value in row[count:]), strict=True))) for row in found
        ]

    # ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_figures(self, filters):
        domain = self._period_domain(filters)
        [(sums,)] = self._sums(domain)
        return {
            "title": self.env._("Contacts"),
            "note": self.env._(
                "In time: no later than planned. Reached: the member was spoken to. Came: bought by the day that was "
                "promised. Woken: dormant when the contact was planned, with the first net purchase in time after it. "
                "Revenue is what followed contacts, not what they caused. Covered: all members who were spoken to in the "
                "days that the rule asks for."
            ),
            "model": "member.followup.report",
            "columns": [
                {"name": "label", "label": self.env._("Figure"), "type": "char"},
                {"name": "value", "label": self.env._("Value"), "type": "float"},
                {"name": "about", "label": self.env._("Calculation"), "type": "char"},
            ],
            "rows": self._tiles(filters, domain, sums) if any(sums.values()) else [],
            "chart": {"kind": "tiles", "x": "label", "y": ["value"], "about": "about"},
            "empty": self._empty(),
        }

    @api.model
    def _empty(self):
        return self.env._("No contacts yet. Start a contact plan; what comes of it is counted overnight.")

    @api.model
    def _tiles(self, filters, domain, sums):
        def tile(name, label, value, kind="integer", about=None, behind=None):
            return {
                "_key": name,
                # Not "!= 0": of amounts of money it finds the rows that have none, too.
                "_domain": behind or [*domain, (name, "!=", False)],
                "_types": {"value": kind},
                "label": label,
                "value": value,
                "about": about,
            }

        def of(name):
            return self.env._("of %(count)s", count=formatLang(self.env, sums[name], digits=0))

        def share(name, whole, label):
            value = sums[name] / sums[whole] if sums[whole] else None
            return tile(name, label, value, "percentage", of(whole))

        covered, members = self._coverage(filters)
        return [
            tile("made", self.env._("Contacts Made"), sums["made"], about=of("planned")),
            share("in_time", "made", self.env._("In Time")),
            share("reached", "made", self.env._("Reached")),
            share("came", "promised", self.env._("Promised and Came")),
            tile("sent", self.env._("Messages Sent"), sums["sent"]),
            tile("woken", self.env._("Woken"), sums["woken"], "float"),
            tile("revenue", self.env._("Revenue After Contacts"), sums["revenue"], "monetary"),
            tile("enrolled", self.env._("Enrollments"), sums["enrolled"]),
            tile(
                "covered",
                self.env._("Coverage"),
                covered / members if members else None,
                "percentage",
                self.env._("%(covered)s of %(count)s members", covered=covered, count=members),
                behind=self._covering_domain(filters),
            ),
            tile("solved", self.env._("Complaints Solved"), sums["solved"]),
        ]

    @api.model
    def _coverage(self, filters):
        """R29: members whom somebody spoke to in the days that the rule asks for, and all of them: the reader's own, or
        all for who may see all. SQL, not the ORM: two numbers of a million members in one pass.

        :return: pair
        """
        partners, contacts = self.env["res.partner"], self.env["member.followup"]
        before, last = self._covering_days(filters)
        spoken_to = SQL(
            """SELECT partner_id FROM member_followup WHERE company_id = %s AND state = 'done'
                  AND day_done > %s AND day_done <= %s AND outcome = ANY(%s)""",
            self.env.company.id,
            before,
            last,
            list(TALKED),
            to_flush=columns(contacts, "partner_id", "company_id", "state", "day_done", "outcome"),
        )
        query = partners._search(self._to_cover(filters))
        member = SQL.identifier(query.table, "id")
        [row] = self.env.execute_query(
            query.select(SQL("COUNT(*) FILTER (WHERE %s IN (%s))", member, spoken_to), SQL("COUNT(*)"))
        )
        return row

    @api.model
    def _to_cover(self, filters):
        """:return: domain of the members who are to be spoken to"""
        domain = [("is_member", "=", True), ("company_id", "in", (False, self.env.company.id))]
        if not self._sees_all():
            domain.append(("user_id", "=", self.env.uid))
        for path, ids in (("member_tier_id", filters.tier_ids), ("user_id", filters.user_ids)):
            if ids:
                domain.append((path, "in", list(ids)))
        return domain

    @api.model
    def _covering_days(self, filters):
        """:return: pair of dates: contacts after the first, until the second, cover a member"""
        last = self._as_of(filters)
        days = self.env["member.credit.rule"]._on(self.env.company)(last).cover_days
        return last - timedelta(days=days), last

    @api.model
    def _covering_domain(self, filters):
        """:return: domain of the report's rows that cover members: more than one where they were spoken to again"""
        before, last = self._covering_days(filters)
        return [
            ("company_id", "=", self.env.company.id),
            ("day", ">", before),
            ("day", "<=", last),
            ("reached", "!=", False),
            ("partner_id", "any", self._to_cover(filters)),
        ]

    @api.model
    def _sees_all(self):
        groups = ("member_loyalty.group_manager", "member_loyalty.group_auditor")
        return any(self.env.user.has_group(group) for group in groups)

    # ── By employee, store, plan and month ────────────────────────────────────────────────────────────────────

    @api.model
    def _columns_of(self, label):
        types = {"revenue": "monetary", "woken": "float"}
        fields = self.env["member.followup.report"].fields_get(MEASURES, ["string"])
        return [
            {"name": "label", "label": label, "type": "char"},
            *({"name": name, "label": fields[name]["string"], "type": types.get(name, "integer")} for name in MEASURES),
        ]

    @api.model
    def _block_by(self, filters, field, title, drawn, note=""):
        domain = self._period_domain(filters)
        label = self.env["member.followup.report"].fields_get([field], ["string"])[field]["string"]
        rows = [
            {
                "_domain": [*domain, (field, "=", one.id)],
                "_key": str(one.id),
                # sudo: the name of whose figures the reader may see.
                "label": one.sudo().display_name or self.env._("None"),
                **sums,
            }
            for one, sums in self._sums(domain, [field])
            if one or any(sums[name] for name in drawn)
        ]
        rows.sort(key=lambda row: (-sum(row[name] for name in drawn), row["label"]))
        return {
            "title": title,
            "note": note,
            "model": "member.followup.report",
            "columns": self._columns_of(label),
            "rows": rows,
            "chart": {"kind": "bar", "x": "label", "y": list(drawn)},
            "empty": self._empty(),
        }

    @api.model
    def _block_people(self, filters):
        return self._block_by(filters, "person_id", self.env._("Employees"), ("made", "reached", "came"))

    @api.model
    def _block_stores(self, filters):
        return self._block_by(filters, "config_id", self.env._("Stores"), ("made", "reached", "came"))

    @api.model
    def _block_plans(self, filters):
        return self._block_by(
            filters,
            "plan_id",
            self.env._("Contact Plans"),
            ("reached", "woken"),
            self.env._("What followed a contact wasn't necessarily caused by it: see What Contacts Do."),
        )

    @api.model
    def _block_months(self, filters):
        last = self._as_of(filters)
        first = last + relativedelta(day=1, months=1 - MONTHS)
        domain = self._rows_domain(filters, first, last)
        sums = dict(self._sums(domain, ["day:month"]))
        rows = []
        for back in range(MONTHS - 1, -1, -1):
            month = last + relativedelta(day=1, months=-back)
            if month in sums:
                end = min(month + relativedelta(months=1, days=-1), last)
                rows.append(
                    {
                        "_domain": self._rows_domain(filters, month, end),
                        "_key": month.isoformat(),
                        "label": format_date(self.env, month, date_format="LLL y"),
                        **sums[month],
                    }
                )
        return {
            "title": self.env._("Months"),
            "model": "member.followup.report",
            "columns": self._columns_of(self.env._("Month")),
            "rows": rows,
            "chart": {"kind": "line", "x": "label", "y": ["made", "reached", "woken"]},
            "empty": self._empty(),
        }
