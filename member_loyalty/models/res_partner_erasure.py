from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# Texts in which somebody may have written who it was.
TELLING = {"note", "reason", "comment", "email", "phone", "member_number"}
# What somebody fills in about a person: these types, of any addon; choices of ours, and these of others.
TOLD = {"char", "text", "html", "binary", "image", "date", "properties", "many2many"}
PICKED = {"selection", "many2one"}
CHOSEN = {"gender", "state_id", "country_id", "industry_id", "user_id"}
# What stays of a contact: what it is, not who.
KEPT = {"name", "lang", "tz", "member_left_on", "member_history_from", "member_tier_since"}


class ResPartner(models.Model):
    """Erasing a member: nobody is named any more, and no figure of the shop changes."""

    _inherit = "res.partner"

    def _member_erasure_problem(self):
        """What stands in the way of erasing this customer, with the way out; False when nothing does."""
        self.ensure_one()
        plan = self._member_leaving_plan()[self]
        if plan["wallet"]:
            return self._member_money_problem(plan["wallet"])
        if plan["owed"]:
            return self._member_debt_problem(plan["owed"])
        if self.user_ids.filtered(lambda user: user._is_internal()):
            return self.env._("%(name)s works here: a user of the database can't be erased.", name=self.display_name)
        return False

    def _member_erase(self):
        """Leave, let what isn't money lapse, and take every name out; facts, ledger and their sums stay."""
        self.ensure_one()
        if not self.env.su:
            raise AccessError(self.env._("A member is erased by the button for it only."))
        self._member_lock_cards()
        if problem := self._member_erasure_problem():
            raise UserError(problem)
        if self._is_member():
            self._member_leave("erasure")
        self.member_leaving_ids.filtered(lambda leaving: not leaving.points_lapsed_on)._lapse()
        self.env["loyalty.card"].search([("partner_id", "=", self.id)]).active = False
        contacts = self.search([("id", "child_of", self.ids), ("active", "in", (True, False))])
        contacts._member_erase_users()
        contacts._member_erase_messages()
        contacts._member_erase_facts()
        contacts._member_erase_contacts()
        self.message_post(body=self.env._("Erased on the wish of the member."))

    def _member_erase_users(self):
        """The portal account is closed; its login was the address."""
        for user in self.with_context(active_test=False).user_ids:
            user.write({"active": False, "login": f"erased-{user.id}", "signature": False})

    def _member_erase_messages(self):
        """What was written to and about them, on their file and on our records of them."""
        for model in ("res.partner", "loyalty.card", "member.card", "member.adjustment", "member.alert"):
            Model = self.env[model].with_context(active_test=False)
            owned = self if model == "res.partner" else Model.search([("partner_id", "in", self.ids)])
            of_them = [("res_id", "in", owned.ids)]
            self.env["mail.activity"].search([("res_model", "=", model), *of_them]).unlink()
            self.env["mail.message"].search([("model", "=", model), *of_them]).unlink()
            self.env["ir.attachment"].search([("res_model", "=", model), *of_them]).unlink()
        self.env["mail.mail"].search([("recipient_ids", "in", self.ids)]).unlink()
        written = self.env["mail.message"].search([("author_id", "in", self.ids)])
        written.write({"email_from": False})

    def _member_erase_facts(self):
        """Past the models, which let nobody edit what happened: not what happened is taken out, but who it was."""
        self.env["member.pin"].search([("partner_id", "in", self.ids)]).unlink()
        self.env.flush_all()
        execute = self.env.cr.execute
        execute(SQL("UPDATE member_card SET number = 'erased-' || id WHERE partner_id = ANY(%s)", self.ids))
        execute(SQL("UPDATE loyalty_card SET code = 'erased-' || id WHERE partner_id = ANY(%s)", self.ids))
        execute(
            SQL(
                "UPDATE pos_order SET email = NULL, mobile = NULL, floating_order_name = NULL WHERE partner_id = ANY(%s)",
                self.ids,
            )
        )
        for model in self._member_models():
            for name in TELLING.intersection(model._fields):
                field = model._fields[name]
                if field.store and field.type in ("char", "text", "html") and not field.related:
                    execute(
                        SQL(
                            "UPDATE %s SET %s = %s WHERE partner_id = ANY(%s)",
                            SQL.identifier(model._table),
                            SQL.identifier(name),
                            "–" if field.required else None,
                            self.ids,
                        )
                    )
        self.env.invalidate_all()

    def _member_models(self):
        """:return: list of our models with one row or more for a member"""
        return [
            model
            for name, model in self.env.items()
            if name.startswith("member.")
            and model._auto
            and not model._transient
            and "partner_id" in model._fields
            and model._fields["partner_id"].store
            and model._fields["partner_id"].comodel_name == "res.partner"
        ]

    def _member_erase_contacts(self):
        emptied = dict.fromkeys(self._member_personal_fields(), False)
        for contact in self.with_context(tracking_disable=True, mail_notrack=True):
            contact.bank_ids.unlink()
            contact.write({**emptied, "name": self.env._("Erased member %s", contact.id), "active": False})
        self.env.flush_all()
        # Core keeps a barcode for each company.
        self.env.cr.execute(SQL("UPDATE res_partner SET barcode = NULL WHERE id = ANY(%s)", self.ids))
        self.env.invalidate_all()

    def _member_personal_fields(self):
        """:return: list of names: what somebody fills in about a person, in any addon"""
        return [
            name
            for name, field in self._fields.items()
            if name not in KEPT
            and (field.type in TOLD or name in CHOSEN or (name.startswith("member_") and field.type in PICKED))
            and (field.store or field.type in ("image", "binary"))
            and not (field.required or field.related or field.company_dependent)
            and (not field.compute or field.inverse or not field.readonly)
        ]
