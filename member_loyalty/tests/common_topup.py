from .common import MemberCase


class TopupCase(MemberCase):
    """A member, and a wallet that offers can be made for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wallet = cls.new_wallet()
        cls.member = cls.new_member()
        cls.today = cls.company._member_today()

    def offer(self, pay=100, bonus=10, **values):
        return self.env["member.topup.offer"].create(
            {"name": f"Pay {pay}", "program_id": self.wallet.id, "pay": pay, "bonus": bonus, **values}
        )

    def top_up_by(self, amount, offer=None, member=None, **values):
        line = {**self.top_up_line(amount), "member_offer_id": offer.id if offer else False}
        return self.sell(member or self.member, line, **values)

    @property
    def card(self):
        return self.env["loyalty.card"].search(
            [("partner_id", "=", self.member.id), ("program_id", "=", self.wallet.id)]
        )

    def buckets(self):
        buckets = self.card._member_buckets()[self.card]
        return float(buckets["principal"]), float(buckets["bonus"]), float(buckets["pending"])

    def ask(self, member=None):
        """What the till is offered, as its cashier."""
        return self.config.with_user(self.cashier).topup_offers((member or self.member).id)
