from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestMemberFile(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.file.item"].search([]).unlink()
        cls.items = cls.env["member.file.item"].create(
            [
                {"field": "phone", "weight": 50, "is_asked": True},
                {"field": "email", "weight": 30, "is_asked": True},
                {"field": "gender", "weight": 15, "is_asked": True},
                {"field": "member_interest_ids", "weight": 5, "is_asked": True},
            ]
        )

    # ── Completeness ──────────────────────────────────────────────────────────────────────────────────────────

    def test_completeness_follows_the_file(self):
        member = self.new_member()
        self.assertEqual(member.member_completeness, 50)
        member.write({"email": "ada@example.com", "gender": "female"})
        self.assertEqual(member.member_completeness, 95)
        member.member_interest_ids = self.env["member.interest"].create({"name": "Perfume"})
        self.assertEqual(member.member_completeness, 100)
        member.phone = "12"
        self.assertEqual(member.member_completeness, 50, "a phone that can't be called isn't there")
        self.assertFalse(self.env["res.partner"].create({"name": "Bea", "phone": PHONES[1]}).member_completeness)

    def test_new_weights_count_every_member_in_the_background(self):
        members = self.new_member() | self.new_member("Bea", PHONES[1], email="bea@example.com")
        members[1].member_interest_ids = self.env["member.interest"].create({"name": "Perfume"})
        self.items[1].weight = 45
        job = self.env["member.job"].search([("kind", "=", "completeness")], limit=1)
        self.assertEqual(job.state, "queued")
        self.assertFalse(job._step_completeness(batch=1))
        while not job._step_completeness(batch=1):
            pass
        self.assertEqual(members.mapped("member_completeness"), [43, 87])
        # The twin in Python says the same.
        self.env.add_to_compute(members._fields["member_completeness"], members)
        self.assertEqual(members.mapped("member_completeness"), [43, 87])

    def test_computing_many_costs_no_query_each(self):
        members = self.env["res.partner"].create([{"name": f"M{n}", "phone": PHONES[n]} for n in range(20)])
        members.sudo()._member_enrol()
        self.env.flush_all()

        def queries(partners):
            self.env.invalidate_all()
            self.env.add_to_compute(partners._fields["member_completeness"], partners)
            before = self.env.cr.sql_log_count
            partners.mapped("member_completeness")
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(queries(members), queries(members[:2]) + 1)

    # ── Age ───────────────────────────────────────────────────────────────────────────────────────────────────

    def test_age_bands_and_the_night(self):
        with freeze_time("2026-03-01"):
            members = self.env["res.partner"].create(
                [
                    {"name": "Young", "birthdate_date": date(2001, 3, 2)},
                    {"name": "Leap", "birthdate_date": date(2008, 2, 29)},
                    {"name": "Unknown"},
                ]
            )
            self.assertEqual(members.mapped("member_age_band"), ["18", "18", "unknown"])
        with freeze_time("2026-03-02"):
            self.run_night("ages")
            self.assertEqual(members.mapped("member_age_band"), ["25", "18", "unknown"])
        with freeze_time("2033-02-28"):
            self.run_night("ages")
            self.assertEqual(members[1].member_age_band, "18")
        with freeze_time("2033-03-01"):
            self.run_night("ages")
            self.assertEqual(members[1].member_age_band, "25")
        groups = self.env["res.partner"]._read_group([("id", "in", members.ids)], ["member_age_band"], ["__count"])
        self.assertIn(("unknown", 1), groups)

    def test_nobody_is_born_in_the_future(self):
        with self.assertRaises(ValidationError):
            self.env["res.partner"].create({"name": "Ada", "birthdate_date": date(2999, 1, 1)})

    # ── Household ─────────────────────────────────────────────────────────────────────────────────────────────

    def test_household(self):
        ada, bea = self.new_member(street="Elm Street 1"), self.new_member("Bea", PHONES[1])
        household = (
            self.env["member.household"]
            .with_user(self.staff)
            .create({"name": "Elm Street", "partner_ids": [Command.set((ada | bea).ids)], "head_id": ada.id})
        )
        self.assertEqual((ada.member_household_id, household.partner_count), (household, 2))
        self.assertIn("Elm Street 1", household.address)
        self.assertEqual(bea.with_user(self.staff).action_member_household()["res_id"], household.id)

    # ── The till asks ─────────────────────────────────────────────────────────────────────────────────────────

    def ask(self, member):
        question = self.config.with_user(self.cashier).member_snapshot(member.id)["ask"]
        return question and question["field"]

    def test_one_item_at_a_time(self):
        member = self.new_member()
        config = self.config.with_user(self.cashier)
        question = config.member_snapshot(member.id)["ask"]
        self.assertEqual((question["field"], question["label"], question["input"]), ("email", "Email", "email"))
        for wrong, words in (
            ("ada", "isn't a valid email address"),
            ("", "empty"),
            ("ada@example", "isn't a valid email address"),
        ):
            answer = config.member_answer(member.id, "email", wrong)
            self.assertEqual(answer["status"], "refused", wrong)
            self.assertIn(words, answer["message"])
        answer = config.member_answer(member.id, "email", " ada@example.com ")
        self.assertEqual((answer["status"], member.email), ("saved", "ada@example.com"))
        self.assertEqual(answer["snapshot"]["ask"]["options"][0], ("male", "Male"))
        self.assertEqual(config.member_answer(member.id, "gender", "female")["snapshot"]["ask"], False)
        self.assertEqual(member.member_completeness, 95)

    def test_what_was_declined_is_asked_again_later(self):
        member = self.new_member()
        config = self.config.with_user(self.cashier)
        self.company.member_ask_days = 10
        config.member_decline(member.id, "email")
        self.assertEqual(self.ask(member), "gender")
        today = self.company._member_today()
        with freeze_time(fields.Date.add(today, days=9)):
            self.assertEqual(self.ask(member), "gender")
        with freeze_time(fields.Date.add(today, days=11)):
            self.assertEqual(self.ask(member), "email")
        self.company.member_ask_days = 0
        self.assertFalse(self.ask(member))

    def test_a_phone_belongs_to_one(self):
        self.new_member("Bea", PHONES[1])
        member = self.new_member(phone=False)
        config = self.config.with_user(self.cashier)
        self.assertEqual(self.ask(member), "phone")
        self.assertIn("belongs to Bea", config.member_answer(member.id, "phone", PHONES[1])["message"])
        self.assertIn("valid", config.member_answer(member.id, "phone", "12")["message"])
        self.assertEqual(config.member_answer(member.id, "phone", "650 253 0009")["status"], "saved")
        self.assertEqual(member.phone_sanitized, PHONES[9])

    def test_only_what_is_asked_for_is_written(self):
        member = self.new_member()
        config = self.config.with_user(self.cashier)
        for name in ("name", "street", "phone"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                config.member_answer(member.id, name, "650 253 0009")
        with self.assertRaises(AccessError):
            self.config.with_user(self.staff).member_answer(member.id, "email", "ada@example.com")
        customer = self.env["res.partner"].create({"name": "Cleo"})
        self.assertFalse(self.ask(customer))
        with self.assertRaises(AccessError):
            config.member_answer(customer.id, "email", "cleo@example.com")

    # ── Attributes of a trade ─────────────────────────────────────────────────────────────────────────────────

    def test_a_manager_adds_attributes_without_code(self):
        Definition = self.env["properties.base.definition"]
        definition = Definition._get_definition_for_property_field("res.partner", "properties")
        skin = {"name": "skin_type", "string": "Skin Type", "type": "char"}
        with self.assertRaises(AccessError):
            definition.with_user(self.staff).properties_definition = [skin]
        definition.with_user(self.manager).properties_definition = [skin]
        member = self.new_member()
        member.with_user(self.staff).properties = {"skin_type": "dry"}
        self.assertEqual(member.properties["skin_type"], "dry")
