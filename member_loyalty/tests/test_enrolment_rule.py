from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PHONES, MemberCase, run_migration

VALUES = {"name": "Ada Lovelace", "phone": PHONES[0], "consent": True}


@tagged("post_install", "-at_install")
class TestEnrolmentRule(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.enrolment.rule"].search([]).active = False

    def new_rule(self, **values):
        return self.env["member.enrolment.rule"].create(
            {"name": "Hundred", "amount": 100, "company_id": self.company.id, **values}
        )

    def new_customer(self, name="Bea", phone=PHONES[1], **values):
        return self.env["res.partner"].create({"name": name, "phone": phone, **values})

    def agree(self, customer):
        customer.with_company(self.company)._member_agree("backend")

    def snapshot(self, customer):
        return self.config.with_user(self.cashier).member_snapshot(customer.id)["enrolment"]

    def bought(self, rule, customer):
        bought = rule._bought(customer.ids).get(customer.id)
        return (float(bought.single), float(bought.spend)) if bought else None

    # ── What counts ───────────────────────────────────────────────────────────────────────────────────────────

    def test_refunds_count_against_the_purchase(self):
        customer, rule = self.new_customer(), self.new_rule()
        order = self.sell(customer, (self.cream, 3))
        self.sell(customer, (self.soap, 2))
        self.assertEqual(self.bought(rule, customer), (120, 140))
        self.refund(order, (order.lines, 2))
        self.assertEqual(self.bought(rule, customer), (40, 60))

    def test_days_dates_and_stores(self):
        customer = self.new_customer()
        self.sell(customer, (self.cream, 3))
        self.env.cr.execute("UPDATE member_purchase SET local_date = local_date - 10")
        today = self.company._member_today()
        self.assertIsNone(self.bought(self.new_rule(days=10), customer))
        self.assertEqual(self.bought(self.new_rule(days=11), customer), (120, 120))
        late = self.new_rule(days=30, date_from=fields.Date.subtract(today, days=9))
        self.assertIsNone(self.bought(late, customer))
        other = self.config.copy({"name": "Elsewhere"})
        rule = self.new_rule(days=30, config_ids=[Command.set(other.ids)])
        self.assertIsNone(self.bought(rule, customer))
        Rule = self.env["member.enrolment.rule"]
        self.assertNotIn(rule, Rule._in_force(self.company, self.config))
        self.assertIn(rule, Rule._in_force(self.company, other))
        over = self.new_rule(date_to=fields.Date.subtract(today, days=1))
        self.assertNotIn(over, Rule._in_force(self.company))
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            over.date_from = today
            over.flush_recordset()

    def test_only_products_of_the_categories(self):
        skin = self.env["product.category"].create({"name": "Skin"})
        night = self.env["product.category"].create({"name": "Night", "parent_id": skin.id})
        self.cream.categ_id = night
        customer = self.new_customer()
        self.sell(customer, (self.cream, 2), (self.soap, 5))
        self.assertEqual(self.bought(self.new_rule(categ_ids=[Command.set(skin.ids)]), customer), (80, 80))
        self.assertEqual(self.bought(self.new_rule(), customer), (130, 130))

    def test_region_of_customer_and_of_store(self):
        texas, ohio = self.env.ref("base.state_us_44"), self.env.ref("base.state_us_35")
        customer = self.new_customer(state_id=texas.id, country_id=texas.country_id.id)
        self.sell(customer, (self.cream, 3))
        self.assertTrue(self.bought(self.new_rule(state_ids=[Command.set(texas.ids)]), customer))
        self.assertIsNone(self.bought(self.new_rule(state_ids=[Command.set(ohio.ids)]), customer))
        rule = self.new_rule(state_ids=[Command.set(ohio.ids)], region_of="store")
        Rule = self.env["member.enrolment.rule"]
        self.assertNotIn(rule, Rule._in_force(self.company, self.config))
        self.config._member_address().write({"state_id": ohio.id})
        self.assertIn(rule, Rule._in_force(self.company, self.config))

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def test_the_till_hears_what_was_bought(self):
        customer, rule = self.new_customer(), self.new_rule(kind="period", days=90)
        self.new_rule(name="Office", how="hand")
        self.sell(customer, (self.cream, 2))
        self.assertEqual(
            self.snapshot(customer), {"bought": {rule.id: {"single": 80, "spend": 80}}, "consented": False}
        )
        self.assertFalse(self.snapshot(self.new_member()))
        loaded = self.env["pos.config"]._load_pos_data_read(self.config, self.config)[0]
        self.assertEqual([one["id"] for one in loaded["_member_enrolment_rules"]], rule.ids)

    def test_enrolment_by_hand_keeps_the_rule_that_was_met(self):
        rule = self.new_rule()
        config = self.config.with_user(self.cashier)
        answer = config.enrol_member({**VALUES, "at_hand": {str(rule.id): 130}})
        member = self.env["res.partner"].browse(answer["snapshot"]["partner_id"])
        enrolment = member.member_enrolment_ids
        self.assertEqual(
            (enrolment.via, enrolment.config_id, enrolment.user_id, enrolment.rule_id),
            ("till", self.config, self.cashier, rule),
        )

    def test_only_by_rule(self):
        rule = self.new_rule()
        self.company.member_enrolment_needs_rule = True
        config = self.config.with_user(self.cashier)
        answer = config.enrol_member({**VALUES, "at_hand": {str(rule.id): 99}})
        self.assertEqual(answer["status"], "refused")
        self.assertIn("one purchase of at least", answer["message"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", VALUES["name"])]))
        self.assertEqual(config.enrol_member({**VALUES, "at_hand": {str(rule.id): 100}})["status"], "enrolled")
        manager = self.config.with_user(self.manager)
        self.assertEqual(manager.enrol_member({**VALUES, "phone": PHONES[2]})["status"], "enrolled")
        customer = self.new_customer()
        wizard = self.enrol_wizard(customer, self.staff)
        with self.assertRaisesRegex(UserError, "doesn't meet any enrollment rule"):
            wizard.action_enrol()
        self.enrol_wizard(customer, self.manager).action_enrol()
        self.assertEqual(customer.member_enrolment_ids.via, "backend")

    def enrol_wizard(self, partners, user):
        chosen = {"active_model": "res.partner", "active_ids": partners.ids}
        return self.env["member.enrol"].with_user(user).with_context(**chosen).create({"consent": True})

    # ── By the sale itself ────────────────────────────────────────────────────────────────────────────────────

    def test_the_sale_enrols_who_agreed(self):
        rule = self.new_rule(how="automatic")
        customer = self.new_customer()
        self.sell(customer, (self.cream, 3))
        self.assertFalse(customer.member_number, "has not agreed")
        self.agree(customer)
        self.sell(customer, (self.soap, 1))
        self.assertTrue(customer.member_number, "met the rule today, and has agreed now")
        enrolment = customer.member_enrolment_ids
        self.assertEqual((enrolment.via, enrolment.rule_id, enrolment.config_id), ("automatic", rule, self.config))
        self.assertEqual(len(customer.member_consent_ids), 1)
        self.assertEqual(self.points(customer), 10, "earns with the sale that made the member")
        self.assert_ledger_holds()

    def test_the_sale_enrols_once(self):
        self.new_rule(how="automatic")
        self.company.member_consent_required = False
        customer = self.new_customer()
        data = self.till_order(customer, [(self.cream, 3)])
        self.sync(data)
        self.sync(data)
        self.assertEqual(len(customer.member_enrolment_ids), 1)
        self.assertEqual(self.points(customer), 120)
        self.assertFalse(customer.member_consent_ids, "nobody agreed to anything")

    def test_too_little_enrols_nobody(self):
        self.new_rule(how="automatic", amount=121)
        self.company.member_consent_required = False
        customer = self.new_customer()
        self.sell(customer, (self.cream, 3))
        self.assertFalse(customer.member_number)

    # ── In the office ─────────────────────────────────────────────────────────────────────────────────────────

    def test_the_night_lists_who_qualifies(self):
        rule = self.new_rule(how="hand", kind="period", days=90)
        customer, other = self.new_customer(), self.new_customer("Eve", PHONES[2])
        self.sell(customer, (self.cream, 3))
        self.sell(other, (self.cream, 2))
        self.sell(self.new_member(), (self.cream, 3))
        action = rule.with_user(self.staff).action_candidates()
        self.assertEqual(action["context"], {"search_default_member_offer_rule_id": rule.id})
        marked = self.env["res.partner"].search([("member_offer_rule_id", "=", rule.id)])
        self.assertEqual((marked, rule.candidate_count), (customer, 1))
        self.env.cr.execute("UPDATE member_purchase SET local_date = local_date - 100")
        self.run_night("candidates")
        self.assertFalse(customer.member_offer_rule_id)

    def test_who_becomes_a_member_leaves_the_list(self):
        rule = self.new_rule(how="hand")
        customer = self.new_customer()
        self.sell(customer, (self.cream, 3))
        rule.action_candidates()
        self.enrol_wizard(customer, self.staff).action_enrol()
        self.assertFalse(customer.member_offer_rule_id)
        self.assertEqual(customer.member_enrolment_ids.rule_id, rule)
        self.assertEqual(rule.enrolment_count, 1)

    def test_an_enrolment_is_a_record(self):
        enrolment = self.new_member().member_enrolment_ids
        with self.assertRaises(UserError):
            enrolment.sudo().write({"via": "portal"})
        with self.assertRaises(AccessError):
            enrolment.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            enrolment.sudo().unlink()

    # ── Members from before enrollments were kept ──────────────────────────────────────────────────────────────

    def test_members_from_before_get_an_enrolment_each(self):
        old, new = self.new_member(), self.new_member("Bea", PHONES[1])
        customer = self.new_customer("Cleo", PHONES[2])
        old.sudo().member_since = "2019-03-02"
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM member_enrolment WHERE partner_id = %s", [old.id])
        before = new.member_enrolment_ids
        for _upgrade in range(2):
            run_migration(self.env.cr, "19.0.1.2.0", "post-enrolment")
            self.env.invalidate_all()
            enrolment = old.member_enrolment_ids
            self.assertEqual(
                (fields.Date.to_string(enrolment.date), enrolment.via, enrolment.company_id, enrolment.user_id.ids),
                ("2019-03-02", "unknown", self.company, []),
            )
            self.assertEqual(new.member_enrolment_ids, before)
            self.assertFalse(customer.member_enrolment_ids)
