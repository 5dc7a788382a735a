from odoo import models
from odoo.tools import email_normalize

from ..common.plain import till_question

#: Which rules the till looks at: those listed in the office only are none of its business.
AT_THE_TILL = ("consent", "automatic")


class PosConfig(models.Model):
    _inherit = "pos.config"

    @till_question
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
        config = self._member_shop_env()
        partner = config.env["res.partner"]
        if values.get("partner_id"):
            config, partner = self._member_till_env(values["partner_id"])
        typed = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        values = typed | config._member_unmasked(partner, typed)
        problem = config._enrolment_problem(partner, values, typed)
        if problem:
            return {"status": "refused", "field": problem[0], "message": problem[1]}
        phone = self._sanitize_phone(values["phone"])
        twin = self._find_by_number_or_phone(phone) - partner
        if twin:
            return {
                "status": "duplicate",
                "message": self.env._("%(phone)s belongs to %(name)s.", phone=typed["phone"], name=twin[0].name),
                "snapshot": self.member_snapshot(twin[0].id),
            }
        # After the double, which says more: the cashier chose somebody else.
        if problem := config._member_other_than_on_file(partner, values):
            return {"status": "refused", "field": problem[0], "message": problem[1]}
        rules, rule = self._member_rule_met(partner, values.get("at_hand"))
        if rules and not rule and self.company_id._member_asks_for_rule():
            return {"status": "refused", "field": False, "message": rules._not_met_message()}
        # Only these fields are written, and of who is on file, those that are empty.
        details = {"name": values["name"], "phone": phone, "email": values.get("email") or False}
        if partner:
            missing = partner._member_fillable(details)
            partner.write({name: value for name, value in details.items() if value and name in missing})
        else:
            partner = partner.create(details)
        partner = partner.with_context(member_handbook_id=values.get("handbook_id") or False)
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

    def _enrolment_problem(self, partner, values, typed):
        """
        :param partner: the customer on file, with the rights of the shop, or nobody
        :param values: of the dialog, with what is on file in place of its masks
        :param typed: the same as they came: a message repeats these
        :return: (field, message) of the first thing that stands in the way, or None
        """
        if partner and (problem := partner._member_till_problem()):
            return "name", problem
        if not values.get("name"):
            return "name", self.env._("Enter the customer's name.")
        if not self._sanitize_phone(values.get("phone")):
            return "phone", self.env._(
                "%(phone)s isn't a valid phone number in %(country)s. Check the digits, or start with + "
                "and the country code.",
                phone=typed.get("phone") or self.env._("An empty field"),
                country=self.company_id.country_id.name or self.env._("the company's country"),
            )
        if problem := partner._member_email_problem(values.get("email")):
            return "email", problem
        if not values.get("consent"):
            return "consent", self.env._("Ask the customer for consent to the membership and check the box.")
        if partner._is_member():
            return "name", self.env._(
                "%(name)s is already a member with number %(number)s.", name=partner.name, number=partner.member_number
            )
        return self._card_problem(values.get("card_number")) or self._referrer_problem(values.get("brought_by"))

    def _member_other_than_on_file(self, partner, values):
        """What was typed over what is on file is refused, not passed over: the cashier would take it for saved.

        :return: (field, message) of the first, or None
        """
        if not partner:
            return None
        if partner.name and _plain(values["name"]) != _plain(partner.name):
            return "name", self.env._(
                "The customer is on file as %(name)s. Enter that name, or ask the membership staff to change it.",
                name=partner.name,
            )
        phone = self._sanitize_phone(values["phone"])
        if partner.phone and phone != partner.phone_sanitized and values["phone"] != partner.phone:
            return "phone", self.env._(
                "%(name)s is on file with another phone number. Choose the customer anew and leave the number as it is, "
                "or ask the membership staff to change it.",
                name=partner.name,
            )
        email = values.get("email")
        if not email or _plain(email) == _plain(partner.email):
            return None
        if partner.email and email_normalize(email) != partner.email_normalized:
            return "email", self.env._(
                "%(name)s is on file with another email address. Leave the field empty, or ask the membership staff to "
                "change it.",
                name=partner.name,
            )
        if not partner.email and not partner._member_fillable(["email"]):
            return "email", self.env._(
                "%(name)s has a login, and sets the email address in the portal. Leave the field empty.",
                name=partner.name,
            )
        return None

    def _card_problem(self, number):
        """:return: (field, message) why this card can't be handed out, and nothing else of it; or None"""
        problem = number and self._member_shop_env()._member_card_giving_problem(number)
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


def _plain(text):
    """:return: a name or an address without what is only a way to write it"""
    return " ".join((text or "").split()).casefold()
