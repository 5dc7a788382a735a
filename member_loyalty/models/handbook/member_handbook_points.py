from odoo import models
from odoo.fields import Domain
from odoo.tools import format_list

from ...const import ANY_PRODUCT


class MemberHandbook(models.Model):
    """How points are earned and used, and what a wallet is good for."""

    _inherit = "member.handbook"

    def _programs(self, program_type):
        today = self.company_id._member_today()
        return self.env["loyalty.program"].search(
            Domain("member_program", "=", True)
            & Domain("program_type", "=", program_type)
            & Domain("company_id", "in", [self.company_id.id, False])
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    # ── Points ────────────────────────────────────────────────────────────────────────────────────────────────

    def _chapters_points(self):
        return [
            self._chapter(
                f"points:{program.id}",
                self.env._("Points: %s", program.name),
                "fa-star",
                [
                    *((f"rule:{rule.id}", self.env._("You earn"), self._rule_text(rule)) for rule in program.rule_ids),
                    ("basis", self.env._("Based on"), self._basis_text(program)),
                    ("nothing", self.env._("Excluded"), self._nothing_text(program)),
                    ("pending", self.env._("Availability"), self._pending_text(program)),
                    ("expiry", self.env._("Expiration"), self._expiry_text(program)),
                    *(
                        (f"reward:{reward.id}", self.env._("Redemption"), self._reward_text(reward))
                        for reward in program.reward_ids
                    ),
                    *self._spending_lines(program),
                    ("returned", self.env._("Returns"), self._returned_text(program)),
                    ("when", self.env._("When"), self._days_text(program)),
                ],
            )
            for program in self._programs("loyalty")
        ]

    def _rule_text(self, rule):
        narrowed = rule.product_ids or rule.product_category_id or rule.product_tag_id
        what = [*rule.product_ids, *rule.product_category_id, *rule.product_tag_id]
        tax_included = rule.minimum_amount_tax_mode == "incl"
        return self._sentences(
            f"{rule.display_name}.",
            self.env._("On %s only.", format_list(self.env, [one.display_name for one in what])) if narrowed else "",
            self.env._("On some products only: ask in the shop.")
            if not narrowed and (rule.product_domain or "[]") not in ANY_PRODUCT
            else "",
            self.env._("Minimum quantity: %s.", rule.minimum_qty) if rule.minimum_qty > 1 else "",
            (
                self.env._("Minimum purchase: %s, including taxes.", self._money(rule.minimum_amount))
                if tax_included
                else self.env._("Minimum purchase: %s, excluding taxes.", self._money(rule.minimum_amount))
            )
            if rule.minimum_amount
            else "",
        )

    def _basis_text(self, program):
        def chosen(name):
            return dict(program._fields[name]._description_selection(self.env))[program[name]]

        steps = {
            "1": self.env._("Points are rounded to whole points."),
            "0.1": self.env._("Points are rounded to tenths."),
            "0.01": self.env._("Points are rounded to hundredths."),
        }
        roundings = {
            "half_up": self.env._("Halves are rounded up."),
            "down": self.env._("Fractions are rounded down."),
            "up": self.env._("Fractions are rounded up."),
        }
        return self._sentences(
            f"{chosen('member_basis')}.",
            f"{chosen('member_basis_discounts')}.",
            steps[program.member_rounding],
            roundings[program.member_rounding_method],
        )

    def _nothing_text(self, program):
        excluded = [
            self._names(records)
            for records in (program.member_excluded_category_ids, program.member_excluded_product_ids)
            if records
        ]
        return format_list(self.env, [self.env._("Wallet top-ups and gift cards"), *excluded], "unit")

    def _pending_text(self, program):
        days = {
            "none": 0,
            "days": program.member_pending_days,
            "return_window": self.company_id.member_return_days,
        }[program.member_pending]
        return self.env._("%s days after the purchase.", days) if days else self.env._("Immediately.")

    def _expiry_text(self, program):
        reminds = program.member_expiry != "never" and program.member_reminder_days
        return self._sentences(
            f"{program._member_expiry_text()}.",
            self.env._("You get a reminder %s days before.", program.member_reminder_days) if reminds else "",
        )

    def _reward_text(self, reward):
        points = f"{self._number(reward.required_points)} {reward.program_id.portal_point_name}"
        return f"{points}: {reward.description}."

    def _returned_text(self, program):
        expired = ""
        if program.member_grace_days:
            expired = self.env._(
                "If they have expired in the meantime, they are valid for another %s days.", program.member_grace_days
            )
        elif program.member_expiry != "never":
            expired = self.env._("If they have expired in the meantime, they stay expired.")
        return self._sentences(
            self.env._("The points earned are reversed, and the points you redeemed are restored."),
            expired,
            self.env._("If your balance is insufficient, the difference is deducted from points you earn later.")
            if program.member_debt == "negative"
            else "",
        )

    def _spending_lines(self, program):
        """How both points and a wallet may be spent."""
        unit = program.portal_point_name if program.program_type == "loyalty" else ""

        def amount(value):
            return f"{self._number(value)} {unit}" if unit else program._member_money(value)

        periods = self._still_in_force(program.member_redeem_period_ids)
        limits = self._sentences(
            self.env._("Minimum redemption: %s.", amount(program.member_redeem_minimum))
            if program.member_redeem_minimum
            else "",
            self.env._("Redemption step: %s.", amount(program.member_redeem_multiple))
            if program.member_redeem_multiple
            else "",
            self.env._("For up to %s%% of a purchase.", self._number(program.member_redeem_share))
            if program.member_redeem_share
            else "",
            self.env._("Only in these periods: %s.", format_list(self.env, periods.mapped("display_name"), "or"))
            if program.member_redeem_period_ids
            else "",
            self.env._("Above %s, your card or PIN is required.", amount(program.member_pin_above))
            if program.member_pin_above
            else "",
        )
        stores = self.env._("At %s.", self._names(program.pos_config_ids)) if program.pos_config_ids else ""
        return [("limits", self.env._("Amount"), limits), ("stores", self.env._("Where"), stores)]

    # ── Wallets ───────────────────────────────────────────────────────────────────────────────────────────────

    def _chapters_wallets(self):
        return [
            self._chapter(
                f"wallet:{wallet.id}",
                self.env._("Wallet: %s", wallet.name),
                "fa-google-wallet",
                [
                    ("topup", self.env._("Top-up amount"), self._topup_text(wallet)),
                    *self._offer_lines(wallet),
                    ("first", self.env._("Used first"), self._chosen_text(wallet, "member_consumption")),
                    *self._spending_lines(wallet),
                    ("good", self.env._("Validity"), self.env._("The paid balance never expires.")),
                    ("back", self.env._("Refund"), self._back_text(wallet)),
                ],
            )
            for wallet in self._programs("ewallet")
        ]

    def _chosen_text(self, record, name):
        return f"{dict(record._fields[name]._description_selection(self.env))[record[name]]}."

    def _topup_text(self, wallet):
        return self._sentences(
            self.env._("As much as you like.")
            if not wallet.member_topup_max
            else self.env._("Up to %s per top-up.", wallet._member_money(wallet.member_topup_max)),
            self.env._("Up to %s per day.", wallet._member_money(wallet.member_day_max))
            if wallet.member_day_max
            else "",
            self.env._("Up to %s in the wallet.", wallet._member_money(wallet.member_balance_max))
            if wallet.member_balance_max
            else "",
        )

    def _back_text(self, wallet):
        return self._sentences(
            self._chosen_text(wallet, "member_refund_policy"), self.env._("Promotional balances are never paid out.")
        )

    def _offer_lines(self, wallet):
        offers = self._still_in_force(self.env["member.topup.offer"].search([("program_id", "=", wallet.id)]))
        lines = [(f"offer:{offer.id}", offer.name, self._offer_text(offer)) for offer in offers]
        if len(offers) > 1:
            lines.append(
                ("offers", self.env._("If several offers apply"), self._chosen_text(wallet, "member_offer_rule"))
            )
        return lines

    def _offer_text(self, offer):
        modes = {
            "least": self.env._("Pay at least %(pay)s and receive %(gift)s."),
            "exact": self.env._("Pay exactly %(pay)s and receive %(gift)s."),
            "each": self.env._("Receive %(gift)s each time you pay %(pay)s."),
        }
        words = {"pay": offer.program_id._member_money(offer.pay), "gift": offer.receive_text}
        return self._sentences(
            modes[offer.mode] % words,
            self.env._("Valid for %s months.", offer.months_good) if offer.months_good else "",
            self.env._("For %s.", self._names(offer.tier_ids)) if offer.tier_ids else "",
            self.env._("Only with your first top-up of this wallet.") if offer.first_only else "",
            self.env._("Up to %s times.", offer.times) if offer.times else "",
            self._days_text(offer),
            self._stores_text(offer),
        )
