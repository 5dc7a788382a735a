from odoo import fields
from odoo.tests import tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestHostileTillRecords(MemberCase):
    """The till gets no record without its parents: the customer list asks each card for its program."""

    def setUp(self):
        super().setUp()
        self.ada = self.new_member()
        self.order = self.sell(self.ada, (self.cream, 1))
        self.card = self.env["loyalty.card"]._member_card(self.ada, self.program)

    def cards(self):
        snapshot = self.config.with_user(self.cashier).member_snapshot(self.ada.id)
        self.assertEqual([card["card_id"] for card in snapshot["cards"]], self.card.ids, "the panel says what is there")
        return [card["id"] for card in snapshot["records"]["loyalty.card"]]

    def test_a_program_in_force(self):
        self.assertEqual(self.cards(), self.card.ids)

    def test_a_program_that_has_ended(self):
        self.program.date_to = fields.Date.subtract(fields.Date.today(), days=3)
        self.assertEqual(self.cards(), [])

    def test_a_program_of_another_till(self):
        self.program.pos_config_ids = self.config.copy({"name": "Elsewhere"})
        self.assertEqual(self.cards(), [])

    def test_an_archived_program(self):
        self.program.active = False
        self.assertEqual(self.cards(), [])
        data = self.order.with_user(self.cashier).read_pos_data([], self.config)
        self.assertEqual(data["loyalty.card"], [])

    def test_a_refund_for_a_program_that_has_ended(self):
        self.program.active = False
        back = self.refund(self.order, (self.order.lines, 1))
        self.assertEqual(back.with_user(self.cashier).read_pos_data([], self.config)["loyalty.card"], [])
