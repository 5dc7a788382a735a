from odoo import Command
from odoo.tests import tagged

from .test_till_tours import ADA_CARD, STOCK_CARD, TillCase

DIGITAL_CARD = "0470000000018"


@tagged("post_install", "-at_install")
class TestCardTours(TillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digital = cls.env["member.card.type"].create({"name": "Phone", "kind": "digital", "prefix": "047"})

    def test_lost_card_and_replacement_during_a_sale(self):
        fee = self.env["product.product"].create(
            {
                "name": "New Card",
                "list_price": 5,
                "type": "service",
                "available_in_pos": True,
                "taxes_id": [Command.clear()],
            }
        )
        standard = self.env.ref("member_loyalty.card_type_standard")
        standard.write({"product_id": fee.id, "replacement_fee": 5})
        wallet = self.env["loyalty.card"]._member_card(self.ada, self.program)
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "test:opening", "card_id": wallet.id, "kind": "opening", "amount": 100}]
        )
        lost = self.ada.member_card_id
        self.run_tour("MemberLostCardTour")
        self.ada.invalidate_recordset()
        new = self.ada.member_card_id
        self.assertEqual((lost.number, lost.state, new.number), (ADA_CARD, "lost", STOCK_CARD))
        self.assertEqual((new.replaces_id, new.fee, new.fee_state), (lost, 5, "paid"))
        self.assertEqual(self.ada.member_card_ids, lost | new, "a double click gives one card")
        # Points are earned on the cream and the new card, and the reward is paid with those that were there.
        self.assertIn(("redeem", -100.0), self.movements(self.ada))
        log = lost.message_ids.sudo().tracking_value_ids
        self.assertIn("Lost", log.mapped("new_value_char"))

    def test_digital_card(self):
        # The tour scans the number that was drawn.
        self.patch(self.env.registry["member.card.type"], "_draw_numbers", lambda _type, count: [DIGITAL_CARD])
        self.run_tour("MemberDigitalCardTour")
        self.dan.invalidate_recordset()
        self.assertEqual(self.dan.member_card_id.type_id, self.digital)
