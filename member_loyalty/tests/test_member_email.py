import json

from odoo.exceptions import ValidationError
from odoo.http import Request
from odoo.tests import tagged

from .common_import import ImportCase
from .common_portal import PortalCase

# Odoo itself takes some of them.
INVALID = ("rosa@example", "rosa example.com", "rosa@@example.com", "rosa@example.c", "rosa@mail..example.com", "rosa@")


@tagged("post_install", "-at_install")
class TestEmailInPortal(PortalCase):
    """What enrollment refuses as an email address, the other doors refuse, too."""

    def submit(self, email):
        form = {
            "partner_id": self.ada.id,
            "name": self.ada.name,
            "phone": self.ada.phone,
            "email": email,
            "street": "1 Main Street",
            "city": "Springfield",
            "zip": "12345",
            "country_id": self.env.ref("base.us").id,
            "state_id": self.env.ref("base.state_us_5").id,
            "address_type": "billing",
            "csrf_token": Request.csrf_token(self),
        }
        self.env.flush_all()
        answer = self.url_open("/my/address/submit", data=form)
        self.env.invalidate_all()
        return json.loads(answer.text)

    def test_the_portal_refuses_what_enrollment_refuses(self):
        till = self.config.with_user(self.cashier)
        before = self.ada.email
        for email in INVALID:
            values = {"name": "Zoe", "phone": "+16502530188", "email": email, "consent": True}
            answer = till.enrol_member(values)
            self.assertEqual((answer["status"], answer.get("field")), ("refused", "email"), email)
            answer = self.submit(email)
            self.assertIn("email", answer.get("invalid_fields", ()), email)
            self.assertTrue(answer["messages"], email)
            self.assertEqual(self.ada.email, before)
        self.assertIn("redirectUrl", self.submit("ada.new@example.com"))
        self.assertEqual(self.ada.email, "ada.new@example.com")

    def test_the_office_refuses_what_enrollment_refuses(self):
        for email in INVALID:
            with self.assertRaisesRegex(ValidationError, "isn't a valid email address"):
                self.ada.with_user(self.env.ref("base.user_admin")).email = email


@tagged("post_install", "-at_install")
class TestEmailInImports(ImportCase):
    def test_imports_refuse_what_enrollment_refuses(self):
        rows = "".join(f"M{number},Member {number},{email}\n" for number, email in enumerate(INVALID))
        record = self.check(self.history(f"id,name,email\n{rows}M9,Gina,gina@example.com\n", kind="members"))
        self.assertEqual(self.problems(record), [(number + 2, "email", "email") for number in range(len(INVALID))])
        self.assertEqual(record.new_count, 1)
