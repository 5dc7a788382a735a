from dataclasses import dataclass, field
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_list


@dataclass(frozen=True)
class Filters:
    """Which members a report is about.

    :param day: month end that it looks back from, None for now
    :param config_ids: tills, by the member's last purchase, else enrollment; empty for all, as the others
    :param options: the report's own choices, by name
    """

    day: date | None = None
    config_ids: tuple = ()
    tier_ids: tuple = ()
    user_ids: tuple = ()
    options: dict = field(default_factory=dict)


class MemberReport(models.AbstractModel):
    """Figures that follow from filters: the screen and the workbook show the same.

    A report is a model of its own that inherits this one. It names its blocks in ``_blocks``, each with its width in
    twelfths of the screen, and has a method ``_block_<name>(filters)`` for each. A block is a dict of

    - ``title``, and ``note``: how the figures are defined
    - ``lead``: what they say, in a sentence
    - ``model``: whose records the figures open
    - ``columns``: list of dicts of ``name``, ``label`` and ``type``: char, integer, float, monetary, percentage (a share
      of 1), date. ``key`` names the column where the chart has a color for it
    - ``rows``: list of dicts of column name to value, None for blank; ``_domain`` opens the row's records, ``_domains``
      those of single columns, ``_key`` names the row where the chart has a color for it, ``_types`` has the types of
      columns that differ in this row
    - ``chart``, when there is a picture: dict of ``kind``, ``x`` the column of the labels, ``y`` the list of columns
      drawn, and

      - bar, line: ``stacked``, and for bars ``horizontal``
      - doughnut: nothing else
      - scatter: numbers on both axes, ``size`` the column that a mark's area stands for, ``logarithmic`` for both axes,
        ``lines`` the dict of x and y at which the picture is cut, ``lines_option`` the option that takes "x;y" when
        they are moved
      - heat: the table itself, with the cells of ``y`` shaded
      - tiles: single figures in large; ``about`` is the column that says more
    - ``empty``: what to do when there are no rows
    - ``buttons``: list of dicts of ``label``, ``method`` and maybe ``confirm``, the question asked before. The method is
      called with the filters and may return an action
    - ``whole``: XML id of the action that shows the report the block is from, where that is another one

    ``_months`` names the blocks that have the same rows each month, by ``_key``: the management book shows what their
    chart draws first at month ends, side by side. ``_screen_only`` names those that answer to a choice: that book, which
    is written without one, leaves them out.
    """

    _name = "member.report"
    _description = "Member Report"
    _blocks = {}
    # On the screen, tables are one click behind the pictures.
    _pictures_first = False
    _months = ()
    _screen_only = ()
    # Whether it is about the members of some tiers, staff or stores only, where somebody asks for these.
    _by_member = True

    @api.model
    @api.readonly
    def describe(self):
        """What the screen shows before there are figures: title, blocks and the choices of the filters."""
        self._check_reader()
        refreshed_to = self.env["member.metrics.definition"]._of(self.env.company).refreshed_to
        return {
            "title": self._title(),
            "blocks": [{"name": name, "width": width} for name, width in self._blocks.items()],
            "pictures_first": self._pictures_first,
            "by_member": self._by_member,
            "as_of": self.env._("As of %(day)s.", day=format_date(self.env, refreshed_to))
            if refreshed_to
            else self.env._("Metrics haven't been calculated yet. They are calculated overnight."),
            "days": (days := self._days()),
            "days_note": "" if len(days) > 1 else self._days_note(),
            "options": self._options(),
        }

    @api.model
    def _title(self):
        return self.env["ir.model"]._get(self._name).name

    @api.model
    @api.readonly
    def read_block(self, name, filters):
        """
        :param str name: a key of ``_blocks``
        :param dict filters: values of :class:`Filters`, the day as text
        :return: the block, see the class
        """
        self._check_reader()
        if name not in self._blocks:
            raise UserError(self.env._("This report has no part %s. Reload the page.", name))
        self.env["member.metrics"]._plan_for_many()
        return getattr(self, f"_block_{name}")(self._filters(filters))

    @api.model
    def action_workbook(self, filters):
        """The report as a workbook: the same blocks.

        :param dict filters: as in :meth:`read_block`
        """
        self._check_reader()
        return self.env["member.workbook"]._make_report(self._name, filters).action_download()

    @api.model
    def _check_reader(self):
        """Reports show what the reader may see of members: the rules of the metrics apply to every figure."""
        self.env["member.metrics"].check_access("read")

    @api.model
    def _options(self):
        """The report's own choices: list of dicts of name, label, values (pairs of value and label) and default.

        ``other`` is the label of a value that isn't among them: a picture may set one.
        """
        return []

    @api.model
    def _days(self):
        """Pairs of day and label: now, and the month ends that were kept, newest first."""
        days = self.env["member.metrics.snapshot"]._kept_days(self.env.company)
        return [(False, self.env._("Now")), *((day.isoformat(), format_date(self.env, day)) for day in days)]

    @api.model
    def _days_note(self):
        """Why there is no other day than now."""
        return self.env._("No month ends have been stored yet.")

    @api.model
    def _filters(self, values):
        chosen = {name: tuple(map(int, values.get(name) or ())) for name in ("config_ids", "tier_ids", "user_ids")}
        day = values.get("day")
        defaults = {option["name"]: option.get("default") for option in self._options()}
        return Filters(
            date.fromisoformat(day) if day else None, **chosen, options={**defaults, **values.get("options", {})}
        )

    @api.model
    def _filter_texts(self, filters):
        """:return: list of what was chosen, for the reader of a workbook"""
        texts = [
            format_list(self.env, self.env[model].browse(ids).mapped("display_name"))
            for model, ids in (
                ("pos.config", filters.config_ids),
                ("member.tier", filters.tier_ids),
                ("res.users", filters.user_ids),
            )
            if ids
        ]
        for option in self._options():
            if label := dict(option["values"]).get(filters.options[option["name"]], option.get("other")):
                texts.append(f"{option['label']}: {label}")
        return texts

    @api.model
    def _columns(self, *names):
        """Columns of figures that several reports have, so that all call them the same."""
        known = {
            "members": (self.env._("Members"), "integer"),
            "share": (self.env._("Share of Members"), "percentage"),
            "spend": (self.env._("Spend in Period"), "monetary"),
            "spend_share": (self.env._("Share of Spend"), "percentage"),
            "average": (self.env._("Spend per Member"), "monetary"),
            "purchases": (self.env._("Purchases in Period"), "integer"),
        }
        return [{"name": name, "label": known[name][0], "type": known[name][1]} for name in names]

    @api.model
    def _shares(self, groups):
        """What groups of members are of the whole.

        :param groups: list of dicts with ``members`` and ``spend``; ``share``, ``spend_share`` and ``average`` are added.
            There is no share of a whole that isn't positive
        """
        members = sum(group["members"] for group in groups)
        spend = sum(group["spend"] for group in groups)
        for group in groups:
            group["share"] = group["members"] / members if members else None
            group["spend_share"] = group["spend"] / spend if spend > 0 else None
            group["average"] = group["spend"] / group["members"] if group["members"] else None
        return groups

    # ── Whose figures ─────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _model(self, filters):
        return self.env["member.metrics.snapshot" if filters.day else "member.metrics"]

    @api.model
    def _as_of(self, filters):
        """The day that the figures are told as of."""
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        return filters.day or definition.refreshed_to or self.env.company._member_today()

    @api.model
    def _cuts_told(self, filters, definition):
        """What the classes of the filters' day were told with.

        :return: dict of cuts, cut_on (date or None), abc_first and abc_second; those of now where it isn't known
        """
        kept = filters.day and (definition.month_cuts or {}).get(filters.day.isoformat())
        if kept:
            return {**kept, "cut_on": kept["cut_on"] and date.fromisoformat(kept["cut_on"])}
        names = ("cuts", "cut_on", "abc_first", "abc_second")
        return {name: definition[name] or None for name in names}

    @api.model
    def _cuts_unknown(self, filters):
        """:return: str for month ends that were stored before their limits were kept; empty otherwise"""
        definition = self.env["member.metrics.definition"]._of(self.env.company)
        if not filters.day or filters.day.isoformat() in (definition.month_cuts or {}):
            return ""
        return self.env._("The limits of this month end weren't stored with it: those of now are shown.")

    @api.model
    def _domain(self, filters, *conditions):
        """Domain of the members' metrics that a report is about; tier, staff and till are those of today."""
        domain = [("company_id", "=", self.env.company.id)]
        if filters.day:
            domain.append(("day", "=", filters.day))
        for path, ids in (
            ("partner_id.member_tier_id", filters.tier_ids),
            ("partner_id.user_id", filters.user_ids),
            ("partner_id.member_metrics_ids.home_config_id", filters.config_ids),
        ):
            if ids:
                domain.append((path, "in", list(ids)))
        return [*domain, *conditions]

    @api.model
    def _members(self, filters, *conditions):
        """The metrics that a report is about and the reader may see, as SQL table.

        Reports group and rank a million rows in ways that ``_read_group`` hasn't; the rules are in this table.
        """
        model = self._model(filters)
        model.flush_model()
        query = model._search(self._domain(filters, *conditions))
        return SQL("(%s)", query.select(SQL("%s.*", SQL.identifier(model._table))))
