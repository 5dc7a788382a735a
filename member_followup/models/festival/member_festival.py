from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...engine import festival

# What makes the days of a festival, beside those by hand.
TERMS = ("kind", "month", "day", "weekday", "nth", "offset")
# So many are shown while the rule is typed.
SHOWN = 3
ONE_DAY = timedelta(days=1)


class MemberFestival(models.Model):
    """A festival that members are greeted for, and the days that it falls on."""

    _name = "member.festival"
    _description = "Festival"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    country_ids = fields.Many2many(
        "res.country",
        "member_festival_country_rel",
        string="Countries",
        help="Where the festival is kept on these days. Leave empty for everywhere.",
    )
    lead_days = fields.Integer(
        required=True, default=7, help="A plan contacts members so many days before the festival."
    )
    kind = fields.Selection(
        [
            ("fixed", "Day of the Year"),
            ("weekday", "Weekday of a Month"),
            ("easter", "Easter"),
            ("orthodox", "Orthodox Easter"),
            ("chinese", "Chinese Calendar"),
            ("hijri", "Hijri Calendar"),
            ("term", "Solar Term"),
            ("dates", "Listed Dates"),
        ],
        "Falls On",
        required=True,
        default="fixed",
    )
    month = fields.Integer(default=1, help="1 to 12, by the calendar that the festival follows.")
    day = fields.Integer(default=1, help="Of the month. Enter -1 for the month's last day.")
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        default="6",
    )
    nth = fields.Integer(
        "Number",
        default=1,
        help=(
            "Of a weekday: 1 for the month's first, -1 for its last. Of a solar term: 1 to 24 from January on; 7 is "
            "Qingming, 24 the winter solstice."
        ),
    )
    offset = fields.Integer("Days Later", help="Enter a negative number for days earlier.")
    date_ids = fields.One2many(
        "member.festival.date",
        "festival_id",
        "Dates by Hand",
        copy=True,
        help="Dates that are entered for a year replace those calculated for it.",
    )
    problem = fields.Char(compute="_compute_next_dates")
    next_dates = fields.Text(compute="_compute_next_dates")
    next_date = fields.Date(compute="_compute_next_dates", search="_search_next_date")

    _lead_positive = models.Constraint("CHECK (lead_days >= 0)", "Lead Days can't be negative.")

    # ── The days ──────────────────────────────────────────────────────────────────────────────────────────────

    def _dates_between(self, first, last):
        """The festival's days in a period, both ends included.

        :return: sorted list of dates
        """
        return festival.dates_between(self._as_engine(), first, last, self._corrections())

    def _as_engine(self):
        """:return: :class:`engine.festival.Rule`"""
        self.ensure_one()
        return festival.Rule(
            kind=self.kind,
            month=self.month,
            day=self.day,
            weekday=int(self.weekday or -1),
            nth=self.nth,
            offset=self.offset,
            dates=tuple(filter(None, self.date_ids.mapped("date"))),
        )

    def _corrections(self):
        return {} if self.kind == "dates" else festival.by_year(filter(None, self.date_ids.mapped("date")))

    # ── What the screen shows ─────────────────────────────────────────────────────────────────────────────────

    @api.depends(*TERMS, "date_ids.date")
    @api.depends_context("lang", "company")
    def _compute_next_dates(self):
        """Now, and while the rule is typed."""
        for record in self:
            record.problem = record._problem()
            days = [] if record.problem else record._next_days(SHOWN)
            record.next_date = days[0] if days else False
            record.next_dates = "\n".join(format_date(self.env, day, date_format="full") for day in days)

    def _next_days(self, count):
        """:return: list of the next dates, today's first if it is one; fewer when no more are known"""
        rule, corrections, days = self._as_engine(), self._corrections(), []
        after = self.env.company._member_today() - ONE_DAY
        while len(days) < count and (after := festival.next_date(rule, after, corrections)):
            days.append(after)
        return days

    def _search_next_date(self, operator, value):
        """Tens of festivals, whose next date is another each day: they are calculated, not kept."""
        found = self.with_context(active_test=False).search(Domain.TRUE)
        return Domain("id", "in", found.filtered_domain([("next_date", operator, value)]).ids)

    # ── Checks ────────────────────────────────────────────────────────────────────────────────────────────────

    @api.constrains(*TERMS, "date_ids")
    def _check_rule(self):
        for record in self:
            if problem := record._problem():
                raise ValidationError(
                    self.env._("Festival %(festival)s: %(problem)s", festival=record.name, problem=problem)
                )

    def _problem(self):
        """:return: why the festival never comes, by the name of the field; False when it does"""
        found = festival.fault(self._as_engine())
        return found and self._problem_messages()[found[0]]

    def _problem_messages(self):
        """:return: dict of each field that may be wrong and what is said of it"""
        longest = 30 if self.kind != "fixed" else 29 if self.month == 2 else 30 if self.month in (4, 6, 9, 11) else 31
        if self.kind == "term":
            nth = self.env._("%(number)s is no solar term. Enter a Number of 1 to 24.", number=self.nth)
        else:
            nth = self.env._(
                "No month has weekday number %(number)s. Enter a Number of 1 to 5, or -1 to -5 from the month's end.",
                number=self.nth,
            )
        return {
            "month": self.env._("%(month)s is no month. Enter a Month of 1 to 12.", month=self.month),
            "day": self.env._(
                "Day %(day)s never comes. Enter a Day of 1 to %(longest)s, or -1 for the month's last day.",
                day=self.day,
                longest=longest,
            ),
            "weekday": self.env._("Choose the Weekday on which it falls."),
            "nth": nth,
            "offset": self.env._(
                "%(offset)s days are too far. Start from a day that is at most %(most)s days away.",
                offset=self.offset,
                most=festival.MOST_OFFSET,
            ),
            "dates": self.env._("No date is listed. Add at least one to Dates by Hand, or choose what it falls on."),
        }
