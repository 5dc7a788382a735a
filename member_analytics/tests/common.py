from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean, median

from odoo.tools import SQL

from odoo.addons.member_loyalty.tests.common import MemberCase

from ..engine import bgnbd, classes, intervals, scores

DAY = date(2026, 5, 1)


@dataclass
class Fact:
    partner: int
    day: date
    net: float


class MetricsCase(MemberCase):
    """Members with purchases on given days, and the plain computation that metrics are held against."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.definition = cls.env["member.metrics.definition"]._of(cls.company)
        cls.metrics = cls.env["member.metrics"].sudo()
        cls.count = 0

    @classmethod
    def bought(cls, partner, day, net, refund_of=None, company=None):
        """Record a purchase as an import does, without lines.

        :return: its key
        """
        cls.count += 1
        key = f"metrics:{cls.count}"
        moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
        headers = SQL(
            """SELECT %s AS key, 'import' AS source, %s AS reference, %s::int AS partner_id, %s AS company_id,
                      NULL::int AS config_id, %s::timestamp AS date, %s::date AS local_date, %s::numeric AS amount_net,
                      %s::numeric AS amount_gross, 0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid,
                      %s AS refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id""",
            key,
            key,
            partner.id or None,
            (company or cls.company).id,
            moment,
            day,
            net,
            net,
            refund_of,
        )
        lines = SQL(
            """SELECT NULL AS key, NULL AS purchase_key, NULL::int AS product_id, NULL::int AS categ_id, 0 AS quantity,
                      0 AS amount_net, 0 AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key WHERE FALSE"""
        )
        cls.env["member.purchase"]._record(headers, lines)
        return key

    @classmethod
    def refresh(cls, day=DAY):
        cls.metrics._refresh_all(cls.definition, day)

    @classmethod
    def of(cls, partner):
        return cls.metrics.search([("partner_id", "=", partner.id), ("company_id", "=", cls.company.id)])

    def rows(self):
        """:return: dict of partner id to all that is stored of the metrics here"""
        names = [name for name, field in self.metrics._fields.items() if field.store and name != "id"]
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                "SELECT %s FROM member_metrics WHERE company_id = %s",
                SQL(", ").join(map(SQL.identifier, names)),
                self.company.id,
            )
        )
        records = [dict(zip(names, row, strict=True)) for row in found]
        return {record["partner_id"]: record for record in records}


def plain(facts, members, day, definition):
    """What metrics say, computed one member at a time.

    :param facts: list of :class:`Fact`
    :param members: ids
    :return: dict of member to dict of field to value
    """
    mine = defaultdict(list)
    for fact in facts:
        if fact.day <= day:
            mine[fact.partner].append(fact)
    start, told = definition._window_start(day), {}
    for member in members:
        sales = [fact for fact in mine[member] if fact.net > 0]
        inside = [fact for fact in mine[member] if fact.day >= start]
        days = [fact.day for fact in sales]
        sold = sum(fact.net for fact in sales)
        spend = sum(fact.net for fact in mine[member])
        told[member] = {
            "purchase_count": len(sales),
            "visit_count": len(set(days)),
            "net_spend": spend,
            "average_ticket": round(sold / len(sales), 2) if sales else None,
            "return_share": (sold - spend) / sold if sold else 0,
            "window_purchase_count": sum(fact.net > 0 for fact in inside),
            "window_visit_count": len({fact.day for fact in inside if fact.net > 0}),
            "window_spend": sum(fact.net for fact in inside),
            "first_date": min(days, default=None),
            "last_date": max(days, default=None),
            "mean_interval": intervals.mean_interval(days),
            "median_interval": intervals.median_interval(days),
            "expected_date": intervals.expected_on(days),
            "recency_state": classes.recency_state(max(days, default=None), definition._state_starts(day)),
            "attachment": classes.attachment(
                min(days, default=None),
                len({fact.day for fact in inside if fact.net > 0}),
                definition._new_from(day),
                definition.regular_visits,
                definition.die_hard_visits,
            ),
        }
    compare(told, day, definition)
    return told


def compare(told, day, definition):
    """Add what members are beside each other."""
    active = [row for row in told.values() if row["window_purchase_count"]]
    parts = definition.score_parts
    cuts = {
        "recency": scores.quantile_cuts([(day - row["last_date"]).days for row in active], parts),
        "frequency": scores.quantile_cuts([row["window_purchase_count"] for row in active], parts),
        "monetary": scores.quantile_cuts([row["window_spend"] for row in active], parts),
    }
    line = mean if definition.quadrant_by == "mean" else median
    spends = {member: row["window_spend"] for member, row in told.items()}
    limits = (definition.abc_first / 100, definition.abc_second / 100)
    ranked = classes.abc(spends, limits)
    for member, row in told.items():
        row["abc"] = ranked[member] if active else "c"
        scored = row["last_date"] is not None and active
        row["recency_score"] = (scored and scores.recency_score((day - row["last_date"]).days, cuts["recency"])) or None
        row["frequency_score"] = (scored and scores.score(row["window_purchase_count"], cuts["frequency"])) or None
        row["monetary_score"] = (scored and scores.score(row["window_spend"], cuts["monetary"])) or None
        row["rfm_group"] = (
            scores.rfm_group(row["recency_score"], row["frequency_score"], row["monetary_score"], parts)
            if scored
            else None
        )
        row["quadrant"] = (
            classes.quadrant(
                row["window_purchase_count"],
                row["window_spend"],
                line([other["window_purchase_count"] for other in active]),
                line([other["window_spend"] for other in active]),
            )
            if row["window_purchase_count"]
            else None
        )


def plain_alive(rows, day, ahead):
    """:return: dict of member to (probability of being alive, expected purchases), from plain figures"""
    bought = {member: row for member, row in rows.items() if row["visit_count"]}
    groups = [
        (row["visit_count"] - 1, (row["last_date"] - row["first_date"]).days, (day - row["first_date"]).days, 1)
        for row in bought.values()
    ]
    fitted = bgnbd.fit(groups)
    return {
        member: (
            alive := bgnbd.probability_alive(fitted, x, t_x, age),
            alive * bgnbd.purchases_if_alive(fitted, x, age, ahead),
        )
        for member, (x, t_x, age, _one) in zip(bought, groups, strict=True)
    }
