from datetime import date, timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.member_loyalty.models.common.columns import columns

from ...engine.occasions import anniversary

#: Nobody asks for festivals and birthdays of longer ago, however far a plan looks back.
PAST_YEARS = 2


class MemberFollowupPlan(models.Model):
    """Occasions from the calendar: they come each year, for everybody or on a day of one's own."""

    _inherit = "member.followup.plan"

    def _occasions_birthday(self, first, last):
        return self._anniversaries("birthday", "birthdate_date", first, last)

    def _occasions_anniversary(self, first, last):
        return self._anniversaries("anniversary", "member_since", first, last)

    def _anniversaries(self, kind, name, first, last):
        """The SQL twin of :func:`engine.occasions.anniversaries`: PostgreSQL, too, has the 28th for 29 February.

        :param name: of the field with the day itself
        """
        years = self._years(first, last)
        return SQL(
            """
            SELECT mine.id AS partner_id, %(kind)s || '/' || year.number AS source, come.day, come.day AS counted,
                   NULL::int AS config_id, NULL::int AS purchase_id
              FROM res_partner mine
              JOIN generate_series(%(from)s, %(to)s) year (number) ON year.number > date_part('year', mine.%(day)s)
        CROSS JOIN LATERAL (
                SELECT (mine.%(day)s + make_interval(years => year.number - date_part('year', mine.%(day)s)::int))::date
                       + %(shift)s AS day) come
             WHERE mine.member_number IS NOT NULL AND come.day BETWEEN %(first)s AND %(last)s
            """,
            **{"kind": kind, "from": years[0], "to": years[-1], "shift": self.trigger_days},
            day=SQL.identifier(name),
            first=first,
            last=last,
            to_flush=columns(self.env["res.partner"], name, "member_number"),
        )

    def _occasions_season(self, first, last):
        """A certain day of the year, the same for everybody."""
        day = self._season_day()
        days = [(f"season/{year}", anniversary(day, year) + self._shift()) for year in self._years(first, last)]
        return self._for_everybody(days, first, last)

    def _occasions_festival(self, first, last):
        """Festivals, where they are kept. The key names the year, so that a corrected date isn't another festival."""
        found = [
            self._for_everybody(self._festival_days(festival, first, last), first, last, festival.country_ids)
            for festival in self.festival_ids
        ]
        return SQL(" UNION ALL ").join(found) if found else self._occasions_hand(first, last)

    def _festival_days(self, festival, first, last):
        """:return: list of (source, day on which the plan contacts members)"""
        shift = self._shift() - timedelta(days=festival.lead_days)
        return [
            # A year of the Hijri calendar may begin twice in one of ours.
            (f"festival/{festival.id}/{year}/{number}", day + shift)
            for year in self._years(first, last, shift)
            for number, day in enumerate(festival._dates_between(date(year, 1, 1), date(year, 12, 31)))
        ]

    def _for_everybody(self, days, first, last, countries=None):
        """
        :param days: list of (source, day)
        :param countries: only of members there; who has no country lives in that of the company
        """
        days = [(source, day) for source, day in days if first <= day <= last]
        place = SQL("TRUE")
        if countries:
            here = self.company_id.country_id.id or None
            place = SQL("COALESCE(everybody.country_id, %s) = ANY(%s)", here, countries.ids)
        partners = self.env["res.partner"]
        return SQL(
            """
            SELECT everybody.id AS partner_id, come.source, come.day, come.day AS counted, NULL::int AS config_id,
                   NULL::int AS purchase_id
              FROM res_partner everybody
        CROSS JOIN UNNEST(%s::text[], %s::date[]) AS come (source, day)
             WHERE everybody.member_number IS NOT NULL AND %s
            """,
            [source for source, _day in days],
            [day for _source, day in days],
            place,
            to_flush=columns(partners, "member_number", "country_id"),
        )

    def _shift(self):
        return timedelta(days=self.trigger_days)

    def _years(self, first, last, shift=None):
        """:return: range of the years whose days, shifted, may fall in a period"""
        shift = self._shift() if shift is None else shift
        return range(max((first - shift).year, last.year - PAST_YEARS), (last - shift).year + 1)
