from odoo import fields, models


class MemberEnrolmentRule(models.Model):
    """Rules as the till takes them."""

    _inherit = "member.enrolment.rule"

    def _for_till(self):
        """:return: dict, see utils/enrolment.js; regions are the customer's, since the store's has been looked at"""
        self.ensure_one()
        by_customer = self.region_of == "customer"
        return {
            "id": self.id,
            "name": self.name,
            "how": self.how,
            "kind": self.kind,
            "amount": self.amount,
            "days": self.days,
            "date_to": fields.Date.to_string(self.date_to) or False,
            "categories": self._categories() or False,
            "countries": by_customer and self.country_ids.ids,
            "states": by_customer and self.state_ids.ids,
        }

    def _not_met_message(self):
        return self.env._(
            "No enrolment rule is met yet. %(rules)s A membership manager may enrol anybody.",
            rules=" ".join(rule._asks() for rule in self),
        )

    def _asks(self):
        """:return: what the rule asks for, in one sentence"""
        self.ensure_one()
        amount = self.currency_id.format(self.amount)
        if self.kind == "single":
            return self.env._("%(name)s: one purchase of at least %(amount)s.", name=self.name, amount=amount)
        return self.env._(
            "%(name)s: purchases of %(amount)s within %(days)s days.", name=self.name, amount=amount, days=self.days
        )

    def _bought_for_till(self, partner):
        bought = self._bought(partner.ids).get(partner.id)
        return {"single": float(bought.single), "spend": float(bought.spend)} if bought else {"single": 0, "spend": 0}
