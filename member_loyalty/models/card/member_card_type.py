import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ...engine.numbering import Scheme

# Most numbers of a type are free: what isn't found in so many rounds is too rare to be drawn, and easily guessed.
MOST_ROUNDS = 20
# So many random digits that the four a till shows leave more to guess than a lock lets anybody try.
LEAST_SERIAL = 7


class MemberCardType(models.Model):
    """A kind of card with numbers of its own, its terms and its face."""

    _name = "member.card.type"
    _description = "Member Card Type"
    _inherit = ["member.remembered"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first type is used for members who don't receive a physical card.")
    kind = fields.Selection(
        [("tier", "Tier card"), ("digital", "Digital card")],
        required=True,
        default="tier",
        help="A digital card is shown on the member's phone. It has no stock.",
    )
    company_id = fields.Many2one(
        "res.company", help="Leave empty to use the type in all companies.", ondelete="restrict"
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    prefix = fields.Char(
        required=True, help="All card numbers start with this prefix, so that the till recognizes them."
    )
    number_length = fields.Integer(required=True, default=13, help="The total number of digits.")
    check_digit = fields.Selection(
        [("ean", "EAN-13"), ("luhn", "Luhn"), ("none", "None")],
        required=True,
        default="ean",
        help="The last digit validates the number, so typing errors are detected.",
    )
    sample_number = fields.Char("Number Preview", compute="_compute_sample_number")
    barcode_rule_ids = fields.One2many("barcode.rule", "member_card_type_id", "Barcode Rules", readonly=True)
    validity_months = fields.Integer(
        "Validity (Months)",
        help="The validity starts on the day the card is issued. 0 means that the card never expires.",
    )
    product_id = fields.Many2one(
        "product.product",
        "Fee Product",
        domain=[("available_in_pos", "=", True)],
        check_company=True,
        help="The product added to the order when a card or a replacement has a fee.",
        ondelete="restrict",
    )
    price = fields.Monetary(help="The fee for the first card. 0 means free.")
    replacement_fee = fields.Monetary(help="The fee for a replacement card. 0 means free.")
    cashier_may_waive = fields.Boolean(
        "Cashiers Can Waive Fees", help="If disabled, only the membership staff can waive the fee."
    )
    print_code = fields.Selection(
        [("barcode", "Barcode"), ("qr", "QR code")], "Printed Code", required=True, default="barcode"
    )
    face = fields.Image(
        "Card Design", max_width=1200, max_height=800, help="The design of the card. A tier can have its own design."
    )
    card_count = fields.Integer("Cards", compute="_compute_card_counts")
    stock_count = fields.Integer("In Stock", compute="_compute_card_counts")

    _terms = models.Constraint(
        "CHECK (validity_months >= 0 AND price >= 0 AND replacement_fee >= 0)",
        "The fees, length and validity of a card type can't be negative.",
    )
    _product_for_price = models.Constraint(
        "CHECK (product_id IS NOT NULL OR (price = 0 AND replacement_fee = 0))",
        "Choose the product used to sell the card or its replacement.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for card_type in self:
            card_type.currency_id = (card_type.company_id or self.env.company).currency_id

    @api.depends("prefix", "number_length", "check_digit")
    def _compute_sample_number(self):
        for card_type in self:
            scheme = card_type._scheme()
            card_type.sample_number = scheme.number(1) if not card_type._scheme_problem() else False

    def _compute_card_counts(self):
        counts = self.env["member.card"]._read_group([("type_id", "in", self.ids)], ["type_id", "state"], ["__count"])
        for card_type in self:
            by_state = {state: count for found, state, count in counts if found == card_type}
            card_type.card_count = sum(by_state.values())
            card_type.stock_count = by_state.get("stock", 0)

    # ── Numbers ───────────────────────────────────────────────────────────────────────────────────────────────

    def _scheme(self):
        """:return: the :class:`engine.numbering.Scheme` of this type"""
        return Scheme(self.prefix or "", self.number_length, self.check_digit)

    @api.model
    @ormcache()
    def _fee_product_ids(self):
        """:return: ids of the products that cards are sold as"""
        # sudo: what a card is sold as is known to every till.
        types = self.sudo().with_context(active_test=False).search([("product_id", "!=", False)])
        return frozenset(types.product_id.ids)

    @api.model
    @ormcache("company_id", "self.env.lang")
    def _at_till(self, company_id):
        """:return: list of dicts, see ``_member_card_types`` of pos.config; may_waive is that of a cashier"""
        # sudo: names, numbers and prices of cards, which a cashier tells every customer.
        return [
            {
                "name": card_type.name,
                "kind": card_type.kind,
                "prefix": card_type.prefix,
                "length": card_type.number_length,
                "check": card_type.check_digit,
                "price": card_type.price,
                "replacement_fee": card_type.replacement_fee,
                "may_waive": card_type.cashier_may_waive,
            }
            for card_type in self.sudo().search([("company_id", "in", [company_id, False])])
        ]

    @ormcache()
    def _schemes(self):
        """How the numbers of all types look; of those out of use too, since their cards are still about.

        :return: tuple of pairs: id of the type, :class:`engine.numbering.Scheme`
        """
        # sudo: how card numbers look is no secret, and every till asks it.
        # Types are few.
        types = self.sudo().with_context(active_test=False).search([])  # pylint: disable=no-search-all
        return tuple((card_type.id, card_type._scheme()) for card_type in types)

    @api.model
    def _of_number(self, number):
        """:return: the type whose number this is, or none"""
        return self.browse([found for found, scheme in self._schemes() if scheme.is_number(number or "")][:1])

    @api.model
    def _with_prefix_of(self, number):
        return self.browse([found for found, scheme in self._schemes() if (number or "").startswith(scheme.prefix)][:1])

    @api.model
    def _for_company(self, company, kind=None):
        """What a member gets there who isn't handed a card: the first type, of this kind if there is one."""
        types = self.search([("company_id", "in", [company.id, False])])
        return types.filtered(lambda card_type: card_type.kind == kind)[:1] or types[:1]

    def _draw_numbers(self, count):
        """Random numbers that no card has: whoever sees the end of one, or another card, can't tell the rest.

        :return: list of str, in their order
        """
        self.ensure_one()
        # sudo: whoever makes a card draws its number, and gains no other right on cards.
        Card = self.env["member.card"].sudo()
        scheme, free = self._scheme(), set()
        for _round in range(MOST_ROUNDS):
            drawn = {scheme.number(secrets.randbelow(scheme.serials)) for _card in range(count - len(free))}
            taken = Card.search_fetch([("number", "in", list(drawn))], ["number"]).mapped("number")
            free |= drawn - set(taken)
            if len(free) == count:
                return sorted(free)
        raise UserError(self._no_numbers_message())

    def _no_numbers_message(self):
        return self.env._(
            "Card type %(type)s has no numbers left. Create a card type with longer numbers.", type=self.name
        )

    @api.constrains("prefix", "number_length", "check_digit", "active")
    def _check_scheme(self):
        for card_type in self:
            problem = card_type._scheme_problem() or card_type._collision()
            if problem:
                raise ValidationError(problem)

    def _scheme_problem(self):
        """Why no numbers can be made in this way; False when they can."""
        scheme = self._scheme()
        if not scheme.prefix.isalnum() or not scheme.prefix.isascii():
            return self.env._("The prefix must contain digits only. Letters are allowed if there is no check digit.")
        if scheme.check != "none" and not scheme.prefix.isdecimal():
            return self.env._(
                "Numbers with a check digit can contain digits only. Change the prefix %s.", scheme.prefix
            )
        if scheme.check == "ean" and scheme.length != 13:
            return self.env._("EAN-13 numbers must have 13 digits.")
        if scheme.length > 20 or scheme.serial_length < LEAST_SERIAL:
            return self.env._(
                "A card number can have up to 20 digits, and needs at least %(least)s between its prefix and check digit, "
                "so that nobody can guess it.",
                least=LEAST_SERIAL,
            )
        if scheme.is_for_goods:
            return self.env._(
                "These numbers could match product barcodes. Start 13-digit numbers with 02, 04 or 2, "
                "which are reserved for internal use, or choose another length."
            )
        return False

    def _collision(self):
        """What else is read from a barcode that starts like these; False when nothing is."""
        for other in self.with_context(active_test=False).search([("id", "!=", self.id)]):
            if self._starts_like(other.prefix):
                return self.env._("Cards of type %(type)s start with %(prefix)s.", type=other.name, prefix=other.prefix)
        # sudo: what the tills' scanners know, whoever sets the type up.
        rules = self.env["barcode.rule"].sudo().search([("type", "!=", "member")])
        for rule in rules:
            if any(self._starts_like(start) for start in rule._literal_starts()):
                return self.env._("Barcodes of %(rule)s match %(pattern)s.", rule=rule.name, pattern=rule.pattern)
        look = self.prefix + "_" * (self.number_length - len(self.prefix))
        # sudo: any product of any company can clash; only its name is said.
        product = self.env["product.product"].sudo().search([("barcode", "=like", look)], limit=1)
        if product:
            return self.env._(
                "Product %(product)s has barcode %(barcode)s.", product=product.display_name, barcode=product.barcode
            )
        return False

    def _starts_like(self, start):
        return bool(start) and (start.startswith(self.prefix) or self.prefix.startswith(start))

    # ── What stands behind a type ─────────────────────────────────────────────────────────────────────────────

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        types._sync_barcode_rules()
        return types

    def write(self, vals):
        scheme = {"prefix", "number_length", "check_digit"}.intersection(vals)
        for card_type in self:
            if any(card_type[name] != vals[name] for name in scheme) and card_type.card_count:
                raise UserError(
                    self.env._(
                        "Cards of type %(type)s have already been generated. Create a new card type instead.",
                        type=card_type.name,
                    )
                )
        result = super().write(vals)
        if scheme:
            self._sync_barcode_rules()
        return result

    def _sync_barcode_rules(self):
        """One rule for each type in every nomenclature that a company scans with."""
        # sudo: the scanners of all companies know the cards, whoever sets the type up.
        companies = self.env["res.company"].sudo()._member_in_turn()
        nomenclatures = companies.nomenclature_id
        for card_type in self.sudo():
            values = {
                "name": card_type.name,
                "type": "member",
                "encoding": "any",
                "pattern": card_type._scheme().pattern,
                "sequence": 30,
            }
            card_type.barcode_rule_ids.write(values)
            card_type.barcode_rule_ids.create(
                [
                    {**values, "barcode_nomenclature_id": nomenclature.id, "member_card_type_id": card_type.id}
                    for nomenclature in nomenclatures - card_type.barcode_rule_ids.barcode_nomenclature_id
                ]
            )

    @api.model
    def _adopt(self):
        """Cards and barcode rules from before there were types belong to the first one. Called at each update."""
        standard = self.env.ref("member_loyalty.card_type_standard")
        rules = self.env["barcode.rule"].search([("type", "=", "member"), ("member_card_type_id", "=", False)])
        rules.filtered(lambda rule: rule.pattern == standard._scheme().pattern.rstrip("$")).unlink()
        standard._sync_barcode_rules()
        # SQL: each card of the shop, without writing to a million chatters.
        self.env["member.card"].flush_model(["type_id"])
        self.env.cr.execute("UPDATE member_card SET type_id = %s WHERE type_id IS NULL", [standard.id])
        self.env["member.card"].invalidate_model(["type_id"])

    def action_view_cards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_card_action")
        return {**action, "domain": [("type_id", "=", self.id)]}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cards(self):
        for card_type in self.filtered("card_count"):
            raise UserError(
                self.env._(
                    "Card type %(type)s is in use and can't be deleted. Archive it instead.", type=card_type.name
                )
            )
