import itertools
import json

from odoo.fields import Command
from odoo.tests import tagged

from ..models.privacy.res_partner_erasure import KEPT, NAMELESS
from ..models.privacy.res_partner_own_data import LEFT_OUT
from .common import PHONES, MemberCase

WORD = "Zyxwvu"
BORN, WED = "1931-02-03", "1957-06-08"
# Texts of ours in rows without a link to a contact, and why nobody stands in them.
NOT_OF_MEMBERS = {
    "member.benefit": "what the shop offers",
    "member.bonus.scheme": "the shop's rules",
    "member.campaign": "what the shop says to everybody; a rule that names an erased member: test_campaign_answers",
    "member.campaign.wave": "what the shop says to everybody",
    "member.card.batch": "cards in the stock",
    "member.card.type": "how cards look",
    "member.complaint.reason": "a list of the shop",
    "member.consent.text": "the shop's words",
    "member.contest": "the shop's rules",
    "member.contest.place": "what staff have won",
    "member.contest.prize": "what staff can win",
    "member.credit.rule": "the shop's rules",
    "member.enrolment.rule": "the shop's rules",
    "member.expiry.change": "the shop's rules",
    "member.export.log": "searches that name an erased member are emptied: test_mentions",
    "member.festival": "a list of the shop",
    "member.followup.absence": "when staff are away",
    "member.followup.person": "staff; who of them is a member is a user, whom nobody erases",
    "member.followup.plan": "the shop's rules",
    "member.followup.step": "what the shop says to everybody",
    "member.handbook": "the shop's rules in words",
    "member.household": "goes with its last member; the names of others are theirs",
    "member.import": "the source system; its file goes: test_hostile_erasure",
    "member.import.column": "headings; the sample goes with the file",
    "member.import.error": "values of invalid rows go with the file",
    "member.import.value": "words of the columns for type and status; they go with the file",
    "member.import.row": "rows go with the file",
    "member.income.band": "a list of the shop",
    "member.interest": "a list of the shop",
    "member.job": "the shop's work",
    "member.ledger.audit": "counts",
    "member.metrics.definition": "the shop's rules",
    "member.metrics.trade": "what is usual in a trade",
    "member.purchase.line": "products",
    "member.referral.policy": "the shop's rules",
    "member.segment": "rules of the shop; a value that names an erased member is emptied: test_segment_access",
    "member.tier": "the shop's tiers",
    "member.tier.revision": "the shop's rules",
    "member.tier.rule": "the shop's rules",
    "member.topup.offer": "what the shop offers",
    "member.watch.rule": "the shop's rules",
    "member.workbook": "the search that was asked for goes with its file after a week",
}
TEXTS = ("char", "text", "html", "json")


@tagged("post_install", "-at_install")
class TestErasureWalk(MemberCase):
    """Whatever is added later, an erased member is named nowhere, and a member's file has all of it."""

    def setUp(self):
        super().setUp()
        # The walk goes past every right.
        self.env = self.env(su=True)
        self.ada = self.new_member(f"{WORD} Lovelace").sudo()
        self.bea = self.new_member("Bea", PHONES[1]).sudo()
        self.sell(self.ada, (self.cream, 3))
        self.numbers = itertools.count(1)
        self.models = self.env["res.partner"]._member_models()

    # ── Planting ──────────────────────────────────────────────────────────────────────────────────────────────

    def plant(self):
        """A row for each link of each model, with the word in each text that isn't the system's."""
        for model, links in self.models:
            for link in links:
                if not model.search_count([(link, "=", self.ada.id)]):
                    self.insert(model, link)
            for name, field in model._fields.items():
                if field.type in TEXTS and field.store and name not in NAMELESS:
                    value = f"'\"{WORD} ' || id || '\"'" + ("::jsonb" if field.type == "json" else "")
                    where = " OR ".join(f'"{link}" = {self.ada.id}' for link in links)
                    self.env.cr.execute(f'UPDATE "{model._table}" SET "{name}" = {value} WHERE {where}')
        self.env.invalidate_all()

    def insert(self, model, link=None):
        """Past the models: a row with what its table asks for, about Ada by one link, about Bea by the others."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
            " AND column_default IS NULL AND column_name != 'id'",
            [model._table],
        )
        names = {name for (name,) in self.env.cr.fetchall()} | ({link} if link else set())
        values = {name: self.ada.id if name == link else self.some(model._fields[name]) for name in names}
        self.env.cr.execute(
            f'INSERT INTO "{model._table}" ({", ".join(values)}) VALUES ({", ".join(["%s"] * len(values))}) RETURNING id',
            list(values.values()),
        )
        return self.env.cr.fetchone()[0]

    def some(self, field):
        if field.comodel_name == "res.partner":
            return self.bea.id
        if field.type == "many2one":
            comodel = self.env[field.comodel_name].with_context(active_test=False)
            return comodel.search([], limit=1).id or self.insert(comodel)
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.type in ("date", "datetime"):
            return "2026-01-01"
        return f"{next(self.numbers)}" if field.type in TEXTS else next(self.numbers)

    def plant_in_contact(self):
        """A value in each field of a member that can be written."""
        self.env["properties.base.definition"]._get_definition_for_property_field(
            "res.partner", "properties"
        ).properties_definition = [{"name": "skin", "string": "Skin", "type": "char"}]
        household = self.env["member.household"].create({"name": f"{WORD} household"})
        self.ada.write(
            {
                "birthdate_date": BORN,
                "gender": "female",
                "properties": {"skin": WORD},
                "member_wedding_date": WED,
                "member_income_band_id": self.env["member.income.band"].create({"name": "High"}).id,
                "member_interest_ids": [Command.create({"name": "Perfume"})],
                "member_household_id": household.id,
                "member_importance": "3",
                "member_declined": {"gender": WORD},
                "email": f"{WORD}@example.com",
                "street": WORD,
                "zip": WORD,
                "comment": WORD,
            }
        )
        household.head_id = self.ada
        self.ada.message_post(body=WORD)
        welcome = next(model for model, _links in self.models if model._name == "member.tier.welcome")
        self.env["mail.message"].create(
            {
                "model": welcome._name,
                "res_id": welcome.search([("partner_id", "=", self.ada.id)]).id,
                "body": WORD,
                "message_type": "email",
                "partner_ids": self.ada.ids,
            }
        )
        return household

    def places(self, kinds, pattern):
        """Every column of ours of these kinds in which the pattern stands."""
        found = []
        for name, model in self.env.items():
            if name.startswith("member.") and model._auto and not model._transient:
                for column, field in model._fields.items():
                    if field.store and field.type in kinds and column not in model._inherits:
                        self.env.cr.execute(
                            f'SELECT COUNT(*) FROM "{model._table}" WHERE "{column}"::text ~* %s', [pattern]
                        )
                        if self.env.cr.fetchone()[0]:
                            found.append(f"{name}.{column}")
        return found

    # ── Erasing ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_no_text_and_no_date_of_ours_tells_who_it_was(self):
        self.plant()
        household = self.plant_in_contact()
        planted = self.places(TEXTS, WORD)
        self.assertGreater(len(planted), 15)
        self.ada._member_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.places(TEXTS, WORD), [], "a text that the erasure doesn't know")
        self.assertEqual(self.places(("date", "datetime"), f"{BORN}|{WED}"), [])
        self.assertFalse(household.exists())
        self.assertFalse(self.env["mail.message"].search([("body", "ilike", WORD)]))
        self.env.cr.execute("SELECT * FROM res_partner WHERE id = %s", [self.ada.id])
        self.assertNotRegex(json.dumps(self.env.cr.dictfetchone(), default=str), rf"(?i){WORD}|{BORN}|{WED}")

    def test_no_field_of_a_member_says_anything(self):
        self.plant()
        self.plant_in_contact()
        self.ada._member_erase()
        self.env.invalidate_all()
        names = [
            name
            for name, field in self.ada._fields.items()
            if (name.startswith("member_") or name in ("birthdate_date", "gender", "properties"))
            and field.store
            and field.type not in ("one2many", "integer", "float", "monetary", "boolean")
            and name not in KEPT
        ]
        said = {name: self.ada[name] for name in names if self.ada[name]}
        self.assertEqual(said, {"member_age_band": "unknown"})
        self.assertFalse(self.ada.properties["skin"])

    def test_a_household_of_others_stays(self):
        household = self.plant_in_contact_of_two()
        self.ada._member_erase()
        self.assertEqual((household.partner_ids, household.head_id), (self.bea, self.bea))

    def plant_in_contact_of_two(self):
        household = self.env["member.household"].create({"name": "Together"})
        (self.ada | self.bea).member_household_id = household
        household.head_id = self.ada
        return household

    def test_mentions(self):
        number = self.ada.member_number
        for domain in ([["complete_name", "ilike", self.ada.name.lower()]], [["name", "ilike", "Bea"]]):
            self.env["member.export.log"].create({"kind": "list", "model": "res.partner", "domain": json.dumps(domain)})
        record = self.env["member.import"].create({"name": "Till", "kind": "members", "file": "eA=="})
        self.env["member.import.error"].create({"import_id": record.id, "number": 2, "value": number, "code": "taken"})
        self.env["member.import.row"].create(
            {"import_id": record.id, "number": 2, "reference": number, "partner_id": self.ada.id}
        )
        self.ada._member_erase()
        self.env.invalidate_all()
        logged = self.env["member.export.log"].search([], limit=2).mapped("domain")
        self.assertEqual([bool(domain and "Bea" in domain) for domain in logged], [True, False])
        self.assertFalse(self.places(TEXTS, number))

    def test_every_model_is_known(self):
        known = {model._name for model, _links in self.models} | set(NOT_OF_MEMBERS)
        telling = {
            name
            for name, model in self.env.items()
            if name.startswith("member.")
            and model._auto
            and not model._transient
            and any(field.store and field.type in TEXTS and key not in NAMELESS for key, field in model._fields.items())
        }
        self.assertEqual(telling - known, set(), "who is named in its texts? Link it to them, or say why nobody is.")

    # ── The file of one member ────────────────────────────────────────────────────────────────────────────────

    def test_the_file_has_a_part_of_every_model(self):
        self.plant()
        self.plant_in_contact()
        file = json.loads(self.ada._member_file())
        for model, _links in self.models:
            with self.subTest(model=model._name):
                self.assertEqual(model._description in file, model._name not in LEFT_OUT)
        contact = file["Contact"]
        for label, value in {
            "Birth Date": BORN,
            "Wedding Anniversary": WED,
            "Gender": "Female",
            "Income": "High",
            "Interests": "Perfume",
            "Household": f"{WORD} household",
            "Properties": {"Skin": WORD},
        }.items():
            self.assertEqual(contact[label], value, label)
        self.assertIn(WORD, file["Messages"][-1]["Text"])
        self.assertNotIn("Bea", json.dumps(file), "another member's name")
