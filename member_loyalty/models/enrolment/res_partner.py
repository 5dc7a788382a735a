from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...const import SEES_LEDGER
from ...engine import numbering


class ResPartner(models.Model):
    """How a customer becomes a member."""

    _inherit = "res.partner"

    member_enrolment_ids = fields.One2many(
        "member.enrolment", "partner_id", "Enrollments", readonly=True, groups=SEES_LEDGER
    )
    member_offer_rule_id = fields.Many2one(
        "member.enrolment.rule",
        "Qualifies By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=SEES_LEDGER,
        help="The enrollment rule that this customer met last night.",
    )

    def _member_enrol(self, card_number=False, via="backend", on_day=None, config=None, rule=None):
        """Make customers members. Who left comes back, in the way that the company sets.

        :param card_number: number of the card handed over, for a single customer; a new card is made without one
        :param on_day: the day of the enrollment, today by default; or a dict of partners to the day of each
        :param via: the channel, a value of member.enrolment.via; everywhere but 'automatic' and 'import' the customer agreed there
        :param config: pos.config, the store where it happened
        :param rule: member.enrolment.rule that the customers met
        """
        if card_number:
            self.ensure_one()
        self._check_not_members()
        left = self.filtered(lambda partner: partner.member_number and partner.member_left_on)
        for partner in left:
            day = on_day.get(partner) if isinstance(on_day, dict) else on_day
            partner._member_return(self.env.company.member_return_history, card_number, via, day, config)
        if self - left:
            (self - left)._member_join(card_number, via, on_day, config, rule)

    # ── The gate of what the office does to a membership as a whole ────────────────────────────────────────────

    # A contact may be one of all companies: whoever may write the contact isn't yet somebody who may end its
    # membership, read its file or block its card. The companies are those where it was enrolled, and whose tiers it has.
    def _member_check_own(self, operation="write"):
        """Let only those pass who may do this to the contacts, and have access to a company whose members they are."""
        self.check_access(operation)
        # sudo: which companies these are; none is named.
        for partner in self.sudo():
            homes = partner.member_enrolment_ids.company_id | partner.member_standing_ids.company_id
            if homes and not homes & self.env.companies:
                raise AccessError(
                    self.env._(
                        "%(name)s is a member of another company. Ask the membership staff there, or choose that company "
                        "above if you have access to it.",
                        name=partner.name,
                    )
                )

    def _member_check_everywhere(self, *models):
        """What ends for all companies at once is for who has access to each where these members have something open.

        :param models: names of those whose rows count as well
        """
        # sudo: which companies these are; none is named.
        here = self.sudo()
        for name, domain in (("member.ledger.entry", [("left", "!=", 0)]), *((name, []) for name in models)):
            owners = here.env[name]._read_group(
                [("partner_id", "in", self.ids), ("company_id", "not in", [False, *self.env.companies.ids]), *domain],
                ["partner_id"],
                limit=1,
            )
            for (partner,) in owners:
                raise AccessError(
                    self.env._(
                        "%(name)s is a customer of a company that isn't chosen above, and this would end there, too. "
                        "Choose all companies of the member, or ask somebody who has access to them.",
                        name=partner.name,
                    )
                )

    def _check_not_members(self):
        for partner in self:
            if partner._is_member():
                raise UserError(
                    self.env._(
                        "%(name)s is already a member with number %(number)s.",
                        name=partner.display_name,
                        number=partner.member_number,
                    )
                )

    def _member_join(self, card_number, via, on_day, config, rule=None):
        """What a new member gets: number, card, consent, and the tier that their purchases give."""
        today = self.env.company._member_today()
        days = on_day if isinstance(on_day, dict) else dict.fromkeys(self, on_day or today)
        # sudo: draws the next number, no other right on sequences.
        Sequence = self.env["ir.sequence"].sudo()
        for partner in self:
            partner.write(
                {
                    "member_number": numbering.member_number(Sequence.next_by_code("member.number")),
                    "member_since": days[partner],
                    "member_offer_rule_id": False,
                }
            )
        # sudo: nobody writes enrollments; they follow from the membership that was written above.
        self.env["member.enrolment"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "date": days[partner],
                    "via": via,
                    "config_id": config and config.id,
                    "rule_id": rule and rule.id,
                }
                for partner in self
            ]
        )
        self._member_give_card(card_number)
        # Who is imported agreed somewhere else, if at all: a file has its own columns for it.
        if via not in ("automatic", "import"):
            self._member_agree(via)
        # Of members of many days, the tiers that they have now.
        self._member_review_tier(on_day=today if isinstance(on_day, dict) else days[self[:1]])

    def _member_consented(self, company):
        """:return: those of these customers who have agreed to be members, and still do"""
        return (
            self.env["member.consent"]
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("company_id", "=", company.id),
                    ("purpose", "=", "membership"),
                    ("withdrawn_at", "=", False),
                ]
            )
            .partner_id
        )
