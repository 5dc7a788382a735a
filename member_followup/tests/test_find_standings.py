from odoo.tests import tagged

from .common_find import DAY, FindCase, days


@tagged("post_install", "-at_install")
class TestFindStandings(FindCase):
    """Who enters because of where they stand."""

    def change(self, partner, before, after, day, reason="spend", **values):
        self.env["member.tier.change"].sudo().create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "from_tier_id": before.id,
                "to_tier_id": after.id,
                "date": f"{day} 18:00:00",
                "reason": reason,
                **values,
            }
        )

    def test_tier_changes(self):
        none = self.env["member.tier"]
        self.change(self.ada, self.classic, self.gold, days(1))
        self.change(self.ben, self.gold, self.silver, days(1), "fall")
        self.change(self.cleo, none, self.classic, days(1), "open")
        self.change(self.cleo, self.classic, self.silver, days(1), "import")
        up, silver = self.started("tier"), self.started("tier", tier_ids=self.silver.ids)
        for plan in (up, silver):
            self.found(plan, days(2))
        self.assertEntered(up, (self.ada, days(1)))
        self.assertEntered(silver, (self.ben, days(1)))

    def test_a_tier_change_counts_by_the_clock_of_the_company(self):
        self.company.partner_id.tz = "Asia/Tokyo"
        self.change(self.ada, self.classic, self.gold, DAY)
        plan = self.started("tier")
        self.found(plan, days(1))
        self.assertEntered(plan, (self.ada, days(1)))

    def test_a_coming_downgrade_of_who_lacks_something(self):
        for partner, net in ((self.ada, 600), (self.ben, 600)):
            self.bought(partner, days(-400), net)
        self.bought(self.ben, days(-20), 600)
        for partner in (self.ada, self.ben):
            standing = self.env["member.standing"].sudo()._of(partner.ids)
            standing.write({"tier_id": self.silver.id, "until": days(32)})
            partner.sudo().with_context(member_kept=True).member_tier_id = self.silver
        plan = self.started("downgrade", trigger_days=30)
        self.found(plan, days(1))
        self.assertEntered(plan)
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ada, days(2)))

    def test_a_recency_state_that_changes(self):
        self.bought(self.ada, days(-1), 10)
        self.bought(self.ben, days(-1), 10)
        self.refresh(DAY)
        lapsing, any_state = self.started("recency", trigger_state="edge"), self.started("recency", again="occasion")
        states = {}
        for number in range(1, 400, 10):
            self.metrics._refresh_news(self.definition, days(number))
            states.setdefault(self.of(self.ada).recency_state, days(number))
            for plan in (lapsing, any_state):
                self.found(plan, days(number))
            if number == 201:
                self.bought(self.ben, days(number), 10)
        self.assertEqual(list(states), ["active", "edge", "dormant", "lost"])
        mine = lapsing.run_ids.sudo().filtered(lambda run: run.partner_id == self.ada)
        self.assertEqual(mine.mapped("date_start"), [states["edge"]])
        seen = any_state.run_ids.sudo().filtered(lambda run: run.partner_id == self.ada).sorted("id")
        self.assertEqual(seen.mapped("date_start"), [states[name] for name in ("edge", "dormant", "lost")])
        again = any_state.run_ids.sudo().filtered(lambda run: run.partner_id == self.ben and "active" in run.occasion)
        self.assertEqual(again.mapped("date_start"), [days(211)])

    def test_what_changed_before_the_start_isnt_news(self):
        self.bought(self.ada, days(-1), 10)
        self.refresh(DAY)
        self.env["member.followup.seen"].sudo()._look(DAY)
        self.metrics._refresh_news(self.definition, days(200))
        plan = self.started("recency", day=days(200))
        self.found(plan, days(201))
        self.assertEntered(plan)

    def test_a_quadrant_that_changes(self):
        for partner, net in ((self.ada, 10), (self.ben, 500), (self.cleo, 500)):
            self.bought(partner, days(-1), net)
        self.refresh(DAY)
        before = self.of(self.ada).quadrant
        plan = self.started("quadrant")
        for _time in range(3):
            self.bought(self.ada, DAY, 5000)
        self.refresh(days(1))
        after = self.of(self.ada).quadrant
        self.assertNotEqual(before, after)
        self.found(plan, days(1))
        self.assertIn(self.ada, plan.run_ids.sudo().partner_id)
        self.assertIn(f"quadrant/{after}/{days(1)}", plan.run_ids.sudo().mapped("occasion"))

    def test_entering_a_segment(self):
        segment = self.env["member.segment"].create({"name": "Key", "kind": "static"})
        segment._add([("id", "in", self.ada.ids)])
        plan = self.started("segment", segment_id=segment.id, day=days(1))
        with self.frozen(days(1)):
            segment._add([("id", "in", (self.ben | self.cleo).ids)])
            segment._remove([("id", "in", self.cleo.ids)])
        self.found(plan, days(2))
        self.assertEntered(plan, (self.ben, days(1)))
