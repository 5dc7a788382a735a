from datetime import datetime, time, timedelta

from odoo.tools import SQL

from .common_day import DAY, DayCase

ONE_DAY = timedelta(days=1)


class CreditCase(DayCase):
    """Contacts that were made and what members bought, on given days; credits are counted on a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.metrics.definition"]._of(cls.company)
        cls.bought_count = 0
        cls.credits = cls.env["member.credit"].sudo()
        cls.manager_user = cls.membership_manager

    @classmethod
    def rule(cls, **values):
        return cls.env["member.credit.rule"].sudo().create({"name": "Rule", "date_from": False, **values})

    @classmethod
    def called(cls, partner, person, days=0, outcome="reached", state="dormant", seconds=60, frozen=None, **values):
        """A contact that was made so many days after ``DAY``, at ten."""
        day = DAY + ONE_DAY * days
        if outcome == "promised":
            values = {"date_promised": day + ONE_DAY * 2, **values}
        return cls.new_contact(
            partner,
            person,
            day=day,
            state="done",
            outcome=outcome,
            day_done=day,
            date_done=datetime.combine(day, time(10)),
            done_by_id=person.id,
            seconds=seconds,
            recency_state=state,
            date_frozen=DAY + ONE_DAY * (days if frozen is None else frozen),
            **values,
        )

    @classmethod
    def bought(cls, partner, days, net=100.0, refund_of=None, hour=12):
        """:return: member.purchase"""
        cls.bought_count += 1
        key, day = f"credit:{cls.bought_count}", DAY + ONE_DAY * days
        headers = SQL(
            """SELECT %(key)s AS key, 'import' AS source, %(key)s AS reference, %(member)s::int AS partner_id,
                      %(company)s AS company_id, %(store)s::int AS config_id, %(moment)s::timestamp AS date,
                      %(day)s::date AS local_date, %(net)s::numeric AS amount_net, %(net)s::numeric AS amount_gross,
                      0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid, %(refund_of)s AS refund_of_key,
                      NULL::int AS pos_order_id, NULL::int AS import_id""",
            key=key,
            member=partner.id,
            company=cls.company.id,
            store=cls.config.id,
            moment=datetime.combine(day, time(hour)),
            day=day,
            net=net,
            refund_of=refund_of and refund_of.key,
        )
        lines = SQL(
            """SELECT NULL AS key, NULL AS purchase_key, NULL::int AS product_id, NULL::int AS categ_id, 0 AS quantity,
                      0 AS amount_net, 0 AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key WHERE FALSE"""
        )
        cls.env["member.purchase"]._record(headers, lines)
        return cls.env["member.purchase"].search([("key", "=", key)])

    @classmethod
    def count(cls, days, limit=None):
        """Count as the night of a day does, so many members at a time."""
        day, last = DAY + ONE_DAY * days, 0
        credits = cls.credits.with_context(allowed_company_ids=cls.company.ids)
        while (last := credits._recount(day, last, limit)) is not None:
            pass
        cls.env.invalidate_all()

    def told(self, *kinds, by="person_id"):
        """:return: dict of person (name) to what is left of their credits: units, or the amount of revenue"""
        sums = {}
        for credit in self.credits.search([("kind", "in", kinds), ("excluded", "=", False)]):
            value = credit.amount if credit.kind == "revenue" else credit.units
            sums[credit[by]] = round(sums.get(credit[by], 0) + value, 6)
        return {key: value for key, value in sums.items() if value}

    def excluded(self, kind):
        """:return: sorted list of why credits that stand count for nothing"""
        taken_back = self.credits.search([("reverses_id", "!=", False)]).reverses_id
        found = self.credits.search([("kind", "=", kind), ("excluded", "!=", False), ("reverses_id", "=", False)])
        return sorted((found - taken_back).mapped("excluded"))
