from odoo import fields, models
from odoo.tools import format_date, format_list
from odoo.tools.misc import formatLang


class ResPartner(models.Model):
    """The figures of a profile: tier and way, points and wallet, visits."""

    _inherit = "res.partner"

    def _member_profile_tier(self):
        shop = self._member_in_shop()
        told = shop._is_member() and shop._member_portal_tier() if shop else False
        if not told or not (told["tier"] or told["next_tier"]):
            return False
        changes, purchases = self.env._("Tier Changes"), self.env._("Purchases")
        own = [("partner_id", "=", self.id)]
        opens = self._member_opens(changes, "member.tier.change", own)
        tiles = []
        if told["tier"]:
            why = told["why"] if self._member_sees_history() else False
            since = told["since"] and self.env._("Since %(day)s", day=format_date(self.env, told["since"]))
            tiles.append(
                {
                    "label": self.env._("Tier"),
                    "value": told["tier"].name,
                    "notes": list(filter(None, [since, told["is_held"] and self.env._("Manual tier"), why])),
                    "is_wide": bool(why),
                    "opens": opens,
                }
            )
        if told["until"]:
            tiles.append(
                {
                    "label": self.env._("Valid Until"),
                    "value": format_date(self.env, told["until"]),
                    "notes": self._member_profile_stay(told),
                    "opens": opens,
                }
            )
        if told["next_tier"]:
            missing = told["missing"] and self.env._("Missing: %(missing)s", missing=told["missing"])
            tiles.append(
                {
                    "label": self.env._("Next Tier"),
                    "value": told["next_tier"].name,
                    "notes": [missing] if missing else [],
                    "bars": told["bars"],
                    "opens": self._member_opens(purchases, "member.purchase", own),
                }
            )
        return {"title": self.env._("Tier"), "tiles": tiles}

    def _member_profile_stay(self, told):
        notes = []
        if told["grace_until"]:
            day = format_date(self.env, told["grace_until"])
            notes.append(self.env._("Can still be kept until %(day)s", day=day))
        if told["stay"]:
            notes.append(self.env._("Missing to requalify: %(missing)s", missing=told["stay"]))
        elif told["stay"] == "":
            notes.append(self.env._("Requalification reached"))
        return notes

    def _member_profile_balances(self):
        cards = self._member_profile_cards()
        buckets, expiring = cards._member_buckets(), cards._member_first_expiring()
        tiles = []
        for card in cards:
            notes = []
            worth = max(card.points, 0) * card.program_id.member_point_value
            if worth and card.program_type != "ewallet" and self._member_sees_history():
                money = formatLang(self.env, worth, currency_obj=card.program_id.currency_id)
                notes.append(self.env._("Worth %(money)s", money=money))
            if card.program_type == "ewallet" and buckets[card]["bonus"]:
                notes += [
                    self.env._("%s paid balance", card._member_amount_text(buckets[card]["principal"])),
                    self.env._("%s promotional balance", card._member_amount_text(buckets[card]["bonus"])),
                ]
            if buckets[card]["pending"]:
                notes.append(self.env._("%s pending", card._member_amount_text(buckets[card]["pending"])))
            if card in expiring:
                day, left = expiring[card]
                notes.append(
                    self.env._(
                        "%(amount)s expires after %(day)s",
                        amount=card._member_amount_text(left),
                        day=format_date(self.env, day),
                    )
                )
            tiles.append(
                {
                    "label": card.program_id.name,
                    "value": card._member_amount_text(card.points),
                    "notes": notes,
                    "opens": self._member_opens(
                        card.program_id.name, "member.ledger.entry", [("card_id", "=", card.id)]
                    ),
                }
            )
        empty = self.env._("Nothing yet. The first purchase earns points.")
        return {"title": self.env._("Points and Wallet"), "tiles": tiles, "empty": empty}

    def _member_profile_cards(self):
        """:return: the member's points and wallets that the reader may see, with the rights of the shop"""
        cards = self.env["loyalty.card"].search(
            [("partner_id", "=", self.id), ("member_program", "=", True)], order="program_type desc, id"
        )
        # sudo: sums and batches of cards that the reader may read, as a till shows them to its cashiers.
        return cards.sudo()

    def _member_profile_visits(self):
        if not self._member_sees_history():
            return False
        today = self.env.company._member_today()
        last, count = self._member_last_visit()
        title, bought = self.env._("Purchases"), self._member_bought()
        tiles = []
        if last:
            stores = self._member_stores_of(last)
            tiles = [
                {
                    "label": self.env._("Last Visit"),
                    "value": format_date(self.env, last),
                    "notes": list(filter(None, [self._member_days_ago(last, today), stores])),
                    "opens": self._member_opens(
                        title, "member.purchase", [*bought, ("local_date", "=", fields.Date.to_string(last))]
                    ),
                },
                {
                    "label": title,
                    "value": formatLang(self.env, count, digits=0),
                    "opens": self._member_opens(title, "member.purchase", bought),
                },
            ]
        empty = self.env._("No purchase yet.")
        return {"title": self.env._("Visits"), "tiles": tiles, "empty": empty}

    def _member_bought(self):
        """:return: domain of what counts as a purchase of this member today"""
        today = self.env.company._member_today()
        return [("partner_id", "=", self.id), *self.env["member.purchase"]._purchase_domain(today)]

    def _member_last_visit(self):
        """:return: (day of the last purchase or False, number of purchases)"""
        [found] = self.env["member.purchase"]._read_group(self._member_bought(), [], ["local_date:max", "__count"])
        return found

    def _member_stores_of(self, day):
        """:return: str, where the member bought on a day"""
        domain = [*self._member_bought(), ("local_date", "=", day), ("config_id", "!=", False)]
        stores = self.env["member.purchase"]._read_group(domain, ["config_id"])
        # sudo: names of stores of purchases that the reader may read.
        return format_list(self.env, [store.sudo().name for (store,) in stores])
