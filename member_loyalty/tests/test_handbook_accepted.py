from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import PHONES, MemberCase


@tagged("post_install", "-at_install")
class TestHandbookAccepted(MemberCase, HttpCase):
    """Who accepted which version, and what the page shows to whom."""

    def setUp(self):
        super().setUp()
        self.Handbook = self.env["member.handbook"]
        self.first = self.publish()

    def publish(self, company=None):
        draft = self.Handbook._draft(company or self.company)
        draft.action_publish()
        self.env.flush_all()
        return draft

    def change_and_publish(self):
        self.gold.points_multiplier += 1
        return self.publish()

    def enrol_at_till(self, **values):
        asked = {"name": "Ada", "phone": PHONES[0], "consent": True, **values}
        answer = self.config.with_user(self.cashier).enrol_member(asked)
        return self.env["res.partner"].browse(answer["snapshot"]["partner_id"])

    def accepted(self, partner):
        partner.invalidate_recordset()
        self.assertEqual(partner.member_handbook_id, partner.member_enrolment_ids[0].handbook_id)
        return partner.member_handbook_id

    # ── Ways of enrollment ─────────────────────────────────────────────────────────────────────────────────────

    def test_at_the_till_what_was_shown(self):
        shown = self.config.with_user(self.cashier).member_handbook()
        self.assertEqual((shown["id"], shown["version"]), (self.first.id, 1))
        second = self.change_and_publish()
        self.assertEqual(self.accepted(self.enrol_at_till(handbook_id=shown["id"])), self.first)
        self.assertEqual(self.accepted(self.enrol_at_till(phone=PHONES[1], handbook_id=second.id)), second)
        self.assertFalse(self.accepted(self.enrol_at_till(phone=PHONES[2])), "nothing was shown")
        draft = self.Handbook._draft(self.company)
        self.assertFalse(self.accepted(self.enrol_at_till(phone=PHONES[3], handbook_id=draft.id)))

    def test_in_the_office(self):
        customer = self.env["res.partner"].create({"name": "Ada"})
        chosen = {"active_model": "res.partner", "active_ids": customer.ids}
        wizard = self.env["member.enrol"].with_user(self.staff).with_context(**chosen).create({"consent": True})
        self.assertEqual(wizard.handbook_id, self.first)
        wizard.action_enrol()
        self.assertEqual(self.accepted(customer), self.first)

    def test_many_ask_once_which_version_is_in_force(self):
        def queries(count):
            people = self.env["res.partner"].create([{"name": f"P{number}"} for number in range(count)])
            rows = [{"partner_id": one.id, "date": self.first.date, "via": "backend"} for one in people]
            self.env.flush_all()
            before = self.cr.sql_log_count
            made = self.env["member.enrolment"].sudo().create(rows)
            self.env.flush_all()
            self.assertEqual(made.handbook_id, self.first)
            return self.cr.sql_log_count - before

        queries(1)
        self.assertLess(queries(21), queries(1) + 20, "not a query for each")

    def test_in_the_portal_and_coming_back(self):
        ada = self.env["res.partner"].create({"name": "Ada", "phone": PHONES[0]})
        ada.sudo()._member_enrol(via="portal")
        self.assertEqual(self.accepted(ada), self.first)
        ada.sudo()._member_leave("wish", "test")
        second = self.change_and_publish()
        ada.sudo()._member_enrol(via="backend")
        self.assertEqual(self.accepted(ada), second)

    def test_who_saw_nothing_accepted_nothing(self):
        for via in ("automatic", "import"):
            partner = self.env["res.partner"].create({"name": via})
            partner.sudo()._member_enrol(via=via)
            self.assertFalse(self.accepted(partner), via)

    def test_members_of_older_versions_are_listed(self):
        ada, bea = self.new_member(), self.new_member("Bea", PHONES[1])
        older = [("member_handbook_older", "=", True)]
        Partner = self.env["res.partner"].with_user(self.staff)
        self.assertFalse(Partner.search(older))
        second = self.change_and_publish()
        (ada | bea).invalidate_recordset()
        self.assertEqual(Partner.search(older), ada | bea)
        self.assertTrue(ada.member_handbook_older)
        ada._member_accept(second)
        self.assertEqual(Partner.search(older), bea)
        self.assertEqual(Partner.search([("member_handbook_older", "=", False), ("id", "in", (ada | bea).ids)]), ada)

    def test_merged_files_keep_what_was_accepted_last(self):
        ada = self.env["res.partner"].create({"name": "Ada", "phone": PHONES[0]})
        ada.sudo()._member_enrol(via="import")
        twin = self.new_member("Ada again", PHONES[1])
        twin.member_card_ids.state = "replaced"
        Wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.staff)
        Wizard.create({"partner_ids": [(6, 0, (ada | twin).ids)], "dst_partner_id": ada.id}).action_merge()
        self.env.invalidate_all()
        self.assertEqual((ada.member_handbook_id, ada.member_handbook_on), (self.first, self.first.date))

    # ── The page ──────────────────────────────────────────────────────────────────────────────────────────────

    def page(self, query=""):
        return self.url_open(f"/membership/handbook/{self.company.id}{query}")

    def test_everybody_reads_what_was_published(self):
        self.gold.name = "Not Published Yet"
        page = self.page()
        self.assertEqual(page.status_code, 200)
        self.assertIn('Version <span class="o_translate_inline">1</span>', page.text)
        self.assertNotIn("Not Published Yet", page.text)
        self.assertNotIn("have changed", page.text)
        self.publish()
        page = self.page().text
        self.assertIn("Not Published Yet", page)
        self.assertIn('Changes since version <span class="o_translate_inline">1</span>', page)
        self.assertIn("replaced by", self.page("?version=1").text)
        self.assertEqual(self.page("?version=9").status_code, 404)
        self.assertEqual(self.page("?version=' OR 1").status_code, 200)
        self.assertNotIn(self.manager.name, page)

    def test_a_company_without_a_published_version_has_no_page(self):
        other = self.env["res.company"].create({"name": "Other Shop"})
        self.Handbook._draft(other)
        self.env.flush_all()
        for company_id in (other.id, 0, 987654):
            self.assertEqual(self.url_open(f"/membership/handbook/{company_id}").status_code, 404)
            self.assertEqual(self.url_open(f"/membership/handbook/{company_id}/pdf").status_code, 404)
        for company_id in (other.id, 10, 987654, "", "x"):
            self.assertEqual(self.url_open(f"/membership/handbook?company_id={company_id}").status_code, 404)
        self.assertEqual(self.url_open(f"/membership/handbook?company_id={self.company.id}").status_code, 200)

    def test_portal_of_another_company(self):
        """Each reads their own company's, and anybody may read what another one published."""
        other = self.env["res.company"].create({"name": "Other Shop"})
        mail_new_test_user(
            self.env,
            "bea_portal",
            groups="base.group_portal",
            password="bea_portal1",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.authenticate("bea_portal", "bea_portal1")
        self.assertEqual(self.url_open("/membership/handbook").status_code, 404)
        self.assertEqual(self.page().status_code, 200)
        self.env["member.tier"].create({"name": "Elsewhere", "rank": 70, "company_id": other.id})
        self.publish(other)
        page = self.url_open("/membership/handbook").text
        self.assertIn("Elsewhere", page)
        self.assertNotIn("Elsewhere", self.page().text)
        self.assertNotIn('name="accept"', page, "who isn't a member accepts nothing")

    def test_file_is_made_once(self):
        log = self.env["member.export.log"].search_count([])
        address = f"/membership/handbook/{self.company.id}/pdf?version=1"
        # Odoo makes no PDF in tests unless asked to: the reader is sent to the page.
        self.assertIn('Version <span class="o_translate_inline">1</span>', self.url_open(address).text)
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() not in ("ok", "upgrade"):
            self.skipTest("no wkhtmltopdf here: the page is printed instead")
        self.first.with_context(force_report_rendering=True)._pdf()
        self.env.flush_all()
        answer = self.url_open(address)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertTrue(answer.content.startswith(b"%PDF"))
        made = self.env["ir.attachment"].search([("res_model", "=", "member.handbook"), ("res_id", "=", self.first.id)])
        self.assertEqual(len(made), 1)
        self.assertEqual(self.env["member.export.log"].search_count([]), log, "no data of members leave")

    def test_a_member_reads_what_is_new_and_accepts(self):
        ada, bea = self.new_member(email="ada@example.com"), self.new_member("Bea", PHONES[1])
        mail_new_test_user(
            self.env,
            "ada_portal",
            groups="base.group_portal",
            password="ada_portal1",
            partner_id=ada.id,
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.sell(ada, (self.cream, 1))
        self.authenticate("ada_portal", "ada_portal1")
        self.assertIn("/membership/handbook", self.url_open("/my/membership").text)
        page = self.url_open("/membership/handbook").text
        self.assertIn("You accepted this version", page)
        self.assertNotIn('name="accept"', page)
        self.change_and_publish()
        third = self.change_and_publish()
        page = self.url_open("/membership/handbook").text
        self.assertIn('Changes since version <span class="o_translate_inline">1</span>', page)
        self.assertIn("I accept version", page)
        for handbook in (self.first, self.Handbook._draft(self.company), third):
            self.env.flush_all()
            self.url_open(
                "/membership/handbook/accept",
                data={"csrf_token": Request.csrf_token(self), "handbook_id": handbook.id},
            )
            (ada | bea).invalidate_recordset()
            self.assertEqual(ada.member_handbook_id, third if handbook == third else self.first)
        self.assertEqual(bea.member_handbook_id, self.first)
