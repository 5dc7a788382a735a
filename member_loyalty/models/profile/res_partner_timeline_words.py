from odoo import models
from odoo.tools import format_date, format_list
from odoo.tools.misc import formatLang

NAMED = 3


class ResPartner(models.Model):
    """What each kind of row of the timeline says.

    Each method gets the records of a page, read with the rights of the shop, and returns a dict of record to a dict of
    icon, title, text and amount.
    """

    _inherit = "res.partner"

    def _member_told_purchase(self, purchases):
        products = {}
        lines = purchases.env["member.purchase.line"].search(
            [("purchase_id", "in", purchases.ids), ("is_reward", "=", False)], order="id"
        )
        for line in lines:
            products.setdefault(line.purchase_id, {})[line.product_id.name] = True
        told = {}
        for purchase in purchases:
            total = purchase._member_total()
            title = self.env._("Purchase")
            if total < 0:
                title = self.env._("Return")
            elif purchase.amount_paid_in and not purchase.amount_gross:
                title = self.env._("Top-up")
            told[purchase] = {
                "icon": "fa-undo" if total < 0 else "fa-shopping-basket",
                "title": title,
                "text": self._member_side_by_side(
                    self._member_few(list(products.get(purchase, ()))), purchase.config_id.name, purchase.reference
                ),
                "amount": formatLang(self.env, total, currency_obj=purchase.currency_id),
            }
        return told

    def _member_side_by_side(self, *parts):
        """Facts side by side; those that are there."""
        return " · ".join(part for part in parts if part)

    def _member_few(self, names):
        """:return: str, the first names, and how many more there are"""
        names = [name for name in names if name]
        if len(names) <= NAMED:
            return format_list(self.env, names)
        return self.env._(
            "%(names)s and %(count)s more", names=", ".join(names[: NAMED - 1]), count=len(names) - NAMED + 1
        )

    def _member_told_entry(self, entries):
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        told = {}
        for entry in entries:
            dates = [
                entry.state == "pending"
                and entry.date_available
                and self.env._("Pending until %(day)s", day=format_date(self.env, entry.date_available)),
                entry.left > 0
                and entry.date_expiration
                and self.env._("Expires after %(day)s", day=format_date(self.env, entry.date_expiration)),
            ]
            amount = entry.card_id._member_amount_text(abs(entry.amount))
            told[entry] = {
                "icon": "fa-plus-circle" if entry.amount > 0 else "fa-minus-circle",
                "title": kinds[entry.kind],
                "text": self._member_side_by_side(entry.program_id.name, entry.reason, *dates),
                "amount": f"{'+' if entry.amount > 0 else '−'}{amount}",
            }
        return told

    def _member_told_tier(self, changes):
        told = {}
        for change in changes:
            names = {"tier": change.to_tier_id.name}
            if not change.to_tier_id:
                title = self.env._("Without a tier")
            elif change.from_tier_id == change.to_tier_id:
                title = self.env._("Kept %(tier)s", **names)
            elif change._is_rise():
                title = self.env._("Upgrade to %(tier)s", **names) if change.from_tier_id else change.to_tier_id.name
            else:
                title = self.env._("Downgrade to %(tier)s", **names)
            told[change] = {
                "icon": "fa-level-up" if change.to_tier_id and change._is_rise() else "fa-level-down",
                "title": title,
                "text": change.explanation or "",
                "amount": "",
            }
        return told

    def _member_told_card(self, cards):
        return {
            card: {
                "icon": "fa-id-card-o",
                "title": self.env._("Card issued"),
                "text": self._member_side_by_side(card.type_id.name, card._tail()),
                "amount": "",
            }
            for card in cards
        }

    def _member_told_card_end(self, cards):
        states = dict(cards._fields["state"]._description_selection(self.env))
        return {
            card: {
                "icon": "fa-id-card",
                "title": self.env._("Card: %(status)s", status=states[card.state]),
                "text": self._member_side_by_side(card.type_id.name, card._tail(), card.state_reason),
                "amount": "",
            }
            for card in cards
        }

    def _member_told_coupon(self, coupons):
        told = {}
        for coupon in coupons:
            until = coupon._member_until()
            told[coupon] = {
                "icon": "fa-ticket",
                "title": self.env._("Gift card") if coupon.program_type == "gift_card" else self.env._("Coupon"),
                "text": self._member_side_by_side(
                    coupon.program_id.name,
                    until and self.env._("Valid until %(day)s", day=format_date(self.env, until)),
                ),
                "amount": self.env._("Used") if coupon.points <= 0 else "",
            }
        return told

    def _member_told_benefit(self, uses):
        return {
            use: {
                "icon": "fa-star-o",
                "title": use.benefit_id.name,
                "text": self._member_side_by_side(
                    self.env._("Benefit"), use.config_id.name, use.note, use.undone_reason
                ),
                "amount": self.env._("Undone") if use.state == "undone" else "",
            }
            for use in uses
        }

    def _member_told_consent(self, consents):
        return self._member_consents_in_words(consents, "fa-check-square-o", self.env._("Consent given"))

    def _member_told_withdrawal(self, consents):
        return self._member_consents_in_words(consents, "fa-ban", self.env._("Consent withdrawn"))

    def _member_consents_in_words(self, consents, icon, title):
        choices = {
            name: dict(consents._fields[name]._description_selection(self.env))
            for name in ("purpose", "channel", "given_via")
        }
        return {
            consent: {
                "icon": icon,
                "title": title,
                "text": self._member_side_by_side(*(values[consent[name]] for name, values in choices.items())),
                "amount": "",
            }
            for consent in consents
        }

    def _member_told_enrolment(self, enrolments):
        ways = dict(enrolments._fields["via"]._description_selection(self.env))
        return {
            enrolment: {
                "icon": "fa-user-plus",
                "title": self.env._("Enrolled"),
                "text": self._member_side_by_side(
                    enrolment.config_id.name or ways[enrolment.via], enrolment.user_id.name
                ),
                "amount": "",
            }
            for enrolment in enrolments
        }

    def _member_told_leaving(self, leavings):
        reasons = dict(leavings._fields["reason"]._description_selection(self.env))
        return {
            leaving: {
                "icon": "fa-sign-out",
                "title": self.env._("Membership terminated"),
                "text": self._member_side_by_side(
                    reasons.get(leaving.reason),
                    leaving.returned_on
                    and self.env._("Reinstated on %(day)s", day=format_date(self.env, leaving.returned_on)),
                ),
                "amount": "",
            }
            for leaving in leavings
        }

    def _member_told_referral(self, referrals):
        states = dict(referrals._fields["state"]._description_selection(self.env))
        told = {}
        for referral in referrals:
            if referral.referrer_id.id == self.id:
                title = self.env._("Referred %(name)s", name=referral.friend_id.name)
            else:
                title = self.env._("Referred by %(name)s", name=referral.referrer_id.name)
            told[referral] = {
                "icon": "fa-handshake-o",
                "title": title,
                "text": referral.explanation or "",
                "amount": states[referral.state],
            }
        return told
