import re
from itertools import chain

from markupsafe import escape

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.phone_validation.tools import phone_validation

# What cashiers and members write about an order, and what a terminal says: nobody knows in which words, so all goes.
ORDER_TEXTS = {
    "pos.order.line": ("order_id", ["customer_note", "note", "notice"]),
    "pos.payment": ("pos_order_id", ["cardholder_name", "ticket", "card_no"]),
}
# Rules that somebody typed and that may look for a member.
TYPED_RULES = {"ir.filters": "domain", "mailing.filter": "mailing_domain", "mailing.mailing": "mailing_domain"}
# Lists by address alone, without a link to a contact.
BY_ADDRESS = {"mail.blacklist": "email", "mailing.contact": "email_normalized", "phone.blacklist": "number"}
MESSAGE_TEXTS = (
    "subject",
    "body",
    "email_from",
    "reply_to",
    "incoming_email_to",
    "incoming_email_cc",
    "outgoing_email_to",
)
ERASED = "erased"


class ResPartner(models.Model):
    """Erasing a member from what Odoo itself keeps: books, messages about others, lists, files, open windows.

    What hangs on one of their records is emptied or deleted. Elsewhere, only what is theirs alone is taken out of a
    text: addresses, numbers, and a name or street of several words that no other contact has.
    """

    _inherit = "res.partner"

    def _member_erase_elsewhere(self):
        """Before the contact is emptied: it says what to look for."""
        own, anywhere = self._member_said()
        self.env.flush_all()
        self._member_erase_tracking()
        self._member_erase_order_texts()
        self._member_redact_linked(_pattern(own))
        if anywhere:
            pattern = _pattern(anywhere)
            self._member_redact_messages(pattern)
            self._member_delete_mentioning(pattern)
            for name, column in TYPED_RULES.items():
                self._member_erase_from_domains(name, own, column)
        self._member_erase_lists()
        self.env.invalidate_all()

    def _member_said(self):
        """:return: two sets of texts: what names them on their own records, and what names them and nobody else"""
        theirs = self._member_addresses()
        names = {name for name in self.mapped("name") if name}
        streets = {street for street in self.mapped("street") if street}
        alone = {name for name in names if " " in name.strip() and not self._member_is_others("name", name)}
        alone |= {street for street in streets if " " in street and not self._member_is_others("street", street)}
        return theirs | names | streets, {text for text in self._member_own(theirs) if len(text) > 4} | alone

    def _member_addresses(self):
        """:return: set of texts: their e-mails, numbers and cards, those before among them, as people write them"""
        contact = [name for name in self._member_contact_fields() if self._fields[name].type == "char"]
        before = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id.model", "=", "res.partner"),
                ("mail_message_id.res_id", "in", self.ids),
                ("field_id.name", "in", contact),
            ]
        )
        found = set(chain(before.mapped("old_value_char"), before.mapped("new_value_char")))
        for partner in self:
            found |= {partner.email, partner.email_normalized, partner.phone, partner.phone_sanitized}
            found |= {partner.member_number, *partner.member_card_ids.mapped("number")}
            found |= set(partner.member_alias_ids.filtered(lambda alias: alias.kind != "contact").mapped("value"))
        return {text for text in found if text}

    def _member_own(self, addresses):
        """:return: set of those addresses that no other contact has, as families and firms share a phone"""
        return {
            text
            for text in addresses
            if not (
                self._member_is_others("email_normalized", text)
                if "@" in text
                else self._member_is_others("phone_sanitized", text) or self._member_is_others("phone", text)
            )
        }

    def _member_is_others(self, column, text):
        """Whether another contact, an archived one, too, says the same in a column."""
        others = [(column, "=ilike", text), ("id", "not in", self.ids), ("active", "in", (True, False))]
        return self.search_count(others, limit=1)

    # ── What hangs on their records ───────────────────────────────────────────────────────────────────────────

    def _member_erase_tracking(self):
        """Documents remember the name of a contact that they had before."""
        links = self.env["ir.model.fields"]._search([("relation", "=", "res.partner"), ("ttype", "=", "many2one")])
        for side in ("old", "new"):
            self.env.cr.execute(
                SQL(
                    "UPDATE mail_tracking_value SET %(text)s = %(erased)s"
                    " WHERE %(id)s = ANY(%(ids)s) AND field_id IN %(links)s",
                    text=SQL.identifier(f"{side}_value_char"),
                    id=SQL.identifier(f"{side}_value_integer"),
                    erased=ERASED,
                    ids=self.ids,
                    links=links.subselect(),
                )
            )

    def _member_erase_order_texts(self):
        for name, (link, texts) in ORDER_TEXTS.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE %s IN (SELECT id FROM pos_order WHERE partner_id = ANY(%s))",
                    SQL.identifier(self.env[name]._table),
                    SQL(", ").join(SQL("%s = NULL", SQL.identifier(text)) for text in texts),
                    SQL.identifier(link),
                    self.ids,
                )
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE product_attribute_custom_value SET custom_value = %(erased)s
                 WHERE pos_order_line_id IN (SELECT l.id FROM pos_order_line l JOIN pos_order o ON o.id = l.order_id
                                              WHERE o.partner_id = ANY(%(ids)s));
                UPDATE pos_order SET last_order_preparation_change = NULL WHERE partner_id = ANY(%(ids)s);
                UPDATE account_move SET narration = NULL
                 WHERE id IN (SELECT account_move FROM pos_order
                               WHERE partner_id = ANY(%(ids)s) AND floating_order_name IS NOT NULL);
                UPDATE loyalty_history SET description = %(erased)s
                 WHERE order_id IS NULL AND card_id IN (SELECT id FROM loyalty_card WHERE partner_id = ANY(%(ids)s));
                DELETE FROM mail_push_device WHERE partner_id = ANY(%(ids)s);
                """,
                erased=ERASED,
                ids=self.ids,
            )
        )

    def _member_redact_linked(self, pattern):
        """In every record of other addons that links to them, found by the link: books, payments, deliveries, letters."""
        for name, model in self.env.items():
            if name.startswith("member.") or name == self._name or model._abstract or model._transient:
                continue
            links, texts = self._member_links(model), self._member_redactable(model)
            if not model._auto or not links or not texts:
                continue
            theirs = SQL(" OR ").join(SQL("%s = ANY(%s)", SQL.identifier(link), self.ids) for link in links)
            self._member_redact(model, texts, pattern, theirs)
            if "message_ids" in model._fields:
                on_them = SQL(
                    "model = %s AND res_id IN (SELECT id FROM %s WHERE %s)", name, SQL.identifier(model._table), theirs
                )
                self._member_redact(self.env["mail.message"], MESSAGE_TEXTS, pattern, on_them)

    @api.model
    def _member_links(self, model):
        """:return: list of names of the columns that link to a contact"""
        return [
            link
            for link, field in model._fields.items()
            if field.type == "many2one" and field.store and field.column_type and field.comodel_name == "res.partner"
        ]

    @api.model
    def _member_redactable(self, model):
        """:return: list of names of the columns with texts; not those that a seal of the books counts"""
        sealed = {"account.move": {"name"}, "account.move.line": {"name"}, "res.users": {"login"}}.get(
            model._name, set()
        )
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and field.column_type
            and field.type in ("char", "text", "html")
            and not (field.translate or field.company_dependent or field.inherited)
            and name not in sealed
        ]

    @api.model
    def _member_redact(self, model, texts, pattern, where):
        """Take what a pattern finds out of the texts of some rows."""
        for text in map(SQL.identifier, texts):
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(text)s = REGEXP_REPLACE(%(text)s, %(pattern)s, %(erased)s, 'gi')"
                    " WHERE (%(where)s) AND %(text)s ~* %(pattern)s",
                    table=SQL.identifier(model._table),
                    text=text,
                    pattern=pattern,
                    erased=ERASED,
                    where=where,
                )
            )

    # ── What mentions them elsewhere ──────────────────────────────────────────────────────────────────────────

    def _member_redact_messages(self, pattern):
        """Messages about others that name them, and what waits to be sent."""
        everywhere = SQL("TRUE")
        self._member_redact(self.env["mail.message"], MESSAGE_TEXTS, pattern, everywhere)
        self._member_redact(self.env["mail.mail"], ("body_html", "email_cc", "headers"), pattern, everywhere)
        self._member_redact(self.env["mail.scheduled.message"], ("subject", "body"), pattern, everywhere)
        self._member_redact(self.env["mail.activity"], ("res_name", "summary", "note", "feedback"), pattern, everywhere)
        self._member_redact(self.env["discuss.channel"], ("name",), pattern, everywhere)

    def _member_delete_mentioning(self, pattern):
        """Files, notices to browsers, and windows that were open: they have done their work."""
        mentioning = self.env.execute_query(
            SQL(
                """
                SELECT id FROM ir_attachment
                 WHERE (name ~* %(pattern)s OR index_content ~* %(pattern)s) AND res_field IS NULL
                   AND COALESCE(res_model, '') NOT LIKE %(books)s
                """,
                pattern=pattern,
                # The law keeps invoices.
                books="account.%",
            )
        )
        self.env["ir.attachment"].browse(file_id for (file_id,) in mentioning).unlink()
        self.env.cr.execute(SQL("DELETE FROM bus_bus WHERE message ~* %s", pattern))
        # Notices of this transaction are written when it ends.
        waiting = self.env.cr.precommit.data.get("bus.bus.values", [])
        waiting[:] = [notice for notice in waiting if not re.search(pattern, notice["message"], re.IGNORECASE)]
        for name, model in self.env.items():
            if model._transient and model._auto and not model._abstract and name != "member.erasure":
                text = SQL("t::text ~* %s", pattern)
                if name == "base_import.import":
                    text = SQL("%s OR ENCODE(file, 'escape') ~* %s", text, pattern)
                rows = self.env.execute_query(SQL("SELECT id FROM %s t WHERE %s", SQL.identifier(model._table), text))
                if rows:
                    model.browse(row_id for (row_id,) in rows).unlink()

    def _member_erase_lists(self):
        """Mailing lists and messages by address. An address that another contact has, too, is that one's."""
        self.env["sms.sms"].search([("partner_id", "in", self.ids)]).unlink()
        values = self._member_own(self._member_addresses())
        if "mailing.trace" in self.env:
            self.env["mailing.trace"].search(
                Domain("email", "in", list(values)) | Domain([("model", "=", self._name), ("res_id", "in", self.ids)])
            ).write({"email": False})
        self.env["sms.sms"].search([("number", "in", list(values))]).unlink()
        for name, column in BY_ADDRESS.items():
            if name in self.env:
                self.env[name].with_context(active_test=False).search([(column, "in", list(values))]).unlink()

    @api.model
    def _member_erase_from_domains(self, name, texts, column="domain"):
        """
        :param name: of a model with rules that somebody typed; passed over where its addon isn't there
        :param texts: what these rules must not name any more
        :param column: the field with the rule
        """
        if name not in self.env:
            return
        model = self.env[name]
        model.flush_model([column])
        for text in texts:
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = REGEXP_REPLACE(%(column)s, %(quoted)s, %(nobody)s, 'gi') "
                    "WHERE %(column)s ~* %(quoted)s",
                    table=SQL.identifier(model._table),
                    column=SQL.identifier(column),
                    quoted=rf"""(['"]){re.escape(text)}\1""",
                    nobody=rf"\1{ERASED}\1",
                )
            )
        model.invalidate_model([column])


def _pattern(texts):
    """:return: str, PostgreSQL's regular expression that finds any of some texts as whole words, in HTML, too, and
    numbers of phones with whatever signs between their digits"""
    shapes = {re.escape(shape) for text in texts for shape in (text, str(escape(text)))}
    shapes |= {_as_typed(text) for text in texts if re.fullmatch(r"\+\d{8,}", text)}
    ordered = sorted(shapes, key=lambda shape: (-len(shape), shape))
    return r"(?<!\w)(" + "|".join(ordered) + r")(?!\w)"


def _as_typed(number):
    """:return: str, a regular expression for a number as +16502530077, and without its country"""
    region = phone_validation.phone_get_region_data_for_number(number)
    between = r"[\s()./-]{0,3}"
    national = between.join(region["national_number"] or number[1:])
    return rf"(\+?{region['phone_code']}{between})?[(0]{{0,2}}{national}"
