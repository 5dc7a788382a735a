"""The strongest attacks as requests of a browser: what the other tests show of methods holds on the wire."""

from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from rows import Rows
from world import WorldCase

REFUSED = ("odoo.exceptions.AccessError", "odoo.exceptions.UserError", "odoo.exceptions.ValidationError")


@tagged("post_install", "-at_install")
class TestWire(WorldCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.rows = Rows(self.env)

    def sign_in(self, role):
        self.authenticate(self.users[role].sudo().login, "any")

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http", "odoo.sql_db"):
            return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params, timeout=60)

    def refused(self, model, method, *args, **kwargs):
        with self.subTest(model=model, method=method), self.rows.watched() as written:
            with self.assertRaises(JsonRpcException) as caught:
                self.call(model, method, *args, **kwargs)
            self.assertIn(str(caught.exception), REFUSED)
            self.unchanged(written)

    def unchanged(self, written):
        self.env.invalidate_all()
        self.assertEqual([(one.table, one.columns) for one in self.rows.changes(written)], [])

    def not_found(self, *places):
        for place in places:
            with self.subTest(place=place), mute_logger("odoo.http"):
                answer = self.url_open(place)
                self.assertEqual(answer.status_code, 404)
                for secret in self._details(self.ada | self.bea | self.zoe, "phone", "email", "member_number"):
                    self.assertNotIn(secret, answer.text)

    def points_card(self, partner):
        return self.env["loyalty.card"]._member_card(partner, self.program)

    # ── Who sells ─────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_cashier_takes_nobody_over(self):
        boss = self.env.ref("base.user_admin").partner_id
        self.sign_in("cashier")
        with self.rows.watched() as written:
            values = {"partner_id": boss.id, "name": boss.name, "email": "evil@example.com", "phone": "650-253-0055"}
            answer = self.call("pos.config", "enrol_member", [self.config.id], {**values, "consent": True})
            self.assertEqual(answer["status"], "refused")
            self.unchanged(written)
        self.refused("res.partner", "write", boss.ids, {"email": "evil@example.com"})
        self.refused("res.users", "write", boss.user_ids.ids, {"login": "evil"})

    def test_a_cashier_writes_no_card(self):
        card = self.points_card(self.ada)
        self.sign_in("cashier")
        for values in ({"points": 5000}, {"member_program": False}, {"partner_id": self.bea.id}, {"code": "044xyz"}):
            self.refused("loyalty.card", "write", card.ids, values)
        self.refused("loyalty.card", "create", [{"program_id": self.program.id, "points": 5000}])
        self.refused("member.ledger.entry", "create", [{"card_id": card.id, "kind": "earn", "amount": 1, "key": "x"}])

    def test_core_s_second_call_moves_nothing(self):
        card, other = self.points_card(self.ada), self.program.copy({"member_program": False})
        order = self.env["pos.order"].search([("partner_id", "=", self.ada.id), ("state", "=", "paid")], limit=1)
        self.env.flush_all()
        self.sign_in("cashier")
        for program in (self.program, other):
            claim = {"points": 1000, "program_id": program.id, "coupon_id": card.id, "partner_id": self.ada.id}
            with mute_logger("odoo.http"):
                try:
                    self.call("pos.order", "confirm_coupon_programs", order.ids, {str(card.id): claim})
                except JsonRpcException as error:
                    self.assertIn(str(error), REFUSED)
            self.env.invalidate_all()
            self.assertEqual(card.points, 120)

    def test_a_cashier_s_flags_are_the_server_s(self):
        wallet = self.env["loyalty.card"]._member_card(self.ada, self.wallet)
        self.wallet.member_offline_limit = 50
        forged = {"member_offline": True, "member_flag": "All is well", "member_shortage": 0, "member_till_count": {}}
        taken, refused = (
            self.sent(self.wallet_line(wallet, paid, code=str(paid)), **forged) for paid in (90.0, 1900.0)
        )
        self.env.flush_all()
        self.sign_in("cashier")
        self.refused("pos.order", "sync_from_ui", [refused])
        self.assertEqual(wallet.points, 50)
        self.call("pos.order", "sync_from_ui", [taken])
        self.env.invalidate_all()
        order = self.env["pos.order"].search([("uuid", "=", taken["uuid"])])
        self.assertIn("balance of", order.member_flag)
        self.assertEqual((order.member_shortage, wallet.points), (40, -40))

    def sent(self, *lines, **values):
        data = self.till_order(self.ada, [(self.cream, 50), *lines], **values)
        data["payment_ids"] = [(0, 0, {**row, "name": str(row["name"])}) for _code, _id, row in data["payment_ids"]]
        return data

    def test_a_cashier_reads_masks(self):
        self.sign_in("cashier")
        told = [
            self.call("res.partner", "read", self.bea.ids, ["name", "phone", "email", "email_formatted"]),
            self.call("res.partner", "web_search_read", [("id", "=", self.bea.id)], {"phone": {}, "email": {}}),
            self.call("pos.config", "member_snapshot", [self.config.id], self.bea.id),
            self.url_open(f"/web/partner/vcard?partner_ids={self.bea.id}").text,
            self.url_open(f"/web_enterprise/partner/{self.bea.id}/vcard").text,
        ]
        for secret in self.secrets(self.cashier):
            self.assertNotIn(secret, str(told))
        self.not_found(f"/member_loyalty/file/{self.ada.id}")

    # ── Staff, members, the other company ─────────────────────────────────────────────────────────────────────

    def test_staff_write_what_is_theirs(self):
        self.sign_in("staff")
        for values in ({"member_number": False}, {"member_tier_id": self.gold.id}, {"member_since": "2001-01-01"}):
            self.refused("res.partner", "write", self.ada.ids, values)
        card = self.points_card(self.ada)
        self.refused("loyalty.card", "write", card.ids, {"points": 5000})
        entry = self.env["member.ledger.entry"].search([("card_id", "=", card.id)], limit=1)
        self.refused("member.ledger.entry", "write", entry.ids, {"amount": 5000})
        self.refused("member.ledger.entry", "unlink", entry.ids)
        self.not_found(f"/member_loyalty/file/{self.ada.id}")

    def test_a_member_sees_nobody_else(self):
        purchase = self.env["member.purchase"].search([("partner_id", "=", self.bea.id)], limit=1)
        self.sign_in("portal")
        self.refused("res.partner", "read", self.bea.ids, ["name", "phone"])
        self.refused("res.partner", "write", self.ada.ids, {"member_tier_id": self.gold.id})
        self.refused("pos.config", "member_snapshot", [self.config.id], self.bea.id)
        self.refused("member.purchase", "read", purchase.ids, ["amount_net"])
        self.not_found(f"/my/membership/orders/{purchase.id}", f"/member_loyalty/file/{self.bea.id}")

    def test_another_company_s_manager(self):
        card = self.ada.member_card_id
        self.sign_in("stranger")
        self.not_found(f"/member_loyalty/file/{self.ada.id}", f"/member_loyalty/file/{self.bea.id}")
        self.refused("member.card", "action_block", card.ids)
        self.refused("member.card", "write", card.ids, {"state": "blocked"})
        self.refused("loyalty.card", "write", self.points_card(self.ada).ids, {"points": 5000})
        self.refused("pos.config", "member_snapshot", [self.config.id], self.ada.id)
        self.refused("member.leave", "create", [{"partner_ids": [[6, 0, self.bea.ids]]}])
