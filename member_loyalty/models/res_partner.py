from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine import masking, numbering, tiers
from .member_ledger_entry import SEES_LEDGER


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Decided by rules, cards and sales; a hand that changes them needs the manager's right.
    _MEMBER_DECIDED = {"member_number", "member_since", "member_tier_id", "member_tier_since"}

    member_number = fields.Char(copy=False, readonly=True)
    member_since = fields.Date(copy=False, readonly=True)
    member_tier_id = fields.Many2one(
        "member.tier", "Tier", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    member_tier_since = fields.Date(copy=False, readonly=True)
    member_tier_color = fields.Char(related="member_tier_id.color", string="Tier Colour")
    member_card_ids = fields.One2many("member.card", "partner_id", "Member Cards", groups=SEES_LEDGER)
    member_card_id = fields.Many2one("member.card", "Card", compute="_compute_member_card_id", groups=SEES_LEDGER)
    member_consent_ids = fields.One2many("member.consent", "partner_id", "Consents", groups=SEES_LEDGER)
    member_loyalty_card_ids = fields.One2many(
        "loyalty.card", "partner_id", "Points", domain=[("member_program", "=", True)], groups=SEES_LEDGER
    )
    member_points = fields.Float(compute="_compute_member_points", digits=(16, 2), groups=SEES_LEDGER)
    member_spend = fields.Monetary(
        "Spent in Window",
        compute="_compute_member_spend",
        groups=SEES_LEDGER,
        help="Net purchases within the next tier's window.",
    )
    member_next_tier_id = fields.Many2one("member.tier", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_next_tier_rule = fields.Char("How to Reach It", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_progress = fields.Float("Progress (%)", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_missing_spend = fields.Monetary("To Next Tier", compute="_compute_member_spend", groups=SEES_LEDGER)
    member_purchase_count = fields.Integer("Purchases", compute="_compute_member_counts", groups=SEES_LEDGER)
    member_entry_count = fields.Integer("Ledger Entries", compute="_compute_member_counts", groups=SEES_LEDGER)
    member_tier_change_count = fields.Integer("Tier Changes", compute="_compute_member_counts", groups=SEES_LEDGER)

    _member_number_unique = models.UniqueIndex(
        "(member_number) WHERE member_number IS NOT NULL", "This member number is taken."
    )
    # The till finds members by phone, and enrolment looks for doubles.
    _member_phone = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

    def _compute_member_card_id(self):
        active = dict(
            self.env["member.card"]._read_group(
                [("partner_id", "in", self.ids), ("state", "=", "active")], ["partner_id"], ["id:recordset"]
            )
        )
        for partner in self:
            partner.member_card_id = active.get(partner)

    def _compute_member_points(self):
        points = dict(
            self.env["loyalty.card"]._read_group(
                [("partner_id", "in", self.ids), ("member_program", "=", True), ("program_type", "=", "loyalty")],
                ["partner_id"],
                ["points:sum"],
            )
        )
        for partner in self:
            partner.member_points = points.get(partner, 0)

    @api.depends_context("company")
    def _compute_member_spend(self):
        standing = self._member_standing()
        for partner in self:
            spend, next_tier, missing = standing[partner]
            partner.member_spend = spend
            partner.member_next_tier_id = next_tier
            partner.member_next_tier_rule = next_tier.entry_rule
            partner.member_missing_spend = missing["spend"] if missing else 0
            asked = next_tier.entry_spend
            partner.member_progress = min(100.0, max(0.0, 100.0 * float(spend) / asked)) if asked else 0

    def _compute_member_counts(self):
        def counts(model):
            return dict(self.env[model]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"]))

        purchases, entries = counts("member.purchase"), counts("member.ledger.entry")
        changes = counts("member.tier.change")
        for partner in self:
            partner.member_purchase_count = purchases.get(partner, 0)
            partner.member_entry_count = entries.get(partner, 0)
            partner.member_tier_change_count = changes.get(partner, 0)

    @api.depends("member_tier_id.pricelist_id")
    def _compute_product_pricelist(self):
        return super()._compute_product_pricelist()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_member_decided(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_member_decided(vals)
        if "member_tier_id" in vals:
            vals = dict(vals)
            self._member_tier_by_hand(vals.pop("member_tier_id"))
        return super().write(vals)

    def _check_member_decided(self, vals):
        decided = {name: vals[name] for name in self._MEMBER_DECIDED.intersection(vals) if vals[name]}
        if self.env.su or not decided:
            return
        # Merging contacts writes what is there already.
        if self and all(one._convert_to_write({name: one[name] for name in decided}) == decided for one in self):
            return
        if not self.env.user.has_group("member_loyalty.group_manager"):
            raise AccessError(
                self.env._("Member number and tier follow from the rules. Only a membership manager can set them.")
            )

    # ── Enrolment ─────────────────────────────────────────────────────────────────────────────────────────────

    def _member_enrol(self, card_number=False, via="backend", on_day=None):
        """Make customers members: number, card, consent, and the tier that their purchases give.

        :param card_number: number of the card handed over, for a single customer; a new card is made without one
        :param via: where the consent was given, a value of member.consent.given_via
        """
        if card_number:
            self.ensure_one()
        today = on_day or self.env.company._member_today()
        # sudo: draws the next number, no other right on sequences.
        Sequence = self.env["ir.sequence"].sudo()
        for partner in self:
            if partner.member_number:
                raise UserError(
                    self.env._(
                        "%(name)s is a member already, with number %(number)s.",
                        name=partner.display_name,
                        number=partner.member_number,
                    )
                )
            partner.write(
                {
                    "member_number": numbering.member_number(Sequence.next_by_code("member.number")),
                    "member_since": today,
                }
            )
        self._member_give_card(card_number)
        company = self.env.company
        self.env["member.consent"].create(
            [{"partner_id": partner.id, "given_via": via, "text": company.member_consent_text} for partner in self]
        )
        self._member_review_tier(on_day=today)

    def _member_give_card(self, number):
        Card = self.env["member.card"]
        # The index of one active card per member has to see what went out of use before the new card comes.
        Card.flush_model(["state"])
        if not number:
            Card.create([{"partner_id": partner.id, "state": "active"} for partner in self])
            return
        card = Card.search([("number", "=", number)])
        if not card:
            Card.create({"partner_id": self.id, "state": "active", "number": number})
        elif card.state != "stock":
            raise ValidationError(
                self.env._("Card %(number)s was given to somebody else. Take another card.", number=number)
            )
        else:
            card.write({"partner_id": self.id, "state": "active"})

    # ── At the till ───────────────────────────────────────────────────────────────────────────────────────────

    def _member_candidate(self):
        """One row of a choice between customers."""
        self.ensure_one()
        return {
            "partner_id": self.id,
            "name": self.name,
            "phone": masking.mask_phone(self.phone),
            "number": self.member_number,
        }

    def _member_prompts(self):
        """What the cashier should say or ask now.

        :return: list of str, the most important first
        """
        self.ensure_one()
        prompts = []
        if not self.member_number:
            prompts.append(self.env._("Not a member yet. Offer to enrol."))
        elif not self.member_card_id:
            prompts.append(self.env._("No active card. Hand over a new one."))
        if self.member_number and not self.email:
            prompts.append(self.env._("No e-mail on file. Ask for it."))
        return prompts

    # ── Tier ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _member_standing(self):
        """Where members stand on the way up.

        :return: dict of partner to (net spend in the window, next tier, what is missing to it or None)
        """
        member_tiers = self.env["member.tier"]._for_company(self.env.company)
        ladder = dict(zip(member_tiers, member_tiers._as_engine(), strict=True))
        figures = self.env["member.purchase"]._figures(
            self.ids, member_tiers.mapped("window_months"), member_tiers.company_id[:1]
        )
        standing = {}
        for partner in self:
            above = member_tiers.filtered(
                lambda tier, rank=partner.member_tier_id.rank if partner.member_tier_id else -1: tier.rank > rank
            )
            next_tier = above[:1]
            tier = next_tier or partner.member_tier_id
            single, spend, _purchase, _day = figures[partner.id].get(tier.window_months, (0, 0, False, False))
            missing = tiers.missing_to(ladder[next_tier], tiers.Figures(single, spend)) if next_tier else None
            standing[partner] = (spend, next_tier, missing)
        return standing

    def _member_review_tier(self, on_day=None, purchase=None, note=False):
        """Raise members to the tier that their purchases give; nobody falls here.

        :param on_day: last day of the windows, today by default
        :param purchase: the member.purchase that the review follows; else the largest one is kept as the cause of a
            tier that one purchase gave
        :param note: what occasioned the review, kept with the changes
        :return: the tier changes made
        """
        company = self.env.company
        on_day = on_day or company._member_today()
        member_tiers = self.env["member.tier"]._for_company(company)
        ladder = member_tiers._as_engine()
        figures = self.env["member.purchase"]._figures(
            self.ids, {tier.window for tier in ladder}, member_tiers.company_id[:1], on_day
        )
        changes = []
        for partner in self:
            found = figures[partner.id]
            reached = tiers.reached_tier(
                ladder, {months: tiers.Figures(single, spend) for months, (single, spend, *_rest) in found.items()}
            )
            now = partner.member_tier_id
            if not reached or (now and now.rank >= reached.tier.rank):
                continue
            _single, _spend, purchase_id, first_day = found.get(reached.tier.window, (0, 0, False, False))
            changes.append(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "from_tier_id": now.id,
                    "to_tier_id": reached.tier.id,
                    "reason": reached.reason,
                    "figure": reached.figure,
                    "threshold": reached.threshold,
                    "window_start": first_day,
                    "window_end": on_day,
                    "purchase_id": purchase.id if purchase else reached.reason == "single" and purchase_id,
                    "note": note,
                }
            )
        return self._member_change_tier(changes, on_day)

    def _member_tier_by_hand(self, tier_id):
        # sudo: the right was checked by ``write``; nobody writes the record of tier changes directly.
        self.sudo()._member_change_tier(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "from_tier_id": partner.member_tier_id.id,
                    "to_tier_id": tier_id,
                    "reason": "manual",
                }
                for partner in self
                if partner.member_tier_id.id != tier_id
            ],
            fields.Date.context_today(self),
        )

    @api.model
    def _member_change_tier(self, changes, on_day):
        """Carry out tier changes and keep the reasons.

        :param changes: list of values of member.tier.change
        """
        by_tier = {}
        for change in changes:
            by_tier.setdefault(change["to_tier_id"], []).append(change["partner_id"])
        for tier_id, partner_ids in by_tier.items():
            # Past our own ``write``, which takes every other writer of the tier for a hand.
            super(ResPartner, self.browse(partner_ids)).write({"member_tier_id": tier_id, "member_tier_since": on_day})
        return self.env["member.tier.change"].create(changes)

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["member_number", "member_since", "member_tier_id"]
