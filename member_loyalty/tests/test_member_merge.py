from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestMerge(MemberCase):
    """Two files of one person become one: cards, lots, and what is on the way."""

    def setUp(self):
        super().setUp()
        self.today = self.company._member_today()
        self.wallet = self.new_wallet()
        self.ada, self.twin = self.new_member(), self.new_member("Ada again", PHONES[1])
        self.twin.member_card_ids.state = "replaced"

    def give(self, member, amount, program=None, **values):
        card = self.env["loyalty.card"]._member_card(member, program or self.program)
        Entry = self.env["member.ledger.entry"].sudo()
        key = f"test:{Entry.search_count([])}"
        return Entry._post([{"key": key, "card_id": card.id, "kind": "adjust", "amount": amount, **values}])

    def merge(self, *sources, user=None):
        wizard = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_user(user or self.env.user)
            .create(
                {
                    "partner_ids": [(6, 0, (self.ada.union(*sources)).ids)],
                    "dst_partner_id": self.ada.id,
                }
            )
        )
        wizard.action_merge()
        self.env.invalidate_all()
        self.assert_ledger_holds()

    def open_lots(self, program=None):
        lots = self.env["member.ledger.entry"].search(
            [("partner_id", "=", self.ada.id), ("program_id", "=", (program or self.program).id), ("left", "!=", 0)]
        )
        return sorted((lot.bucket, lot.state, lot.left, str(lot.date_expiration or "never")) for lot in lots)

    def test_lots_keep_their_expiry(self):
        soon, later = self.today + timedelta(days=5), self.today + timedelta(days=50)
        self.give(self.ada, 10)
        self.give(self.twin, 20, date_expiration=later)
        self.give(self.twin, 30, date_expiration=soon)
        self.merge(self.twin)
        self.assertEqual(
            self.open_lots(),
            [
                ("points", "posted", 10, "never"),
                ("points", "posted", 20, str(later)),
                ("points", "posted", 30, str(soon)),
            ],
        )
        self.assertEqual(self.points(self.ada), 60)

    def test_wallet_keeps_its_buckets(self):
        self.give(self.ada, 5, self.wallet, bucket="bonus")
        self.give(self.twin, 100, self.wallet, bucket="principal", kind="top_up")
        self.give(self.twin, 10, self.wallet, bucket="bonus", kind="bonus", date_expiration=self.today)
        self.merge(self.twin)
        self.assertEqual(
            self.open_lots(self.wallet),
            [
                ("bonus", "posted", 5, "never"),
                ("bonus", "posted", 10, str(self.today)),
                ("principal", "posted", 100, "never"),
            ],
        )

    def test_what_is_on_the_way_stays_on_the_way(self):
        available, good_until = self.today + timedelta(days=3), self.today + timedelta(days=300)
        self.give(self.twin, 40, kind="earn", state="pending", date_available=available, date_expiration=good_until)
        self.merge(self.twin)
        self.assertEqual(self.points(self.ada), 0)
        self.assertEqual(self.open_lots(), [("points", "pending", 40, str(good_until))])
        self.env.cr.execute("UPDATE member_ledger_entry SET date_available = %s WHERE state = 'pending'", [self.today])
        self.env["member.ledger.entry"].sudo()._release_due(self.env["loyalty.card"].search([]))
        self.env.invalidate_all()
        self.assertEqual(self.points(self.ada), 40)
        self.assert_ledger_holds()

    def test_debts_are_taken_over(self):
        self.give(self.ada, 50)
        self.give(self.twin, -20)
        self.merge(self.twin)
        self.assertEqual(self.points(self.ada), 30)
        self.assertEqual(self.open_lots(), [("points", "posted", 30, "never")])

    def test_one_pin_stays(self):
        Pin = self.env["member.pin"].sudo()
        third = self.new_member("Ada the third", PHONES[2])
        third.member_card_ids.state = "replaced"
        for member, digits in ((self.twin, "1111"), (third, "3333")):
            Pin._set(member, digits)
        self.merge(self.twin)
        self.assertTrue(Pin._of(self.ada)._verify("1111", self.company), "the only one there was")
        self.merge(third)
        self.assertTrue(Pin._of(self.ada)._verify("1111", self.company), "the destination's")
        self.assertEqual(Pin.search_count([]), 1)

    def test_destination_without_a_card_gets_the_oldest(self):
        third = self.new_member("Ada the third", PHONES[2])
        third.member_card_ids.state = "replaced"
        self.give(self.twin, 7)
        oldest = self.twin.member_loyalty_card_ids
        self.give(third, 8)
        self.merge(self.twin, third)
        self.assertEqual(self.ada.member_loyalty_card_ids, oldest)
        self.assertEqual(oldest.points, 15)
        left_behind = self.env["loyalty.card"].search([("partner_id", "=", self.ada.id), ("active", "=", False)])
        self.assertEqual((len(left_behind), sum(left_behind.mapped("points"))), (1, 0))

    def test_moving_value_needs_the_right_to_adjust(self):
        clerk = mail_new_test_user(self.env, "merging_clerk", groups="member_loyalty.group_adjust")
        self.give(self.twin, 30)
        with self.assertRaisesRegex(AccessError, "right to adjust balances"):
            self.merge(self.twin, user=self.staff)
        self.program.member_approval_above = 20
        with self.assertRaisesRegex(UserError, "Adjustments"):
            self.merge(self.twin, user=clerk)
        self.program.member_approval_above = 30
        self.merge(self.twin, user=clerk)
        self.assertEqual(self.points(self.ada), 30)

    def test_staff_merge_what_moves_nothing(self):
        self.give(self.ada, 30)
        self.merge(self.twin, user=self.staff)
        self.assertEqual(self.points(self.ada), 30)

    def test_a_merge_holds_no_tier_by_hand(self):
        """Core's wizard writes what both have, and a tier that is written is one by hand."""
        self.assertTrue(self.ada.member_tier_id)
        self.merge(self.twin, user=self.staff)
        standing = self.ada.member_standing_ids
        self.assertEqual(standing.tier_id, self.ada.member_tier_id)
        self.assertFalse(standing.hold_reason or standing.hold_tier_id)
        last_day = self.today + timedelta(days=30)
        self.ada.sudo()._member_hold_tier(self.ada.member_tier_id, until=last_day, reason="Complaint")
        self.merge(self.new_member("Ada once more", PHONES[1]), user=self.staff)
        self.assertEqual((standing.hold_reason, standing.hold_until), ("Complaint", last_day))

    def test_the_sum_of_all_entries_is_untouched(self):
        self.give(self.ada, 50)
        self.give(self.twin, 33.33)
        self.merge(self.twin)
        transfers = self.env["member.ledger.entry"].search([("kind", "=", "transfer")])
        self.assertEqual(sum(transfers.mapped("amount")), 0)
        self.assertEqual(set(transfers.mapped("reason")), {"Merged into Ada"})
        self.assertEqual(self.points(self.ada), 83.33)

    def test_what_a_merged_member_bought_comes_back_to_the_card_that_stays(self):
        order = self.sell(self.twin, (self.cream, 3))
        claim = self.sell(
            self.twin, (self.cream, 1), self.reward_line(self.env["loyalty.card"]._member_card(self.twin, self.program))
        )
        self.merge(self.twin)
        self.assertEqual(self.points(self.ada), 60)
        self.refund(order, (order.lines, 1))
        self.assertEqual(self.points(self.ada), 20)
        reward = claim.lines.filtered("is_reward_line")
        self.refund(claim, (reward, 1))
        self.assertEqual(self.points(self.ada), 120)
        self.assert_ledger_holds()

    def test_a_card_out_of_use_stops_no_refund(self):
        order = self.sell(self.ada, (self.cream, 3))
        card = self.env["loyalty.card"]._member_card(self.ada, self.program)
        card.active = False
        self.refund(order, (order.lines, 3))
        self.assertEqual((card.points, self.points(self.ada)), (120, -120))
        self.assert_ledger_holds()

    def test_orders_of_a_merged_member_settle_once(self):
        """A till may send again what it sold before the merge."""
        order = self.sell(self.twin, (self.cream, 3))
        refund = self.refund(order, (order.lines, 1))
        self.merge(self.twin)
        self.assertEqual(self.points(self.ada), 80.0)
        for again in (order, refund):
            again.sudo()._member_settle()
        self.env.invalidate_all()
        self.assertEqual(self.points(self.ada), 80.0)
        self.assert_ledger_holds()

    def test_refund_of_what_is_on_the_way_after_the_merge(self):
        self.program.write({"member_pending": "days", "member_pending_days": 5})
        order = self.sell(self.twin, (self.cream, 3))
        self.refund(order, (order.lines, 1))
        self.merge(self.twin)
        self.assertEqual(self.open_lots(), [("points", "pending", 80.0, "never")])
        self.refund(order, (order.lines, 1))
        self.assertEqual(self.open_lots(), [("points", "pending", 40.0, "never")])
        with freeze_time(self.today + timedelta(days=5)):
            self.refund(order, (order.lines, 1))
            self.env["member.ledger.entry"].sudo()._release_due()
        self.env.invalidate_all()
        self.assertEqual((self.points(self.ada), self.open_lots()), (0, []))
        self.assert_ledger_holds()
