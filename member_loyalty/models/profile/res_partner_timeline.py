from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_time

from ..portal.loyalty_card import COUPONS

#: rows of a page
ROWS = 20


class ResPartner(models.Model):
    """What happened with a member, newest first, page by page.

    One UNION ALL over the tables where it stands: nothing is kept twice. A row is found by when it was, its kind and its
    id, so that a page begins where the one before it ended, whatever is added meanwhile.

    Another addon adds a kind: a line in ``_member_timeline_sources`` and a method ``_member_told_<kind>``.
    """

    _inherit = "res.partner"

    @api.readonly
    def member_profile_timeline(self, after=None, topic=None):
        """A page of the timeline.

        :param after: ``next`` of the page before; None for the newest
        :param topic: a name of ``topics``; None for all
        :return: see :meth:`_member_profile_timeline`
        """
        self._member_check_profile()
        return self._member_profile_timeline(after, topic) or {"rows": [], "next": False}

    def _member_profile_timeline(self, after=None, topic=None):
        """:return: dict of

        * ``title``, ``empty``: what to say when there is nothing
        * ``topics``: list of dicts of name and label, to choose from
        * ``rows``: list of dicts of key, day, time ("" for what has only a day), icon, title, text, amount, and opens
        * ``next``: what the next page comes after; False on the last one

        False for readers without history
        """
        if not self._member_sees_history():
            return False
        keys = self._member_timeline_keys(self._member_timeline_after(after), topic)
        page, rest = keys[:ROWS], keys[ROWS:]
        return {
            "title": self.env._("Timeline"),
            "empty": self.env._("Nothing has happened yet. Purchases, points, cards and consents appear here."),
            "topics": [{"name": name, "label": label} for name, label in self._member_timeline_topics().items()],
            "rows": self._member_timeline_rows(page),
            "next": bool(rest) and [page[-1][0].isoformat(), *page[-1][1:]],
        }

    @api.model
    def _member_timeline_topics(self):
        """:return: dict of name to label, of what the reader can narrow the timeline to"""
        return {
            "purchase": self.env._("Purchases"),
            "points": self.env._("Points and Wallet"),
            "tier": self.env._("Tier"),
            "card": self.env._("Cards"),
            "coupon": self.env._("Coupons and Benefits"),
            "consent": self.env._("Consents"),
            "membership": self.env._("Membership"),
        }

    def _member_timeline_sources(self):
        """Where rows come from.

        :return: dict of kind to (topic, model, field of when it was, domain)
        """
        own = [("partner_id", "=", self.id)]
        friends = ["|", ("referrer_id", "=", self.id), ("friend_id", "=", self.id)]
        coupons = [*own, ("program_type", "in", COUPONS), ("member_program", "!=", True)]
        ended = [*own, ("state", "not in", ("stock", "active")), ("state_date", "!=", False)]
        return {
            "purchase": ("purchase", "member.purchase", "date", own),
            "entry": ("points", "member.ledger.entry", "date", own),
            "tier": ("tier", "member.tier.change", "date", own),
            "card": ("card", "member.card", "issued_on", [*own, ("issued_on", "!=", False)]),
            "card_end": ("card", "member.card", "state_date", ended),
            "coupon": ("coupon", "loyalty.card", "create_date", coupons),
            "benefit": ("coupon", "member.benefit.use", "date", own),
            "consent": ("consent", "member.consent", "given_at", own),
            "withdrawal": ("consent", "member.consent", "withdrawn_at", [*own, ("withdrawn_at", "!=", False)]),
            "enrolment": ("membership", "member.enrolment", "date", own),
            "leaving": ("membership", "member.leaving", "date", own),
            "referral": ("membership", "member.referral", "date", friends),
        }

    def _member_timeline_after(self, after):
        """:return: (datetime, kind, id) of a page's end as the screen sends it, or None"""
        if not after:
            return None
        try:
            moment, kind, record_id = after
            moment = datetime.fromisoformat(moment)
            if kind not in self._member_timeline_sources() or type(record_id) is not int or moment.tzinfo:
                raise ValueError
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("This page of the timeline can't be found. Reload the profile.")) from error
        return moment, kind, record_id

    def _member_timeline_keys(self, after, topic):
        """:return: list of (datetime, kind, id) of the next rows, one more than a page has, newest first"""
        sources = [
            self._member_timeline_source(kind, model, moment, domain, after)
            for kind, (about, model, moment, domain) in self._member_timeline_sources().items()
            if topic in (None, False, about) and self.env[model].has_access("read")
        ]
        if not sources:
            return []
        return self.env.execute_query(
            SQL(
                "SELECT moment, kind, id FROM (%s) happened ORDER BY moment DESC, kind DESC, id DESC LIMIT %s",
                SQL(" UNION ALL ").join(sources),
                ROWS + 1,
            )
        )

    @api.model
    def _member_timeline_source(self, kind, model, moment, domain, after):
        """One table's part: the rows that the reader may read, by the rules, and no more than a page of them."""
        records = self.env[model].with_context(active_test=False)
        query = records._search(domain)
        when = SQL("%s::timestamp", records._field_to_sql(records._table, moment, query))
        row_id = SQL.identifier(records._table, "id")
        if after:
            # The kind is the same in the whole table.
            last, kind_then, id_then = after
            if kind == kind_then:
                query.add_where(SQL("(%s, %s) < (%s, %s)", when, row_id, last, id_then))
            else:
                query.add_where(SQL("%s <= %s" if kind < kind_then else "%s < %s", when, last))
        query.order = SQL("%s DESC, %s DESC", when, row_id)
        query.limit = ROWS + 1
        return SQL(
            "(%s)",
            query.select(SQL("%s AS moment", when), SQL('%s::text COLLATE "C" AS kind', kind), SQL("%s AS id", row_id)),
        )

    def _member_timeline_rows(self, keys):
        """:return: list of rows in the order of their keys, with a few queries for each kind"""
        sources = self._member_timeline_sources()
        told = {}
        for kind in dict.fromkeys(kind for _moment, kind, _id in keys):
            model = sources[kind][1]
            # sudo: the reader may read these records, by which they were found. Their words name what they refer to, as
            # every form shows the name of a record that it refers to.
            records = self.env[model].sudo().browse(found for _moment, other, found in keys if other == kind)
            words = getattr(self, f"_member_told_{kind}")(records)
            told[kind] = {record.id: words[record] for record in records}
        return [
            {
                "key": f"{kind}-{record_id}",
                **self._member_timeline_when(moment, self.env[sources[kind][1]]._fields[sources[kind][2]]),
                **told[kind][record_id],
                "opens": {"name": told[kind][record_id]["title"], "model": sources[kind][1], "id": record_id},
            }
            for moment, kind, record_id in keys
        ]

    def _member_timeline_when(self, moment, field):
        """:return: dict of day and time in words, by the company's clock"""
        if field.type == "date":
            return {"day": format_date(self.env, moment.date()), "time": ""}
        company = self.env.company
        return {
            "day": format_date(self.env, company._member_day(moment)),
            "time": format_time(self.env, moment, tz=company._member_tz(), time_format="short"),
        }
