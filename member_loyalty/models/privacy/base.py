from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.orm.domains import OptimizationLevel, field_type_optimization
from odoo.tools import SQL, OrderedSet, email_normalize, ormcache

from odoo.addons.mail.tools.discuss import Store

from ...const import CONTACTS, MASKS

# Data of members, beside all models of ours.
LOGGED = {"res.partner", "loyalty.card", "loyalty.history", "pos.order", "pos.order.line", "report.pos.order"}
# Numbers and addresses that one request may try: enough to write to some people, too few to guess those of one.
MOST_TRIED = 50


def is_member_data(model):
    """Whether what leaves of this model is logged."""
    return model in LOGGED or model.startswith("member.")


@field_type_optimization(["char"], OptimizationLevel.FULL)
def _narrow(condition, model):
    """The one place that each condition on a column passes, through whatever relation or search method it came."""
    # Without a class of ours it is a database without this addon.
    return condition if model.env.su or not hasattr(model, "_member_narrow") else model._member_narrow(condition)


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Every export of members' data is logged, whichever screen or call asks for it."""
        result = super().export_data(fields_to_export)
        if is_member_data(self._name):
            self.env["member.export.log"]._note("list", self._name, len(self), fields_to_export)
        return result

    # ── Phone numbers and email addresses of members, as those see them who only sell at a till ────────────────

    # One rule for every model: they are masked where records leave for a screen, nobody groups, counts or sorts by them,
    # and a search finds a member by the whole number or address only. Server code reads fields, and so the data. Who isn't
    # a member is shown, and found by parts, as core does it.

    @api.model
    @ormcache()
    def _member_contact_fields(self):
        """:return: dict of name of a field with contact data to (path to the contact, mask)"""
        found = dict(CONTACTS.get(self._name, ()))
        for name, field in self._fields.items():
            source = field.type == "char" and field.related and _contact_source(self, field.related)
            if source:
                found[name] = source
        return found

    def _member_hides(self, name):
        """Whether the user sees only masks in this field."""
        return (
            not self.env.su
            and name in self._member_contact_fields()
            and self.env["res.partner"]._member_masks_contacts()
        )

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if not self.env.su:
            self._member_mask(rows, fnames)
        return rows

    @api.model
    def _member_mask(self, rows, names):
        """Mask what these rows show of members, for a user who may see no more.

        :param rows: list of dicts with an id
        """
        hidden = self._member_contact_fields()
        names = [name for name in names if name in hidden]
        if not names or not self.env["res.partner"]._member_masks_contacts():
            return
        # sudo: whether who is meant is or was a member.
        records = self.sudo().browse(row["id"] for row in rows)
        for path in {hidden[name][0] for name in names}:
            for row, record in zip(rows, records, strict=True):
                # Of a form being edited, see onchange.
                is_edited = not record.id and record._origin
                # A contact is its own; a till reads a hundred of them.
                whose = record.mapped(path)[:1] if path else record
                if not is_edited and whose.member_number:
                    for name in names:
                        source, mask = hidden[name]
                        if source == path and row.get(name):
                            row[name] = mask(row[name]) or False

    def _member_shown(self, name):
        """One value as the user may see it, for those who read it with other rights."""
        row = {"id": self.id, name: self[name]}
        self._member_mask([row], [name])
        return row[name]

    def _field_store_repr(self, field_name):
        """What goes to the discussion below a record was often read by the superuser."""
        # Beside names of fields, core asks with values.
        if isinstance(field_name, str) and field_name in self._member_contact_fields():
            return [Store.Attr(field_name, lambda record: record._member_shown(field_name))]
        return [field_name]

    def _message_get_suggested_recipients(self, *args, **kwargs):
        """Whom a message may be sent to, as the discussion below a record shows it; what sends, asks the batch."""
        suggested = super()._message_get_suggested_recipients(*args, **kwargs)
        if not self.env["res.partner"]._member_masks_contacts():
            return suggested
        # sudo: whether who is meant is or was a member.
        partners = self.env["res.partner"].sudo().browse(row["partner_id"] for row in suggested if row["partner_id"])
        members = set(partners.filtered("member_number").ids)
        return [
            {**row, "email": MASKS["email"](row["email"])} if row["partner_id"] in members else row for row in suggested
        ]

    def onchange(self, values, field_names, fields_spec):
        """What a form works out from the data, and the user didn't type."""
        self._member_check_plain(values)
        result = super().onchange(values, field_names, fields_spec)
        shown = result.get("value", {})
        for name, (path, mask) in self._member_contact_fields().items():
            # sudo: only whether this is or was a member. Of other records, nobody knows yet whom they will be about.
            about_member = path or self.sudo().member_number
            if about_member and shown.get(name) and name not in values and self._member_hides(name):
                shown[name] = mask(shown[name])
        return result

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        if any(path and self._member_hides(path[0]) for path in fields):
            self._member_refuse_listing()
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _read_group_groupby(self, alias, groupby_spec, query):
        if self._member_hides(groupby_spec.split(":")[0]):
            self._member_refuse_listing()
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        if self._member_hides(aggregate_spec.split(":")[0]):
            self._member_refuse_listing()
        return super()._read_group_select(aggregate_spec, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The order of a list would tell what is behind the masks; core's own orders name such fields, too."""
        if self._member_hides(field_name):
            return SQL()
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _member_refuse_listing(self):
        raise AccessError(
            self.env._(
                "You don't have access to phone numbers and email addresses, so they can't be "
                "listed. Ask the membership staff."
            )
        )

    # ── Searching ─────────────────────────────────────────────────────────────────────────────────────────────

    @api.model
    def _member_narrow(self, condition):
        """Let a condition on contact data find others as it would, and members by the whole of it.

        :param condition: an optimized DomainCondition on a field of type char
        :return: Domain
        """
        name, operator, value = condition.field_expr, condition.operator, condition.value
        if not self._member_hides(name):
            return condition
        texts = {value} if isinstance(value, str) else set(value) - {False} if isinstance(value, OrderedSet) else set()
        self._member_count_tried(texts)
        if operator in ("in", "not in"):
            return condition
        path, _mask = self._member_contact_fields()[name]
        member = Domain(f"{path}.member_number" if path else "member_number", "!=", False)
        whole = self._member_whole(name, texts) if "like" in operator else Domain.FALSE
        if operator in Domain.NEGATIVE_OPERATORS:
            whole = ~whole
        # A condition of its own: core marks the one that it was given as optimized, whoever asks with it next.
        domain = (~member & Domain(name, operator, value)) | (member & whole)
        # sudo: the condition as core would ask it, and whether who is meant is or was a member.
        domain = domain.optimize_full(self.sudo())
        return Domain.custom(to_sql=lambda model, alias, query: domain._to_sql(model.sudo(), alias, query))

    def _member_count_tried(self, texts):
        """Many numbers at once are a way to guess one, too."""
        tried = self.env.cr.cache.setdefault("member_contacts_tried", set())
        tried |= texts
        if len(tried) > MOST_TRIED:
            raise AccessError(
                self.env._(
                    "Too many phone numbers and email addresses were searched for at once. Search for one customer at a "
                    "time."
                )
            )

    def _member_whole(self, name, texts):
        """:return: domain of the records with exactly one of these texts, however it is written"""
        # sudo: the company's country, for numbers without one.
        company = self.env.company.sudo()
        spellings = {
            spelling
            for text in texts
            for spelling in (
                text,
                email_normalize(text),
                company.partner_id._phone_format(number=text, country=company.country_id),
            )
            if spelling
        }
        columns = {name, "phone_sanitized", "email_normalized"} if self._name == "res.partner" else {name}
        return Domain.OR(Domain(column, "in", spellings) for column in columns)


def _contact_source(model, path):
    """:return: (path to the contact, mask) of the contact data that a related field shows, None of any other"""
    *steps, last = path.split(".")
    for step in steps:
        model = model.env[model._fields[step].comodel_name]
    source, related = CONTACTS.get(model._name, {}).get(last), model._fields[last].related
    if not source and related:
        source = _contact_source(model, related)
    return source and (".".join(filter(None, [*steps, source[0]])), source[1])
