from odoo.tests import tagged

from ..engine import occasions, steps
from .common_find import DAY, FindCase, days


@tagged("post_install", "-at_install")
class TestFindCare(FindCase):
    """Who enters because somebody has to look after them."""

    def test_new_members(self):
        plan = self.started("new_member")
        self.found(plan, DAY)
        entered = [(partner, DAY) for partner in (self.ada, self.ben, self.cleo)]
        self.assertEntered(plan, *entered)
        imported = self.env["res.partner"].create({"name": "Imported", "phone": "+16502530055"})
        imported.sudo()._member_enrol(via="import")
        self.found(plan, days(1))
        self.assertEntered(plan, *entered)

    def test_complaints(self):
        reason = self.env["member.complaint.reason"].create({"name": "Price"})
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        plan = self.started("complaint", again="occasion")
        with self.frozen(days(1)):
            self.env["member.complaint"].sudo().create(
                [
                    {"partner_id": partner.id, "reason_id": reason.id, "company_id": company.id, "date": days(1)}
                    for partner, company in ((self.ada, self.company), (self.ben, elsewhere))
                ]
            )
        self.found(plan, days(1))
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, days(1)))

    def test_incomplete_files(self):
        self.company.member_revision_score = 60
        for partner in (self.ada, self.ben, self.cleo):
            partner.sudo().write({"member_since": days(-10), "member_confirmed_on": False})
        self.ben.sudo().member_completeness = 80
        self.cleo.sudo().member_confirmed_on = days(-5)
        self.ada.sudo().member_completeness = self.cleo.sudo().member_completeness = 20
        plan = self.started("incomplete", trigger_days=14, again="occasion")
        self.found(plan, days(5))
        self.assertEntered(plan, (self.ada, days(4)))
        self.found(plan, days(9))
        self.assertEntered(plan, (self.ada, days(4)), (self.cleo, days(9)))

    def contact(self, partner, day, outcome):
        contact = (
            self.env["member.followup"]
            .sudo()
            .create({"partner_id": partner.id, "date_planned": day, "date_first": day, "date_last": day})
        )
        contact._finish(outcome, day=day)

    def test_nobody_talked_to_them(self):
        for partner in (self.ada, self.ben, self.cleo):
            partner.sudo().member_since = days(-100)
        self.contact(self.ben, days(-98), "reached")
        self.contact(self.ben, days(-90), "no_answer")
        self.contact(self.cleo, days(-50), "reached")
        plan = self.started("coverage", trigger_days=110, again="occasion")
        for number in range(9, 65):
            self.found(plan, days(number))
        told = {
            partner: occasions.quiet_spells("coverage", on, steps.Delay(days=110), days(64))[-1]
            for partner, on in (
                (self.ada, [days(-100)]),
                (self.ben, [days(-100), days(-98)]),
                (self.cleo, [days(-100), days(-50)]),
            )
        }
        self.assertEntered(plan, *[(partner, spell.day, spell.counted) for partner, spell in told.items()])

    def test_a_standard_of_tiers(self):
        gold = self.env["member.tier"].create({"name": "Gold", "rank": 9_000})
        # As if they had it since long: how a tier is come by isn't the matter here.
        for partner in (self.ada, self.ben):
            partner.sudo().member_since = days(-10)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET member_tier_id = %s WHERE id = %s", [gold.id, self.ada.id])
        self.env.invalidate_all()
        plan = self.started("coverage", trigger_days=12, again="occasion", tier_ids=gold.ids)
        self.assertEqual(
            plan.entry_text.split("\n")[0],
            "Members of tier Gold enter when nobody has talked to them for 12 day(s). Steps count from the last talk.",
        )
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, days(2), days(-10)))

    def test_a_try_that_came_to_nothing_is_made_again(self):
        self.ada.sudo().member_since = days(-100)
        plan = self.started("coverage", trigger_days=110, again="occasion")
        self.found(plan, days(10))
        plan.run_ids.sudo()._end("finished", days(13))
        self.found(plan, days(122))
        self.assertEqual(len(plan.run_ids.sudo().filtered(lambda run: run.partner_id == self.ada)), 1)
        self.found(plan, days(123))
        self.assertEntered(
            plan,
            (self.ada, days(10), days(-100)),
            (self.ada, days(123), days(13)),
            *[(partner, days(110), DAY) for partner in (self.ben, self.cleo)],
        )

    def test_by_hand_nobody_enters(self):
        plan = self.started("hand")
        self.found(plan, days(1))
        self.assertEntered(plan)
