from datetime import timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import holdout, uplift
from .common_find import DAY, FindCase, days

MEMBERS = 80


@tagged("post_install", "-at_install")
class TestResultUplift(FindCase):
    """Who is held out, that the plan leaves them alone, and what is told of it, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = (
            cls.env["res.partner"]
            .sudo()
            .create(
                [{"name": f"M {one}", "member_number": f"H{one}", "member_since": days(-900)} for one in range(MEMBERS)]
            )
        )
        (cls.env["res.partner"].search([("is_member", "=", True)]) - cls.people).sudo().member_no_contact = True

    def setUp(self):
        super().setUp()
        self.plan = self.new_plan(
            "purchase", holdout="own", holdout_share=0.3, holdout_days=60, name="Trial", again="never"
        )
        self.plan._start()

    def entered(self, is_out):
        runs = self.plan.run_ids.sudo()
        return runs.filtered(lambda run: (run.end_reason == "held_out") == is_out).partner_id

    def all_enter(self, day=1):
        for member in self.people:
            self.bought(member, days(day), 10)
        with self.frozen(days(day + 1)):
            self.found(self.plan, days(day + 1))

    def test_held_out_are_left_alone(self):
        self.all_enter()
        out, asked = self.entered(True), self.entered(False)
        self.assertEqual(out | asked, self.people)
        self.assertTrue(MEMBERS * 0.15 < len(out) < MEMBERS * 0.45)
        contacts = self.env["member.followup"].sudo().search([("plan_id", "=", self.plan.id)])
        self.assertEqual(contacts.partner_id, asked)
        self.assertFalse(self.plan.run_ids.sudo().filtered(lambda run: run.partner_id in out and run.state == "open"))
        # Others contact them, and each plan draws by itself.
        other = self.new_plan("purchase", holdout="own", holdout_share=0.3, name="Other")
        self.assertNotEqual(other.sudo().holdout_salt, self.plan.sudo().holdout_salt)
        out[0]._member_plan_contact("phone", "By hand", DAY, "membership")

    def test_sql_draws_as_the_engine_does(self):
        ids = range(1, 5000)
        for share in (0.001, 0.1, 0.2, 0.5):
            self.plan.sudo().holdout_share = share
            rows = self.env.execute_query(
                SQL("SELECT partner_id FROM UNNEST(%s) found(partner_id) WHERE %s", list(ids), self.plan._held_out())
            )
            salt = self.plan.sudo().holdout_salt
            self.assertEqual({id for (id,) in rows}, {id for id in ids if holdout.is_held_out(salt, id, share)})

    def test_preview_leaves_them_out(self):
        draft = self.new_plan("birthday", holdout="own", holdout_share=0.5, name="Draft")
        self.people.birthdate_date = days(3) - timedelta(days=365 * 20)
        first = draft._preview(DAY, days(10))
        expected = [one for one in self.people if not holdout.is_held_out(draft.sudo().holdout_salt, one.id, 0.5)]
        self.assertEqual({row["partner_id"] for row in first}, {one.id for one in expected})

    def test_by_hand(self):
        plan = self.new_plan("hand", holdout="own", holdout_share=0.5, name="List")
        plan._start()
        wizard = self.env["member.followup.add"].create({"plan_id": plan.id, "partner_ids": self.people.ids})
        wizard.action_add()
        out = plan.run_ids.sudo().filtered(lambda run: run.end_reason == "held_out")
        self.assertTrue(0 < len(out) < MEMBERS)
        self.assertIn(f"{len(out)} of them are held out", wizard.result)

    def test_service_is_for_everybody(self):
        for trigger in ("first_purchase", "complaint", "coverage", "new_member"):
            plan = self.plans.create({"name": trigger, "trigger": trigger})
            self.assertEqual((plan.is_service, plan.holdout), (True, "none"))
            with self.assertRaisesRegex(ValidationError, "hold out nobody"):
                plan.holdout = "usual"
        for name in ("threes", "complaint", "coverage", "welcome"):
            self.assertTrue(self.env.ref(f"member_followup.member_followup_plan_{name}").is_service, name)
        for name in ("wake_up", "birthday", "festival"):
            plan = self.env.ref(f"member_followup.member_followup_plan_{name}")
            self.assertEqual(plan.holdout, "usual", name)

    def test_usual_share(self):
        plan = self.plans.create({"name": "Usual", "trigger": "purchase", "step_ids": [(0, 0, {"name": "Call"})]})
        plan._start()
        self.assertEqual((plan.holdout_share, plan.date_read), (0.2, days(90)))

    def test_plan_that_runs_already_goes_on_as_it_was(self):
        plan = self.new_plan("purchase", holdout="usual", name="Old")
        plan.write({"state": "running", "date_start": DAY, "date_found": DAY})
        with self.frozen(days(2)):
            for member in self.people:
                self.bought(member, days(1), 10)
            self.found(plan, days(2))
        self.assertEqual(set(plan.run_ids.sudo().mapped("state")), {"open"})
        self.assertIn("began without", plan.uplift_text)

    # ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────

    def test_read_on_its_day_and_never_before(self):
        self.all_enter()
        asked, out = self.entered(False), self.entered(True)
        for member in asked[:20] + out[:2]:
            self.bought(member, days(10), 50)
        # After its window, and given back.
        self.bought(asked[21], days(33), 50)
        self.bought(asked[22], days(9), -50, self.bought(asked[22], days(8), 50))
        for day in range(1, 60):
            with self.frozen(days(day)):
                self.plan.invalidate_recordset()
                self.assertIsNone(self.plan._uplift())
                self.assertRegex(self.plan.uplift_text, "The result is read on")
                self.assertNotRegex(self.plan.uplift_text, "percentage|bought")
        with self.frozen(days(60)):
            result = self.plan._uplift()
            self.plan.invalidate_recordset()
            text = self.plan.uplift_text
        self.assertEqual(result["told"], uplift.uplift(20, len(asked), 2, len(out)))
        self.assertEqual((result["asked"], result["held_out"]), (len(asked), len(out)))
        self.assertIn(f"20 of {len(asked)} members", text)
        # What happens later doesn't change it.
        self.bought(out[5], days(70), 50)
        with self.frozen(days(200)):
            self.assertEqual(self.plan._uplift(), result)

    def test_too_few_to_tell(self):
        self.all_enter()
        with self.frozen(days(60)):
            self.assertIn("Too few to tell", self.plan.uplift_text)

    def test_who_enters_too_late_isnt_counted(self):
        self.all_enter(day=31)
        with self.frozen(days(60)):
            self.assertEqual(self.plan._uplift()["asked"], 0)
            self.assertIn("Too few to tell", self.plan.uplift_text)

    def test_fixed_at_the_start(self):
        self.plan = self.plan.with_user(self.manager)
        for values in (
            {"date_read": days(5)},
            {"holdout_salt": "other"},
            {"holdout_from": False},
            {"holdout_share": 0.4},
            {"holdout": "none"},
            {"holdout_days": 1},
            {"is_service": True},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "fixed when a plan starts"):
                self.plan.write(values)
        with self.assertRaisesRegex(UserError, "fixed when a plan starts"):
            self.plan.create({"name": "Early", "date_read": days(1)})
        self.assertFalse(self.plan.copy().date_read)

    def test_what_a_shop_of_this_size_could_see(self):
        draft = self.new_plan("birthday", holdout="usual", name="Draft")
        self.assertRegex(draft.uplift_text, "held out.*percentage points can be seen")
