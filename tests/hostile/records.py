"""A record of every model for every company: those that are there, or one made from what its fields ask for."""

import psycopg2

from odoo import fields
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tools import mute_logger

#: what a field holds that has to hold something
PLAIN = {
    "char": "Anything",
    "text": "Anything",
    "html": "Anything",
    "integer": 1,
    "float": 1,
    "monetary": 1,
    "json": {},
}
DEEPEST = 3


class Records:
    """:param partner: a member of the company"""

    def __init__(self, env, company, partner):
        self.env = env
        self.company = company
        self.partner = partner
        self._known = {}
        #: whether no more records are made than wizards
        self.is_closed = False

    def of(self, name):
        """:return: a record of a model, empty where none can be made"""
        if name not in self._known and self.is_closed:
            # What is made while a call is tried is gone after it.
            return self._found(name)
        if name not in self._known:
            self._known[name] = self.env[name].sudo()
            # A wizard is made by who uses it.
            model = self.env[name].sudo()
            self._known[name] = model if model._transient else self._found(name) or self.made(model)
        return self._known[name]

    def _found(self, name):
        model = self.env[name].sudo()
        if model._abstract or model._transient:
            return model
        if name == "res.company":
            return self.company
        if name == "res.partner":
            return self.partner
        owners = {"company_id": (self.company.id, False), "partner_id": (self.partner.id,)}
        asked = [(name, owner) for name, ids in owners.items() if name in model._fields for owner in ids]
        for field, owner in asked:
            if model._fields[field]._description_searchable and (
                found := model.search([(field, "=", owner)], limit=1, order="id")
            ):
                return found
        return model.browse() if asked else model.search([], limit=1, order="id")

    def values(self, model, depth=0):
        """What a record needs, and whom it is about."""
        defaults = model.default_get(list(model._fields))
        values = {}
        for name, field in model._fields.items():
            named = name in ("company_id", "partner_id", "partner_ids", "left_product_id", "right_product_id")
            if (name in defaults and not named) or not (field.required or named) or (field.compute and not field.store):
                continue
            if name in MAGIC_COLUMNS or field.related or (field.readonly and not field.required):
                continue
            if (value := self._value(model, field, depth)) is not None:
                values[name] = value
        return values

    def _value(self, model, field, depth):
        if field.type == "many2one":
            return self._other(field.comodel_name, depth).id or None
        if field.type == "many2many":
            return [fields.Command.set(self._other(field.comodel_name, depth).ids)]
        if field.type == "selection":
            return next(iter(field.get_values(model.env)), None)
        if field.type in ("date", "datetime"):
            return fields.Date.today() if field.type == "date" else fields.Datetime.now()
        return PLAIN.get(field.type)

    def _other(self, name, depth):
        return self.of(name) if depth < DEEPEST and name in self.env else self.env["res.partner"]

    def made(self, model, depth=0):
        """:return: a new record with the rights that ``model`` has, or none where it is refused"""
        if model._abstract or not model._auto:
            return model
        try:
            with mute_logger("odoo.sql_db"), model.env.cr.savepoint():
                values = self.values(model.sudo().with_company(self.company), depth)
                return (model.with_company(self.company) if model.env.su else model).create(values)
        # What a model refuses in its own words, or can't count from values like these.
        except (UserError, psycopg2.Error, ValueError, KeyError, TypeError):
            return model.browse()
