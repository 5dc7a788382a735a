"""Every public method of our addons, called by everybody: nobody changes or learns what they may not, nothing breaks."""

import random
from collections import Counter, defaultdict

import psycopg2

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from allowed import fault_of
from arguments import Arguments
from calls import Call, is_of_model, parameters, place_of, public_methods
from records import Records
from rows import Rows
from world import WorldCase

#: how Python refuses a value of another type than a method takes
WRONG_TYPE = (TypeError, AttributeError, KeyError, ValueError)

SENSELESS = ("junk 1", "junk 2", "anything")
#: models of which a record can't be made from the types of its fields
WITHOUT = {"member.topup.gift", "member.followup.branch", "mailing.trace"}
#: where points and money are
LEDGER = {"loyalty_card", "member_ledger_entry", "member_ledger_allocation"}


@tagged("post_install", "-at_install")
class TestEveryMethod(WorldCase):
    def setUp(self):
        super().setUp()
        self.records = {
            self.company: Records(self.env, self.company, self.ada),
            self.elsewhere: Records(self.env, self.elsewhere, self.zoe),
        }

    def test_every_method(self):
        methods = public_methods(self.env)
        self.assertGreater(len(methods), 150)
        without = self.made_for(dict.fromkeys(name for name, _method in methods))
        self.env.flush_all()
        rows = Rows(self.env)
        self.faults, self.ended = defaultdict(list), Counter()
        # Every call is undone: nobody's secrets change meanwhile.
        self.hidden = {user: self.secrets(user) for user in self.users.values()}
        for role, user in self.users.items():
            for name, method in methods:
                for call, records in self.calls(role, user, name, method):
                    self.attempt(rows, user, call, records)
        said = "\n".join(f"{fault}\n    {calls[0]} [{len(calls)}]" for fault, calls in sorted(self.faults.items()))
        self.assertFalse(self.faults, said)
        self.assertLessEqual(without, WITHOUT, "no record can be made of it: every call of its methods is an empty one")
        self.assertGreater(self.ended["answered"], 200, self.ended)
        self.assertGreater(self.ended["refused"], 1000, self.ended)

    def made_for(self, models):
        """:return: set of the models that have no record in the shop's company"""
        for records in self.records.values():
            for name in models:
                records.of(name)
            records.is_closed = True
        stored = [self.env[name] for name in models if self.env[name]._auto and not self.env[name]._transient]
        return {model._name for model in stored if not self.records[self.company].of(model._name)}

    def calls(self, role, user, name, method):
        own = self.records[self.company_of(user)]
        foreign = self.records[self.elsewhere if own.company == self.company else self.company]
        names = parameters(self.env[name], method)
        for kind, records, asked in (("own", own, own), ("foreign", foreign, foreign), ("mixed", own, foreign)):
            if kind == "mixed" and not names:
                continue
            yield self.made(role, name, method, kind, records, asked, names), records
        if names and role in ("cashier", "manager"):
            for kind in ("junk 1", "junk 2", "anything"):
                yield self.made(role, name, method, kind, own, own, names), own

    def made(self, role, name, method, kind, records, asked, names):
        draw = random.Random(f"{role} {name} {method} {kind}")
        arguments = Arguments(self.env, asked, draw)
        model = self.env[name]
        if method in ("create", "write"):
            args = [arguments.written(model)]
        elif kind.startswith("junk"):
            args = arguments.junk(model, method, names)
        elif kind == "anything":
            args = arguments.anything(names)
        else:
            args = arguments.plausible(model, method, names)
        context = {"active_model": "res.partner", "active_id": asked.partner.id, "active_ids": asked.partner.ids}
        return Call(role, name, method, kind, records.of(name).ids, args, context)

    def attempt(self, rows, user, call, records):
        with self.undone():
            model = self.env[call.model].with_user(user).with_context(call.context)
            with rows.watched() as written, mute_logger("odoo.sql_db", "odoo.models", "odoo.http"):
                said = self.outcome(model, call, records)
            for change in rows.changes(written):
                if fault := fault_of(self, user, call, change, rows):
                    self.faults[fault].append(call)
            if not LEDGER.isdisjoint(written) and self.env["member.ledger.entry"]._check_balances():
                self.faults[f"{call.model}.{call.name} breaks the ledger"].append(call)
        asked = str((call.args, call.context))
        for secret in self.hidden[user]:
            if secret in said and secret not in asked:
                self.faults[f"{call.model}.{call.name} tells {secret}"].append(call)

    def outcome(self, model, call, records):
        """:return: all that the caller is told"""
        try:
            ids = (records.made(model) or records.made(model.sudo())).ids if model._transient else call.ids
            first = [] if is_of_model(type(model), call.name) else [ids]
            with model.env.cr.savepoint():
                result = call_kw(model, call.name, [*first, *call.args], {"context": call.context})
                self.env.flush_all()
            self.ended["answered"] += 1
            told = repr(result)
            if model._transient:
                told += self.shown(model.browse(ids))
            return told
        except (UserError, psycopg2.IntegrityError) as refused:
            self.ended["refused"] += 1
            return str(refused)
        except Exception as error:
            self.ended["broken"] += 1
            place, is_ours = place_of(error)
            is_empty = str(error).startswith("Expected singleton")
            if is_ours and not is_empty and not (call.kind in SENSELESS and isinstance(error, WRONG_TYPE)):
                self.faults[f"{place} breaks: {error!r:.150}"].append(call)
            return str(error)

    def shown(self, wizard):
        """What its own form shows."""
        try:
            return repr(wizard.read())
        except UserError as refused:
            return str(refused)
