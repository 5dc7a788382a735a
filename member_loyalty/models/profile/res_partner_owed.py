from odoo import fields, models
from odoo.tools import format_date

MOST_PARTS = 6


class ResPartner(models.Model):
    """What the shop owes a member: what is to come, and what is waiting to be used."""

    _inherit = "res.partner"

    def _member_profile_owed(self):
        """Another addon adds promises of its own to ``items``."""
        items = [*self._member_owed_parts(), *self._member_owed_coupons(), *self._member_owed_benefits()]
        if self._member_sees_history():
            items += self._member_owed_referrals()
        return {
            "title": self.env._("What We Owe This Member"),
            "items": items,
            "empty": self.env._("Nothing is waiting: no pending amounts, coupons, benefits or promised rewards."),
        }

    def _member_owed_parts(self):
        """Amounts that become available on a day: pending points, and monthly parts of top-up offers."""
        cards, pending = self._member_profile_cards(), self.env._("Pending")
        parts = cards.env["member.ledger.entry"]._read_group(
            [("card_id", "in", cards.ids), ("state", "=", "pending"), ("left", ">", 0)],
            ["card_id", "date_available:day"],
            ["left:sum"],
            order="date_available:day, card_id",
            limit=MOST_PARTS,
        )
        return [
            {
                "icon": "fa-hourglass-half",
                "text": self.env._(
                    "%(amount)s (%(program)s)", amount=card._member_amount_text(left), program=card.program_id.name
                ),
                "note": self.env._("Available from %(day)s", day=format_date(self.env, day)),
                "opens": self._member_opens(
                    pending,
                    "member.ledger.entry",
                    [("card_id", "=", card.id), ("state", "=", "pending")],
                ),
            }
            for card, day, left in parts
        ]

    def _member_owed_coupons(self):
        """Coupons and gift cards that a till takes today; those that are alike are one line."""
        coupons = self.env["loyalty.card"]._member_coupons_of(self)
        # sudo: which of these coupons, which the reader may read, came with a tier.
        welcomes = self.env["member.tier.welcome"].sudo().search([("coupon_id", "in", coupons.ids)])
        tiers = {welcome.coupon_id.id: welcome.tier_id.name for welcome in welcomes}
        # sudo: what these coupons give, as a till says it.
        alike = coupons.sudo().grouped(
            lambda coupon: (coupon.program_id, coupon._member_until(), coupon.points, tiers.get(coupon.id))
        )
        items = []
        for (program, until, _points, tier), group in alike.items():
            gives = group[0]._member_coupon_gives() or program.name
            notes = [
                tier and self.env._("Welcome gift of %(tier)s", tier=tier),
                until and self.env._("Valid until %(day)s", day=format_date(self.env, until)),
            ]
            items.append(
                {
                    "icon": "fa-gift" if tier else "fa-ticket",
                    "text": self.env._("%(count)s × %(gift)s", count=len(group), gift=gives)
                    if len(group) > 1
                    else gives,
                    "note": " · ".join(filter(None, [program.name if gives != program.name else "", *notes])),
                    "opens": self._member_opens(program.name, "loyalty.card", [("id", "in", group.ids)]),
                }
            )
        return items

    def _member_owed_benefits(self):
        """Benefits of the tier that aren't used up in their period."""
        # sudo: uses are counted. Asked for are the reader's companies only; a till tells its cashiers the same.
        found = self.sudo()._member_portal_benefits(self.env.companies) if self._member_in_shop() else []
        return [
            {
                "icon": "fa-star-o",
                "text": one["benefit"].name,
                "note": " · ".join(filter(None, [one["left"], one["stores"]])),
                "opens": self._member_opens(
                    one["benefit"].name,
                    "member.benefit.use",
                    [("partner_id", "=", self.id), ("benefit_id", "=", one["benefit"].id)],
                ),
            }
            for one in found
            if not one["is_used_up"]
        ]

    def _member_owed_referrals(self):
        """Rewards that wait for a friend's first purchase."""
        today = fields.Date.to_string(self.env.company._member_today())
        waiting = self.env["member.referral"].search(
            [
                "|",
                ("referrer_id", "=", self.id),
                ("friend_id", "=", self.id),
                ("state", "=", "waiting"),
                "|",
                ("date_until", "=", False),
                ("date_until", ">=", today),
            ]
        )
        items = []
        # sudo: names of who is meant by referrals that the reader may read.
        for referral in waiting.sudo():
            if referral.referrer_id == self:
                text = self.env._("Reward for referring %(name)s", name=referral.friend_id.name)
            else:
                text = self.env._("Reward for joining through %(name)s", name=referral.referrer_id.name)
            until = referral.date_until and self.env._(
                "If there is a purchase until %(day)s", day=format_date(self.env, referral.date_until)
            )
            items.append(
                {
                    "icon": "fa-handshake-o",
                    "text": text,
                    "note": " · ".join(filter(None, [until, referral.policy_id.promise])),
                    "opens": self._member_opens(text, "member.referral", record_id=referral.id),
                }
            )
        return items
