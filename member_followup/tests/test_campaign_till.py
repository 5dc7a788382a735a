from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.test_till_tours import TillCase


class CampaignTillCase(TillCase):
    """A campaign of today: Ada is invited, Cleo is left out, Dan wasn't drawn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._member_today()
        cls.till = cls.main_pos_config.with_user(cls.cashier)
        cls.cleo.sudo()._member_enrol()
        cls.guests = cls.env["member.campaign.guest"].sudo()
        cls.campaign = cls.new_campaign()
        cls.guest(cls.ada, "invited")
        cls.guest(cls.cleo, "held_out")

    @classmethod
    def new_campaign(cls, **values):
        campaign = cls.env["member.campaign"].create(
            {
                "name": "Summer Evening",
                "date_from": cls.today,
                "date_to": cls.today,
                "gift": "Hand cream",
                "holdout_share": 0.1,
                **values,
            }
        )
        campaign.sudo().state = "running"
        return campaign

    @classmethod
    def guest(cls, partner, arm, campaign=None):
        campaign = campaign or cls.campaign
        values = {
            "campaign_id": campaign.id,
            "company_id": campaign.company_id.id,
            "partner_id": partner.id,
            "arm": arm,
        }
        return cls.guests.create(values)

    def of(self, partner):
        return self.guests.search([("campaign_id", "=", self.campaign.id), ("partner_id", "=", partner.id)])

    def asked(self, partner):
        question = self.till.member_snapshot(partner.id).get("contact") or {}
        return question.get("title")

    def answer(self, partner, answer, campaign=None, till=None):
        return (till or self.till).member_campaign_answer(partner.id, (campaign or self.campaign).id, answer)


@tagged("post_install", "-at_install")
class TestCampaignTill(CampaignTillCase):
    def test_invited(self):
        """One question after the other: has come, then the gift."""
        self.assertEqual(self.asked(self.ada), "Invited to Summer Evening")
        answer = self.answer(self.ada, "came")
        self.assertEqual(answer["status"], "saved")
        self.assertEqual(answer["snapshot"]["contact"]["title"], "Gift waiting: Hand cream")
        self.assertEqual(self.answer(self.ada, "gift")["status"], "saved")
        self.assertIsNone(self.asked(self.ada))
        self.assertRecordValues(
            self.of(self.ada),
            [
                {
                    "came_config_id": self.main_pos_config.id,
                    "came_by_id": self.cashier.id,
                    "gift_given_by_id": self.cashier.id,
                    "arm": "invited",
                }
            ],
        )

    def test_the_own_invitation_first(self):
        """Of two campaigns on one day the till asks for that which a member was invited to, whichever goes first."""
        self.new_campaign(name="For All", priority=90)
        self.assertEqual(self.asked(self.ada), "Invited to Summer Evening")
        self.assertEqual(self.asked(self.cleo), "Welcome to For All")
        self.answer(self.ada, "came")
        self.answer(self.ada, "gift")
        self.assertEqual(self.asked(self.ada), "Welcome to For All")

    def test_left_out_and_unexpected_are_served_alike(self):
        for partner, arm in ((self.cleo, "held_out"), (self.dan, "unexpected")):
            self.assertEqual(self.asked(partner), "Welcome to Summer Evening")
            self.assertEqual(self.answer(partner, "came")["status"], "saved")
            self.assertEqual(self.of(partner).arm, arm)
        told = self.campaign.funnel()
        self.assertEqual([(one["name"], one["came"]) for one in told["beside"]], [("held_out", 1), ("unexpected", 1)])
        self.assertEqual(told["whole"]["steps"][3]["count"], 0)

    def test_invited_only(self):
        self.campaign.allows_unexpected = False
        self.assertIsNone(self.asked(self.dan))
        self.assertIn("invited members only", self.answer(self.dan, "came")["message"])
        self.assertFalse(self.of(self.dan))

    def test_no_member(self):
        self.assertIsNone(self.asked(self.rosa))
        self.assertEqual(self.answer(self.rosa, "came")["status"], "refused")

    def test_once(self):
        """Whichever of two tills is asked again is told where the guest came in."""
        other = self.new_till(name="Second Till").with_user(self.cashier)
        self.answer(self.ada, "came")
        came_at = self.of(self.ada).came_at
        again = self.answer(self.ada, "came", till=other)
        self.assertEqual(again["status"], "refused")
        self.assertIn(f"already checked in at {self.main_pos_config.name}", again["message"])
        self.assertEqual((self.of(self.ada).came_at, self.of(self.ada).came_config_id), (came_at, self.main_pos_config))
        self.answer(self.ada, "gift")
        again = self.answer(self.ada, "gift", till=other)
        self.assertEqual(again["status"], "refused")
        self.assertIn("already given", again["message"])

    def test_gift_after_check_in_only(self):
        self.assertEqual(self.answer(self.ada, "gift")["status"], "refused")
        self.assertFalse(self.of(self.ada).gift_given_at)

    def test_stores_and_days(self):
        """Neither in another store nor on another day, nor once it is closed."""
        elsewhere = self.new_campaign(name="Elsewhere", config_ids=self.new_till(name="Other").ids)
        tomorrow = self.new_campaign(
            name="Tomorrow", date_from=self.today + timedelta(days=1), date_to=self.today + timedelta(days=1)
        )
        for campaign in (elsewhere, tomorrow):
            self.guest(self.ada, "invited", campaign)
            self.assertEqual(self.answer(self.ada, "came", campaign)["status"], "refused")
        self.campaign.action_close()
        self.assertIsNone(self.asked(self.ada))
        self.assertEqual(self.answer(self.ada, "came")["status"], "refused")

    def test_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.new_campaign(name="Foreign", company_id=other.id)
        self.assertEqual(self.answer(self.ada, "came", foreign)["status"], "refused")

    def test_list(self):
        """Who was invited and isn't here yet, those who promised first; those left out aren't told."""
        self.guest(self.dan, "invited").date_promised = self.today

        def listed(query=""):
            return [one["name"] for one in self.till.member_campaign_guests(query).get("candidates", ())]

        self.assertEqual(listed(), ["Dan", "Ada"])
        self.assertEqual(listed("ad"), ["Ada"])
        self.assertEqual(listed("Cleo"), [])
        self.answer(self.ada, "came")
        self.assertEqual(listed(), ["Dan"])
        self.assertNotIn("6502530102", str(self.till.member_campaign_guests("")), "phones are masked")
        self.campaign.action_close()
        self.assertEqual(listed(), [])
        with self.assertRaises(UserError):
            self.till.member_campaign_guests({"name": 1})

    def test_costs_nothing_without_a_campaign(self):
        """Where none runs today, not even a query is made."""
        self.campaign.action_cancel()
        campaigns = self.env["member.campaign"].sudo()
        campaigns._till_question(self.main_pos_config, self.ada)
        with self.assertQueryCount(0):
            self.assertIsNone(campaigns._till_question(self.main_pos_config, self.ada))

    def test_what_a_browser_says(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._customer("Foreign", "+16502530199")
        foreign.company_id = elsewhere
        with self.assertRaises(AccessError):
            self.answer(foreign, "came")
        for arguments in ((True, self.campaign.id, "came"), (self.ada.id, self.campaign.id, {"came": 1})):
            with self.subTest(arguments=str(arguments)), self.assertRaises(UserError):
                self.till.member_campaign_answer(*arguments)
        for campaign_id, answer in ((str(self.campaign.id), "came"), (None, "came"), (True, "came"), (0, "came")):
            with self.subTest(campaign_id=campaign_id):
                told = self.till.member_campaign_answer(self.ada.id, campaign_id, answer)
                self.assertEqual(told["status"], "refused")
        for answer in ("promised", "", None, "held_out"):
            self.assertEqual(self.answer(self.ada, answer)["status"], "refused")
        self.assertFalse(self.of(self.ada).came_at)

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.of(self.ada).with_user(self.cashier).read(["answer"])
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.cashier)._answer_at_till(self.main_pos_config, self.ada, "came")
