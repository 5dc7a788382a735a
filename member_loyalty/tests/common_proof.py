"""What opens a wallet: card or PIN."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError

from .common import CARDS, PHONES, MemberCase


class ProofCase(MemberCase):
    """A member from before today, with 500 in a wallet and 1,000 points; both ask for card or PIN above 50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.config.with_user(cls.cashier)
        cls.wallet = cls.new_wallet(member_pin_above=50)
        cls.program.member_pin_above = 50
        with freeze_time(fields.Datetime.now() - timedelta(days=3)):
            cls.ada = cls.new_member()
            cls.bea = cls.new_member("Bea", PHONES[1])
        cls.money, cls.points_card = (cls.loaded(cls.ada, 1000, program) for program in (cls.wallet, cls.program))
        cls.number = cls.ada.member_card_id.number

    def authorise(self, uuid="order-1", amount=60, program=None, till=None, partner=None, **proof):
        spending = {str((program or self.wallet).id): amount}
        return (till or self.till).authorise_spending((partner or self.ada).id, uuid, spending, **proof)

    def pay(self, amount, uuid, **values):
        line = self.wallet_line(self.money, amount, code=uuid)
        return self.sell(self.ada, (self.cream, 30), line, uuid=uuid, **values)

    def assert_unpaid(self, amount, uuid, balance=1000):
        with self.assertRaisesRegex(UserError, "card or PIN"), self.env.cr.savepoint():
            self.pay(amount, uuid)
        self.assertEqual(self.money.points, balance)

    def choose_pin(self, **proof):
        return self.till.set_member_pin(self.ada.id, "2580", "2580", **proof)

    def wrong(self, index=0):
        """Numbers of no card, and a stranger's."""
        return self.bea.member_card_id.number if index == 1 else CARDS.number(700_000 + index)
