import json

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

# What is about a member and isn't in the file of one: a hash tells nobody anything, least of all its owner.
LEFT_OUT = {"member.pin"}
# How the database works a row, and keys that say nothing to the member.
NOT_ABOUT_THEM = {*models.MAGIC_COLUMNS, "key", "access_token", "signup_type"}


class ResPartner(models.Model):
    """All that the shop keeps about one member, for the member."""

    _inherit = "res.partner"

    def action_member_file(self):
        """Download everything about this member."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/member_loyalty/file/{self.id}", "target": "download"}

    def _member_file(self, companies=None):
        """Everything about one member, as the right of access to one's own data asks for it.

        :param companies: whose rows these are; without them, those of all, for the members themselves
        :return: str, JSON: the contact's fields by their labels, and the rows of each model of ours that is about them
        """
        self.ensure_one()
        file = {
            self.env._("Created On"): fields.Datetime.to_string(fields.Datetime.now()),
            self.env._("Contact"): self._member_rows(self)[0],
        }
        about = [
            *self._member_models(),
            (self.env["loyalty.card"].with_context(active_test=False), ["partner_id"]),
            (self.env["pos.order"], ["partner_id"]),
        ]
        for model, links in about:
            rows = model.search(self._member_domain(links) & _of(companies, model), order="id")
            if rows and model._name not in LEFT_OUT:
                file[model._description] = self._member_rows(rows)
        lines = self.env["pos.order.line"]
        lines = lines.search(Domain("order_id.partner_id", "=", self.id) & _of(companies, lines), order="id")
        file[lines._description] = [
            {
                self.env._("Order"): line.order_id.pos_reference,
                self.env._("Product"): line.product_id.display_name,
                self.env._("Quantity"): line.qty,
                self.env._("Amount"): line.price_subtotal_incl,
            }
            for line in lines
        ]
        imported = Domain("purchase_id.partner_id", "=", self.id) & Domain("purchase_id.pos_order_id", "=", False)
        if companies is not None:
            imported &= Domain("purchase_id.company_id", "in", companies.ids)
        file[self.env._("Imported Purchases")] = self._member_rows(
            self.env["member.purchase.line"].search(imported, order="id")
        )
        file[self.env._("Messages")] = [
            {
                self.env._("Date"): message.date,
                self.env._("Subject"): message.subject,
                self.env._("Text"): html2plaintext(message.body),
            }
            for message in self._member_messages(companies)
        ]
        self.env["member.export.log"]._note(
            "file", "res.partner", sum(len(rows) for rows in file.values() if isinstance(rows, list)), partner=self
        )
        return json.dumps(file, ensure_ascii=False, indent=2, default=str)

    def _member_messages(self, companies=None):
        """What was written to this member, or by them; notes among staff aren't."""
        Message = self.env["mail.message"]
        about = Domain("author_id", "=", self.id) | Domain("partner_ids", "in", self.ids)
        open_ones = Domain("is_internal", "=", False) & Domain("message_type", "!=", "notification")
        return Message.search(about & open_ones & _of(companies, Message, "record_company_id"), order="id")

    def _member_rows(self, records):
        """Rows as people read them: labels, names instead of ids, and nothing that is empty or works the database."""
        shown = {
            name: field
            for name, field in records._fields.items()
            if field.store
            and field.type not in ("binary", "image", "one2many", "reference", "many2one_reference")
            and name not in NOT_ABOUT_THEM
        }
        rows = []
        for record in records:
            row = {}
            for name, field in shown.items():
                value = record[name]
                if field.relational:
                    value = self._member_shown_links(value, records)
                elif field.type == "properties":
                    value = {
                        attribute["string"]: attribute["value"]
                        for attribute in record.read([name])[0][name]
                        if attribute.get("value")
                    }
                elif field.type == "selection" and value:
                    value = dict(field._description_selection(self.env)).get(value, value)
                if value not in (False, "", None, {}):
                    row[field.get_description(self.env, ["string"])["string"]] = value
            rows.append(row)
        return rows

    def _member_shown_links(self, linked, records):
        """Names, but not those of other members: a file of one's own data is no way to the data of others."""
        if records != self and linked._name == "res.partner" and linked and linked != self:
            return self.env._("Another member")
        return ", ".join(filter(None, linked.mapped("display_name")))


def _of(companies, model, name="company_id"):
    """:return: domain of the rows of these companies, and of those that are nobody's; of all without companies"""
    if companies is None or name not in model._fields or not model._fields[name].store:
        return Domain.TRUE
    return Domain(name, "in", [False, *companies.ids])
