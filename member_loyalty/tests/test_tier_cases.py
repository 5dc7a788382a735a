import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine.tier_review import NOBODY, Sudden
from .common import MemberCase

CASES = json.loads((Path(__file__).parent / "tier_cases.json").read_text())
BASIS = ("gross", "refunds", "paid_in", "imported")


@tagged("post_install", "-at_install")
class TestTierCases(MemberCase):
    """The table of tier cases through the ORM: real tiers, facts and entries in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        care = cls.env["product.category"].create({"name": "Care"})
        cls.categories = {
            "Care": care,
            "Care / Creams": cls.env["product.category"].create({"name": "Creams", "parent_id": care.id}),
            "Food": cls.env["product.category"].create({"name": "Food"}),
        }
        cls.tills = {"Main": cls.config, "Other": cls.config.copy()}

    def test_cases(self):
        for case in CASES:
            with self.subTest(case["name"]):
                savepoint = self.env.cr.savepoint()
                try:
                    self.run_case(case)
                finally:
                    savepoint.rollback()
                    savepoint.close()
                    self.env.invalidate_all()
                    self.env.registry.clear_cache()

    def run_case(self, case):
        self.company.partner_id.tz = case.get("tz", "UTC")
        self.company.write({f"member_tier_{name}": on for name, on in case.get("basis", {}).items()})
        tiers = self.make_tiers(case["tiers"])
        member = self.env["res.partner"].create({"name": "Ada"})
        member.sudo().write({"member_number": "M1", "member_since": case.get("joined", "2024-01-15")})
        standing = self.make_standing(member, tiers, case)
        self.record(member, case)
        day = fields.Date.to_date(case["day"])
        sudden = Sudden(tuple(tier.id for tier in tiers.values()), for_life=True) if case.get("at_once") else NOBODY
        changes = standing._review(day, sudden)
        self.check(case, tiers, standing, changes, day)
        self.assertFalse(standing._review(day, sudden), "a second review changes nothing")

    def make_tiers(self, rules):
        (self.classic | self.silver | self.gold).active = False
        tiers = {"Base": self.env["member.tier"].create({"name": "Base", "rank": 100})}
        for rank, (name, rule) in enumerate(rules.items(), start=101):
            rule = dict(rule)
            categories = [self.categories[one].id for one in rule.pop("categories", [])]
            till = rule.pop("till", None)
            tiers[name] = self.env["member.tier"].create(
                {
                    "name": name,
                    "rank": rank,
                    "categ_ids": [(6, 0, categories)],
                    "config_ids": [(6, 0, self.tills[till].ids if till else [])],
                    **rule,
                }
            )
        return tiers

    def make_standing(self, member, tiers, case):
        hold = case.get("hold")
        by_rule = tiers[case.get("from", "Base")]
        standing = self.env["member.standing"].sudo()._of(member.ids)
        standing.write({"tier_id": by_rule.id, "until": case.get("until")})
        if hold:
            standing.write(
                {
                    "hold_tier_id": tiers[hold["tier"]].id,
                    "hold_until": hold["until"],
                    "hold_floor": hold["floor"],
                    "hold_reason": "For a good reason",
                }
            )
        now = tiers[hold["tier"]] if hold else by_rule
        self.env["res.partner"].sudo()._member_change_tier(
            [
                {
                    "partner_id": member.id,
                    "company_id": self.company.id,
                    "from_tier_id": False,
                    "to_tier_id": now.id,
                    "reason": "import",
                }
            ],
            fields.Date.to_date(case.get("joined", "2024-01-15")),
        )
        return standing

    def record(self, member, case):
        zone = ZoneInfo(case.get("tz", "UTC"))
        for number, buy in enumerate(case["purchases"]):
            moment = fields.Datetime.to_datetime(f"{buy['at']}:00").replace(tzinfo=zone)
            utc = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
            if "points" in buy:
                self.post(member, number, buy, utc)
            else:
                self.env["member.purchase"]._record(self.header(member, number, buy, utc), self.line(number, buy))

    def header(self, member, number, buy, utc):
        """The store's own day follows from the time zone, as it does for the till's orders."""
        return SQL(
            """
            SELECT %(key)s AS key, %(source)s AS source, 'R' AS reference, %(partner)s AS partner_id,
                   %(company)s AS company_id, %(till)s::int AS config_id, %(utc)s::timestamp AS date,
                   (%(utc)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS local_date,
                   %(net)s::numeric AS amount_net, %(gross)s::numeric AS amount_gross,
                   %(paid_in)s::numeric AS amount_paid_in, %(prepaid)s::numeric AS amount_prepaid,
                   %(refund)s AS refund_of_key, NULL::int AS pos_order_id, NULL::int AS import_id
            """,
            key=f"case:{number}",
            source="import" if buy.get("imported") else "pos",
            partner=member.id,
            company=self.company.id,
            till=self.tills[buy["till"]].id if "till" in buy else None,
            utc=utc,
            tz=self.company.partner_id.tz,
            net=buy["amount"],
            gross=buy.get("gross", buy["amount"]),
            paid_in=buy.get("paid_in", 0),
            prepaid=buy.get("prepaid", 0),
            refund=f"case:{buy['refund_of']}" if "refund_of" in buy else None,
        )

    def line(self, number, buy):
        return SQL(
            """
            SELECT %(key)s AS key, %(key)s AS purchase_key, %(product)s AS product_id, %(categ)s::int AS categ_id,
                   1 AS quantity, %(net)s::numeric AS amount_net, %(gross)s::numeric AS amount_gross,
                   FALSE AS is_reward, NULL AS refund_of_key
            """,
            key=f"case:{number}",
            product=self.soap.id,
            categ=self.categories[buy["category"]].id if "category" in buy else None,
            net=buy["amount"],
            gross=buy.get("gross", buy["amount"]),
        )

    def post(self, member, number, buy, utc):
        card = self.env["loyalty.card"].sudo()._member_card(member, self.program)
        self.env["member.ledger.entry"].sudo()._post(
            [
                {
                    "key": f"case:{number}",
                    "card_id": card.id,
                    "kind": buy["kind"],
                    "amount": buy["points"],
                    "date": utc,
                    "company_id": self.company.id,
                }
            ]
        )

    def check(self, case, tiers, standing, changes, day):
        expected, member = case["expect"], standing.partner_id
        by_rule = tiers[expected["tier"]]
        self.assertEqual((standing.tier_id.name, standing.until or None), (by_rule.name, to_day(expected["until"])))
        effective = tiers[expected.get("effective", expected["tier"])]
        self.assertEqual(member.member_tier_id.name, effective.name)
        if "grounds" in expected and changes:
            self.assertEqual(changes.grounds or {}, expected["grounds"])
        moved = {"up": (None, "open", "spend", "single", "visits", "points", "several"), "down": ("fall",)}
        if expected["move"] in moved and "effective" not in expected:
            self.assertIn(changes.reason, moved[expected["move"]])
            self.assertEqual((changes.to_tier_id, changes.window_end), (effective, changes.window_end))
        if expected["move"] == "keep":
            self.assertEqual((changes.reason, changes.from_tier_id, changes.to_tier_id), ("kept", effective, effective))
        if expected["move"] == "none" and "effective" not in expected:
            self.assertFalse(changes)
        if standing.review_on:
            self.assertGreater(standing.review_on, day)


def to_day(text):
    return text and date.fromisoformat(text)
