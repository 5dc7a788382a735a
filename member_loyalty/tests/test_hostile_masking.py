"""Ways to a member's phone number and email address that don't lead through a form: whoever sees masks learns nothing else."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.addons.mail.tools.discuss import Store

from .common import PHONES, MemberCase

EMAIL = "ada.lovelace@example.com"
SECRETS = (EMAIL, "lovelace@", PHONES[42], "650-253-0042", "2530042")
#: a right guess of a part, and a wrong one
PARTS = {
    "phone": ("253004", "253094"),
    "email": ("lovelace@exa", "lovelake@exa"),
}
#: model, field, which of the above, and how the record leads to the member
COLUMNS = [
    ("res.partner", "phone", "phone", "id"),
    ("res.partner", "phone_sanitized", "phone", "id"),
    ("res.partner", "phone_mobile_search", "phone", "id"),
    ("res.partner", "email", "email", "id"),
    ("res.partner", "email_normalized", "email", "id"),
    ("res.partner", "display_name", "email", "id"),
    ("res.partner", "child_ids.parent_id.email", "email", "id"),
    ("res.partner", "user_ids.email", "email", "id"),
    ("res.partner", "user_ids.login", "email", "id"),
    ("pos.order", "partner_id.phone", "phone", "partner_id"),
    ("pos.order", "partner_id.phone_mobile_search", "phone", "partner_id"),
    ("pos.order", "partner_id.email_normalized", "email", "partner_id"),
    ("pos.order", "partner_id", "email", "partner_id"),
    ("pos.order", "mobile", "phone", "partner_id"),
    ("pos.order", "email", "email", "partner_id"),
    ("pos.order.line", "order_id.partner_id.phone", "phone", "order_id.partner_id"),
    ("loyalty.card", "partner_id.email", "email", "partner_id"),
    ("res.users", "email", "email", "partner_id"),
    ("res.users", "phone", "phone", "partner_id"),
    ("res.users", "login", "email", "partner_id"),
    ("res.users", "name", "email", "partner_id"),
    ("mail.followers", "email", "email", "partner_id"),
    ("mail.followers", "partner_id.phone_sanitized", "phone", "partner_id"),
    ("mail.message", "email_from", "email", "author_id"),
    ("mail.message", "author_id.phone", "phone", "author_id"),
]


@tagged("post_install", "-at_install")
class TestHostileMasking(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.new_member("Ada", PHONES[42], email=EMAIL)
        cls.env["res.partner"].create({"name": "Part", "parent_id": cls.ada.id})
        cls.user = mail_new_test_user(cls.env, EMAIL, groups="base.group_portal", name="Ada", partner_id=cls.ada.id)
        cls.customer = cls.env["res.partner"].create({"name": "Bea", "phone": PHONES[43], "email": "bea@example.com"})

    def setUp(self):
        super().setUp()
        self.order = self.sell(self.ada, (self.cream, 1))
        self.order.message_subscribe(self.ada.ids)
        self.message = self.ada.sudo().message_post(
            body="Hello", author_id=self.ada.id, email_from=self.ada.email_formatted, message_type="comment"
        )
        self.seen = self.ada.with_user(self.cashier)
        self.env.cr.cache.pop("member_contacts_tried", None)

    def model(self, name, user=None):
        return self.env[name].with_user(user or self.cashier)

    def assertTellsNothing(self, said):
        for secret in SECRETS:
            self.assertNotIn(secret, str(said))

    # ── Searching ─────────────────────────────────────────────────────────────────────────────────────────────

    def found(self, model, path, condition, user=None):
        """Whether a search of the user's finds the member's record."""
        domain = Domain(path, "=", self.ada.id) & condition
        return bool(self.model(model, user).with_context(active_test=False).search_count(domain))

    def guesses(self, field, part):
        """The same question by each operator."""
        yield from (Domain(field, operator, part) for operator in ("ilike", "like", "not ilike", "not like"))
        if field != "partner_id" and "display_name" not in field:
            yield from (Domain(field, operator, f"%{part}%") for operator in ("=ilike", "=like"))
            if "mobile_search" not in field:
                yield Domain(field, "not =ilike", f"%{part}%")

    def test_a_part_tells_nothing(self):
        """A right guess and a wrong one are answered alike."""
        for model, field, kind, path in COLUMNS:
            right, wrong = PARTS[kind]
            for good, bad in zip(self.guesses(field, right), self.guesses(field, wrong), strict=True):
                with self.subTest(model=model, condition=list(good)):
                    self.env.cr.cache.pop("member_contacts_tried", None)
                    self.assertEqual(self.found(model, path, good), self.found(model, path, bad))

    def test_a_number_in_81_questions(self):
        """Digit by digit, from what the mask shows on."""
        known = "042"
        for _place in range(4):
            fits = [
                digit
                for digit in "0123456789"
                if self.found("pos.order", "partner_id", Domain("partner_id.phone_sanitized", "like", digit + known))
            ]
            self.assertEqual(fits, [])
            known = PHONES[42][-len(known) - 1] + known
        for model, field, kind, path in COLUMNS:
            if "name" not in field and "mobile" not in field and field != "partner_id":
                low, high = ("+16502530", "+16502539") if kind == "phone" else ("ada.a", "ada.z")
                for question in (Domain(field, "<", low), Domain(field, "<", high), Domain(field, ">=", low)):
                    with self.subTest(model=model, question=list(question)):
                        self.assertFalse(self.found(model, path, question))

    def test_the_whole_finds(self):
        for text in (PHONES[42], "(650) 253-0042", "+1 650 253 0042"):
            for field in ("phone_mobile_search", "phone"):
                with self.subTest(text=text, field=field):
                    self.assertTrue(self.found("res.partner", "id", Domain(field, "ilike", text)))
        for text in (EMAIL, EMAIL.upper(), f" {EMAIL}"):
            self.assertTrue(self.found("res.partner", "id", Domain("email", "ilike", text)), text)
        for condition in (
            Domain("email_normalized", "=", EMAIL),
            Domain("phone_sanitized", "in", [PHONES[42], PHONES[1]]),
            Domain("phone", "!=", False),
            Domain("display_name", "ilike", EMAIL),
            Domain("name", "ilike", "ad"),
            Domain("member_number", "=", self.ada.member_number),
        ):
            self.assertTrue(self.found("res.partner", "id", condition), condition)
        self.assertTrue(self.found("pos.order", "partner_id", Domain("partner_id.phone", "ilike", PHONES[42])))
        self.assertTrue(self.found("pos.order", "partner_id", Domain("email", "ilike", EMAIL)))
        self.assertFalse(self.found("res.partner", "id", Domain("phone", "not ilike", PHONES[42])))
        self.assertTrue(self.found("res.partner", "id", Domain("phone", "not ilike", PHONES[41])))
        self.assertIn((self.ada.id, "Ada"), self.model("res.partner").name_search(EMAIL))
        self.assertEqual(self.model("res.partner").find_or_create(EMAIL), self.ada)

    def test_others_are_found_as_core_finds_them(self):
        Partner = self.model("res.partner")
        for field, part in (("phone", "253004"), ("phone_mobile_search", "253004"), ("email", "bea@")):
            self.assertEqual(Partner.search([(field, "ilike", part), ("name", "in", ("Ada", "Bea"))]), self.customer)
        for user in (self.staff, self.manager):
            found = self.found("res.partner", "id", Domain("phone_mobile_search", "ilike", "253004"), user)
            self.assertTrue(found)
        self.assertTrue(self.seen.sudo().search_count([("phone", "like", "253004"), ("id", "=", self.ada.id)]))
        self.company.member_mask_contacts = False
        self.assertTrue(self.found("res.partner", "id", Domain("phone", "like", "253004")))

    def test_a_condition_used_twice(self):
        condition = Domain("phone", "like", "253004")
        for _time in range(2):
            self.assertFalse(self.model("res.partner").search(condition & Domain("id", "=", self.ada.id)))
            self.assertNotIn(self.ada, self.model("res.partner").search(condition))

    def test_many_at_once(self):
        Partner = self.model("res.partner")
        guesses = [f"+1650253{last:04}" for last in range(60)]
        for domain in (
            [("phone_sanitized", "in", guesses)],
            Domain.OR(Domain("phone_sanitized", "=", guess) for guess in guesses),
            Domain.OR(Domain("phone", "ilike", guess) for guess in guesses),
            Domain("id", "=", self.ada.id) & ~Domain("phone_sanitized", "in", guesses),
        ):
            self.env.cr.cache.pop("member_contacts_tried", None)
            with self.assertRaisesRegex(AccessError, "one customer at a time"):
                Partner.search(domain)

    # ── Sorting, grouping, counting ───────────────────────────────────────────────────────────────────────────

    def test_nothing_is_sorted_by_it(self):
        """Beside customers with chosen numbers, the place in a list would tell."""
        rivals = self.env["res.partner"].create(
            [{"name": f"Rival {phone}", "phone": phone} for phone in (PHONES[41], PHONES[45])]
        )
        everybody = [("id", "in", (self.ada | rivals).ids)]
        for field in ("phone", "phone_sanitized", "email", "email_normalized"):
            ways = [
                self.model("res.partner").search(everybody, order=f"{field} {way}, id").ids for way in ("asc", "desc")
            ]
            self.assertEqual(ways[0], ways[1])
        Users = self.model("res.users").with_context(active_test=False)
        self.assertIn("email", Users._fields)
        for name in ("login", "email", "phone"):
            ways = [Users.search([], order=f"{name} {way}, id").ids for way in ("asc", "desc")]
            self.assertEqual(ways[0], ways[1])

    def test_nothing_is_grouped_or_counted_by_it(self):
        calls = []
        for name, field in [
            ("res.partner", "phone"),
            ("res.partner", "email_normalized"),
            ("res.users", "email"),
            ("res.users", "login"),
            ("pos.order", "partner_id.phone"),
            ("pos.order", "partner_id.email_normalized"),
            ("pos.order", "email"),
            ("pos.order", "mobile"),
            ("pos.order.line", "order_id.partner_id.phone"),
            ("loyalty.card", "partner_id.email"),
            ("mail.followers", "partner_id.email"),
            ("mail.followers", "email"),
        ]:
            model = self.model(name)
            calls += [
                (name, field, lambda model=model, field=field: model.formatted_read_group([], [field], ["__count"])),
                (name, field, lambda model=model, field=field: model.web_read_group([], [field], ["__count"])),
                (name, field, lambda model=model, field=field: model._read_group([], [field])),
                (
                    name,
                    field,
                    lambda model=model, field=field: model.formatted_read_grouping_sets([], [[field], []], ["__count"]),
                ),
            ]
            if "." not in field:
                bar = {"field": field, "colors": {"x": "success"}}
                by = "res_model" if name == "mail.followers" else "create_uid"
                calls += [
                    (name, field, lambda model=model, bar=bar, by=by: model.read_progress_bar([], by, bar)),
                    *[
                        (
                            name,
                            spec,
                            lambda model=model, spec=spec, by=by: model.formatted_read_group([], [by], [spec]),
                        )
                        for spec in (f"{field}:array_agg", f"{field}:count_distinct", f"{field}:max")
                    ],
                    (
                        name,
                        f"having {field}",
                        lambda model=model, field=field, by=by: model.formatted_read_group(
                            [], [by], ["__count"], having=[(f"{field}:max", ">", "a")]
                        ),
                    ),
                ]
        for name, field, call in calls:
            with self.subTest(model=name, field=field), self.assertRaises(AccessError) as caught:
                self.assertTellsNothing(call())
            self.assertTellsNothing(caught.exception)

    # ── What leaves ───────────────────────────────────────────────────────────────────────────────────────────

    def test_names_with_addresses(self):
        seen = self.seen.with_context(show_email=True)
        for name in (
            seen.display_name,
            seen.with_context(formatted_display_name=True).display_name,
            seen.read(["display_name"])[0]["display_name"],
            seen.name_search("Ada"),
            seen.web_name_search("Ada", {"display_name": {}}),
            self.order.with_user(self.cashier).with_context(show_email=True).read(["partner_id"]),
        ):
            self.assertIn("Ada", str(name))
            self.assertTellsNothing(name)
        self.assertIn(EMAIL, self.ada.with_user(self.staff).with_context(show_email=True).display_name)

    def test_cards_copies_and_forms(self):
        with self.assertRaisesRegex(AccessError, "have access to phone numbers"):
            self.seen._get_vcard_file()
        self.assertTrue(self.customer.with_user(self.cashier)._get_vcard_file())
        self.cashier.group_ids |= self.env.ref("base.group_partner_manager")
        copy = self.seen.copy()
        self.assertTellsNothing(copy.sudo().read(["phone", "email", "phone_sanitized", "email_normalized"]))
        spec = {"partner_id": {"fields": {"phone": {}}}, "email": {}, "mobile": {}}
        self.assertTellsNothing(self.model("pos.order").onchange({"partner_id": self.ada.id}, ["partner_id"], spec))
        spec = {"partner_ids": {"fields": {"phone": {}, "email": {}}}}
        composer = self.model("mail.compose.message").with_context(default_partner_ids=self.ada.ids)
        self.assertTellsNothing(composer.onchange({}, [], spec))
        wizard = self.model("portal.wizard").with_context(active_ids=self.ada.ids, default_partner_ids=self.ada.ids)
        self.assertTellsNothing(wizard.onchange({}, [], {"user_ids": {"fields": {"email": {}}}}))

    def test_logins_of_members(self):
        names = ["login", "email", "phone", "email_normalized", "partner_id"]
        self.assertTellsNothing(self.user.with_user(self.cashier).read(names))
        self.assertTellsNothing(
            self.model("res.users").web_search_read([("id", "=", self.user.id)], {name: {} for name in names})
        )
        self.cashier.group_ids |= self.env.ref("base.group_allow_export")
        for name in ("login", "email"):
            with self.assertRaises(AccessError):
                self.user.with_user(self.cashier).export_data(["name", name])

    def test_what_stands_below_a_record(self):
        follower = self.order.message_follower_ids.filtered(lambda follower: follower.partner_id == self.ada)
        self.assertTellsNothing(follower.with_user(self.cashier).read(["email", "display_name"]))
        message = self.message.with_user(self.cashier)
        self.assertTellsNothing(message.read(["email_from"]))
        notice = (
            self.env["mail.notification"]
            .sudo()
            .create({"mail_message_id": self.message.id, "res_partner_id": self.ada.id, "mail_email_address": EMAIL})
        )
        self.assertTellsNothing(Store().add(message).get_result())
        for records in (follower, self.ada, self.user, notice):
            for seen in (records.with_user(self.cashier), records.with_user(self.cashier).sudo()):
                self.assertTellsNothing(Store().add(seen).get_result())
        card = self.seen._get_store_avatar_card_fields(Store().target)
        self.assertTellsNothing(Store().add(self.seen, card).get_result())
        self.assertTellsNothing(self.model("res.partner").get_mention_suggestions("Ada"))
        self.assertTellsNothing(self.model("res.partner").get_mention_suggestions("lovelace"))
        self.assertTellsNothing(self.seen._message_get_suggested_recipients(reply_discussion=True))
        self.assertTellsNothing(
            self.order.with_user(self.cashier)._message_get_suggested_recipients(
                reply_discussion=True, additional_partners=self.ada
            )
        )

    def test_placeholders_of_ones_own(self):
        """Core lets only those write them who edit templates: this holds as long as a cashier isn't one of them."""
        self.assertFalse(self.cashier.has_group("mail.group_mail_template_editor"))
        composers = self.model("mail.compose.message")
        composer = composers.create({"model": "res.partner", "subject": "{{ object.phone }}"})
        with self.assertRaises(AccessError):
            composer._render_field("subject", self.ada.ids)
        with self.assertRaises(UserError):
            composers._render_template("<t t-out='object.email'/>", "res.partner", self.ada.ids, engine="qweb")

    def test_what_it_was_before(self):
        tracked = self.ada.sudo().with_context(tracking_disable=False, mail_notrack=False)
        tracked.write({"email": "new@example.com", "phone": PHONES[44]})
        self.env.cr.flush()
        self.assertIn(PHONES[42], str(self.shown_below(self.staff)))
        self.assertTellsNothing(self.shown_below(self.cashier))

    def shown_below(self, user):
        return Store().add(self.ada.message_ids.with_user(user)).get_result()
