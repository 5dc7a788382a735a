import io
import time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import CARDS, MemberCase


@tagged("post_install", "-at_install")
class TestCardBatch(MemberCase):
    def new_batch(self, **values):
        card_type = self.env.ref("member_loyalty.card_type_standard")
        batch = (
            self.env["member.card.batch"]
            .with_user(self.staff)
            .create({"name": "Box 1", "type_id": card_type.id, **values})
        )
        batch.action_make()
        return batch

    def count(self, batch, numbers):
        action = batch.action_count()
        wizard = self.env["member.card.count"].with_user(self.staff).with_context(**action["context"])
        return wizard.create({"numbers": numbers})

    def test_ten_thousand_cards_in_seconds(self):
        began = time.monotonic()
        batch = self.new_batch(count=10_000)
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual((batch.card_count, batch.stock_count), (10_000, 10_000))
        batch.card_ids._check_number()
        numbers = batch.card_ids.sorted("id").mapped("number")
        self.assertEqual((numbers, batch.first_number), (sorted(numbers), numbers[0]), "printed in their order")

    def test_numbers_as_printed(self):
        first, last = CARDS.number(500), CARDS.number(519)
        batch = self.new_batch(first_number=first, last_number=last)
        self.assertEqual((batch.count, batch.card_count), (20, 20))
        batch.action_receive()
        self.assertEqual(self.new_batch(first_number=CARDS.number(600), count=3).last_number, CARDS.number(602))
        with self.assertRaisesRegex(
            UserError, f"10 of these numbers are already in use, starting with {CARDS.number(510)}"
        ):
            self.new_batch(first_number=CARDS.number(510), count=15)
        with self.assertRaisesRegex(UserError, "isn't a valid card number"):
            self.new_batch(first_number="0460000000010")
        with self.assertRaisesRegex(UserError, "no numbers left"):
            self.new_batch(first_number=CARDS.number(CARDS.serials - 2), count=3)

    def test_random_numbers_are_counted_by_ranges(self):
        batch, other = self.new_batch(count=20), self.new_batch(count=20)
        numbers = batch.card_ids.sorted("number").mapped("number")
        count = self.count(batch, f"{numbers[3]} - {numbers[12]}\n{numbers[19]}")
        self.assertEqual((count.found_count, count.missing_count, count.strange_numbers), (11, 9, ""))
        strange = f"{numbers[0]} - {other.first_number}"
        self.assertEqual(self.count(batch, strange).strange_numbers, strange)

    def test_count_finds_what_is_missing(self):
        batch = self.new_batch(first_number=CARDS.number(500), count=20)
        given = batch.card_ids.filtered(lambda card: card.number == CARDS.number(505))
        self.new_member("Ada")._member_replace_card(given.number)
        count = self.count(batch, f"{CARDS.number(500)} - {CARDS.number(504)}\n{CARDS.number(506)}")
        self.assertEqual((count.found_count, count.missing_count, count.given_count), (6, 13, 1))
        count.action_record()
        # The next day the rest of the box, but for two.
        count = self.count(batch, f"{CARDS.number(507)}-{CARDS.number(517)}")
        self.assertEqual((count.found_count, count.missing_count), (17, 2))
        count.action_close()
        self.assertEqual((batch.state, batch.missing_count, batch.given_count), ("counted", 2, 1))
        missing = batch.card_ids.filtered(lambda card: card.state == "missing")
        self.assertEqual(sorted(missing.mapped("number")), [CARDS.number(518), CARDS.number(519)])
        self.assertIn(
            "missing from stock", self.config.with_user(self.cashier).find_member(missing[0].number)["message"]
        )

        again = self.count(batch, missing[0].number)
        again.action_record()
        self.assertEqual(missing[0].state, "stock")

    def test_strange_numbers_are_named(self):
        batch = self.new_batch(first_number=CARDS.number(500), count=2)
        count = self.count(batch, CARDS.number(499))
        self.assertEqual(count.strange_numbers, CARDS.number(499))
        with self.assertRaisesRegex(UserError, CARDS.number(499)):
            count.action_close()

    def test_a_card_printer_gets_one_page_for_each_card(self):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        if report.get_wkhtmltopdf_state() not in ("ok", "upgrade"):
            self.skipTest("no wkhtmltopdf here")
        batch = self.new_batch(count=3)
        pdf, _kind = report._render_qweb_pdf("member_loyalty.member_card_batch_document", batch.ids)
        self.assertEqual(PdfFileReader(io.BytesIO(pdf)).getNumPages(), 3)

    def test_who_may_count(self):
        batch = self.new_batch(count=2)
        auditor = mail_new_test_user(self.env, "box_auditor", groups="member_loyalty.group_auditor")
        self.assertTrue(batch.with_user(auditor).card_count)
        for user in (auditor, self.cashier):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["member.card.count"].with_user(user).create({"batch_id": batch.id})
