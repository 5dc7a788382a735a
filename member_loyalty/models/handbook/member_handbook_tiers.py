from odoo import models
from odoo.tools import format_list
from odoo.tools.misc import format_date


class MemberHandbook(models.Model):
    """The tiers side by side, and what their members receive."""

    _inherit = "member.handbook"

    def _tiers(self):
        return self.env["member.tier"].search([("company_id", "in", [self.company_id.id, False])])

    def _benefits(self):
        benefits = self.env["member.benefit"].search([("company_id", "=", self.company_id.id)])
        return self._still_in_force(benefits).filtered("line_ids")

    def _chapter_tiers(self):
        tiers = self._tiers()
        if not tiers:
            return None
        ladders = self.env["member.tier"]._ladders(self.company_id.id)
        # Browsed together, to be fetched together.
        versions = self.env["member.tier.version"].browse(step.version for step in ladders[-1].steps)
        rules = {version.tier_id.id: version for version in versions}
        rows = [
            {
                "key": key,
                "label": label,
                "cells": {str(tier.id): text for tier in tiers if (text := text_of(tier, rules[tier.id]))},
            }
            for key, label, text_of in self._tier_rows()
        ]
        return self._chapter(
            "tiers",
            self.env._("Tiers"),
            "fa-trophy",
            [
                ("counts", self.env._("Eligible purchases"), self._counts_text()),
                *self._earlier_terms(ladders, rules),
                ("limits", self.env._("Limit"), self._limits_text()),
            ],
            columns=[{"key": str(tier.id), "name": tier.name, "color": tier.color} for tier in tiers],
            rows=[row for row in [*rows, *self._goods_rows(tiers), *self._benefit_rows()] if row["cells"]],
        )

    def _tier_rows(self):
        """:return: list of (key, label, method of a tier and the rule that is in force for it)"""
        return [
            ("entry", self.env._("How to qualify"), self._entry_text),
            ("good", self.env._("Validity"), self._good_text),
            ("stay", self.env._("How to requalify"), self._stay_text),
            ("fall", self.env._("Without requalification"), self._fall_text),
            ("refund", self.env._("After a return"), self._refund_text),
            ("points", self.env._("Points"), self._multiplier_text),
            ("prices", self.env._("Prices"), self._prices_text),
            ("welcome", self.env._("Welcome"), self._welcome_text),
        ]

    def _entry_text(self, _tier, rule):
        only = ""
        if rule.categ_ids:
            only = self.env._("Eligible categories: %s.", format_list(self.env, rule.categ_ids.mapped("name")))
        where = self.env._("Only purchases at %s count.", self._names(rule.config_ids)) if rule.config_ids else ""
        return ". ".join(filter(None, (rule.entry_rule, self._sentences(only, where))))

    def _good_text(self, _tier, rule):
        return {
            "lifetime": self.env._("Lifetime"),
            "months": self.env._("%s months", rule.validity_months),
            "year_end": self.env._("Until the end of the year"),
            "next_year_end": self.env._("Until the end of the next year"),
            "membership": self.env._("Until the end of your membership year"),
        }[rule.validity_kind]

    def _stay_text(self, _tier, rule):
        if rule.validity_kind == "lifetime":
            return ""
        grace = self.env._("You have %s more days to requalify.", rule.grace_days) if rule.grace_days else ""
        told = self.env._("You are notified %s days before.", rule.notice_days) if rule.notice_days else ""
        return ". ".join(filter(None, (rule.stay_rule, self._sentences(grace, told))))

    def _fall_text(self, _tier, rule):
        if rule.validity_kind == "lifetime":
            return ""
        if rule.downgrade == "one":
            return self.env._("Moves down one tier at most")
        return self.env._("Moves to the tier matching the purchases")

    def _refund_text(self, _tier, rule):
        if not rule._terms_text("entry"):
            return ""
        return dict(rule._fields["on_refund"]._description_selection(self.env))[rule.on_refund]

    def _multiplier_text(self, tier, _rule):
        return self.env._("%s × the points", self._number(tier.points_multiplier))

    def _prices_text(self, tier, _rule):
        items = tier.pricelist_id.item_ids
        if len(items) in (1, 2, 3):
            return "; ".join(f"{item.name}: {item.price}" for item in items)
        return self.env._("Special prices") if tier.pricelist_id else ""

    def _welcome_text(self, tier, _rule):
        gifts = []
        if tier.gift_points:
            gifts.append(f"{self._number(tier.gift_points)} {tier.gift_program_id.portal_point_name}")
        if tier.gift_coupon_program_id:
            gifts.append(tier.gift_coupon_program_id.name)
        if not gifts:
            return ""
        return self._sentences(
            f"{format_list(self.env, gifts)}.",
            self.env._("Each time you reach it.") if tier.gift_again else self.env._("Once."),
            self.env._("Also if you reach a higher tier directly.") if tier.gift_skipped else "",
        )

    def _goods_rows(self, tiers):
        """Products for members only, with how many each may buy."""
        goods = self.env["product.template"].search(
            [("member_only", "=", True), ("company_id", "in", [self.company_id.id, False])], order="name, id"
        )
        own = {
            str(tier.id): goods.filtered(lambda one, tier=tier: not one.member_tier_ids or tier in one.member_tier_ids)
            for tier in tiers
        }
        cells = {key: self._names(products) for key, products in own.items() if products}
        return [{"key": "goods", "label": self.env._("For these members only"), "cells": cells}]

    def _limits_text(self):
        """Products of which a member may buy so many only."""
        periods = dict(self.env["product.template"]._fields["member_quantity_period"]._description_selection(self.env))
        limited = self.env["product.template"].search(
            [
                ("member_only", "=", True),
                ("member_quantity", ">", 0),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            order="name, id",
        )
        return "\n".join(
            self.env._(
                "%(product)s: %(quantity)s %(period)s",
                product=one.display_name,
                quantity=self._number(one.member_quantity),
                period=periods[one.member_quantity_period],
            )
            for one in limited
        )

    def _counts_text(self):
        company = self.company_id
        return self._sentences(
            self.env._("Purchases count including taxes.")
            if company.member_tier_gross
            else self.env._("Purchases count excluding taxes."),
            self.env._("Returned goods are deducted.")
            if company.member_tier_refunds
            else self.env._("Returned goods aren't deducted."),
            self.env._("Wallet top-ups and gift cards count when they are paid for, not when they are spent.")
            if company.member_tier_paid_in
            else self.env._("Wallets and gift cards count when they are spent, not when they are paid for."),
        )

    def _earlier_terms(self, ladders, rules):
        """Members who joined before a rule was changed for new ones keep theirs: said where it differs."""
        lines = []
        for ladder in ladders[:-1]:
            for step in ladder.steps:
                version = self.env["member.tier.version"].browse(step.version)
                if version != rules[step.tier.id]:
                    tier = self.env["member.tier"].browse(step.tier.id)
                    lines.append(
                        (
                            f"before:{ladder.last}:{tier.id}",
                            self.env._("For members who joined by %s", format_date(self.env, ladder.last)),
                            f"{tier.name}: {self._entry_text(tier, version)}. {self._good_text(tier, version)}.",
                        )
                    )
        return lines

    # ── Benefits ──────────────────────────────────────────────────────────────────────────────────────────────

    def _benefit_rows(self):
        periods = dict(self.env["member.benefit"]._fields["period"]._description_selection(self.env))
        return [
            {
                "key": f"benefit:{benefit.id}",
                "label": benefit.name,
                "cells": {
                    str(line.tier_id.id): self.env._(
                        "%(quota)s %(period)s", quota=line.quota, period=periods[benefit.period]
                    )
                    if line.quota
                    else self.env._("Unlimited")
                    for line in benefit.line_ids
                },
            }
            for benefit in self._benefits()
        ]

    def _chapter_benefits(self):
        return self._chapter(
            "benefits",
            self.env._("Benefits"),
            "fa-gift",
            [(f"benefit:{one.id}", one.name, self._benefit_text(one)) for one in self._benefits()],
        )

    def _benefit_text(self, benefit):
        price = ""
        if benefit.product_id:
            price = (
                self.env._("The price is %s.", self._money(benefit.product_price))
                if benefit.product_price
                else self.env._("Free of charge.")
            )
        year = benefit.period == "membership_year"
        return self._sentences(
            benefit.description,
            price,
            self.env._("Only in the month of your birthday.") if benefit.birthday_month else "",
            self.env._("A membership year starts on the anniversary of your enrollment.") if year else "",
            self._days_text(benefit),
            self._stores_text(benefit),
        ) or self.env._("For the number of uses per tier, see Tiers.")
