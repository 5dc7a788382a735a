"""The one reader of facts: purchases, lines, members and limits by plain SQL, and what follows of each member."""

import warnings
from functools import cached_property

import numpy
import pandas

import bgnbd_numpy
import metrics_pandas

MONTH = pandas.DateOffset(months=1)
# Odoo's own connection does.
warnings.filterwarnings("ignore", message="pandas only supports SQLAlchemy")


class Facts:
    """What a company's database says as of a day.

    :param ends: month ends that were kept, oldest first
    """

    def __init__(self, cursor, company, day, ends):
        self.connection, self.company, self.day = cursor._cnx, company, pandas.Timestamp(day)
        self.ends = [pandas.Timestamp(end) for end in ends]
        [self.limits] = self.read("SELECT * FROM member_metrics_definition WHERE company_id = %s", company).to_dict(
            "records"
        )
        self.zone = self.read(
            "SELECT p.tz FROM res_company c JOIN res_partner p ON p.id = c.partner_id WHERE c.id = %s", company
        ).tz[0]
        self.zone = self.zone or "UTC"
        self.then, self.pairs = {}, {}

    def read(self, statement, *values, dates=()):
        frame = pandas.read_sql(statement, self.connection, params=values)
        for name in dates:
            frame[name] = pandas.to_datetime(frame[name])
        return frame

    @cached_property
    def purchases(self):
        found = self.read(
            """SELECT id, partner_id, config_id, date, local_date, amount_net::float8, amount_gross::float8,
                      amount_prepaid::float8, refund_of_id FROM member_purchase WHERE company_id = %s""",
            self.company,
            dates=("date", "local_date"),
        )
        # For nobody there are no types. Cents add up to cents.
        found = found.astype({"amount_net": float, "amount_gross": float, "amount_prepaid": float})
        found["amount_net"] = found.amount_net.round(2)
        return found

    @cached_property
    def lines(self):
        found = self.read(
            """SELECT l.id, purchase_id, product_id, categ_id, l.key, refund_of_key, quantity::float8,
                      l.amount_net::float8, l.amount_gross::float8, COALESCE(is_reward, FALSE) AS is_reward
                 FROM member_purchase_line l JOIN member_purchase p ON p.id = purchase_id WHERE p.company_id = %s""",
            self.company,
        )
        return found.astype({"quantity": float, "amount_net": float, "amount_gross": float, "is_reward": bool})

    @cached_property
    def people(self):
        """Everybody who is or was a member."""
        found = self.read(
            """SELECT id AS partner_id, name, member_since AS since, member_left_on AS left_on, member_tier_id, user_id,
                      member_age_band, member_income_band_id, member_importance, gender, country_id, state_id, city, zip
                 FROM res_partner WHERE member_number IS NOT NULL AND (company_id IS NULL OR company_id = %s)""",
            self.company,
            dates=("since", "left_on"),
        )
        return found.set_index("partner_id").sort_index()

    # ── Members ───────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def cuts(self):
        return metrics_pandas.cuts(
            self.figures(self.day, self.people[self.people.left_on.isna()]), self.limits, self.day
        )

    def window_start(self, day):
        return day - self.limits["window_months"] * MONTH + pandas.Timedelta(days=1)

    def state_starts(self, day):
        """First days of being active, on the edge and dormant."""
        unit = self.limits["limit_unit"]
        return [
            day - pandas.DateOffset(**{unit: int(self.limits[name])})
            for name in ("active_for", "edge_for", "dormant_for")
        ]

    def counted(self, day):
        """:return: frame of purchases up to a day, and whether they count"""
        return metrics_pandas.counted(self.purchases[self.purchases.local_date <= day])

    def figures(self, day, people):
        purchases = self.counted(day)
        purchases = purchases[purchases.partner_id.isin(people.index)]
        told = metrics_pandas.figures(purchases, people.reset_index()[["partner_id"]], self.window_start(day))
        # Halves of cents aside, sums of cents are cents; so equal spends are equal.
        told[["net_spend", "window_spend"]] = told[["net_spend", "window_spend"]].round(2)
        return told

    def told(self, day, people):
        """:return: frame of the members' metrics as of a day, by the cuts of now"""
        new_from = day - pandas.Timedelta(days=self.limits["new_days"])
        told = self.figures(day, people)
        metrics_pandas.classes(told, self.limits, day, self.state_starts(day), new_from, self.cuts)
        return told

    @cached_property
    def now(self):
        """Members' metrics, with the members' files."""
        people = self.people[self.people.left_on.isna()]
        told = self.told(self.day, people).join(people)
        cuts = [float(cut) for cut in self.limits["price_cuts"].split(",")]
        known = self.counted(self.day)
        known = known[known.partner_id.isin(people.index)]
        window = (self.window_start(self.day), self.day)
        told = told.join(metrics_pandas.habits(known, self.lines, window, self.zone, cuts))
        told.index = told.index.astype(int)
        days = (
            known.loc[known.counts, ["partner_id", "local_date"]]
            .drop_duplicates()
            .sort_values(["partner_id", "local_date"])
        )
        second = days[days.groupby("partner_id").cumcount() == 1].set_index("partner_id").local_date
        told["home_config_id"] = self.home(known)
        told["second_after"] = (second - told.first_date).dt.days
        return told

    def home(self, known):
        """:return: series of the till of the last purchase, of one day that of the highest id; else of the enrollment"""
        bought = known[known.counts & known.config_id.notna()].sort_values(["local_date", "config_id"])
        enrolled = self.read(
            """SELECT partner_id, config_id FROM member_enrolment WHERE config_id IS NOT NULL AND company_id = %s
             ORDER BY date, id""",
            self.company,
        )
        last = bought.groupby("partner_id").config_id.last()
        return last.combine_first(enrolled.groupby("partner_id").config_id.last())

    def alive(self):
        """:return: frame of alive_probability and expected_purchases, fitted on these members; and the parameters"""
        bought = self.now[self.now.visit_count > 0]
        x = bought.visit_count.to_numpy(float) - 1
        t_x = (bought.last_date - bought.first_date).dt.days.to_numpy(float)
        observed = (self.day - bought.first_date).dt.days.to_numpy(float)
        fitted = bgnbd_numpy.fit(x, t_x, observed)
        told = {
            # Of who bought on one day nothing is told.
            "alive_probability": numpy.where(x > 0, bgnbd_numpy.alive(fitted, x, t_x, observed), numpy.nan),
            "expected_purchases": bgnbd_numpy.purchases(fitted, x, t_x, observed, self.limits["ahead_days"]),
        }
        return pandas.DataFrame(told, index=bought.index), fitted

    def at(self, end):
        """Members' metrics at a month end, of those who were members then; and the state at the one before."""
        end = pandas.Timestamp(end)
        if end not in self.then:
            people = self.people
            here = people[(people.since <= end) & ~(people.left_on <= end)]
            told = self.told(end, here).join(here)
            before = end - pandas.offsets.MonthEnd(1)
            told["before"] = self.at(before).recency_state.reindex(told.index) if before in self.ends else None
            self.then[end] = told.join(self.now.home_config_id)
        return self.then[end]

    def chosen(self, filters, day=None):
        """The members that filters are about, as of their day or another one."""
        day = day or filters.get("day")
        return narrowed(self.at(day) if day else self.now, filters)

    def as_of(self, filters):
        return pandas.Timestamp(filters.get("day") or self.day)


def narrowed(rows, filters):
    for name, column in (
        ("tier_ids", "member_tier_id"),
        ("user_ids", "user_id"),
        ("config_ids", "home_config_id"),
    ):
        if filters.get(name):
            rows = rows[rows[column].isin(filters[name])]
    return rows


def shares(rows):
    """Add what groups are of the whole: share, spend_share and average."""
    members, spend = sum(row["members"] for row in rows), sum(row["spend"] for row in rows)
    for row in rows:
        row["share"] = row["members"] / members if members else None
        row["spend_share"] = row["spend"] / spend if spend > 0 else None
        row["average"] = row["spend"] / row["members"] if row["members"] else None
    return rows


def month_starts(last, count):
    """First days of the months up to a day, oldest first."""
    return [last.replace(day=1) - back * MONTH for back in range(count - 1, -1, -1)]


def missing(value):
    return value is None or (numpy.isscalar(value) and pandas.isna(value))
