from datetime import date, timedelta

from odoo.tests import tagged

from .common_plan import DAY, PlanCase


@tagged("post_install", "-at_install")
class TestPlanPlaceholders(PlanCase):
    """What stands for the placeholders of a script: the member's own values, what isn't known is empty."""

    def values(self, member):
        return member._member_placeholder_values(self.company)[member.id]

    def test_every_placeholder_has_a_value(self):
        self.assertEqual(self.values(self.ada).keys(), self.env["res.partner"]._member_placeholders().keys())

    def test_values(self):
        today = self.company._member_today()
        self.ada.write({"name": "Ada Lovelace", "birthdate_date": "1990-12-10"})
        self.ada.member_tier_id = self.gold
        self.loaded(self.ada, 120, date_expiration=today + timedelta(days=30))
        order = self.sell(self.ada, (self.soap, 1), (self.cream, 1))
        values = self.values(self.ada)
        self.assertEqual((values["name"], values["first_name"], values["tier"]), ("Ada Lovelace", "Ada", "Gold"))
        self.assertEqual(values["points"], f"{120 + 50 * 2}")
        self.assertEqual(values["birthday"], "10 December")
        self.assertEqual((values["store"], values["last_product"]), (self.config.name, "Cream"))
        self.assertEqual(values["company"], self.company.name)
        self.assertTrue(order and values["last_visit"] and values["points_expiry"])

    def test_what_is_not_known_is_empty(self):
        values = self.values(self.ben)
        unknown = ("points_expiry", "birthday", "store", "last_visit", "last_product", "coupon", "gift")
        self.assertEqual([values[name] for name in unknown], [""] * len(unknown))

    def test_texts_of_contacts_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("es_ES")
        plan = self.plan({"name": "Call", "script": "Happy birthday on {{ birthday }}", "gift": "A rose"})
        plan.step_ids.with_context(lang="es_ES").script = "Feliz cumpleaños el {{ birthday }}: {{ gift }}"
        self.members.birthdate_date = date(1990, 5, 8)
        self.ben.lang = "es_ES"
        contacts = self.enter(plan, self.ada) | self.enter(plan, self.ben)
        english, spanish = contacts._texts().values()
        self.assertEqual(english["script"], "Happy birthday on 8 May")
        self.assertEqual(spanish["script"], "Feliz cumpleaños el 8 mayo: A rose")
        self.assertEqual(english["advice"], "")
        self.assertEqual(set(contacts.mapped("date_planned")), {DAY})

    def test_cost_is_the_same_for_many(self):
        members = self.env["res.partner"].union(
            *(self.new_member(f"Member {number}", f"+16502537{number:03}") for number in range(20))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            members._member_placeholder_values(self.company)
