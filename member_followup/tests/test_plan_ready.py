from odoo.tests import TransactionCase, tagged

from ..engine import sms

TRIGGERS = {
    *("first_purchase", "dormant", "birthday", "festival", "season", "incomplete", "coverage", "new_member"),
    *("segment", "downgrade", "complaint"),
}


@tagged("post_install", "-at_install")
class TestPlanReady(TransactionCase):
    """The plans that come with the addon could start as they are, in each company."""

    def test_they_are_drafts_without_faults(self):
        plans = self.env.ref("member_followup.member_followup_plan_threes").company_id
        plans = self.env["member.followup.plan"].search([("company_id", "=", plans.id)])
        self.assertLessEqual(TRIGGERS, set(plans.mapped("trigger")))
        ours = plans.filtered(lambda plan: plan.get_external_id()[plan.id].startswith("member_followup."))
        self.assertEqual(len(ours), 15)
        for plan in ours:
            self.assertEqual((plan.state, plan.problem), ("draft", ""), plan.name)
            self.assertTrue(all(plan.step_ids.mapped("script")), plan.name)

    def test_short_messages_are_short(self):
        """With names of usual length a message is one segment."""
        values = {
            "name": "Maria Gonzalez",
            "first_name": "Maria",
            "company": "Rosewater",
            "tier": "Gold",
            "points": "12",
        }
        for step in self.env["member.followup.step"].search([("channel", "=", "sms")]):
            self.assertEqual(sms.size(sms.fill(step.script, values)).segments, 1, step.name)

    def test_a_new_company_has_them_too(self):
        company = self.env["res.company"].create({"name": "Branch"})
        plans = self.env["member.followup.plan"].search([("company_id", "=", company.id)])
        self.assertEqual(len(plans), 15)
        ladder = plans.filtered(lambda plan: plan.trigger == "dormant")
        self.assertEqual(ladder.name, "Wake-Up: 2, 4 and 6 Months without a Purchase")
        self.assertEqual(ladder.step_ids.mapped("delay_months"), [2, 4, 6])
        self.assertEqual(ladder.step_ids.company_id, company)
