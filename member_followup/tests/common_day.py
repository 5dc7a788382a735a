from datetime import date, timedelta

from odoo.fields import Command

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

DAY = date(2026, 6, 1)


class DayCase(RolesCase):
    """Two of a store with a supervisor, three members who agreed to calls, and contacts that have been given out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague, cls.supervisor, cls.outsider = cls.new_users(
            followup_colleague="member_loyalty.group_staff",
            followup_supervisor="member_loyalty.group_staff",
            followup_outsider="member_loyalty.group_staff",
        )
        cls.users |= {"colleague": cls.colleague, "supervisor": cls.supervisor, "outsider": cls.outsider}
        cls.other_store = cls.new_till(name="Other Store")
        Person = cls.env["member.followup.person"]
        cls.chief = Person.create({"name": "Chief", "user_id": cls.supervisor.id, "config_id": cls.other_store.id})
        cls.me, cls.peer = Person.create(
            [
                {"name": user.name, "user_id": user.id, "config_id": cls.config.id, "supervisor_id": cls.chief.id}
                for user in (cls.staff, cls.colleague)
            ]
        )
        Person.create({"name": "Outsider", "user_id": cls.outsider.id, "config_id": cls.other_store.id})
        cls.ada, cls.bea, cls.cleo = (
            cls.new_member(name, phone) for name, phone in zip(("Ada", "Bea", "Cleo"), PHONES, strict=False)
        )
        for member in (cls.ada, cls.bea, cls.cleo):
            member.sudo()._member_agree("backend", "marketing")
        cls.runs = 0
        cls.plan = cls.new_plan(
            {
                "name": "First call",
                "retry_times": 1,
                "retry_days": 2,
                "gift": "Hand cream",
                "hour_from": 0,
                "hour_to": 0,
            },
            {"name": "Card", "channel": "post", "delay_weeks": 1, "counted_from": "planned"},
        )

    @classmethod
    def new_plan(cls, *steps, **values):
        """A plan that runs, with these steps."""
        plan = cls.env["member.followup.plan"].create({"name": "Welcome", "exit_on_purchase": True, **values})
        plan.version_id.step_ids = [
            Command.create({"sequence": place, "hour_from_2": 0, "hour_to_2": 0, **step})
            for place, step in enumerate(steps)
        ]
        plan.state = "running"
        return plan

    @classmethod
    def change_step(cls, step, **values):
        """As if the plan had had this step from the start: those of a version in use aren't edited."""
        cls.env.flush_all()
        step.plan_id.state, state = "draft", step.plan_id.state
        runs = (
            cls.env["member.followup.run"]
            .sudo()
            .search([("version_id", "=", step.version_id.id), ("state", "=", "open")])
        )
        runs.state = "ended"
        step.write(values)
        runs.state = "open"
        step.plan_id.state = state

    @classmethod
    def new_run(cls, partner, plan=None, day=DAY):
        plan = plan or cls.plan
        cls.runs += 1
        return (
            cls.env["member.followup.run"]
            .sudo()
            .create(
                {
                    "plan_id": plan.id,
                    "version_id": plan.version_id.id,
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "config_id": cls.config.id,
                    "key": f"test:{cls.runs}",
                    "date_start": day,
                    "date_counted": day,
                }
            )
        )

    @classmethod
    def new_contact(cls, partner=None, person=None, plan=None, day=DAY, **values):
        """The first contact of a run, given out to a person, or to the list of the store."""
        run = cls.new_run(partner or cls.ada, plan, day)
        step = run.version_id.step_ids[0]
        return (
            cls.env["member.followup"]
            .sudo()
            .create(
                {
                    "run_id": run.id,
                    "plan_id": run.plan_id.id,
                    "step_id": step.id,
                    "partner_id": run.partner_id.id,
                    "company_id": cls.company.id,
                    "config_id": cls.config.id,
                    "channel": step.channel,
                    "purpose": step.purpose,
                    "gift": step.gift,
                    "date_planned": day,
                    "date_first": day,
                    "date_last": day + timedelta(days=step.tolerance),
                    "date_given": day,
                    "person_id": person and person.id,
                    "state": "open",
                    **values,
                }
            )
        )

    def finish(self, contact, outcome, user=None, **recorded):
        """Record as somebody; what comes next is read anew."""
        told = contact.with_user(user or self.staff).action_finish(outcome, **recorded)
        self.env.invalidate_all()
        return told["said"]

    def following(self, contact):
        return contact.sudo().run_id.contact_ids - contact
