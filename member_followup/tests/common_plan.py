from datetime import date

from odoo.fields import Command

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

from ..engine import steps

DAY = date(2026, 5, 1)


class PlanCase(RolesCase):
    """Three members, and plans as a manager makes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada, cls.ben, cls.eve = cls.members = cls.env["res.partner"].union(
            *(cls.new_member(name, phone) for name, phone in zip(("Ada", "Ben", "Eve"), PHONES, strict=False))
        )

    def plan(self, *steps, **values):
        """
        :param steps: names, or dicts of values
        """
        steps = [{"name": step} if isinstance(step, str) else step for step in steps]
        numbered = [Command.create({"sequence": number, **step}) for number, step in enumerate(steps)]
        plan = self.env["member.followup.plan"].with_user(self.membership_manager)
        return plan.create({"name": "Care", "step_ids": numbered, "holdout": "none", **values})

    def enter(self, plan, member, step=None):
        """:return: the contact of a member who comes into a plan, at a step or the first"""
        version = (step and step.version_id) or plan.version_id
        run = (
            self.env["member.followup.run"]
            .sudo()
            .create(
                {
                    "plan_id": plan.id,
                    "version_id": version.id,
                    "partner_id": member.id,
                    "company_id": plan.company_id.id,
                    "key": f"{plan.id}/{member.id}/test",
                    "date_start": DAY,
                    "date_counted": DAY,
                }
            )
        )
        due = steps.start(version._as_engine(), DAY)
        if step:
            due = steps.Due(step._key(), DAY, DAY)
        return self.env["member.followup"].sudo().create(run._contact_vals(due))
