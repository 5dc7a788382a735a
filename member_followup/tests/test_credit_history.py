from random import Random

from odoo.tests import tagged

from .common_credit import CreditCase

NIGHTS = 40


@tagged("post_install", "-at_install")
class TestCreditHistory(CreditCase):
    """Whatever becomes known on whichever day, nights that add differences come to what counting from scratch tells."""

    def test_nights_come_to_what_a_count_from_scratch_tells(self):
        for seed in range(6):
            with self.subTest(seed=seed):
                savepoint = self.env.cr.savepoint(flush=True)
                self.play(Random(seed))
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def play(self, lot):
        """Members are called, buy, give back and are merged; tills send late; owners change."""
        rule = self.rule(give=lot.choice(("last", "first", "owner", "shares")))
        members, sold = [self.ada, self.bea, self.cleo], []
        people = [self.me, self.peer, self.chief]
        for night in range(NIGHTS):
            for member in members:
                if lot.random() < 0.15:
                    member.user_id = lot.choice((self.staff, self.colleague, self.env["res.users"]))
                if lot.random() < 0.3:
                    self.called(
                        member,
                        lot.choice(people),
                        days=night,
                        frozen=max(night - lot.randrange(4), 0),
                        outcome=lot.choice(("reached", "promised", "no_answer")),
                        seconds=lot.choice((5, 60, 60)),
                        state=lot.choice(("dormant", "dormant", "active")),
                    )
                if lot.random() < 0.25:
                    # Some tills send days later.
                    late = lot.choice((0, 0, 0, 3, 12))
                    sold.append(self.bought(member, max(night - late, 0), lot.randint(1, 90), hour=lot.choice((9, 12))))
                if sold and lot.random() < 0.15:
                    back = sold.pop(lot.randrange(len(sold)))
                    self.bought(back.partner_id, night, -lot.choice((1, 0.5)) * back.amount_net, refund_of=back)
            if night == 25:
                wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
                wizard._merge((members[0] + members[1]).ids, members[1])
                members = members[1:]
            self.count(night, limit=lot.choice((None, 1, 2)))
        added = self.standing()
        self.assertGreater(len(added), 20)
        self.assertTrue(self.credits.search_count([("reverses_id", "!=", False)]), "something was taken back")
        self.env.cr.execute("DELETE FROM member_credit")
        self.env.invalidate_all()
        self.count(NIGHTS - 1)
        self.assertEqual(self.standing(), added)
        self.assertTrue(rule.is_used)

    def standing(self):
        """:return: dict of fact and person to (units, amount) that are left, without those who come to nothing"""
        sums = {}
        for one in self.credits.search([]):
            key = (one.kind, one.contact_id if one.kind in ("contact", "coverage") else one.purchase_id, one.person_id)
            units, amount = sums.get((*key, one.excluded), (0, 0))
            sums[(*key, one.excluded)] = (round(units + one.units, 6), round(amount + one.amount, 2))
        return {key: value for key, value in sums.items() if any(value)}
