from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PHONES
from .common_profile import ProfileCase


@tagged("post_install", "-at_install")
class TestProfile(ProfileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada", email="ada@example.com", birthdate_date="1990-05-03")

    def test_who_this_is_at_a_glance(self):
        self.ada.user_id = self.staff
        self.sell(self.ada, (self.cream, 4))
        blocks = self.blocks()
        who = blocks["who"]
        self.assertEqual((who["name"], who["number"]), ("Ada", self.ada.member_number))
        self.assertEqual((who["tier"]["name"], who["email"], who["is_member"]), ("Classic", "ada@example.com", True))
        self.assertEqual(self.tiles(who)["Owner"]["value"], "till_staff")
        tier = self.tiles(blocks["tier"])
        self.assertEqual((tier["Tier"]["value"], tier["Next Tier"]["value"]), ("Classic", "Silver"))
        self.assertIn("Missing", tier["Next Tier"]["notes"][0])
        self.assertTrue(tier["Next Tier"]["bars"])
        points = self.tiles(blocks["balances"])["Club Points"]
        self.assertIn("160", points["value"])
        card = self.ada.member_loyalty_card_ids
        self.assertEqual(
            points["opens"],
            {"name": "Club Points", "model": "member.ledger.entry", "domain": [("card_id", "=", card.id)]},
        )
        visits = self.tiles(blocks["visits"])
        self.assertEqual(visits["Purchases"]["value"], "1")
        self.assertEqual(visits["Last Visit"]["notes"], ["Today", "Till"])

    def test_every_figure_opens_what_it_counts(self):
        self.sell(self.ada, (self.cream, 1))
        for block in self.blocks().values():
            for part in [*block.get("tiles", ()), *block.get("items", ()), *block.get("rows", ())]:
                opens = part.get("opens")
                if opens:
                    model = self.env[opens["model"]].with_user(self.staff)
                    found = model.browse(opens["id"]) if "id" in opens else model.search(opens["domain"])
                    self.assertTrue(found.exists(), part)

    def test_points_their_worth_and_what_expires_first(self):
        self.program.reward_ids = [
            (0, 0, {"reward_type": "discount", "discount_mode": "per_point", "discount": 0.05, "required_points": 1})
        ]
        self.sell(self.ada, (self.cream, 2))
        card = self.ada.member_loyalty_card_ids
        entry = card.sudo().member_entry_ids
        entry._amend({"date_expiration": "2099-12-31"})
        notes = self.tiles(self.blocks()["balances"])["Club Points"]["notes"]
        self.assertIn("Worth", notes[0])
        self.assertIn("80", notes[-1])
        self.assertIn("expires after 12/31/2099", notes[-1])

    def test_what_is_owed(self):
        self.assertEqual(self.blocks()["owed"]["items"], [])
        self.env["member.benefit"].create(
            {
                "name": "Coffee",
                "company_id": self.company.id,
                "line_ids": [(0, 0, {"tier_id": self.classic.id, "quota": 1})],
            }
        )
        coupons = self.env["loyalty.program"].create(
            {
                "name": "Ten Off",
                "program_type": "coupons",
                "reward_ids": [(0, 0, {"reward_type": "discount", "discount": 10, "required_points": 1})],
            }
        )
        self.env["loyalty.card"].create(
            [{"program_id": coupons.id, "partner_id": self.ada.id, "points": 1} for _number in range(2)]
        )
        self.program.write({"member_pending": "days", "member_pending_days": 5})
        self.sell(self.ada, (self.soap, 1))
        texts = [item["text"] for item in self.blocks()["owed"]["items"]]
        self.assertEqual(len(texts), 3, texts)
        self.assertIn("10", texts[0])
        self.assertIn("2 × 10% on your order", texts[1])
        self.assertEqual(texts[2], "Coffee")
        self.config.with_user(self.cashier).use_benefit(self.ada.id, self.env["member.benefit"].search([]).id, "use")
        self.assertNotIn("Coffee", [item["text"] for item in self.blocks()["owed"]["items"]])

    def test_promises_to_both_friends(self):
        policy = self.env["member.referral.policy"].create(
            {
                "name": "Friends",
                "program_id": self.program.id,
                "referrer_points": 20,
                "friend_points": 10,
            }
        )
        bea = self.new_member("Bea", PHONES[1])
        self.env["member.referral"].sudo()._record(self.ada, bea, policy)
        items = self.blocks()["owed"]["items"]
        self.assertEqual([item["text"] for item in items], ["Reward for referring Bea"])
        self.assertEqual(
            [item["text"] for item in self.blocks(bea)["owed"]["items"]], ["Reward for joining through Ada"]
        )

    def test_somebody_new_is_told_what_comes_next(self):
        who = self.blocks()["who"]
        self.assertTrue(any("No purchase yet" in hint for hint in who["hints"]), who["hints"])
        self.assertEqual(self.blocks()["balances"]["tiles"], [])
        customer = self.env["res.partner"].create({"name": "Cleo"})
        blocks = self.blocks(customer)
        self.assertIn("isn't a member yet", blocks["who"]["hints"][0])
        self.assertEqual(set(blocks), {"who", "visits", "timeline"})

    def test_who_left(self):
        self.ada.sudo()._member_leave("wish")
        who = self.blocks()["who"]
        self.assertFalse(who["is_member"])
        self.assertIn("Membership ended", who["hints"][0])

    # ── Who may see it ────────────────────────────────────────────────────────────────────────────────────────

    def test_a_cashier_sees_what_the_till_shows(self):
        self.sell(self.ada, (self.cream, 1))
        blocks = self.blocks(user="cashier")
        self.assertEqual(set(blocks), {"who", "tier", "balances", "owed"})
        self.assertEqual((blocks["who"]["phone"], blocks["who"]["email"]), ("••••••••000", "a••@example.com"))
        self.assertEqual(blocks["who"]["tiles"], [])
        self.assertIn("40", blocks["balances"]["tiles"][0]["value"])
        self.assertNotIn("ada@example.com", str(blocks))
        self.assertEqual(blocks["balances"]["tiles"][0]["notes"], [])
        self.assertFalse([tile for block in ("tier", "balances") for tile in blocks[block]["tiles"] if tile["opens"]])
        page = self.ada.with_user(self.cashier).member_profile_timeline()
        self.assertEqual(page, {"rows": [], "next": False})

    def test_roles_of_the_membership_see_all(self):
        for user in ("staff", "clerk", "manager", "auditor"):
            self.assertEqual(
                set(self.blocks(user=user)), {"who", "tier", "balances", "visits", "owed", "timeline"}, user
            )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_else(self):
        employee, portal = self.new_users(some_employee="base.group_user", some_portal="base.group_portal")
        portal.partner_id.sudo()._member_enrol()
        for user, partner in (
            (employee, self.ada),
            (portal, self.ada),
            (portal, portal.partner_id),
            (self.new_stranger(), self.ada),
        ):
            for method in ("member_profile", "member_profile_timeline", "action_member_profile"):
                with self.assertRaises(AccessError, msg=f"{user.login} {method}"):
                    getattr(partner.with_user(user), method)()

    def test_another_company_is_never_told(self):
        stranger = self.new_stranger()
        elsewhere = stranger.company_id
        points = self.program.copy({"name": "Points Elsewhere", "company_id": elsewhere.id})
        card = self.env["loyalty.card"].sudo().create({"partner_id": self.ada.id, "program_id": points.id})
        self.env["member.ledger.entry"].sudo()._post(
            [{"key": "elsewhere", "card_id": card.id, "kind": "adjust", "amount": 777, "reason": "Secret Elsewhere"}]
        )
        self.env["member.consent"].sudo().create(
            {"partner_id": self.ada.id, "company_id": elsewhere.id, "purpose": "profiling"}
        )
        self.program.company_id = self.company
        for user in ("staff", "manager", "auditor", "cashier"):
            told = str(self.blocks(user=user))
            for secret in ("777", "Elsewhere", "Personalized"):
                self.assertNotIn(secret, told, user)

    def test_the_tier_of_another_company_is_never_told(self):
        """Somebody with both companies, who works in one of them now."""
        stranger = self.new_stranger()
        stranger.company_ids |= self.company
        partner = self.ada.with_user(stranger).with_context(allowed_company_ids=stranger.company_id.ids)
        with self.assertRaises(AccessError):
            partner.member_profile()
        both = partner.with_context(allowed_company_ids=(stranger.company_id | self.company).ids)
        self.assertEqual(both.member_profile()["who"]["tier"]["name"], "Classic")

    # ── What it costs ─────────────────────────────────────────────────────────────────────────────────────────

    def queries(self):
        """:return: how many queries the profile takes with empty caches"""
        member = self.ada.with_user(self.staff)
        self.env.flush_all()
        member.member_profile()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        member.member_profile()
        return self.cr.sql_log_count - before

    def test_queries_dont_grow_with_history(self):
        self.sell(self.ada, (self.soap, 1))
        few = self.queries()
        for _number in range(8):
            self.sell(self.ada, (self.soap, 1))
        self.assertLessEqual(self.queries(), few)
        self.assertLess(few, 70)

    def test_the_button_opens_it(self):
        action = self.ada.with_user(self.staff).action_member_profile()
        self.assertEqual((action["tag"], action["context"]), ("member_profile", {"active_id": self.ada.id}))
