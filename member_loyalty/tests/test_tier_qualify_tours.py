import json
from random import Random

from odoo import Command
from odoo.tests import tagged

from ..engine.enrolment import Bought, Rule, first_met
from ..engine.rounding import as_decimal
from .test_till_tours import TillCase

CUSTOMERS = 500
COMPARE = """
    const { firstMet } = odoo.loader.modules.get("@member_loyalty/app/utils/enrolment");
    const differing = cases.filter(({ rules, bought, atHand, expected }) => {
        const met = firstMet(rules, bought, atHand);
        return (met?.rule.id || null) !== expected[0] || Math.abs((met?.figure || 0) - expected[1]) > 1e-6;
    });
    differing.length
        ? console.error(`${differing.length} customers differ: ${JSON.stringify(differing.slice(0, 3))}`)
        : console.log("test successful");
"""


@tagged("post_install", "-at_install")
class TestOfferTours(TillCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["member.enrolment.rule"].search([]).active = False
        cls.eve = cls._customer("Eve", "+16502530105")

    def new_rule(self, **values):
        return self.env["member.enrolment.rule"].create({"name": "Rule", "company_id": self.company.id, **values})

    def record_purchase(self, partner, amount):
        self.env.cr.execute(
            """INSERT INTO member_purchase (key, source, partner_id, company_id, config_id, date, local_date,
                                            amount_net, amount_gross)
               VALUES (%s, 'import', %s, %s, %s, NOW(), %s, %s, %s)""",
            [
                f"test:{partner.id}",
                partner.id,
                self.company.id,
                self.main_pos_config.id,
                self.company._member_today(),
                amount,
                amount,
            ],
        )

    def test_prompt_and_enrol_by_rule(self):
        single = self.new_rule(amount=150, sequence=1)
        period = self.new_rule(amount=139, days=90, kind="period", sequence=2)
        sale = self.new_rule(
            amount=30, how="automatic", sequence=3, country_ids=[Command.set(self.company.country_id.ids)]
        )
        self.rosa.country_id = self.company.country_id
        self.rosa.with_company(self.company)._member_agree("backend")
        self.record_purchase(self.eve, 100)
        self.run_tour("MemberQualifyTour")
        enrolments = self.env["member.enrolment"].search([("partner_id", "in", (self.cleo | self.rosa | self.eve).ids)])
        self.assertEqual(
            {(one.partner_id, one.via, one.rule_id, one.user_id) for one in enrolments},
            {(self.cleo, "till", single, self.cashier), (self.rosa, "automatic", sale, self.cashier)},
        )
        self.assertTrue(period)
        self.assert_points(self.rosa, [("earn", 54.99)])

    def test_offline_the_order_in_hand_decides(self):
        self.new_rule(amount=100)
        self.run_tour("MemberQualifyOfflineTour")

    def test_the_till_asks_for_one_missing_item_at_a_time(self):
        self.ada.email = False
        self.run_tour("MemberQuestionTour")
        self.assertEqual((self.ada.email, str(self.ada.birthdate_date)), ("ada@example.com", "1990-05-05"))
        self.assertEqual((self.ada.gender, self.ada.zip), ("female", False))
        self.assert_points(self.ada, [("earn", 54.99)])

    def test_till_and_server_decide_the_same(self):
        random = Random(4)
        cases = []
        for _customer in range(CUSTOMERS):
            rules = [
                Rule(number, random.choice(["single", "period"]), random.choice([50, 99.99, 100, 300]))
                for number in range(1, random.randint(1, 3) + 1)
            ]
            amounts = [random.choice([0, 0.01, 49.99, 50, 99.99, 100, 250]) for _amount in range(3 * len(rules))]
            bought = {rule.id: sorted(amounts[3 * n : 3 * n + 2]) for n, rule in enumerate(rules)}
            at_hand = {rule.id: amounts[3 * n + 2] for n, rule in enumerate(rules)}
            known = {id_: Bought(as_decimal(single), as_decimal(spend)) for id_, (single, spend) in bought.items()}
            met = first_met(rules, known, at_hand)
            cases.append(
                {
                    "rules": [{"id": rule.id, "kind": rule.kind, "amount": rule.amount} for rule in rules],
                    "bought": {id_: {"single": single, "spend": spend} for id_, (single, spend) in bought.items()},
                    "atHand": at_hand,
                    "expected": [met.rule.id, float(met.figure)] if met else [None, 0],
                }
            )
        self.assertGreater(len({str(case["expected"]) for case in cases}), 10)
        self.main_pos_config.with_user(self.cashier).open_ui()
        self.browser_js(
            self._get_url(),
            f"const cases = {json.dumps(cases)}; {COMPARE}",
            ready="odoo.loader.modules.has('@member_loyalty/app/utils/enrolment')",
            login="till_cashier",
        )
