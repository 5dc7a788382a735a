import random

from odoo.tests import tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestRandomWalk(MemberCase):
    """A day at the till in no particular order: whatever happened, the ledger agrees with itself."""

    def test_invariants_hold_after_every_step(self):
        chance = random.Random(20)
        members = [self.new_member(f"Member {number}", PHONES[number]) for number in range(3)]
        sold = []
        steps = {"sell": 0, "claim": 0, "refund": 0, "replay": 0, "adjust": 0}
        for _step in range(60):
            member = chance.choice(members)
            step = chance.choices(list(steps), weights=[8, 3, 4, 2, 1])[0]
            if step in ("refund", "replay") and not sold:
                step = "sell"
            steps[step] += 1
            if step == "sell":
                sold.append(self.sell(member, (self.soap, chance.randint(1, 9)), (self.cream, chance.randint(1, 4))))
            elif step == "claim":
                card = self.env["loyalty.card"]._member_card(member, self.program)
                self.sell(member, (self.cream, 1), self.reward_line(card))
            elif step == "refund":
                line = chance.choice(chance.choice(sold).lines)
                self.refund(line.order_id, (line, 1))
            elif step == "replay":
                chance.choice(sold)._member_settle()
            else:
                card = self.env["loyalty.card"]._member_card(member, self.program)
                card.with_user(self.manager).write({"points": chance.randint(0, 300)})
            self.assert_ledger_holds()
        self.assertTrue(all(steps.values()), steps)
        allocations = self.env["member.ledger.allocation"].search([])
        self.assertEqual(len(allocations), len({(row.credit_id, row.debit_id) for row in allocations}))

    def test_whole_order_in_random_parts_takes_back_everything(self):
        chance = random.Random(7)
        self.program.rule_ids.reward_point_amount = 0.37
        for number in range(5):
            member = self.new_member(f"Member {number}", PHONES[number])
            order = self.sell(member, (self.soap, 5), (self.cream, 3))
            units = [line for line in order.lines for _unit in range(int(line.qty))]
            chance.shuffle(units)
            while units:
                count = chance.randint(1, len(units))
                part, units = units[:count], units[count:]
                self.refund(order, *[(line, part.count(line)) for line in order.lines if line in part])
            self.assertEqual(self.points(member), 0)
        self.assert_ledger_holds()
