from odoo import api, fields, models
from odoo.exceptions import UserError


class MemberConsent(models.Model):
    _name = "member.consent"
    _description = "Consent"
    _order = "given_at desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Member", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    purpose = fields.Selection(
        [
            ("membership", "Membership"),
            ("marketing", "News and offers"),
            ("profiling", "Personalized offers"),
        ],
        required=True,
        default="membership",
    )
    channel = fields.Selection(
        [
            ("all", "All channels"),
            ("email", "Email"),
            ("sms", "SMS"),
            ("phone", "Phone call"),
            ("post", "Postal mail"),
        ],
        required=True,
        default="all",
    )
    given_at = fields.Datetime("Given On", required=True, default=fields.Datetime.now)
    given_via = fields.Selection(
        [("till", "Till"), ("backend", "Back office"), ("portal", "Portal"), ("import", "Import")],
        "Recorded Via",
        required=True,
        default="backend",
    )
    given_how = fields.Selection(
        [
            ("form", "Signed form"),
            ("person", "In person"),
            ("phone", "By phone"),
            ("email", "By email"),
            ("online", "Online"),
        ],
        "How Given",
        help="How the member gave the consent, where it was recorded in the back office.",
    )
    proof = fields.Binary(attachment=True, help="A scan of the signed form, or the message of the member.")
    proof_name = fields.Char("File Name")
    user_id = fields.Many2one("res.users", "Recorded By", default=lambda self: self.env.user, ondelete="restrict")
    text_id = fields.Many2one("member.consent.text", "Version", ondelete="restrict", index="btree_not_null")
    text = fields.Text(help="The consent text that the customer agreed to, in the customer's language.")
    withdrawn_at = fields.Datetime("Withdrawn On")
    withdrawn_by_id = fields.Many2one("res.users", ondelete="restrict")

    # One living consent per purpose and channel: a second yes is no news, a withdrawal ends the first.
    _one_living = models.UniqueIndex(
        "(partner_id, company_id, purpose, channel) WHERE withdrawn_at IS NULL",
        "This member has already agreed to this.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Who agrees, agrees to the version in force. Nobody records it for whom they can't see, in another's name, or
        for days to come."""
        Text, now = self.env["member.consent.text"], fields.Datetime.now()
        for vals in vals_list:
            self._member_check_plain(vals)
            if not self.env.su:
                # What a browser sends is a claim: who records it, where, and to which text, is known here.
                vals |= {"user_id": self.env.uid, "given_via": "backend"}
                vals.pop("text", None)
                vals.pop("text_id", None)
            if (fields.Datetime.to_datetime(vals.get("given_at")) or now) > now:
                raise UserError(
                    self.env._("A consent can't be given in the future. Enter the day on which it was given.")
                )
            if "text" in vals or "text_id" in vals:
                continue
            company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
            version = Text._in_force(company, vals.get("purpose") or "membership")
            vals |= {"text_id": version.id, "text": version.text}
        consents = super().create(vals_list)
        consents.partner_id.check_access("read")
        return consents

    def write(self, vals):
        """What was agreed to, when and how is proof; only a withdrawal is added to it, and that once."""
        withdrawal = {"withdrawn_at", "withdrawn_by_id"}
        if set(vals) - withdrawal or any(consent.withdrawn_at for consent in self):
            raise UserError(self.env._("Consents can't be edited. Withdraw the consent and record a new one."))
        return super().write({"withdrawn_by_id": self.env.uid, **vals})

    def action_withdraw(self):
        """The member takes the consent back; the record of it stays.

        :return: without consent to the membership there is none: the window that terminates it
        """
        living = self.filtered(lambda consent: not consent.withdrawn_at)
        living.write({"withdrawn_at": fields.Datetime.now()})
        members = living.filtered(lambda consent: consent.purpose == "membership").partner_id.filtered("is_member")
        if not members:
            return None
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Terminate Membership"),
            "res_model": "member.leave",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": members.ids, "default_reason": "wish"},
        }
