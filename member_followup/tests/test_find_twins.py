from datetime import date, timedelta
from random import Random

from odoo.tests import tagged

from ..engine import occasions
from ..engine.steps import Delay
from .common_find import FindCase, days

LEAP = date(2004, 2, 29)


@tagged("post_install", "-at_install")
class TestFindTwins(FindCase):
    """What SQL finds for all members at once is what the engine says of each, on drawn days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        random = Random(11)
        people = [{"name": f"M {one}", "member_number": f"T{one}", "member_since": days(-900)} for one in range(12)]
        cls.members = cls.env["res.partner"].sudo().create(people)
        cls.cream.member_days_per_unit, cls.soap.member_days_per_unit = 15, 4
        for member in cls.members:
            member.birthdate_date = random.choice((LEAP, days(-9000 + random.randrange(800)), days(-200)))
            for _time in range(random.randrange(12)):
                goods = [(random.choice((cls.cream, cls.soap)), random.randint(1, 3)) for _line in range(2)]
                cls.bought_goods(member, days(-random.randrange(300)), *goods)
        cls.bought_by = {
            member.id: cls.env["member.purchase"].search([("partner_id", "=", member.id)]) for member in cls.members
        }

    def periods(self, seed, count):
        random = Random(seed)
        for _time in range(count):
            first = days(-random.randrange(320))
            yield random, first, first + timedelta(days=random.choice((0, 1, 8, 60)))

    def assertSame(self, plan, first, last, expected):
        """:param expected: iterable of (member id, :class:`engine.entry.Occasion`), of any day"""
        told = {
            (row["partner_id"], row["source"], row["day"], row["counted"])
            for row in plan.env.execute_query_dict(plan._here()._occasions(first, last))
            if row["partner_id"] in self.members.ids
        }
        wanted = {
            (member, "/".join(map(str, one.source)), one.day, one.counted_day)
            for member, one in expected
            if one and first <= one.day <= last
        }
        self.assertEqual(told, wanted, (first, last))
        return len(wanted)

    def test_dormant(self):
        plan, found = self.new_plan("dormant"), 0
        for random, first, last in self.periods(1, 60):
            plan.write({"trigger_days": random.choice((0, 3, 40)), "trigger_months": random.choice((1, 2))})
            delay = Delay(days=plan.trigger_days, months=plan.trigger_months)
            found += self.assertSame(
                plan,
                first,
                last,
                [
                    (member, spell)
                    for member, bought in self.bought_by.items()
                    for spell in occasions.quiet_spells("dormant", bought.mapped("local_date"), delay, last)
                ],
            )
        self.assertGreater(found, 30)

    def test_nth_purchase(self):
        plan, found = self.new_plan("nth_purchase"), 0
        for random, first, last in self.periods(2, 60):
            plan.trigger_number = random.randint(1, 4)
            found += self.assertSame(
                plan,
                first,
                last,
                [
                    (member, occasions.nth_purchase([(one.local_date, one.id) for one in bought], plan.trigger_number))
                    for member, bought in self.bought_by.items()
                ],
            )
        self.assertGreater(found, 10)

    def test_used_up(self):
        found = 0
        for product in (self.cream, self.soap):
            plan = self.new_plan("product", product_ids=product.ids)
            for random, first, last in self.periods(3, 40):
                plan.trigger_days = random.choice((-3, 0, 5))
                ends = [
                    (member, end)
                    for member, bought in self.bought_by.items()
                    for end in self.ends_of(bought, product, plan.trigger_days)
                ]
                found += self.assertSame(plan, first, last, ends)
        self.assertGreater(found, 30)

    def ends_of(self, bought, product, shift):
        """:return: iterable of occasions: each purchase that wasn't followed by another before all was used up"""
        lines = sorted(
            (line.purchase_id.local_date, line.id, line.quantity)
            for line in bought.line_ids
            if line.product_id == product
        )
        for number, (_day, line_id, _units) in enumerate(lines, start=1):
            end = occasions.used_up_on(
                [(day, units) for day, _id, units in lines[:number]], product.member_days_per_unit
            )
            end += timedelta(days=shift)
            if not lines[number:] or lines[number][0] > end:
                yield occasions.Occasion(("product", line_id), end)

    def test_anniversaries(self):
        plan, found = self.new_plan("birthday"), 0
        for random, first, last in self.periods(4, 60):
            plan.trigger_days = random.choice((-20, 0, 9))
            first += timedelta(days=random.choice((0, 365, 730)))
            last = max(first, last)
            found += self.assertSame(
                plan,
                first,
                last,
                [
                    (member.id, one)
                    for member in self.members
                    for one in occasions.anniversaries(
                        "birthday", member.birthdate_date, plan.trigger_days, first, last
                    )
                ],
            )
        self.assertGreater(found, 10)
