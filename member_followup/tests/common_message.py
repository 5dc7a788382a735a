from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase
from odoo.addons.sms.tools.sms_api import SmsApi

from ..engine import steps

DAY = date(2026, 5, 4)
#: within the hours of every step of these plans, at noon of the company's clock
NOON = datetime(2026, 5, 4, 12)


class Provider:
    """What a provider of SMS answers, and what it was asked.

    :param answer: function of a dict of number and uuid to the state that it gives; it may raise
    """

    def __init__(self, answer=lambda number: "success"):
        self.answer = answer
        self.sent = []

    def send(self, _api, messages, delivery_reports_url=False):
        self.sent += [(number["number"], message["content"]) for message in messages for number in message["numbers"]]
        return [
            {"uuid": number["uuid"], "state": self.answer(number)}
            for message in messages
            for number in message["numbers"]
        ]


class MessageCase(RolesCase):
    """Two members who agreed to be written to, and a plan whose messages were given out this day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOON))
        cls.env.company.partner_id.tz = "UTC"
        cls.env.company.member_sms_price = 0.05
        cls.ada, cls.ben = (cls.new_member(name, phone) for name, phone in zip(("Ada", "Ben"), PHONES, strict=False))
        for member in cls.ada | cls.ben:
            member.write({"email": f"{member.name.lower()}@example.com", "tz": "UTC"})
            member._member_agree("backend", "marketing", ("sms", "email", "phone"))

    def setUp(self):
        super().setUp()
        #: what happened, in its order: 'commit', or what a provider was asked
        self.order = []

        def commit(*_args, **_values):
            self.env.flush_all()
            self.order.append("commit")
            return float("inf")

        self.patch(self.registry["ir.cron"], "_commit_progress", commit)

    def plan(self, channel, script="Dear {{ first_name }}, come and see us.", **values):
        """:return: a running plan with a message, then a call"""
        hours = {"hour_from": 9, "hour_to": 18, "hour_from_2": 0, "hour_to_2": 0}
        message = {"name": "Message", "channel": channel, "subject": "News", "script": script, "tolerance": 3, **hours}
        plan = self.env["member.followup.plan"].create(
            {
                "name": "Care",
                "version_ids": [
                    Command.create(
                        {
                            "step_ids": [
                                Command.create({**message, "sequence": 1, **values}),
                                Command.create({"name": "Call", "channel": "phone", "script": "Hello", "sequence": 2}),
                            ]
                        }
                    )
                ],
            }
        )
        plan.sudo().state = "running"
        return plan

    def given(self, plan, member):
        """:return: the plan's message to a member, which passed the rules of contact today"""
        run = (
            self.env["member.followup.run"]
            .sudo()
            .create(
                {
                    "plan_id": plan.id,
                    "version_id": plan.version_id.id,
                    "partner_id": member.id,
                    "company_id": plan.company_id.id,
                    "key": f"{plan.id}/{member.id}/test",
                    "date_start": DAY,
                    "date_counted": DAY,
                }
            )
        )
        contact = (
            self.env["member.followup"].sudo().create(run._contact_vals(steps.start(run.version_id._as_engine(), DAY)))
        )
        contact.write({"date_decide": False, "date_given": DAY})
        return contact

    def send(self, provider=None):
        """:return: the provider, after all that is due was sent"""
        provider = provider or Provider()

        def called(api, messages, delivery_reports_url=False):
            self.order.append("call")
            return provider.send(api, messages)

        with patch.object(SmsApi, "_send_sms_batch", called):
            self.env["member.followup"]._send_due()
        return provider
