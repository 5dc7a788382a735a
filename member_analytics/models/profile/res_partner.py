from datetime import time

from odoo import models
from odoo.tools import format_date, format_list, format_time
from odoo.tools.misc import formatLang

from ...engine.annual import annual_value

FAVORITES = 3
#: letters that find room on a narrow tile
LONG = 30


class ResPartner(models.Model):
    """What the metrics add to a member's profile: how often they come, when they should come again, what they like.

    As far as the reader may read the member's metrics.
    """

    _inherit = "res.partner"

    def _member_profile(self):
        blocks = super()._member_profile()
        metrics = self.member_metrics_id if self._member_sees_history() else False
        if metrics and metrics.last_date:
            blocks["visits"]["tiles"] += self._member_profile_rhythm(metrics)
            if favorites := self._member_profile_favorites(metrics):
                blocks["habits"] = {"title": self.env._("Favorites"), "tiles": favorites}
        return blocks

    def _member_profile_rhythm(self, metrics):
        """:return: tiles of interval, next visit and annual value"""
        opens = self._member_opens(self.name, "member.metrics", record_id=metrics.id)
        states = dict(metrics._fields["recency_state"]._description_selection(self.env))
        tiles = []
        if metrics.median_interval:
            days = formatLang(self.env, round(metrics.median_interval), digits=0)
            tiles.append(
                {
                    "label": self.env._("Comes Every"),
                    "value": self.env._("%(days)s days", days=days),
                    "notes": [self.env._("Median of all intervals")],
                    "opens": opens,
                }
            )
        if metrics.expected_date:
            overdue = metrics.overdue_days and self.env._("%(days)s days overdue", days=metrics.overdue_days)
            tiles.append(
                {
                    "label": self.env._("Next Visit Expected"),
                    "value": format_date(self.env, metrics.expected_date),
                    "notes": list(filter(None, [overdue, states.get(metrics.recency_state)])),
                    "opens": opens,
                }
            )
        value = annual_value(metrics.net_spend, metrics.first_date, metrics.last_date)
        tiles.append(
            {
                "label": self.env._("Annual Value"),
                "value": formatLang(self.env, value, currency_obj=metrics.currency_id),
                "notes": [
                    self.env._(
                        "%(amount)s in total",
                        amount=formatLang(self.env, metrics.net_spend, currency_obj=metrics.currency_id),
                    )
                ],
                "opens": opens,
            }
        )
        return tiles

    def _member_profile_favorites(self, metrics):
        """:return: tiles of favorite products, category, store, day and hour, in the analysis period"""
        # sudo: names of products, category and store of metrics and purchases that the reader may read.
        named = metrics.sudo()
        days = dict(metrics._fields["favourite_weekday"]._description_selection(self.env))
        hour = named.favourite_hour and format_time(self.env, time(int(named.favourite_hour)), time_format="short")
        found = [
            (self.env._("Products"), format_list(self.env, self._member_favorite_products(metrics)), False),
            (self.env._("Category"), named.favourite_categ_id.name, False),
            (self.env._("Store"), named.favourite_config_id.name, False),
            (
                self.env._("Day and Hour"),
                days.get(metrics.favourite_weekday),
                hour and self.env._("From %(hour)s", hour=hour),
            ),
        ]
        opens = self._member_opens(self.name, "member.metrics", record_id=metrics.id)
        return [
            {
                "label": label,
                "value": value,
                "notes": [note] if note else [],
                "opens": opens,
                "is_wide": len(value) > LONG,
            }
            for label, value, note in found
            if value
        ]

    def _member_favorite_products(self, metrics):
        """:return: list of names, of what the member bought most pieces of in the analysis period"""
        definition = self.env["member.metrics.definition"]._of(metrics.company_id)
        start = definition._window_start(metrics.company_id._member_today())
        bought = self.env["member.purchase.line"]._read_group(
            [
                ("purchase_id.partner_id", "=", self.id),
                ("purchase_id.company_id", "=", metrics.company_id.id),
                ("purchase_id.local_date", ">=", start),
                ("is_reward", "=", False),
                ("product_id", "!=", False),
            ],
            ["product_id"],
            ["quantity:sum"],
            having=[("quantity:sum", ">", 0)],
            order="quantity:sum desc, product_id",
            limit=FAVORITES,
        )
        # sudo: names of products that are in purchases the reader may read.
        return [product.sudo().name for product, _quantity in bought]
