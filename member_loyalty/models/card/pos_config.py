import psycopg2

from odoo import models
from odoo.exceptions import UserError

from ..common.plain import till_question


class PosConfig(models.Model):
    """The till's questions about cards. Each is answered with data and a message, never with an error box."""

    _inherit = "pos.config"

    def _member_snapshot_card(self, partner):
        """What the till shows of the member's card.

        :return: False for a customer who never had one, else a dict of id, tail (last digits), type (name), state,
            state_name, good_until (date or False), and fee: False, or a dict of amount and product_id where it is still
            to pay
        """
        card = partner._member_last_card()
        return card._for_till() if card else False

    @till_question
    def report_card_lost(self, partner_id):
        """Block the member's card at once. Reporting it again changes nothing.

        :return: dict of status ('ok' or 'refused'), message, and snapshot
        """
        config, partner = self._member_till_env(partner_id)
        card = partner._member_last_card()
        if card.state not in ("active", "blocked", "lost"):
            message = self.env._("%(name)s has no active card to block.", name=partner.name)
            return {"status": "refused", "message": message}
        card._mark_lost(self.env._("Reported at %s", config.name))
        return self._member_card_answer(partner, self.env._("Card %s is blocked.", card._tail()))

    @till_question
    def give_member_card(self, partner_id, values):
        """Give the member a card, in place of the one so far if there is one.

        :param values: dict of seen_id (id of the card that the till showed, or False), card_number (False for a new
            digital one), lost (bool), reason and waived_because (str or False)
        :return: dict of status ('ok' or 'refused'), message, and snapshot
        """
        config, partner = self._member_till_env(partner_id)
        problem = config._member_giving_problem(partner, values, self.env.user)
        if problem:
            return {"status": "refused", "message": problem}
        try:
            # Another till may give a card in the same moment: only one stays, by the index of active cards.
            with self.env.cr.savepoint():
                card = partner._member_replace_card(
                    values.get("card_number"),
                    kind="digital",
                    lost=values.get("lost"),
                    reason=values.get("reason") or self.env._("Replaced at %s", config.name),
                    waived_because=values.get("waived_because"),
                )
                card.flush_recordset()
        except psycopg2.errors.UniqueViolation:
            # The other till's card isn't seen in this transaction yet.
            message = self.env._("A card was just issued to %(name)s at another till.", name=partner.name)
            return {"status": "refused", "message": message}
        except UserError as error:
            return {"status": "refused", "message": str(error)}
        return self._member_card_answer(partner, self.env._("Card %s is now active.", card._tail()))

    def _member_giving_problem(self, partner, values, user):
        """Why no card is given now; False when one is."""
        last = partner._member_last_card()
        if last.id != (values.get("seen_id") or False) and last.state == "active":
            return self._member_already_given(partner)
        number = values.get("card_number")
        problem = number and self._member_card_giving_problem(number)
        if problem or not values.get("waived_because"):
            return problem
        card_type = partner._member_new_card_type(number, "digital")
        if not card_type.cashier_may_waive and not user.has_group("member_loyalty.group_staff"):
            return self.env._("Only the membership staff can waive the fee.")
        return False

    def _member_card_giving_problem(self, number):
        """Why no card of this number is given here; False when it is. A number that is somebody's counts as asked for in
        vain: it would tell which numbers there are."""
        lookups = self.env["member.card.lookup"]
        if problem := lookups._problem(self.company_id):
            return problem
        problem = self.env["member.card"]._giving_problem(number)
        if problem:
            lookups._count_unknown(self.company_id)
        return problem

    def _member_already_given(self, partner):
        return self.env._(
            "Card %(tail)s was just issued to %(name)s.",
            name=partner.name,
            tail=partner._member_last_card()._tail(),
        )

    def _member_card_answer(self, partner, message):
        return {"status": "ok", "message": message, "snapshot": self.member_snapshot(partner.id)}

    def _get_special_products(self):
        products = self.env["member.card.type"]._fee_product_ids()
        return super()._get_special_products() | self.env["product.product"].browse(products)

    def _member_card_types(self):
        """The types of card that this till knows, the first being what members get who aren't handed a card.

        :return: list of dicts of name, kind, prefix, length, check, price, replacement_fee, and may_waive
        """
        types = self.env["member.card.type"]._at_till(self.company_id.id)
        is_staff = self.env.user.has_group("member_loyalty.group_staff")
        return [{**values, "may_waive": is_staff or values["may_waive"]} for values in types]
