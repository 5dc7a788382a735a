import base64
from array import array
from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from ..models.workbook import member_workbook_members
from .common import DAY, MetricsCase
from .workbooks import opened, table


@tagged("post_install", "-at_install")
class TestWorkbookMembers(MetricsCase, RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = [
            cls.new_member(name, PHONES[place], email=f"{name.lower()}@example.com", user_id=user.id)
            for place, (name, user) in enumerate(
                [("Ada", cls.staff), ("Bea", cls.manager), ("Cleo", cls.staff), ("Dina", cls.manager)]
            )
        ]
        for place, member in enumerate(cls.members):
            cls.bought(member, date(2026, 4, 20 + place), 10 * (place + 1))
        cls.bought(cls.members[0], date(2026, 4, 22), -12)
        cls.refresh(DAY)
        for user in cls.users.values():
            user.group_ids |= cls.env.ref("base.group_allow_export")

    def setUp(self):
        super().setUp()
        self.before = self.logs()

    def logs(self):
        return self.env["member.export.log"].sudo().search([])

    def written(self, user, domain=(), order=None):
        return self.env["member.workbook"].with_user(user)._make_members(list(domain), order)

    def names(self, workbook):
        return [row["Name"] for row in table(opened(workbook).worksheets[0])]

    def in_background(self, batch=2):
        return patch.multiple(member_workbook_members, BATCH=batch, FIRST_ROWS=batch)

    def run_job(self, job):
        while job.state in ("queued", "running"):
            job._run_batch()

    def test_every_column_says_what_the_record_says(self):
        workbook = self.written(self.membership_manager, order="net_spend desc, id")
        rows = table(opened(workbook).worksheets[0])
        records = self.metrics.search([("company_id", "=", self.company.id)], order="net_spend desc, id")
        columns = workbook._member_columns()
        self.assertEqual(len(rows), len(records))
        for record, row in zip(records, rows, strict=True):
            self.assertEqual(len(row), len(columns), "each label is there once")
            for column in columns:
                source = record.partner_id if column["model"]._name == "res.partner" else record
                self.assertEqual(row[column["label"]], self.plain(source, column["name"]), column["name"])

    def plain(self, record, name):
        """A field as a cell has it."""
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            return value.sudo()[value._rec_name] or None if value else None
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        if field.type == "date":
            return date_time(value)
        if field.type in ("integer", "float", "monetary"):
            [stored] = self.env.execute_query_dict(
                member_workbook_members.SQL("SELECT * FROM member_metrics WHERE id = %s", record.id)
            )
            return None if stored[name] is None else value
        return value or None

    def test_rows_are_those_of_the_search_in_its_order(self):
        workbook = self.written(self.membership_manager, [("net_spend", ">", 15)], "net_spend asc")
        self.assertEqual(self.names(workbook), ["Bea", "Cleo", "Dina"])

    def test_marked_members(self):
        metrics = self.env["member.metrics"].with_user(self.auditor)
        first = self.of(self.members[0])
        domain = [("partner_id", "in", [member.id for member in self.members[1:]])]
        marked = metrics.with_context(active_ids=first.ids, active_domain=domain)
        for limit, names in (("20000", ["Ada"]), ("1", ["Bea", "Cleo", "Dina"])):
            self.env["ir.config_parameter"].sudo().set_param("web.active_ids_limit", limit)
            marked.action_workbook_marked()
            last = self.env["member.workbook"].with_user(self.auditor).search([], limit=1)
            self.assertEqual(sorted(self.names(last)), names)

    def test_staff_get_their_own_members(self):
        self.assertEqual(self.names(self.written(self.staff, order="id")), ["Ada", "Cleo"])
        with self.in_background():
            workbook = self.written(self.membership_manager)
        # Settled with rights that went away since: only what may still be read is written.
        workbook.sudo().user_id = self.staff
        self.run_job(workbook.sudo().job_id)
        self.assertEqual(sorted(self.names(workbook)), ["Ada", "Cleo"])

    def test_who_may_not(self):
        self.staff.group_ids -= self.env.ref("base.group_allow_export")
        for user in (self.cashier, self.staff):
            with self.assertRaises(AccessError, msg=user.name):
                self.env["member.metrics"].with_user(user).action_workbook([])
        self.assertEqual(self.logs(), self.before)

    def test_companies_are_apart(self):
        stranger = self.new_stranger()
        stranger.group_ids |= self.env.ref("base.group_allow_export")
        self.assertEqual(self.names(self.written(stranger)), [])

    def test_contact_data_is_masked_as_on_screens(self):
        self.staff.group_ids |= self.env.ref("point_of_sale.group_pos_user")
        self.env.ref("member_loyalty.group_staff").implied_ids -= self.env.ref("member_loyalty.group_contact_data")
        self.env.ref("base.group_system").implied_ids -= self.env.ref("member_loyalty.group_contact_data")
        self.assertTrue(self.env["res.partner"].with_user(self.staff)._member_masks_contacts())
        row = table(opened(self.written(self.staff, order="id")).worksheets[0])[0]
        shown = self.members[0].with_user(self.staff).read(["phone", "email"])[0]
        self.assertEqual((row["Phone"], row["Email"]), (shown["phone"], shown["email"]))
        self.assertIn("•", row["Phone"])

    def test_it_is_logged_with_its_rows(self):
        self.written(self.staff, [("abc", "=", "a")])
        log = self.logs() - self.before
        found = self.metrics.with_user(self.staff).search_count([("abc", "=", "a")])
        self.assertEqual((log.user_id, log.kind, log.model), (self.staff, "workbook", "member.metrics"))
        self.assertEqual((log.rows, log.domain), (found, '[["abc", "=", "a"]]'))
        self.assertIn("phone", log.fields_exported)

    def test_long_ones_are_written_in_the_background(self):
        whole = list(opened(self.written(self.auditor, order="id")).worksheets[0].values)
        before = self.logs()
        with self.in_background(batch=3):
            workbook = self.written(self.auditor, order="id")
            self.assertEqual((workbook.state, self.logs()), ("running", before))
            job = workbook.sudo().job_id
            self.assertEqual((job.total, job.user_id), (4, self.auditor))
            job._run_batch()
            self.assertEqual((job.done, workbook.progress), (3, 75))
            self.run_job(job)
        self.assertEqual((job.state, workbook.state, workbook.rows), ("done", "ready", 4))
        self.assertEqual(list(opened(workbook).worksheets[0].values), whole)
        self.assertEqual((self.logs() - before).rows, 4)
        self.assertEqual((self.logs() - before).user_id, self.auditor)
        self.assertFalse(workbook.sudo().part_ids)
        told = [("model", "=", "member.workbook"), ("res_id", "=", workbook.id)]
        notice = self.env["mail.message"].sudo().search(told)
        self.assertEqual(notice.notified_partner_ids, self.auditor.partner_id)

    def test_what_is_stopped_leaves_no_half_file(self):
        with self.in_background():
            workbook = self.written(self.staff)
            self.assertEqual(workbook.state, "ready", "two are not too many")
            workbook = self.written(self.auditor)
            job = workbook.sudo().job_id
            job._run_batch()
            parts = workbook.sudo().part_ids
            self.assertTrue(parts)
            workbook.with_user(self.auditor).action_stop()
            self.assertEqual((job.state, workbook.state, workbook.rows), ("cancelled", "stopped", 0))
            self.assertFalse(parts.exists())
            job.action_resume()
            self.run_job(job)
        self.assertEqual(len(self.names(workbook)), 4)

    def test_nobody_stops_anothers(self):
        with self.in_background():
            workbook = self.written(self.auditor)
        with self.assertRaises(AccessError):
            workbook.with_user(self.staff).action_stop()

    def test_who_vanished_meanwhile_leaves_no_gap(self):
        with self.in_background():
            workbook = self.written(self.auditor, order="id")
            ids = array("i", base64.b64decode(workbook.sudo().row_ids))
            self.metrics.browse(ids[0]).unlink()
            self.run_job(workbook.sudo().job_id)
        self.assertEqual(self.names(workbook), ["Bea", "Cleo", "Dina"])
        self.assertEqual((self.logs() - self.before).rows, 3)


def date_time(day):
    """A day as openpyxl reads it."""
    return datetime.combine(day, datetime.min.time()) if day else None
