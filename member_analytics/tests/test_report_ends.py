from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common_report import ReportCase

TODAY = date(2026, 5, 20)
# The last month end at least three months before.
BEFORE = date(2026, 1, 31)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-20 12:00:00")
class TestReportEnds(ReportCase):
    def names(self, block):
        return [row["member"] for row in self.block("ends", block)["rows"]]

    def flagged(self, name, user=None):
        # What is computed isn't told anew when a definition changes.
        self.env.invalidate_all()
        found = self.env["member.metrics"].with_user(user or self.users["manager"]).search([(name, "=", True)])
        for metrics in found.search([]):
            self.assertEqual(metrics[name], metrics in found)
        return found.partner_id

    def every(self, member, days, net, last):
        """Six purchases, so many days apart, of which the last was so many days ago."""
        for number in range(6):
            self.bought(member, TODAY - timedelta(days=last + number * days), net)

    def test_key_members_who_are_late(self):
        self.definition.late_intervals = 1
        late, intime, small, top, never = self.new_members(5)
        # Expected 10 days after the last purchase, late by their interval once 20 days are over.
        self.every(late, 10, 100, 21)
        self.every(intime, 10, 100, 20)
        self.every(small, 10, 1, 60)
        self.every(top, 10, 1, 60)
        top.sudo()._member_hold_tier(self.gold)
        self.refresh(TODAY)
        self.assertEqual(self.of(small).abc, "c")
        self.assertEqual(self.flagged("slowing_down"), late | top)
        block = self.block("ends", "slowing")
        self.assertEqual(
            [(row["member"], row["stake"], row["late"]) for row in block["rows"]],
            [(late.display_name, 600, 11), (top.display_name, 6, 50)],
        )
        self.definition.late_intervals = 0.9
        self.assertEqual(self.flagged("slowing_down"), late | intime | top)
        self.assertFalse(self.of(never).slowing_down)

    def test_key_members_who_spend_less(self):
        fallen, _steady, _grown = members = self.new_members(3)
        members.sudo().member_since = date(2024, 1, 1)
        for member in members:
            self.bought(member, date(2025, 3, 1), 100)
        # The window is a year: what they bought in March has left it.
        for member, net in zip(members, (75, 76, 500), strict=True):
            self.bought(member, TODAY, net)
        self.refresh(TODAY)
        self.env["member.metrics.snapshot"].sudo()._take(self.definition, BEFORE)
        self.assertEqual(self.flagged("slowing_down"), fallen)
        [row] = self.block("ends", "slowing")["rows"]
        self.assertEqual((row["stake"], row["spend"], row["before"], row["change"]), (100, 75, 100, -0.25))
        self.assertEqual(self.env["member.metrics"].search(row["_domain"]).partner_id, fallen)

    def test_the_month_end_compared_with(self):
        for day, before in (
            (TODAY, BEFORE),
            (date(2026, 4, 30), date(2025, 12, 31)),
            (date(2026, 5, 1), BEFORE),
            (date(2024, 5, 29), date(2024, 2, 29)),
        ):
            self.assertEqual(self.definition._compared_with(day), before, day)

    def test_many_returns(self):
        many, few, once = self.new_members(3)
        for member, back in ((many, -30), (few, -29)):
            for days, net in ((1, 20), (2, 30), (3, 50)):
                self.bought(member, TODAY - timedelta(days=days), net)
            self.bought(member, TODAY, back)
        self.bought(once, TODAY, 100)
        self.bought(once, TODAY, -100)
        self.refresh(TODAY)
        self.assertEqual(self.flagged("many_returns"), many)
        [row] = self.block("ends", "returns")["rows"]
        self.assertEqual(row["member"], many.display_name)
        self.assertAlmostEqual(row["returned"], 30, msg="what went back, though the average ticket is 33.33…")
        self.definition.returned_purchases = 1
        self.assertEqual(self.names("returns"), [once.display_name, many.display_name])

    def test_debts(self):
        overdrawn, under, rich = self.new_members(3)
        wallet = self.new_wallet()
        for member, program, balance in (
            (overdrawn, wallet, -20),
            (under, self.program, -5),
            (rich, wallet, 30),
        ):
            self.env["loyalty.card"].create({"partner_id": member.id, "program_id": program.id, "points": balance})
        self.refresh(TODAY)
        self.assertEqual(self.flagged("owes"), overdrawn | under)
        rows = self.block("ends", "debts")["rows"]
        self.assertEqual(
            [(row["member"], row["money"], row["points"]) for row in rows],
            [(overdrawn.display_name, 20, None), (under.display_name, None, 5)],
        )

    def test_open_invoices_for_readers_of_the_books(self):
        member = self.new_members(1)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": member.id,
                "invoice_line_ids": [(0, 0, {"name": "Box", "price_unit": 80, "tax_ids": []})],
            }
        )
        invoice.action_post()
        self.refresh(TODAY)
        reader = self.users["manager"]
        self.assertFalse(self.flagged("owes", reader))
        reader.group_ids |= self.env.ref("account.group_account_readonly")
        self.assertEqual(self.flagged("owes", reader), member)
        [row] = self.block("ends", "debts")["rows"]
        self.assertEqual(row["money"], 80)

    def test_attention_and_staff(self):
        own, _other = members = self.new_members(2)
        own.user_id = self.staff
        for member in members:
            self.every(member, 10, 100, 40)
        self.refresh(TODAY)
        for user, count in ((self.users["manager"], 2), (self.staff, 1)):
            block = self.block("ends", "attention", user=user)
            self.assertEqual([row["members"] for row in block["rows"]], [count, 0, 0])
            self.assert_opens(block, user=user)
            self.assertEqual(len(self.block("ends", "slowing", user=user)["rows"]), count)
            for name in ("returns", "debts"):
                self.assertFalse(self.block("ends", name, user=user)["rows"])

    def test_another_company(self):
        member = self.new_members(1)
        self.every(member, 10, 100, 40)
        self.refresh(TODAY)
        self.assertFalse(
            self.env["member.metrics"].with_user(self.new_stranger()).search([("slowing_down", "=", True)])
        )
