from contextlib import nullcontext

from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


class PortalCase(MemberCase, HttpCase):
    """Ada and Bea, members with a portal account each; Ada is signed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.bea = cls.new_member(), cls.new_member("Bea", PHONES[1])
        cls.sign_up(cls.ada, "ada_portal")
        cls.sign_up(cls.bea, "bea_portal")

    def setUp(self):
        super().setUp()
        self.sign_in("ada_portal")

    @classmethod
    def sign_up(cls, partner, login):
        return mail_new_test_user(
            cls.env,
            login,
            groups="base.group_portal",
            password=login,
            partner_id=partner.id,
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def sign_in(self, login):
        self.authenticate(login, login)

    def page(self, path="", status=200):
        """The page's own part: what Odoo writes into its head has random figures in it."""
        self.env.flush_all()
        # A page that writes where it should only read is served a second time, with a warning.
        with nullcontext() if status != 200 else self.assertNoLogs("odoo.http", "WARNING"):
            answer = self.url_open(f"/my/membership{path}")
        self.assertEqual(answer.status_code, status)
        return html.fromstring(answer.text).get_element_by_id("wrap") if status == 200 else None

    def post(self, path, **values):
        self.env.flush_all()
        answer = self.url_open(f"/my/membership{path}", data={"csrf_token": Request.csrf_token(self), **values})
        self.env.invalidate_all()
        return answer

    def text(self, page, name=None):
        """What a page says, or a part of it by its name; empty where the part isn't there."""
        parts = page.xpath(f"//*[@name='{name}']") if name else [page]
        return " ".join(" ".join(part.text_content().split()) for part in parts)

    def coupon(self, partner, **values):
        program = self.env["loyalty.program"].create(
            {
                "name": "Spring Coupon",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "reward_ids": [(0, 0, {"discount": 10, "required_points": 1})],
                **values.pop("program", {}),
            }
        )
        return self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": partner.id, "points": 1, **values}
        )

    def queries(self, path):
        """How many queries a page takes when everything is warm but the records."""
        self.page(path)
        before = self.cr.sql_log_count
        self.page(path)
        return self.cr.sql_log_count - before
