from odoo.tests import HttpCase, tagged

from .common_plan import PlanCase


@tagged("post_install", "-at_install")
class TestPlanScreen(PlanCase, HttpCase):
    def test_start_a_plan_and_change_its_steps(self):
        """A manager previews, starts, prepares other steps and lets those inside go on by them."""
        self.env["member.followup.plan"].search([]).active = False
        self.ada.birthdate_date = self.company._member_today().replace(year=1988)
        care = self.plan({"name": "Call", "counted_from": "occasion"}, trigger="birthday")
        self.start_tour("/odoo/member-plans", "MemberPlanTour", login="membership_manager")
        self.env.invalidate_all()
        self.assertEqual((care.state, care.version_id.number), ("running", 2))
        self.assertEqual(care.step_ids.mapped("name"), ["Ring"])
        run = care.sudo().run_ids
        self.assertEqual((run.partner_id, run.version_id), (self.ada, care.version_id))
        self.assertEqual(run.contact_ids.step_id, care.step_ids)
