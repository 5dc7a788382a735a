import random
from datetime import date, datetime, timedelta

from odoo.tools import SQL

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from .common import DAY, Fact, MetricsCase, plain


class TwoMembersCase(MetricsCase, RolesCase):
    """Ada, who is the staff's, bought lately; Bea bought months ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada", PHONES[0], user_id=cls.staff.id)
        cls.bea = cls.new_member("Bea", PHONES[1])
        cls.bought(cls.ada, date(2026, 4, 20), 30)
        cls.bought(cls.bea, date(2025, 9, 1), 50)
        cls.refresh(DAY)


class ReportCase(MetricsCase, RolesCase):
    """Shops whose reports are held against plain sums over the same purchases."""

    def block(self, report, name, user=None, **filters):
        """A block as a reader gets it, the manager unless told."""
        report = self.env[f"member.report.{report}"].with_user(user or self.users["manager"])
        return report.read_block(name, filters)

    def new_members(self, count, **values):
        return self.env["res.partner"].concat(
            *(self.new_member(f"Member {number}", PHONES[number], **values) for number in range(count))
        )

    def random_shop(self, seed, count=14):
        """Members with purchases by lot, and the cases that are easily told wrong.

        Of the last members, one never bought, one got back more than was paid, and two spent the same on the same day.

        :return: (members, dict of member id to what their metrics say)
        """
        chance, members = random.Random(seed), self.new_members(count)
        facts = [
            Fact(member.id, DAY - timedelta(days=int(chance.expovariate(1 / 150))), chance.randint(1, 8000) / 100)
            for member in chance.choices(members[:-4], k=6 * count)
        ]
        facts += [Fact(fact.partner, fact.day, -fact.net / 2) for fact in facts[::9]]
        refunded, first, second = members[-3:]
        facts += [Fact(refunded.id, DAY, 20), Fact(refunded.id, DAY, -50)]
        facts += [Fact(twin.id, DAY - timedelta(days=3), 33) for twin in (first, second)]
        for fact in facts:
            self.bought(self.env["res.partner"].browse(fact.partner), fact.day, fact.net)
        self.refresh()
        return members, plain(facts, members.ids, DAY, self.definition)

    def sold(self, partner, moment, lines, config=None, prepaid=0):
        """Record a purchase with lines.

        :param datetime moment: of the store
        :param lines: list of (category, quantity, net amount, is a reward)
        """
        type(self).count += 1
        key = f"report:{self.count}"
        amount = sum(net for _categ, _quantity, net, _reward in lines)
        headers = SQL(
            """SELECT %s AS key, 'import' AS source, %s AS reference, %s AS partner_id, %s AS company_id,
                      %s::int AS config_id, %s::timestamp AS date, %s::date AS local_date, %s::numeric AS amount_net,
                      %s::numeric AS amount_gross, 0::numeric AS amount_paid_in, %s::numeric AS amount_prepaid,
                      NULL AS refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id""",
            key,
            key,
            partner.id,
            self.company.id,
            config.id if config else None,
            moment,
            moment.date(),
            amount,
            amount,
            prepaid,
        )
        rows = [
            SQL(
                """SELECT %s AS key, %s AS purchase_key, NULL::int AS product_id, %s::int AS categ_id, %s AS quantity,
                          %s::numeric AS amount_net, %s::numeric AS amount_gross, %s AS is_reward,
                          NULL AS refund_of_key""",
                f"{key}:{number}",
                key,
                categ.id if categ else None,
                quantity,
                net,
                net,
                reward,
            )
            for number, (categ, quantity, net, reward) in enumerate(lines)
        ]
        self.env["member.purchase"]._record(headers, SQL(" UNION ALL ").join(rows))

    def assert_opens(self, block, user=None, count="members"):
        """Each figure opens as many records as it counts."""
        model = self.env[block["model"]].with_user(user or self.users["manager"])
        for row in block["rows"]:
            if row.get("_domain") and count in row:
                self.assertEqual(model.search_count(row["_domain"]), row[count], row)
            for name, domain in row.get("_domains", {}).items():
                if isinstance(row.get(name), int):
                    self.assertEqual(model.search_count(domain), row[name], (row, name))

    def assert_figures(self, block, expected, names=("members", "spend"), key="_key"):
        """Rows say what is expected: a dict of key to the values of the named columns; other rows are of nobody."""
        found = {row[key]: tuple(row[name] for name in names) for row in block["rows"] if row["members"]}
        self.assertEqual(set(found), set(expected))
        for name, values in expected.items():
            for value, told in zip(values, found[name], strict=True):
                self.assertAlmostEqual(told, value, places=6, msg=name)


def noon(day):
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=12)


def grouped(told, by, spend="window_spend"):
    """Plain sums: dict of group to (members, spend)."""
    groups = {}
    for row in told.values():
        name = by(row)
        if name is not None:
            members, whole = groups.get(name, (0, 0))
            groups[name] = (members + 1, whole + row[spend])
    return groups
