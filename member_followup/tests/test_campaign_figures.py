from datetime import timedelta
from io import BytesIO

from lxml import html
from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_campaign import EVENT, CampaignCase

READ = EVENT + timedelta(days=8)


@tagged("post_install", "-at_install")
class TestCampaignFigures(CampaignCase):
    """600 members, on real records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = cls.new_members(600)

    def started(self, held_out=0, **values):
        """:return: a campaign in which so many are left out"""
        campaign = self.new_campaign(self.members, **values)
        campaign._draw_guests()
        guests = self.guests.search([("campaign_id", "=", campaign.id)], order="partner_id")
        guests[600 - held_out :].arm = "held_out"
        guests[: 600 - held_out].wave_id = campaign.wave_ids
        campaign.sudo().state = "running"
        return campaign

    def bring(self, campaign, invited, held_out):
        """So many of each buy."""
        guests = campaign.guest_ids.sudo().sorted("partner_id")
        by_arm = guests.grouped("arm")
        buyers = by_arm["invited"][:invited] | by_arm["held_out"][:held_out]
        self.bought(buyers.partner_id.ids, EVENT, 100, store=self.config)

    def test_the_trade_s_example(self):
        """600 invited → 300 promise → 200 come → 100 buy → 10,000."""
        campaign = self.started(gift_cost=2, contact_cost=1, budget=500)
        guests = campaign.guest_ids.sudo().sorted("partner_id")
        guests[:300].write({"answer": "promised", "is_reached": True, "person_id": self.me.id})
        with self.on(EVENT):
            guests[:200].write({"came_at": f"{EVENT} 11:00:00"})
        guests[:150].write({"gift_given_at": f"{EVENT} 11:30:00"})
        self.bought(guests[:100].partner_id.ids, EVENT, 100, store=self.config)
        stranger = self.new_member("Stranger", "+16502532999")
        self.bought(stranger.ids, EVENT, 70, store=self.config)
        told = campaign.with_user(self.membership_manager).funnel("person")
        whole = told["whole"]
        self.assertEqual([step["count"] for step in whole["steps"]], [600, 300, 300, 200, 100])
        self.assertEqual([step["of_before"] for step in whole["steps"][3:]], [200 / 300, 0.5])
        self.assertEqual((whole["revenue"], whole["gifts"], whole["cost"]), (10_000, 150, 300))
        self.assertEqual((told["passersby"]["purchases"], told["passersby"]["revenue"]), (1, 70))
        self.assertEqual(
            [(group["name"], group["steps"][0]["count"], group["revenue"]) for group in told["groups"]],
            [(self.me.name, 300, 10_000), ("None", 300, 0)],
        )
        self.assertIn("Nobody was left out", told["uplift"]["text"])
        for step, count in (("promised", 300), ("came", 200), ("bought", 100), ("gifts", 150)):
            action = campaign.with_user(self.membership_manager).action_step(step)
            opened = self.env["member.report.campaign"].with_user(self.membership_manager).search(action["domain"])
            self.assertEqual(len(opened), count, step)
        mine = campaign.action_step("promised", "person", self.me.id)["domain"]
        self.assertEqual(self.env["member.report.campaign"].search_count(mine), 300)
        nobody = campaign.action_step("promised", "person", False)["domain"]
        self.assertEqual(self.env["member.report.campaign"].search_count(nobody), 0)

    def test_a_tenth_left_out_is_too_few(self):
        campaign = self.started(60)
        self.bring(campaign, 100, 6)
        with self.on(READ - timedelta(days=1)):
            told = campaign.funnel()["uplift"]
            self.assertIn("It can be read from 06/14/2026", told["text"])
            self.assertNotIn("difference", told)
            self.assertIn("11.4 percentage points", told["detectable"], "if one in ten buys")
        with self.on(READ):
            told = campaign.funnel()["uplift"]
            self.assertIn("Too few to tell", told["text"])
            self.assertIn("14.5 percentage points", told["detectable"], "as they bought")
            self.env["res.lang"]._activate_lang("es_ES")
            told = campaign.with_user(self.membership_manager).with_context(lang="es_ES").funnel()["uplift"]
            self.assertRegex(told["detectable"], r"\b14,5\b")
            self.assertEqual([round(100 * told[name], 1) for name in ("difference", "low", "high")], [8.5, -2.1, 14.9])

    def test_a_fifth_left_out_tells(self):
        campaign = self.started(120)
        self.bring(campaign, 89, 12)
        with self.on(READ):
            told = campaign.funnel()
            self.assertTrue(told["uplift"]["is_told"])
            self.assertIn("from +1.1 to +14.1", told["uplift"]["text"])
            [beside] = told["beside"]
            self.assertEqual((beside["name"], beside["count"], beside["bought"]), ("held_out", 120, 12))

    def test_closing_report(self):
        """The same numbers on the screen, on paper and in the workbook."""
        campaign = self.started(120, gift_cost=2, budget=100)
        self.bring(campaign, 89, 12)
        with self.on(READ):
            manager = campaign.with_user(self.membership_manager)
            report = self.env["ir.actions.report"].with_user(self.membership_manager)
            page, _kind = report._render_qweb_html("member_followup.member_campaign_report", campaign.ids)
            text = " ".join(html.document_fromstring(page).text_content().split())
            action = manager.action_workbook()
        for words in (
            "Invited 480 Reached 0 0 % Promised 0 Came 89 Bought 89 100 %",
            "Revenue $ 8,900.00",
            "Cost $ 0.00 of $ 100.00",
            "Left Out 120: 12 came, 12 bought for $ 1,200.00",
            "with 95 % certainty from +1.1 to +14.1",
        ):
            self.assertIn(words, text.replace("\xa0", " "))
        attachment = self.env["ir.attachment"].sudo().browse(int(action["url"].split("/")[-1].split("?")[0]))
        book = load_workbook(BytesIO(attachment.raw))
        self.assertEqual(book.sheetnames, ["Funnel", "Results", "By Employee", "By Store", "By Wave"])
        values = [[cell.value for cell in row][:3] for row in book["Funnel"].iter_rows()]
        self.assertIn(["Bought", 89, 1], values)
        self.assertIn(
            ["Friends Brought", "0"], [[cell.value for cell in row][:2] for row in book["Results"].iter_rows()]
        )

    def test_one_query(self):
        """However many guests there are, and by whatever the funnel is split."""
        campaign = self.started(60)
        campaign.funnel("store")
        self.env.flush_all()
        with self.assertQueryCount(5):
            campaign.funnel("store")

    def test_what_a_browser_asks(self):
        campaign = self.new_campaign(self.members)
        for by in ("partner_id", 1, ["person"], {"a": 1}):
            with self.subTest(by=by), self.assertRaises(UserError):
                campaign.funnel(by)
        for arguments in (("nothing",), (["came"],), (1,), ("came", "arm"), ("came", ["store"], 1)):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                campaign.action_step(*arguments)
        domain = campaign.action_step("came", "store", [1, 2])["domain"]
        self.assertEqual(domain[-1], ("config_id", "=", False))

    def test_before_the_start(self):
        told = self.new_campaign(self.members).funnel("wave")
        self.assertEqual([step["count"] for step in told["whole"]["steps"]], [0] * 5)
        self.assertEqual((told["groups"], told["beside"]), ([], []))

    def test_staff_see_their_own(self):
        campaign = self.started(60)
        guests = campaign.guest_ids.sudo()
        guests.config_id = self.new_till(name="Other")
        guests.filtered(lambda guest: guest.arm == "invited")[:10].person_id = self.me
        told = campaign.with_user(self.staff).funnel()
        self.assertEqual(told["whole"]["steps"][0]["count"], 10)
        self.assertNotIn("uplift", told)
