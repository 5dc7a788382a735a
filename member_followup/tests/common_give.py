from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

#: a Monday
DAY = date(2026, 6, 1)
ONE_DAY = timedelta(days=1)


class GiveCase(RolesCase):
    """A store with two people and their supervisor, and three members who agreed to calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{DAY} 10:00:00"))
        cls.env["member.followup.cap"].search([]).unlink()
        cls.colleague, cls.chief_user = cls.new_users(
            give_colleague="member_loyalty.group_staff", give_chief="member_loyalty.group_staff"
        )
        cls.other_store = cls.new_till(name="Other Store")
        cls.chief = cls.new_person(cls.chief_user, cls.other_store)
        cls.ana = cls.new_person(cls.staff, supervisor_id=cls.chief.id)
        cls.bea = cls.new_person(cls.colleague, supervisor_id=cls.chief.id)
        cls.members = cls.new_members(3)
        cls.ada, cls.bob, cls.cleo = cls.members
        cls.plan = cls.new_plan({}, {"channel": "post", "delay_days": 7})
        cls.contacts = cls.env["member.followup"].sudo()

    @classmethod
    def new_person(cls, user, store=None, **values):
        return cls.env["member.followup.person"].create(
            {"user_id": user.id, "config_id": (store or cls.config).id, "capacity": 5, **values}
        )

    @classmethod
    def new_members(cls, count, first=0):
        """Members with a phone who agreed to all that is sent to members."""
        members = cls.env["res.partner"].create(
            [{"name": f"Member {first + n}", "phone": PHONES[first + n]} for n in range(count)]
        )
        members.sudo()._member_enrol()
        members.sudo()._member_agree("backend", "marketing")
        return members

    @classmethod
    def new_plan(cls, *steps, **values):
        """A plan that runs, with these steps: calls at any time, unless they say otherwise."""
        plan = cls.env["member.followup.plan"].create({"name": "Welcome", "exclusive": False, **values})
        plan.version_id.step_ids = [
            Command.create(
                {
                    "name": f"Step {place}",
                    "script": "Hello",
                    "sequence": place,
                    **dict.fromkeys(("hour_from", "hour_to", "hour_from_2", "hour_to_2"), 0),
                    **step,
                }
            )
            for place, step in enumerate(steps)
        ]
        plan.state = "running"
        return plan

    @classmethod
    def plan_contacts(cls, members, plan=None, day=DAY, store=None, **values):
        """The first contact of a new run of each member."""
        plan = plan or cls.plan
        runs = cls.env["member.followup.run"].sudo()
        runs = runs.create(
            [
                {
                    "plan_id": plan.id,
                    "version_id": plan.version_id.id,
                    "partner_id": member.id,
                    "company_id": cls.company.id,
                    "config_id": (store or cls.config).id,
                    "key": f"test:{plan.id}:{member.id}:{day}",
                    "date_start": day,
                    "date_counted": day,
                }
                for member in members
            ]
        )
        step = plan.version_id.step_ids[0]
        contacts = []
        for run in runs:
            contacts.append(
                {
                    "key": f"{run.key}:{step.id}:1",
                    "run_id": run.id,
                    "plan_id": plan.id,
                    "step_id": step.id,
                    "partner_id": run.partner_id.id,
                    "company_id": cls.company.id,
                    "config_id": run.config_id.id,
                    "channel": step.channel,
                    "purpose": step.purpose,
                    "priority": plan.priority + step.priority,
                    "date_planned": day,
                    "date_first": day,
                    "date_last": day + ONE_DAY * step.tolerance,
                    "date_decide": day,
                    **values,
                }
            )
        return cls.env["member.followup"].sudo().create(contacts)

    @classmethod
    def give(cls, day=DAY):
        cls.env["member.followup"]._give_out(cls.company, day)

    @classmethod
    def bought(cls, member, day, order=None):
        """A purchase as an import brings it, or of an order of the till."""
        key = f"give:{member.id}:{day}"
        headers = SQL(
            """SELECT %(key)s AS key, 'import' AS source, %(key)s AS reference, %(member)s::int AS partner_id,
                      %(company)s AS company_id, NULL::int AS config_id, %(moment)s::timestamp AS date,
                      %(day)s::date AS local_date, 10::numeric AS amount_net, 10::numeric AS amount_gross,
                      0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid, NULL AS refund_of_key,
                      %(order)s::int AS pos_order_id, NULL::int AS import_id""",
            key=key,
            member=member.id,
            company=cls.company.id,
            moment=datetime.combine(day, time(12)),
            day=day,
            order=order and order.id,
        )
        lines = SQL(
            """SELECT NULL AS key, NULL AS purchase_key, NULL::int AS product_id, NULL::int AS categ_id, 0 AS quantity,
                      0 AS amount_net, 0 AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key WHERE FALSE"""
        )
        cls.env["member.purchase"]._record(headers, lines)

    def told(self, contacts):
        """:return: list of 'state reason' of contacts"""
        return [" ".join(filter(None, (contact.state, contact.reason or ""))) for contact in contacts]
