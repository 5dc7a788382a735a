from itertools import chain, pairwise

from odoo import api, models
from odoo.tools import SQL, formatLang

from ..models.metrics.member_metrics import WEEKDAYS

# Lower ends of bands, the first one open below. Days between purchases; shares; money of any currency.
DAYS = (8, 15, 31, 61, 91, 181)
SHARES = (0.0001, 0.05, 0.1, 0.2, 0.3, 0.5)
MONEY = tuple(step * 10**zeros for zeros in range(9) for step in (1, 2, 5))
# Categories shown by name.
NAMED = 12


class MemberReportHabits(models.AbstractModel):
    """When, where, what and how members buy, by each one's usual way."""

    _name = "member.report.habits"
    _inherit = "member.report"
    _description = "Habits"
    _blocks = {
        "intervals": 6,
        "tickets": 6,
        "week": 12,
        "categories": 6,
        "prices": 6,
        "discounts": 6,
        "prepaid": 6,
        "tills": 6,
    }
    _pictures_first = True

    @api.model
    def _days(self):
        """Month ends keep no habits."""
        return super()._days()[:1]

    @api.model
    def _days_note(self):
        return self.env._("Month ends don't include habits.")

    # ── Bands of a figure ─────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_intervals(self, filters):
        return {
            **self._bands(filters, self.env._("Days"), "median_interval", DAYS, self._label, ("visit_count", ">", 1)),
            "title": self.env._("Days Between Purchases"),
            "note": self.env._(
                "The median purchase interval of each member with at least two purchase days, over the lifetime."
            ),
            "empty": self.env._("No member has purchased on two days yet."),
        }

    @api.model
    def _block_tickets(self, filters):
        return {
            **self._bands(
                filters,
                self.env._("Average Ticket"),
                "average_ticket",
                MONEY,
                self._money_label,
                ("purchase_count", ">", 0),
            ),
            "title": self.env._("Average Ticket"),
            "note": self.env._("Each member's mean net amount per purchase before returns, over the lifetime."),
            "empty": self.env._("No purchases yet."),
        }

    @api.model
    def _block_discounts(self, filters):
        return {
            **self._bands(
                filters,
                self.env._("Share"),
                "discount_share",
                SHARES,
                self._share_label,
                ("window_purchase_count", ">", 0),
            ),
            "title": self.env._("Discount Share"),
            "note": self.env._(
                "The share of program discounts (coupons, promotions, point rewards) in the amount before discounts, "
                "in the analysis period. Pricelists are excluded."
            ),
            "empty": self.env._("No purchases in the analysis period."),
        }

    @api.model
    def _block_prepaid(self, filters):
        return {
            **self._bands(
                filters,
                self.env._("Share"),
                "prepaid_share",
                SHARES,
                self._share_label,
                ("window_purchase_count", ">", 0),
            ),
            "title": self.env._("Prepaid Share"),
            "note": self.env._("The share of gross spend paid with wallets and gift cards in the analysis period."),
            "empty": self.env._("No purchases in the analysis period."),
        }

    @api.model
    def _bands(self, filters, title, name, limits, label, among):
        """A block of the members in each band of a figure.

        :param title: what people call the figure
        :param limits: lower ends of the bands but the first
        :param label: function of the lower and upper end of a band, None where it is open
        :param among: condition on who has the figure; for them, none is zero
        """
        found = self.env.execute_query(
            SQL(
                """SELECT width_bucket(COALESCE(%s, 0)::float8, %s::float8[]), COUNT(*), SUM(window_spend) FROM %s m
                    GROUP BY 1""",
                SQL.identifier(name),
                list(limits),
                self._members(filters, among),
            )
        )
        figures = {place: figures for place, *figures in found}
        rows = []
        for place, (low, high) in enumerate(pairwise(chain([None], limits, [None]))):
            if not min(figures, default=1) <= place <= max(figures, default=0):
                continue
            members, spend = figures.get(place, (0, 0))
            ends = [(name, operator, end) for operator, end in ((">=", low), ("<", high)) if end is not None]
            rows.append(
                {
                    "_domain": self._domain(filters, among, *ends),
                    "band": label(low, high),
                    "members": members,
                    "spend": spend,
                }
            )
        return self._by_share(filters, "band", title, rows)

    @api.model
    def _by_share(self, filters, name, label, rows):
        return {
            "model": self._model(filters)._name,
            "columns": [
                {"name": name, "label": label, "type": "char"},
                *self._columns("members", "share", "spend", "spend_share", "average"),
            ],
            "rows": self._shares(rows),
            "chart": {"kind": "bar", "x": name, "y": ["share", "spend_share"]},
        }

    @api.model
    def _label(self, low, high):
        if low is None:
            return self.env._("less than %(high)s", high=high)
        if high is None:
            return self.env._("%(low)s or more", low=low)
        return self.env._("%(low)s to less than %(high)s", low=low, high=high)

    @api.model
    def _money_label(self, low, high):
        return self._label(
            *(end if end is None else formatLang(self.env, end, digits=0, grouping=True) for end in (low, high))
        )

    @api.model
    def _share_label(self, low, high):
        if low is None:
            return self.env._("none")
        low = 0 if low == SHARES[0] else low
        return self._label(
            *(
                end if end is None else self.env._("%(share)s%%", share=formatLang(self.env, 100 * end, digits=0))
                for end in (low, high)
            )
        )

    # ── Favorites ────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_categories(self, filters):
        return {
            **self._favourites(filters, "favourite_categ_id", self.env._("Category")),
            "title": self.env._("Favorite Categories"),
            "note": self.env._("The category with the most order lines of a member in the analysis period."),
            "empty": self.env._("No purchases in the analysis period have lines."),
        }

    @api.model
    def _block_tills(self, filters):
        return {
            **self._favourites(filters, "favourite_config_id", self.env._("Store")),
            "title": self.env._("Favorite Stores"),
            "note": self.env._("The store with the most purchases of a member in the analysis period."),
            "empty": self.env._("No point of sale purchases in the analysis period."),
        }

    @api.model
    def _favourites(self, filters, name, label):
        """A block of the members by what each likes best; of many, the most liked by name and the others together."""
        found = self._model(filters)._read_group(
            self._domain(filters, (name, "!=", False)), [name], ["__count", "window_spend:sum"]
        )
        found.sort(key=lambda group: (-group[1], group[0].id))
        named, others = found[:NAMED], found[NAMED:]
        rows = [
            {
                "_domain": self._domain(filters, (name, "=", record.id)),
                # sudo: the name alone, of what members that the reader sees like.
                name: record.sudo().display_name,
                "members": members,
                "spend": spend,
            }
            for record, members, spend in named
        ]
        if others:
            ids = [record.id for record, _members, _spend in named]
            rows.append(
                {
                    "_domain": self._domain(filters, (name, "!=", False), (name, "not in", ids)),
                    name: self.env._("Others"),
                    "members": sum(members for _record, members, _spend in others),
                    "spend": sum(spend for _record, _members, spend in others),
                }
            )
        return self._by_share(filters, name, label, rows)

    @api.model
    def _block_prices(self, filters):
        limits = self.env["member.metrics.definition"]._of(self.env.company)._numbers("price_cuts")
        found = self._model(filters)._read_group(
            self._domain(filters, ("price_band", ">", 0)), ["price_band"], ["__count", "window_spend:sum"]
        )
        figures = {band: figures for band, *figures in found}
        rows = []
        for band, (low, high) in enumerate(pairwise(chain([None], limits, [None])), start=1):
            members, spend = figures.get(band, (0, 0))
            rows.append(
                {
                    "_domain": self._domain(filters, ("price_band", "=", band)),
                    "band": self._money_label(low, high),
                    "members": members,
                    "spend": spend,
                }
            )
        return {
            **self._by_share(filters, "band", self.env._("Price"), rows if found else []),
            "title": self.env._("Favorite Price Ranges"),
            "note": self.env._("The net unit price of most items a member bought in the analysis period."),
            "empty": self.env._("No purchases in the analysis period have lines."),
        }

    # ── The week ──────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _block_week(self, filters):
        model = self._model(filters)
        found = {
            (weekday, int(hour)): members
            for weekday, hour, members in model._read_group(
                self._domain(filters, ("favourite_weekday", "!=", False), ("favourite_hour", "!=", False)),
                ["favourite_weekday", "favourite_hour"],
                ["__count"],
            )
        }
        hours = range(
            min((hour for _day, hour in found), default=0), max((hour for _day, hour in found), default=0) + 1
        )
        labels = dict(model._fields["favourite_weekday"]._description_selection(self.env))
        rows = []
        for weekday, _label in WEEKDAYS:
            domain = self._domain(filters, ("favourite_weekday", "=", weekday))
            row = {"weekday": labels[weekday], "_domain": domain, "_domains": {}}
            for hour in hours:
                row[f"h{hour}"] = found.get((weekday, hour), 0)
                row["_domains"][f"h{hour}"] = [*domain, ("favourite_hour", "=", str(hour))]
            rows.append(row)
        return {
            "title": self.env._("Purchase Times"),
            "note": self.env._(
                "Members by favorite weekday and by favorite hour, in the local time of the store. Members whose purchases have "
                "no time, as in some imported files, aren't included."
            ),
            "model": model._name,
            "columns": [
                {"name": "weekday", "label": self.env._("Weekday"), "type": "char"},
                *({"name": f"h{hour}", "label": f"{hour}", "type": "integer"} for hour in hours),
            ],
            "rows": rows if found else [],
            "chart": {"kind": "heat", "x": "weekday", "y": [f"h{hour}" for hour in hours]},
            "empty": self.env._("No purchases in the analysis period."),
        }
