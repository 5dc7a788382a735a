from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class MemberConsentText(models.Model):
    """The words that members agree to. What somebody agreed to stays as it was; new words are a new version."""

    _name = "member.consent.text"
    _description = "Consent Text"
    _inherit = ["member.remembered"]
    _order = "company_id, purpose, version desc"

    purpose = fields.Selection(
        selection=lambda self: self.env["member.consent"]._fields["purpose"]._description_selection(self.env),
        required=True,
        default="membership",
    )
    version = fields.Integer(readonly=True, copy=False)
    text = fields.Text(required=True, translate=True)
    date_from = fields.Date("Active From", required=True, default=lambda self: self.env.company._member_today())
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    active = fields.Boolean(default=True, help="Customers aren't asked for this consent if no version is active.")
    consent_count = fields.Integer("Consents", compute="_compute_consent_count")

    _version_unique = models.Constraint("UNIQUE (company_id, purpose, version)", "This version already exists.")

    @api.depends("purpose", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        purposes = dict(self._fields["purpose"]._description_selection(self.env))
        for text in self:
            text.display_name = self.env._(
                "%(purpose)s, version %(version)s", purpose=purposes.get(text.purpose), version=text.version
            )

    def _compute_consent_count(self):
        counts = dict(self.env["member.consent"]._read_group([("text_id", "in", self.ids)], ["text_id"], ["__count"]))
        for text in self:
            text.consent_count = counts.get(text, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Versions count up, by company and purpose."""
        for vals in vals_list:
            vals.setdefault("company_id", self.env.company.id)
            last = self.with_context(active_test=False).search(
                [
                    ("company_id", "=", vals["company_id"]),
                    ("purpose", "=", vals.get("purpose", "membership")),
                ],
                limit=1,
            )
            vals["version"] = last.version + 1
        # One by one: each sees the version before it.
        return self.browse().concat(*(super(MemberConsentText, self).create([vals]) for vals in vals_list))

    def write(self, vals):
        if set(vals) - {"active"} and self._in_use():
            raise UserError(
                self.env._("Members have agreed to this text. Create a new version, which applies from its start date.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        if self._in_use():
            raise UserError(self.env._("Members have agreed to this text, so it can't be deleted. Archive it instead."))

    def _in_use(self):
        # sudo: whether anybody agreed to them, in any company.
        return bool(self.env["member.consent"].sudo().search_count([("text_id", "in", self.ids)], limit=1))

    @api.model
    def _in_force(self, company, purpose):
        """:return: the version that members are asked for today, or none"""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("purpose", "=", purpose),
                ("date_from", "<=", company._member_today()),
            ],
            order="date_from desc, version desc",
            limit=1,
        )

    @api.model
    @ormcache("company.id", "purpose", "company._member_today()", "self.env.lang")
    def _words(self, company, purpose):
        """:return: what members are asked to agree to today, or False"""
        # sudo: whoever enrolls somebody reads the words out; nobody gains another right on them.
        return self.sudo()._in_force(company, purpose).text

    def action_view_consents(self):
        """Who agreed to these words."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_consent_action")
        return {**action, "domain": [("text_id", "=", self.id)]}
