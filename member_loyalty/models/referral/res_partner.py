from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import SEES_LEDGER
from ...engine import referral_code


class ResPartner(models.Model):
    """Who brought whom."""

    _inherit = "res.partner"

    member_referral_code = fields.Char(
        "Referral Code", compute="_compute_member_referral_code", help="Friends give this code when they enroll."
    )
    member_referral_qr = fields.Image("Referral QR", compute="_compute_member_referral_qr")
    member_brought_ids = fields.One2many(
        "member.referral", "friend_id", "Referred By", readonly=True, groups=SEES_LEDGER
    )
    member_address_key = fields.Char(
        "Normalized Address",
        compute="_compute_member_address_key",
        groups=SEES_LEDGER,
        help="The normalized street and city used to detect identical addresses. Empty if the address is incomplete.",
    )
    member_referral_count = fields.Integer("Referrals", compute="_compute_member_referral_count", groups=SEES_LEDGER)

    @api.depends("member_number")
    def _compute_member_referral_code(self):
        for partner in self:
            partner.member_referral_code = partner.member_number and referral_code.encode(partner._origin.id)

    def _compute_member_referral_qr(self):
        for partner in self:
            code = partner.member_referral_code
            partner.member_referral_qr = code and b64encode(
                self.env["ir.actions.report"].barcode("QR", code, width=240, height=240)
            )

    def _compute_member_referral_count(self):
        counts = dict(
            self.env["member.referral"]._read_group([("referrer_id", "in", self.ids)], ["referrer_id"], ["__count"])
        )
        for partner in self:
            partner.member_referral_count = counts.get(partner, 0)

    @api.model
    def _member_by_referral(self, query):
        """The member of this company, or of all, that a friend names: by referral code, card or member number.

        :return: res.partner, empty when it is nobody's
        """
        card = self.env["member.card"].search([("number", "=", query), ("state", "=", "active")])
        Alias = self.env["member.alias"]
        found = card.partner_id or self.search([("member_number", "=", query)])
        found = found or self.search(Alias._former("number", query))
        if not found and (number := referral_code.decode(query)) is not None:
            found = self.browse(Alias._kept(number)).exists()
        companies = self.env.company.parent_ids
        return found.filtered(
            lambda partner: partner._is_member() and (not partner.company_id or partner.company_id in companies)
        )

    def _member_bought_before(self, company):
        """Whether there are purchases from before the enrollment."""
        self.ensure_one()
        domain = [("partner_id", "=", self.id), ("company_id", "=", company.id), ("local_date", "<", self.member_since)]
        return bool(self.env["member.purchase"].search_count(domain, limit=1))

    def _compute_member_address_key(self):
        for partner in self:
            town = partner.zip or partner.city
            parts = (partner.street, partner.street2, town) if partner.street and town else ()
            partner.member_address_key = ", ".join(" ".join((part or "").lower().split()) for part in parts)

    def _member_referral_prompts(self):
        """What a friend's purchase will bring, or why a referral of today doesn't count."""
        if not self._is_member():
            return []
        referral = self.env["member.referral"].search(
            [("friend_id", "=", self.id), ("company_id", "=", self.env.company.id)], limit=1
        )
        if referral.state == "waiting":
            return [
                self.env._(
                    "Referred by %(name)s. %(promise)s",
                    name=referral.referrer_id.name,
                    promise=referral.policy_id.promise,
                )
            ]
        if referral.state == "refused" and referral.date == self.env.company._member_today():
            return [self.env._("The referral doesn't count: %s", referral.explanation)]
        return []

    def _member_register_referral(self, query, **values):
        """Note who brought this new member.

        :param query: what they named: referral code, card or member number
        :return: the member.referral, empty when no policy is in force
        """
        self.ensure_one()
        company = self.env.company
        policy = self.env["member.referral.policy"]._in_force(company, company._member_today())
        if not policy:
            return self.env["member.referral"]
        referrer = self._member_by_referral(query)
        if not referrer:
            raise ValidationError(self._member_unknown_referrer(query))
        return self.env["member.referral"]._record(referrer, self, policy, code=query, **values)

    @api.model
    def _member_unknown_referrer(self, query):
        return self.env._(
            "%(query)s isn't the referral code, card or number of a member. Check it, or leave the field empty.",
            query=query,
        )
