from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


class BooksCase(MemberCase):
    """The shop with a membership wallet: what it takes in advance, gives as bonus and is paid with is booked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        tax = cls.env["account.tax"].create({"name": "Seven", "amount": 7})
        cls.top_up = cls.create_product("Top-up", cls.categ_basic, 100.0, tax_ids=tax.ids)
        cls.wallet = cls.new_wallet()
        cls.liability = cls.company.member_liability_account_id

    @classmethod
    def new_wallet(cls, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": "Beauty Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "member_program": True,
                "rule_ids": [(0, 0, {"reward_point_mode": "money", "product_ids": [(6, 0, cls.top_up.ids)]})],
                "reward_ids": [
                    (
                        0,
                        0,
                        {"reward_type": "discount", "discount_mode": "per_point", "discount": 1, "required_points": 1},
                    )
                ],
                **values,
            }
        )

    def wallet_card(self, member):
        return self.env["loyalty.card"]._member_card(member, self.wallet)

    def top_up_by(self, member, amount, **values):
        line = {"product": self.top_up, "quantity": 1, "price_unit": amount, "tax_ids": self.env["account.tax"]}
        return self.sell(member, {**line, "price_subtotal": amount, "price_subtotal_incl": amount}, **values)

    def post(self, card, kind, amount, **values):
        key = f"test:{card.id}:{kind}:{amount}"
        (entry,) = (
            self.env["member.ledger.entry"]
            .sudo()
            ._post([{"key": key, "card_id": card.id, "kind": kind, "amount": amount, **values}])
        )
        return entry

    def close(self):
        session = self.config.current_session_id
        session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()
        self.env.flush_all()
        return session

    def night(self):
        self.run_night("books")

    def reconciliation(self):
        self.env.invalidate_all()
        rows = self.env["member.value.reconciliation"].with_user(self.manager).search([], limit=1)
        return rows and (rows.closing, rows.not_booked, rows.balance, rows.difference)

    def balance(self, account):
        items = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return sum(items.mapped("balance"))


@tagged("post_install", "-at_install")
class TestBooks(BooksCase):
    def test_products_of_a_wallet_are_booked_to_the_liability(self):
        products = self.top_up | self.wallet.reward_ids.discount_line_product_id
        self.assertEqual(self.liability.account_type, "liability_current")
        self.assertEqual(products.property_account_income_id, self.liability)
        self.assertFalse(products.taxes_id)
        other = self.liability.copy({"name": "Owed to members"})
        self.company.member_liability_account_id = other
        self.assertEqual(products.property_account_income_id, other)

    def test_a_manager_without_rights_on_accounting_sets_a_wallet_up(self):
        manager = mail_new_test_user(self.env, "wallet_manager", groups="member_loyalty.group_manager")
        product = self.create_product("Another top-up", self.categ_basic, 100.0)
        self.assertFalse(product.with_user(manager).has_access("write"))
        self.wallet.with_user(manager).trigger_product_ids = product
        self.assertEqual(product.property_account_income_id, self.liability)

    def test_core_wallet_keeps_its_accounts(self):
        product = self.create_product("Core top-up", self.categ_basic, 100.0)
        core = self.new_wallet(member_program=False)
        core.trigger_product_ids = product
        products = product | core.reward_ids.discount_line_product_id
        self.assertFalse(products.property_account_income_id)
        core.member_program = True
        self.assertEqual(products.property_account_income_id, self.liability)

    def test_wallet_of_another_currency_or_of_no_company_is_refused(self):
        self.wallet.active = False
        with self.assertRaisesRegex(ValidationError, "Beauty Wallet can't .*CHF"), self.cr.savepoint():
            self.new_wallet(currency_id=self.env.ref("base.CHF").id, company_id=self.company.id)
        with self.assertRaisesRegex(ValidationError, "Choose the company"):
            self.new_wallet(company_id=False, currency_id=self.company.currency_id.id)

    def test_a_shop_without_a_chart_hears_which_setting_is_missing(self):
        bare = self.env["res.company"].create({"name": "Bare"})
        with self.assertRaisesRegex(UserError, "Bare has no chart of accounts.*Stored Value Account"):
            bare._member_account("liability")
        wallet = self.new_wallet(company_id=bare.id)
        self.assertTrue(wallet.member_program)
        card = self.env["loyalty.card"]._member_card(self.new_member(), wallet)
        entry = self.post(card, "bonus", 5, bucket="bonus")
        self.night()
        self.assertFalse(entry.move_id)

    # ── The day at the till ───────────────────────────────────────────────────────────────────────────────────

    def test_a_day_closes_with_the_ledger_equal_to_the_account(self):
        ada, bea = self.new_member(), self.new_member("Bea", PHONES[1])
        cards = self.wallet_card(ada) | self.wallet_card(bea)
        self.top_up_by(ada, 100)
        self.top_up_by(bea, 50.55, to_invoice=True)
        self.post(
            cards[0], "bonus", 10, bucket="bonus", date_expiration=fields.Date.subtract(fields.Date.today(), days=1)
        )
        self.post(cards[1], "bonus", 7.5, bucket="bonus")
        bought = self.sell(ada, (self.cream, 1), self.wallet_line(cards[0], 40))
        self.sell(bea, (self.cream, 1), self.wallet_line(cards[1], 30.05), to_invoice=True)
        paid = bought.lines.filtered("is_reward_line")
        self.refund(bought, (bought.lines - paid, 1), (paid, 1))
        self.assertEqual(cards.mapped("points"), [100, 28])
        self.assertEqual(self.reconciliation(), (128.0, 107.5, 20.5, 0.0), "invoices are booked, the session isn't yet")
        self.close()
        self.assertEqual(self.reconciliation(), (128.0, 7.5, 120.5, 0.0), "what the office did waits for the night")
        self.night()
        self.assertEqual(self.reconciliation(), (128.0, 0.0, 128.0, 0.0))
        self.assertEqual(self.balance(self.company.member_bonus_account_id), 7.5, "bonus that expired costs nothing")
        self.night()
        self.assertEqual(self.reconciliation(), (128.0, 0.0, 128.0, 0.0))

    def test_bonus_of_an_order_is_booked_as_its_session_closes(self):
        member = self.new_member()
        order = self.top_up_by(member, 100)
        entry = self.post(self.wallet_card(member), "bonus", 10, bucket="bonus", pos_order_id=order.id)
        self.close()
        self.assertEqual(self.reconciliation(), (110.0, 0.0, 110.0, 0.0))
        self.assertEqual(entry.move_id.state, "posted")
        self.assertEqual(entry.move_id.journal_id, self.company.member_journal_id)

    def test_a_cashier_closes_the_session(self):
        member = self.new_member()
        order = self.top_up_by(member, 100)
        self.post(self.wallet_card(member), "bonus", 10, bucket="bonus", pos_order_id=order.id)
        session = self.config.current_session_id.with_user(self.cashier)
        session.post_closing_cash_details(session.cash_register_balance_end)
        self.assertTrue(session.close_session_from_ui()["successful"])
        self.assertEqual(self.reconciliation(), (110.0, 0.0, 110.0, 0.0))

    def test_a_difference_is_shown(self):
        member = self.new_member()
        self.top_up_by(member, 100)
        self.close()
        move = self.env["account.move"].create(
            {
                "journal_id": self.company._member_books_journal().id,
                "line_ids": [
                    (0, 0, {"account_id": self.liability.id, "balance": 12.34}),
                    (0, 0, {"account_id": self.company._member_account("bonus").id, "balance": -12.34}),
                ],
            }
        )
        move.action_post()
        self.assertEqual(self.reconciliation(), (100.0, 0.0, 87.66, -12.34))
        row = self.env["member.value.reconciliation"].search([], limit=1)
        items = self.env["account.move.line"].search(row.action_open_items()["domain"])
        self.assertIn(move, items.move_id)
        self.assertEqual(-sum(items.mapped("balance")), 87.66)

    # ── The office ────────────────────────────────────────────────────────────────────────────────────────────

    def test_each_kind_finds_its_account(self):
        card = self.wallet_card(self.new_member())
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        self.post(card, "opening", 80)
        self.post(card, "adjust", 5)
        self.post(card, "adjust", 20, bucket="principal", date_expiration=yesterday)
        self.post(card, "bonus", 10, bucket="bonus")
        self.post(card, "void", -4, bucket="bonus")
        self.night()
        self.assertEqual(card.points, 91)
        self.assertEqual(self.reconciliation(), (91.0, 0.0, 91.0, 0.0))
        self.assertEqual(self.balance(self.company._member_account("equity")), 80)
        self.assertEqual(self.balance(self.company.member_bonus_account_id), 31)
        self.assertEqual(self.balance(self.company.member_breakage_account_id), -20)

    def test_money_taken_in_and_paid_out_by_the_office(self):
        card = self.wallet_card(self.new_member())
        journal = self.bank_journal
        ledger = self.env["member.ledger.entry"]
        ledger._book_receipt(self.post(card, "top_up", 100), journal)
        self.assertEqual(self.reconciliation(), (100.0, 0.0, 100.0, 0.0))
        ledger._book_receipt(self.post(card, "refund", -60), journal)
        self.assertEqual(self.reconciliation(), (40.0, 0.0, 40.0, 0.0))
        moves = self.env["account.move"].search([("journal_id", "=", journal.id)])
        self.assertEqual(len(moves), 2)
        other = moves.line_ids.filtered(lambda item: item.account_id != self.liability)
        self.assertEqual(sum(other.mapped("balance")), 40)

    def test_what_was_on_the_way_counts_from_the_day_it_is_available(self):
        card = self.wallet_card(self.new_member())
        today = fields.Date.today()
        later = fields.Date.add(today, days=3)
        entry = self.post(card, "bonus", 10, bucket="bonus", state="pending", date_available=later)
        self.night()
        self.assertFalse(entry.move_id)
        self.env.cr.execute("UPDATE member_ledger_entry SET date_available = %s WHERE id = %s", [today, entry.id])
        self.env.invalidate_all()
        self.env["member.ledger.entry"]._release_due(card)
        self.night()
        self.assertEqual((entry.move_id.date, self.reconciliation()), (today, (10.0, 0.0, 10.0, 0.0)))

    # ── The report ────────────────────────────────────────────────────────────────────────────────────────────

    def test_report_by_bucket_store_and_month(self):
        member = self.new_member()
        card = self.wallet_card(member)
        self.top_up_by(member, 100)
        self.sell(member, (self.cream, 1), self.wallet_line(card, 40))
        self.post(card, "bonus", 10, bucket="bonus")
        self.env.flush_all()
        # Three months ago: between then and now nothing moved.
        self.env.cr.execute("UPDATE member_ledger_entry SET date = date - interval '3 months' WHERE kind = 'top_up'")
        self.env.invalidate_all()
        Report = self.env["member.value.report"].with_user(self.manager)
        store = Report.search([("bucket", "=", "principal")], order="month")
        self.assertEqual(store.config_id, self.config)
        self.assertEqual(store.mapped("closing"), [100, 100, 100, 60])
        self.assertEqual(store.mapped("opening"), [0, 100, 100, 100])
        self.assertEqual((store[0].topped_up, store[-1].spent), (100, -40))
        office = Report.search([("bucket", "=", "bonus")])
        self.assertEqual((office.config_id.id, office.bonus, office.closing), (False, 10, 10))
        entries = self.env["member.ledger.entry"].search(store[0].action_open_entries()["domain"])
        self.assertEqual(entries.kind, "top_up")
        with self.subTest("balances of several months are those of the last one"):
            ((opening, spent, closing),) = Report._read_group(
                [], aggregates=["opening:sum", "spent:sum", "closing:sum"]
            )
            self.assertEqual((opening, spent, closing), (0, -40, 70))
            by_bucket = Report._read_group([], ["bucket"], ["closing:sum"])
            self.assertEqual(by_bucket, [("bonus", 10), ("principal", 60)])
            by_month = Report._read_group([("bucket", "=", "principal")], ["month:month"], ["closing:sum"])
            self.assertEqual([closing for _month, closing in by_month], [100, 100, 100, 60])
