from odoo import models
from odoo.exceptions import AccessError

#: Which rules the till looks at: those listed in the office only are none of its business.
AT_THE_TILL = ("consent", "automatic")


class PosConfig(models.Model):
    _inherit = "pos.config"

    def enrol_member(self, values):
        """Enrol the customer in front of the till.

        :param values: dict of name, phone, email, card_number, consent (bool), contact_email, contact_sms and
            contact_phone (bool), brought_by (code, card or number of a member), handbook_id (of the version shown),
            partner_id for a customer on file, and at_hand, what the order in hand brings (dict of enrollment rule id to
            net amount)
        :return: dict of

            * ``status``: 'enrolled', 'refused' (with ``field`` and ``message``) or 'duplicate' (with ``message`` and
              the ``snapshot`` of the customer on file)
            * ``snapshot``: see :meth:`member_snapshot`, for 'enrolled' and 'duplicate'
        """
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only users of this till can enroll members."))
        values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        values |= self._member_unmasked(values)
        problem = self._enrolment_problem(values)
        if problem:
            return {"status": "refused", "field": problem[0], "message": problem[1]}
        phone = self._sanitize_phone(values["phone"])
        partner = self.env["res.partner"].browse(values.get("partner_id") or [])
        twin = self._find_by_number_or_phone(phone) - partner
        if twin:
            return {
                "status": "duplicate",
                "message": self.env._("%(phone)s belongs to %(name)s.", phone=values["phone"], name=twin[0].name),
                "snapshot": self.member_snapshot(twin[0].id),
            }
        rules, rule = self._member_rule_met(partner, values.get("at_hand"))
        if rules and not rule and self.company_id._member_asks_for_rule():
            return {"status": "refused", "field": False, "message": rules._not_met_message()}
        details = {"name": values["name"], "phone": phone, "email": values.get("email") or False}
        # sudo: enrollment is the cashier's task; only these fields are written, after the checks above.
        partner = partner.sudo()
        if partner:
            partner.write({name: value for name, value in details.items() if value})
        else:
            partner = partner.create(details)
        partner = partner.with_company(self.company_id).with_context(
            member_handbook_id=values.get("handbook_id") or False
        )
        partner._member_enrol(values.get("card_number"), via="till", config=self, rule=rule)
        self._member_agree_at_till(partner, values)
        if values.get("brought_by"):
            partner._member_register_referral(values["brought_by"], config_id=self.id)
        self._member_after_enrolment(partner, values)
        return {"status": "enrolled", "snapshot": self.member_snapshot(partner.id)}

    def _member_after_enrolment(self, partner, values):
        """What else happens when a till enrolls somebody, in the same transaction. Meant to be extended by other addons.

        :param partner: the new member, with the rights of the shop and in the till's company
        :param values: what the dialog sent, see :meth:`enrol_member`
        """

    def _enrolment_problem(self, values):
        """:return: (field, message) of the first thing that stands in the way, or None"""
        if not values.get("name"):
            return "name", self.env._("Enter the customer's name.")
        if not self._sanitize_phone(values.get("phone")):
            return "phone", self.env._(
                "%(phone)s isn't a valid phone number in %(country)s. Check the digits, or start with + "
                "and the country code.",
                phone=values.get("phone") or self.env._("An empty field"),
                country=self.company_id.country_id.name or self.env._("the company's country"),
            )
        if not values.get("consent"):
            return "consent", self.env._("Ask the customer for consent to the membership and check the box.")
        partner = self.env["res.partner"].browse(values.get("partner_id") or [])
        if partner._is_member():
            return "name", self.env._(
                "%(name)s is already a member with number %(number)s.", name=partner.name, number=partner.member_number
            )
        return self._card_problem(values.get("card_number")) or self._referrer_problem(values.get("brought_by"))

    def _card_problem(self, number):
        # sudo: one card by its number, and only why it can't be handed out.
        problem = number and self.env["member.card"].sudo()._giving_problem(number)
        return ("card_number", problem) if problem else None

    # ── Who the till offers membership to ──────────────────────────────────────────────────────────────────────

    def _member_rules_at_till(self):
        """What the till offers membership by, so that it knows without network whether the order in hand qualifies."""
        # sudo: the till evaluates the shop's own rules; a cashier doesn't open them.
        return self.env["member.enrolment.rule"].sudo()._in_force(self.company_id, self, AT_THE_TILL)

    def _member_snapshot_enrolment(self, partner):
        """What brings a customer nearer to membership.

        :param partner: with the rights of the shop
        :return: False for members, else a dict of

            * ``bought``: dict of rule id to a dict of single and spend, net, in the company's currency
            * ``consented``: whether the customer has agreed to be a member already
        """
        if partner.member_number:
            return False
        return {
            "bought": {rule.id: rule._bought_for_till(partner) for rule in self._member_rules_at_till()},
            "consented": bool(partner._member_consented(self.company_id)),
        }

    def _member_rule_met(self, partner, at_hand=None):
        """The enrollment rule that a customer of this till meets.

        :param partner: may be empty
        :param at_hand: dict of rule id to the net amount of the order in hand, as the till counts it
        :return: (rules in force, the rule met or none of them)
        """
        # sudo: the shop's own rules, and figures of this customer's own purchases.
        rules = self.env["member.enrolment.rule"].sudo()._in_force(self.company_id, self)
        met = rules._first_met(partner, {int(rule_id): amount for rule_id, amount in (at_hand or {}).items()})
        return rules, rules.browse(met.rule.id if met else [])

    def _member_address(self):
        """:return: the partner whose address is the store's: its warehouse's, or the company's"""
        return self.picking_type_id.warehouse_id.partner_id or self.company_id.partner_id
