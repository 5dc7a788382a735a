from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.addons.member_loyalty.tests.common import PHONES

from .common import DAY
from .common_report import ReportCase

# What anybody may ask the server for by name: of models, and of the records of another company.
OF_MODELS = {
    "member.metrics": {"action_workbook": ([],), "action_workbook_marked": ()},
    "member.workbook": {"action_book": ()},
}
OF_REPORTS = {"describe": (), "action_workbook": ({},)}
OF_RECORDS = {
    "member.basket.pair": ("action_purchases",),
    "member.metrics": ("action_purchases",),
    "member.metrics.definition": ("action_change", "action_refresh", "action_count_pairs"),
    "member.metrics.preview": ("action_preview", "action_apply"),
    "member.segment": ("action_members", "action_metrics", "action_fix"),
    "member.segment.membership": ("action_remove",),
    "member.workbook": ("action_download", "action_stop"),
}
# These tell nothing but an id.
HARMLESS = {
    ("member.metrics.definition", "action_open"),
    ("member.segment", "action_memberships"),
    ("member.segment", "action_sizes"),
}
# These write what only managers may.
FOR_MANAGERS = {
    "member.metrics.definition": ("action_change", "action_refresh", "action_count_pairs"),
    "member.metrics.preview": ("action_preview", "action_apply"),
    "member.segment": ("action_fix",),
    "member.segment.membership": ("action_remove",),
}


@tagged("post_install", "-at_install")
class TestAccessCalls(ReportCase, HttpCase):
    """Whatever is called by name, with whatever ids: nobody learns what they may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.new_member("Own", PHONES[0], user_id=cls.staff.id)
        cls.other = cls.new_member("Zebediah", PHONES[1])
        for partner in (cls.own, cls.other):
            cls.bought(partner, DAY, 10)
        cls.refresh()
        manager = cls.users["manager"]
        segment = cls.env["member.segment"].create({"name": "Picked", "kind": "static", "company_id": cls.company.id})
        segment._add([("id", "in", (cls.own | cls.other).ids)])
        pair = {"company_id": cls.company.id, "kind": "category"}
        pair |= dict.fromkeys(("left_categ_id", "right_categ_id"), cls.categ_basic.id)
        preview = cls.definition.with_user(manager).action_change()["res_id"]
        cls.records = {
            "member.basket.pair": cls.env["member.basket.pair"].sudo().create(pair),
            "member.metrics": cls.of(cls.other),
            "member.metrics.definition": cls.definition,
            "member.metrics.preview": cls.env["member.metrics.preview"].browse(preview),
            "member.segment": segment,
            "member.segment.membership": segment.membership_ids.filtered(lambda row: row.partner_id == cls.other),
            "member.workbook": cls.env["member.workbook"].with_user(manager)._make_report("member.report.recency", {}),
        }

    def reports(self):
        return [report._name for report in self.env["member.workbook"]._reports()]

    def test_without_a_role(self):
        """Cashiers, employees, customers and the public get nothing from any of them."""
        outsiders = self.cashier | self.env.ref("base.public_user")
        for name in ("user", "portal"):
            outsiders |= mail_new_test_user(self.env, f"outsider_{name}", groups=f"base.group_{name}")
        calls = [(model, name, args) for model, methods in OF_MODELS.items() for name, args in methods.items()]
        for report in self.reports():
            blocks = [("read_block", (block, {})) for block in self.env[report]._blocks]
            calls += [(report, name, args) for name, args in [*OF_REPORTS.items(), *blocks]]
        # sudo: the public user is of another company.
        for user in outsiders.sudo():
            for model, name, args in calls:
                with self.assertRaises(AccessError, msg=f"{user.login} {model} {name}"):
                    context = {"active_ids": self.of(self.other).ids}
                    getattr(self.env[model].with_user(user).with_context(**context), name)(*args)
            for model, names in OF_RECORDS.items():
                for name in names:
                    with self.assertRaises(AccessError, msg=f"{user.login} {model} {name}"):
                        self.call(user, model, name)

    def test_of_another_company(self):
        stranger = self.new_stranger()
        for model, names in OF_RECORDS.items():
            for name in names:
                with self.assertRaises(AccessError, msg=f"{model} {name}"):
                    self.call(stranger, model, name)

    def test_what_managers_do(self):
        for role in ("staff", "clerk", "auditor"):
            for model, names in FOR_MANAGERS.items():
                for name in names:
                    with self.assertRaises(AccessError, msg=f"{role} {model} {name}"):
                        self.call(self.users[role], model, name)
            for report, name in (("quadrants", "action_keep_lines"), ("pairs", "action_count")):
                with self.assertRaises(AccessError, msg=f"{role} {report}"):
                    filters = {"options": {"lines": "1;10"}} if report == "quadrants" else {}
                    getattr(self.env[f"member.report.{report}"].with_user(self.users[role]), name)(filters)

    def call(self, user, model, name):
        self.env.invalidate_all()
        return getattr(self.records[model].with_user(user), name)()

    def test_calls_are_complete(self):
        """A public method that comes later has to come into these tables, too."""
        known = {(model, name) for model, methods in OF_MODELS.items() for name in methods}
        known |= {(model, name) for model, names in OF_RECORDS.items() for name in names}
        found = {
            (model, name)
            for model in {*OF_MODELS, *OF_RECORDS}
            for part in type(self.env[model]).__mro__
            if part.__module__.startswith("odoo.addons.member_analytics")
            for name, value in vars(part).items()
            if callable(value) and not name.startswith("_") and not hasattr(models.BaseModel, name)
        }
        self.assertEqual(found - known, HARMLESS)

    def test_filters_with_foreign_ids(self):
        """A report is of one's own members, whatever a filter names."""
        stranger = self.new_stranger()
        filters = {
            "user_ids": (self.staff | self.users["manager"]).ids,
            "tier_ids": self.env["member.tier"].sudo().search([]).ids,
            "config_ids": self.config.ids,
        }
        for report in self.reports():
            for block in self.env[report]._blocks:
                for chosen in ({}, {"user_ids": filters["user_ids"]}, filters):
                    found = self.env[report].with_user(stranger).read_block(block, chosen)
                    self.assertNotIn(self.other.name, repr(found), f"{report} {block}")
                    for row in found["rows"]:
                        self.assertFalse(row.get("members"), f"{report} {block} {row}")

    def test_no_field_that_isnt_offered(self):
        """Members are grouped by what the filters offer, not by any field that a request names."""
        report = self.env["member.report.groups"].with_user(self.users["manager"])
        for path in ("partner_id.signup_type", "partner_id.email", "partner_id"):
            for name in ("first", "second"):
                with self.assertRaises(KeyError):
                    report.read_block("cross", {"options": {name: path}})
        with self.assertRaisesRegex(UserError, "no part names"):
            report.read_block("names", {})

    def test_files_over_http(self):
        """A workbook's address is of no use to anybody else, nor are those of its parts."""
        workbook = self.records["member.workbook"]
        addresses = (
            f"/web/content/{workbook.sudo().attachment_id.id}?download=true",
            f"/web/content/member.workbook/{workbook.id}/row_ids",
        )
        portal = mail_new_test_user(self.env, "outsider_portal", groups="base.group_portal", password="outsider_portal")
        for user in (self.staff, self.auditor, self.cashier, portal, self.new_stranger()):
            user.password = user.login
            self.authenticate(user.login, user.login)
            for address in addresses:
                self.assertEqual(self.url_open(address).status_code, 404, f"{user.login} {address}")
        self.authenticate(None, None)
        for address in addresses:
            self.assertEqual(self.url_open(address).status_code, 404, address)
        manager = self.users["manager"]
        manager.password = manager.login
        self.authenticate(manager.login, manager.login)
        self.assertEqual(self.url_open(addresses[0]).status_code, 200)
