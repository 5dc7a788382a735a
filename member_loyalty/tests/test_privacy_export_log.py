import json

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import MemberCase


@tagged("post_install", "-at_install")
class TestExportLog(MemberCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.manager.group_ids |= self.env.ref("base.group_allow_export")

    def logs(self):
        return self.env["member.export.log"].search([])

    def test_each_export_is_logged(self):
        members = self.new_member() | self.new_member("Bea", "+16502530001")
        before = self.logs()
        members.with_user(self.manager).export_data(["name", "phone"])
        log = self.logs() - before
        self.assertEqual(
            (log.user_id, log.kind, log.model, log.rows, log.fields_exported),
            (self.manager, "list", "res.partner", 2, "name, phone"),
        )
        before = self.logs()
        self.env["res.lang"].search([]).export_data(["name"])
        self.assertFalse(self.logs() - before, "no data of members")

    def test_the_log_stays(self):
        self.new_member().export_data(["name"])
        log = self.logs()[:1]
        for forbidden in (log.with_user(self.manager), log.sudo()):
            with self.assertRaises(UserError):
                forbidden.write({"rows": 0})
            with self.assertRaises(UserError):
                forbidden.unlink()

    def test_the_list_of_the_web_client(self):
        self.new_member("Ada")
        self.manager.password = "till_manager"
        self.authenticate("till_manager", "till_manager")
        asked = {
            "model": "member.card",
            "fields": [{"name": "number", "label": "Number", "type": "char"}],
            "ids": False,
            "domain": [["state", "=", "active"]],
            "groupby": [],
            "import_compat": False,
        }
        before = self.logs()
        response = self.url_open(
            "/web/export/csv",
            data={"data": json.dumps(asked), "csrf_token": http.Request.csrf_token(self)},
        )
        self.assertEqual(response.status_code, 200)
        log = self.logs() - before
        self.assertEqual(
            (log.model, log.user_id, json.loads(log.domain)), ("member.card", self.manager, asked["domain"])
        )
        self.assertTrue(log.address)

    def test_the_pivot_of_the_web_client(self):
        self.manager.password = "till_manager"
        self.authenticate("till_manager", "till_manager")
        table = {
            "title": "Members",
            "col_group_headers": [],
            "measure_headers": [{"title": "Spent", "is_bold": False}, {"title": "Count", "is_bold": False}],
            "rows": [{"title": "Total", "indent": 0, "values": []}, {"title": "Ada", "indent": 1, "values": []}],
            "measure_count": 2,
        }
        before = self.logs()
        for model in ("member.standing", "res.lang"):
            response = self.url_open(
                "/web/pivot/export_xlsx",
                data={"csrf_token": http.Request.csrf_token(self)},
                files={"data": ("table", json.dumps({**table, "model": model}))},
            )
            self.assertEqual((response.status_code, response.content[:2]), (200, b"PK"))
        log = self.logs() - before
        self.assertEqual(
            (log.kind, log.model, log.rows, log.fields_exported, log.user_id),
            ("pivot", "member.standing", 2, "Spent, Count", self.manager),
        )
