from odoo import fields, models

from ...engine import offers
from ...engine.rounding import as_decimal


class MemberTopupGift(models.Model):
    _name = "member.topup.gift"
    _description = "Granted Top-up Offer"
    _order = "id desc"
    _rec_name = "offer_id"

    topup_id = fields.Many2one("member.topup", "Top-up", required=True, readonly=True, index=True, ondelete="restrict")
    offer_id = fields.Many2one("member.topup.offer", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        related="topup_id.partner_id", store=True, index=True, string="Member", ondelete="restrict"
    )
    company_id = fields.Many2one(related="topup_id.company_id", store=True, ondelete="restrict")
    date = fields.Datetime(related="topup_id.date", store=True)
    receive = fields.Selection(string="Reward", related="offer_id.receive", store=True)
    amount = fields.Float(
        digits=(16, 2),
        readonly=True,
        aggregator=None,
        help="The amount of promotional balance, points or coupons granted.",
    )
    coupon_ids = fields.One2many("loyalty.card", "member_gift_id", "Coupons", readonly=True)

    _once = models.Constraint("UNIQUE (topup_id, offer_id)", "This offer has already been granted for this top-up.")

    def _give_coupons(self):
        """A fresh coupon for each that was given."""
        for gift in self.filtered(lambda gift: gift.receive == "coupon"):
            offer = gift.offer_id
            self.env["loyalty.card"].with_context(action_no_send_mail=True, tracking_disable=True).create(
                [
                    {
                        "program_id": offer.coupon_program_id.id,
                        "partner_id": gift.partner_id.id,
                        "points": 1,
                        "expiration_date": offer.months_good
                        and fields.Date.add(gift.topup_id.local_date, months=offer.months_good),
                        "member_gift_id": gift.id,
                    }
                    for _number in range(int(gift.amount))
                ]
            )

    def _movements(self):
        """What the gift brings to the ledger: bonus by its parts, or points.

        :return: list of values for ``member.ledger.entry._post``
        """
        movements = []
        for gift in self:
            topup, offer = gift.topup_id, gift.offer_id
            common = {
                "kind": "bonus",
                "topup_id": topup.id,
                "company_id": topup.company_id.id,
                "reason": offer.name,
            }
            if gift.receive == "bonus":
                movements += gift._bonus_parts(common)
            elif gift.receive == "points":
                card = self.env["loyalty.card"]._member_card(topup.partner_id, offer.points_program_id)
                movements.append(
                    {
                        **common,
                        "key": topup._key("points", offer.id),
                        "card_id": card.id,
                        "amount": as_decimal(gift.amount),
                        **offer.points_program_id._member_lot_dates(topup.local_date, topup.company_id),
                    }
                )
        return movements

    def _bonus_parts(self, common):
        self.ensure_one()
        topup, offer = self.topup_id, self.offer_id
        today = topup.company_id._member_today()
        parts = offers.monthly_parts(as_decimal(self.amount), offer.parts, topup.local_date, offer.months_good)
        return [
            {
                **common,
                "key": topup._key("bonus", offer.id, number),
                "card_id": topup.card_id.id,
                "bucket": "bonus",
                "amount": amount,
                "date_expiration": last_day,
                **({"state": "pending", "date_available": first_day} if first_day > today else {}),
            }
            for number, (first_day, last_day, amount) in enumerate(parts, start=1)
        ]
