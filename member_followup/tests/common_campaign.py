from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.member_loyalty.tests.common import RolesCase

#: a Monday; the campaign's day is the Saturday after
DAY = date(2026, 6, 1)
EVENT = DAY + timedelta(days=5)


class CampaignCase(RolesCase):
    """A store whose members agreed to calls, two who call them, and a campaign for Saturday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{DAY} 10:00:00"))
        cls.env.company.partner_id.tz = "UTC"
        cls.env["member.followup.cap"].search([]).unlink()
        cls.env["member.followup.person"].search([("company_id", "=", cls.company.id)]).active = False
        [cls.colleague] = cls.new_users(campaign_colleague="member_loyalty.group_staff")
        cls.users |= {"colleague": cls.colleague}
        cls.me, cls.peer = cls.env["member.followup.person"].create(
            [{"user_id": user.id, "config_id": cls.config.id, "capacity": 500} for user in (cls.staff, cls.colleague)]
        )
        cls.guests = cls.env["member.campaign.guest"].sudo()
        cls.contacts = cls.env["member.followup"].sudo()
        cls.made = 0

    @classmethod
    def new_members(cls, count, name="Guest"):
        """Members of the store, with phone and e-mail, who agreed to what is sent to members; tagged with their name."""
        tag = cls.env["res.partner.category"].create({"name": name})
        first, cls.made = cls.made, cls.made + count
        members = cls.env["res.partner"].create(
            [
                {
                    "name": f"{name} {number}",
                    "phone": f"+1650253{1000 + number}",
                    "email": f"{name.lower()}{number}@example.com",
                    "category_id": [Command.set(tag.ids)],
                }
                for number in range(first, first + count)
            ]
        )
        members.sudo()._member_enrol()
        members.sudo()._member_agree("backend", "marketing")
        cls.bought(members.ids, DAY - timedelta(days=100), 10, store=cls.config)
        return members

    @classmethod
    def new_campaign(cls, members=None, waves=({},), **values):
        """
        :param members: the audience, as of ``new_members``
        :param waves: dicts of values; what they don't say is a call from today on
        """
        domain = f"[('category_id', 'in', {members.category_id.ids})]" if members else "[]"
        return cls.env["member.campaign"].create(
            {
                "name": "Summer Evening",
                "date_from": EVENT,
                "date_to": EVENT,
                "window_days": 7,
                "holdout_share": 0,
                "domain": domain,
                "script": "Dear {{ first_name }}, come on Saturday: {{ gift }} is waiting.",
                "gift": "Hand cream",
                "wave_ids": [
                    Command.create(
                        {"date": DAY, "date_last": EVENT - timedelta(days=1), "hour_from": 0, "hour_to": 24, **wave}
                    )
                    for wave in waves
                ],
                **values,
            }
        )

    @classmethod
    def of(cls, campaign, partner):
        return cls.guests.search([("campaign_id", "=", campaign.id), ("partner_id", "=", partner.id)])

    @classmethod
    def on(cls, day):
        """:return: context in which it is noon of a day"""
        return freeze_time(datetime.combine(day, time(12)))

    @classmethod
    def bought(cls, partner_ids, day, amount, refunds=False, store=None):
        """Purchases of several, as an import brings them.

        :param refunds: whether they give back what the same call bought before
        """
        kind = "back" if refunds else "sold"
        headers = SQL(
            """SELECT %(kind)s || ':' || id || ':' || %(day)s AS key, 'import' AS source, 'x' AS reference, id AS partner_id,
                      %(company)s AS company_id, %(store)s::int AS config_id, %(moment)s::timestamp AS date,
                      %(day)s::date AS local_date, %(amount)s::numeric AS amount_net, %(amount)s::numeric AS amount_gross,
                      0::numeric AS amount_paid_in, 0::numeric AS amount_prepaid, %(of)s AS refund_of_key,
                      NULL::int AS pos_order_id, NULL::int AS import_id
                 FROM UNNEST(%(ids)s) id""",
            kind=kind,
            ids=list(partner_ids),
            company=cls.company.id,
            store=store and store.id,
            moment=datetime.combine(day, time(12)),
            day=str(day),
            amount=-amount if refunds else amount,
            of=SQL("'sold:' || id || ':' || %s", str(day)) if refunds else SQL("NULL"),
        )
        lines = SQL(
            """SELECT NULL AS key, NULL AS purchase_key, NULL::int AS product_id, NULL::int AS categ_id, 0 AS quantity,
                      0 AS amount_net, 0 AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key WHERE FALSE"""
        )
        cls.env["member.purchase"]._record(headers, lines)

    def steps(self, campaign, user=None):
        """:return: list of the counts of the funnel's steps"""
        told = campaign.with_user(user or self.membership_manager).funnel()
        return [step["count"] for step in told["whole"]["steps"]]
