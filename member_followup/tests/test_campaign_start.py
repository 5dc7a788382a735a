from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import holdout
from .common_campaign import DAY, EVENT, CampaignCase


@tagged("post_install", "-at_install")
class TestCampaignStart(CampaignCase):
    """Who is drawn, who is left out, and in which wave each is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.new_members(20)

    def start(self, campaign):
        campaign.with_user(self.membership_manager).action_start()
        self.env.invalidate_all()
        return campaign.guest_ids.sudo()

    def test_everybody_has_a_contact(self):
        guests = self.start(self.new_campaign(self.members))
        self.assertEqual(guests.partner_id, self.members)
        contacts = guests.contact_ids
        self.assertEqual(len(contacts), 20)
        self.assertEqual(set(contacts.mapped("state")), {"open"}, "given out today, within capacity")
        self.assertEqual(contacts.person_id, self.me | self.peer, "in turn")
        self.assertEqual(
            contacts[0]._texts()[contacts[0]]["script"],
            f"Dear {contacts[0].partner_id.name.split(' ')[0]}, come on Saturday: Hand cream is waiting.",
        )

    def test_holdout_is_the_engine_s(self):
        """SQL and Python draw the same, and each campaign by a salt of its own."""
        campaign = self.new_campaign(self.members, holdout_share=0.3)
        guests = self.start(campaign)
        out = guests.filtered(lambda guest: guest.arm == "held_out").partner_id
        self.assertEqual(set(out.ids), {id for id in self.members.ids if holdout.is_held_out(campaign.salt, id, 0.3)})
        self.assertFalse(self.contacts.search([("campaign_id", "=", campaign.id), ("partner_id", "in", out.ids)]))
        places = self.env.execute_query(
            SQL("SELECT id, %s FROM UNNEST(%s) id", campaign._place(SQL("id")), list(range(1, 2000)))
        )
        self.assertEqual([place for _id, place in places], [holdout.place(campaign.salt, id) for id in range(1, 2000)])
        self.assertNotEqual(self.new_campaign(self.members).salt, campaign.salt)

    def test_waves(self):
        """A share, a number, and the rest; by SMS only those who agreed to it."""
        silent = self.members[:4]
        silent._member_leave_channel("sms", "backend")
        campaign = self.new_campaign(
            self.members,
            waves=(
                {"sequence": 1, "size_by": "share", "share": 0.25},
                # However it is drawn: at least so many of those who agreed are left by the first wave.
                {"sequence": 2, "size_by": "number", "number": 11, "channel": "sms", "date": DAY + timedelta(days=1)},
                {"sequence": 3, "date": DAY + timedelta(days=2)},
            ),
        )
        guests = self.start(campaign)
        first, second, third = campaign.wave_ids.sorted("sequence")
        by_wave = guests.grouped("wave_id")
        self.assertEqual([len(by_wave.get(wave, ())) for wave in (first, second, third)], [5, 11, 4])
        self.assertFalse(by_wave[second].partner_id & silent)
        self.assertEqual(by_wave[third].contact_ids.mapped("date_planned"), [DAY + timedelta(days=2)] * 4)

    def test_who_is_not_drawn(self):
        """Neither for the campaign nor to be left out: who agreed to nothing, wants no contacts, or is excluded."""
        none, stopped, excluded, *_rest = self.members
        none.member_consent_ids.filtered(lambda one: one.purpose == "marketing").action_withdraw()
        stopped.member_no_contact = True
        segment = self.env["member.segment"].create({"name": "Fixed", "kind": "static"})
        segment._add([("id", "=", excluded.id)])
        guests = self.start(self.new_campaign(self.members, except_segment_ids=segment.ids))
        self.assertEqual(guests.partner_id, self.members - none - stopped - excluded)
        draft = self.new_campaign(self.members, holdout_share=0.25)
        self.assertEqual((draft.audience_count, draft.holdout_count), (18, 4))
        self.assertIn("47.7 percentage points", draft.detectable)
        named = self.new_campaign(segment_ids=segment.ids)
        self.assertEqual(named.audience_count, 1)
        self.assertEqual(self.start(named).partner_id, excluded)

    def test_stores(self):
        other = self.new_till(name="Other")
        campaign = self.new_campaign(self.members, config_ids=other.ids)
        with self.assertRaisesRegex(UserError, "Nobody can be invited"):
            self.start(campaign)
        self.assertEqual(
            self.start(self.new_campaign(self.members, config_ids=self.config.ids)).partner_id, self.members
        )

    def test_what_is_fixed(self):
        campaign = self.new_campaign(self.members)
        self.start(campaign)
        for values in ({"date_to": EVENT + timedelta(days=1)}, {"holdout_share": 0.1}, {"domain": "[]"}):
            with self.assertRaisesRegex(UserError, "has started"):
                campaign.write(values)
        with self.assertRaisesRegex(UserError, "has started"):
            campaign.wave_ids[0].date_last = EVENT
        with self.assertRaisesRegex(UserError, "stays in its campaign"):
            self.new_campaign(self.members).wave_ids.campaign_id = self.new_campaign(self.members)
        with self.assertRaisesRegex(UserError, "has started"):
            campaign.unlink()
        with self.assertRaisesRegex(UserError, "started already"):
            campaign.action_start()
        with self.assertRaisesRegex(UserError, "can't go back"):
            campaign.sudo().state = "draft"
        campaign.name = "Autumn Evening"
        self.assertEqual(campaign.utm_campaign_id.title, "Autumn Evening")

    def test_nobody_writes_the_status(self):
        """Neither by a new campaign in a column of the board, nor by a write: guests are drawn by Start only."""
        campaigns = self.env["member.campaign"].with_user(self.membership_manager)
        draft = campaigns.with_context(default_state="running", default_date_start=DAY).create(
            {"name": "Quick", "state": "running", "date_closed": DAY, "date_from": EVENT, "date_to": EVENT}
        )
        self.assertEqual((draft.state, draft.date_start, draft.date_closed), ("draft", False, False))
        for values in ({"state": "running"}, {"date_start": DAY}, {"date_closed": DAY}):
            with self.assertRaisesRegex(UserError, "Press Start"):
                draft.write(values)

    def test_what_keeps_it_from_starting(self):
        for values, words in (
            ({"script": "Dear {{ nobody }}"}, "no placeholder {{ nobody }}"),
            ({"script": "Dear {{ first_name"}, "{{ first_name isn't complete"),
            (
                {"waves": ({"date": EVENT + timedelta(days=1), "date_last": EVENT + timedelta(days=1)},)},
                "after the last day",
            ),
            ({"domain": "[('nothing', '=', 1)]"}, "is invalid"),
            ({"script": False, "waves": ({"channel": "sms"},)}, "has no script"),
            ({"date_from": DAY - timedelta(days=3), "date_to": DAY - timedelta(days=1)}, "last day is over"),
        ):
            with self.subTest(words=words):
                campaign = self.new_campaign(self.members if "domain" not in values else None, **values)
                self.assertIn(words, campaign.problem)
                with self.assertRaises(UserError):
                    self.start(campaign)

    def test_same_queries_for_many(self):
        """A start costs the same number of queries, whether 20 are drawn or 200."""
        wave = {"date": DAY + timedelta(days=1)}
        many = self.new_members(200, "Crowd")
        counts = []
        for members in (self.members, many, self.members, many):
            campaign = self.new_campaign(members, (wave, {**wave, "channel": "sms"}), holdout_share=0.1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign.action_start()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(campaign.guest_ids), len(members))
        self.assertEqual(counts[2], counts[3])

    def test_closing_stops_what_waits(self):
        campaign = self.new_campaign(self.members)
        guests = self.start(campaign)
        campaign.with_user(self.membership_manager).action_close()
        self.assertEqual(set(guests.contact_ids.mapped("state")), {"stopped"})
        self.assertEqual((campaign.state, campaign.date_closed), ("closed", DAY))

    def test_next(self):
        campaign = self.new_campaign(self.members)
        self.start(campaign)
        action = campaign.with_user(self.membership_manager).action_copy_next()
        following = self.env["member.campaign"].browse(action["res_id"])
        self.assertEqual((following.state, following.date_from), ("draft", EVENT + timedelta(weeks=4)))
        self.assertEqual(following.wave_ids.date, DAY + timedelta(weeks=4))
        self.assertNotEqual(following.salt, campaign.salt)
        self.assertNotEqual(following.utm_campaign_id, campaign.utm_campaign_id)
        self.assertFalse(following.guest_ids)
        again = campaign.copy()
        self.assertEqual((again.date_from, again.wave_ids.date), (following.date_from, following.wave_ids.date))

    def test_one_that_runs_is_not_put_away(self):
        """Archived it would be gone from the till and the board, while its contacts go on."""
        campaign = self.new_campaign(self.members)
        self.start(campaign)
        with self.assertRaisesRegex(UserError, "Close or cancel it"):
            campaign.with_user(self.membership_manager).active = False
        campaign.with_user(self.membership_manager).action_cancel()
        campaign.with_user(self.membership_manager).active = False

    # ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────

    def test_who_sees_what(self):
        campaign = self.new_campaign(self.members)
        draft = self.new_campaign(self.members)
        guests = self.start(campaign)
        guests[:3].config_id = self.new_till(name="Other")
        for user, sees in ((self.staff, 17), (self.membership_manager, 20), (self.auditor, 20)):
            seen = self.env["member.campaign.guest"].with_user(user).search([("campaign_id", "=", campaign.id)])
            self.assertEqual(len(seen), sees, user.name)
            told = self.env["member.report.campaign"].with_user(user).search([("campaign_id", "=", campaign.id)])
            self.assertEqual(len(told), sees, user.name)
        self.assertFalse(draft.with_user(self.staff).search([("id", "=", draft.id)]))
        self.assertTrue(draft.with_user(self.auditor).search([("id", "=", draft.id)]))
        with self.assertRaises(AccessError):
            campaign.with_user(self.cashier).read(["name"])

    def test_who_writes_what(self):
        campaign = self.new_campaign(self.members)
        guests = self.start(campaign)
        for role in ("cashier", "staff", "auditor", "manager"):
            user = self.users[role]
            for operation in ("write", "create", "unlink"):
                self.assertFalse(self.env["member.campaign.guest"].with_user(user).has_access(operation), role)
            if role != "manager":
                for method in ("action_start", "action_close", "action_cancel"):
                    with self.assertRaises(AccessError):
                        getattr(campaign.with_user(user), method)()
        with self.assertRaises(AccessError):
            guests[0].with_user(self.staff).write({"answer": "promised"})

    def test_another_company(self):
        campaign = self.new_campaign(self.members)
        guests = self.start(campaign)
        stranger = self.new_stranger()
        for record in (campaign, guests[0]):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        with self.assertRaises(AccessError):
            campaign.with_user(stranger).funnel()
        with self.assertRaises(AccessError):
            guests[0].with_user(stranger).action_check_in()
