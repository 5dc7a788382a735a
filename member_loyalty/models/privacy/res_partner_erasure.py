import json

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Texts that the system makes and that name nobody. Every other text about an erased member is emptied.
NAMELESS = {"key", "order_uuid", "reference", "text", "amount_text", "calculation", "grounds"}
# What somebody fills in about a person: these types, of any addon; choices of ours, and these of others.
TOLD = {"char", "text", "html", "json", "binary", "image", "date", "properties", "many2many"}
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
            return self.env._("%(name)s is a user of the database and can't be erased.", name=self.display_name)
        # sudo: whether one is running, in any company.
        if self.env["member.import"].sudo().search_count([("job_id.state", "in", ("queued", "running"))], limit=1):
            return self.env._(
                "An import is running, and its file is deleted with the member. Wait until it has finished."
            )
        return False

    def _member_erase(self):
        """Leave, let what isn't money lapse, and take every name out; facts, ledger and their sums stay."""
        self.ensure_one()
        if not self.env.su:
            raise AccessError(self.env._("Use the Erase button to erase a member."))
        self._member_lock_cards()
        if problem := self._member_erasure_problem():
            raise UserError(problem)
        if self._is_member():
            self._member_leave("erasure")
        self.member_leaving_ids.filtered(lambda leaving: not leaving.points_lapsed_on)._lapse()
        self.env["loyalty.card"].search([("partner_id", "=", self.id)]).active = False
        contacts = self.search([("id", "child_of", self.ids), ("active", "in", (True, False))])
        contacts._member_forget_changes()
        contacts._member_erase_elsewhere()
        contacts._member_erase_users()
        contacts._member_erase_messages()
        contacts._member_erase_mentions()
        contacts._member_erase_facts()
        contacts._member_erase_contacts()
        self.message_post(body=self.env._("Erased at the member's request."))

    def _member_forget_changes(self):
        """Core notes before the first write what fields said, and writes it down when the transaction ends."""
        self.env.flush_all()
        for records in self._member_records():
            if hasattr(records, "_track_discard"):
                records._track_discard()

    def _member_erase_users(self):
        """The portal account is closed; its login was the address."""
        for user in self.with_context(active_test=False).user_ids:
            user.write({"active": False, "login": f"erased-{user.id}", "signature": False})

    def _member_erase_messages(self):
        """What was written to and about them, on their file and on every record of them."""
        Message = self.env["mail.message"]
        # Files of fields, too: a proof of consent is signed.
        Attachment = self.env["ir.attachment"].with_context(skip_res_field_check=True)
        for records in self._member_records():
            of_them = [("res_id", "in", records.ids)]
            self.env["mail.activity"].search([("res_model", "=", records._name), *of_them]).unlink()
            Message.search([("model", "=", records._name), *of_them]).unlink()
            Attachment.search([("res_model", "=", records._name), *of_them]).unlink()
        # Of an order, the receipts that were sent; what cashiers did stays on it.
        orders = self.env["pos.order"].search([("partner_id", "in", self.ids)])
        of_orders = [("model", "=", "pos.order"), ("res_id", "in", orders.ids)]
        Message.search([*of_orders, ("attachment_ids", "!=", False)]).unlink()
        Attachment.search([("res_model", "=", "pos.order"), ("res_id", "in", orders.ids)]).unlink()
        self.env["mail.mail"].search([("recipient_ids", "in", self.ids)]).unlink()
        for address in filter(None, self.mapped("email_normalized")):
            self.env["mail.mail"].search([("email_to", "ilike", address)]).unlink()
        Message.search([("partner_ids", "in", self.ids)]).filtered(lambda message: message.partner_ids <= self).unlink()
        Message.search([("author_id", "in", self.ids)]).write({"email_from": False})

    def _member_records(self):
        """:return: list of recordsets: these contacts, their points, and what our models have of them"""
        return [
            self,
            self.env["loyalty.card"].with_context(active_test=False).search([("partner_id", "in", self.ids)]),
            *(model.search(self._member_domain(links)) for model, links in self._member_models()),
        ]

    def _member_models(self):
        """Our models with rows about members, found by their links: one that is added later is among them.

        :return: list of (model, names of its fields that link to a contact)
        """
        found = []
        for name, model in self.env.items():
            if name.startswith("member.") and model._auto and not model._transient and name != "member.household":
                links = [
                    link
                    for link, field in model._fields.items()
                    if field.type == "many2one" and field.store and field.comodel_name == "res.partner"
                ]
                if links:
                    found.append((model.with_context(active_test=False), links))
        return found

    def _member_domain(self, links):
        return Domain.OR(Domain(link, "in", self.ids) for link in links)

    def _member_erase_mentions(self):
        """What somebody searched for before an export, and the files of imports, may name them, too."""
        self.env["member.export.log"].flush_model(["domain"])
        for text in self._member_mentions():
            self.env.cr.execute(
                SQL(
                    "UPDATE member_export_log SET domain = NULL WHERE POSITION(LOWER(%s) IN LOWER(domain)) > 0",
                    json.dumps(text),
                )
            )
        # Nobody can tell who stands in a file, in which words: all go. Products are nobody.
        self.env["member.import"].search([("kind", "!=", "products")])._delete_files(
            self.env._("The file was deleted because a member was erased.")
        )

    def _member_mentions(self):
        """:return: set of texts by which somebody looks for one of these contacts"""
        return {
            text
            for contact in self
            for text in (
                contact.name,
                contact.email,
                contact.phone,
                contact.phone_sanitized,
                contact.member_number,
                *contact.member_card_ids.mapped("number"),
                # An id is no text that somebody looks for.
                *contact.member_alias_ids.filtered(lambda alias: alias.kind != "contact").mapped("value"),
            )
            if text
        }

    def _member_erase_facts(self):
        """Past the models, which let nobody edit what happened: not what happened is taken out, but who it was."""
        self.env["member.pin"].search([("partner_id", "in", self.ids)]).unlink()
        self.env["member.revision"].search(
            [("state", "=", "todo"), "|", ("partner_id", "in", self.ids), ("twin_id", "in", self.ids)]
        ).unlink()
        orders_read = ["partner_id", "email", "mobile", "floating_order_name", "general_customer_note", "internal_note"]
        self.env["loyalty.card"].flush_model(["partner_id", "code"])
        self.env["pos.order"].flush_model(orders_read)
        execute = self.env.cr.execute
        execute(SQL("UPDATE loyalty_card SET code = 'erased-' || id WHERE partner_id = ANY(%s)", self.ids))
        execute(
            SQL(
                "UPDATE pos_order SET email = NULL, mobile = NULL, floating_order_name = NULL, "
                "general_customer_note = NULL, internal_note = NULL WHERE partner_id = ANY(%s)",
                self.ids,
            )
        )
        for model, links in self._member_models():
            texts = self._member_texts(model)
            model.flush_model([*links, *texts])
            for name in texts:
                execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE %s",
                        SQL.identifier(model._table),
                        SQL.identifier(name),
                        # A required text has to be there, and may have to be unique.
                        SQL("'erased-' || id") if model._fields[name].required else SQL("NULL"),
                        SQL(" OR ").join(SQL("%s = ANY(%s)", SQL.identifier(link), self.ids) for link in links),
                    )
                )
        self.env.invalidate_all()

    def _member_texts(self, model):
        """:return: list of names: the columns of a model in which somebody may have written who it was"""
        return [
            name
            for name, field in model._fields.items()
            if field.type in ("char", "text", "html", "json") and field.store and name not in NAMELESS
        ]

    def _member_erase_contacts(self):
        emptied = dict.fromkeys(self._member_personal_fields(), False)
        households = self.member_household_id
        for contact in self.with_context(tracking_disable=True, mail_notrack=True):
            contact.bank_ids.unlink()
            contact.write({**emptied, "name": self.env._("Erased member %s", contact.id), "active": False})
        self._member_erase_households(households)
        self.flush_model(["barcode"])
        # Core keeps a barcode for each company.
        self.env.cr.execute(SQL("UPDATE res_partner SET barcode = NULL WHERE id = ANY(%s)", self.ids))
        self.env.invalidate_all()

    def _member_erase_households(self, households):
        """A household that nobody is left of goes; of another, somebody else's address is the household's."""
        for household in households.with_context(active_test=False):
            if not household.partner_ids:
                household.unlink()
            elif household.head_id in self:
                household.head_id = household.partner_ids[0]

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
