"""Every address of our addons, opened by everybody: nobody changes or learns what they may not, nothing breaks."""

import inspect
import random
import threading
from collections import defaultdict
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from allowed import fault_of
from arguments import Arguments
from calls import OURS, Call
from records import Records
from rows import Rows
from world import WorldCase

#: in an address, where a number has to be
NUMBERS = (0, 1, 2**31, 2**70)


@tagged("post_install", "-at_install")
class TestEveryRoute(WorldCase, HttpCase):
    def test_every_route(self):
        own = Records(self.env, self.company, self.ada)
        foreign = Records(self.env, self.elsewhere, self.zoe)
        bea = Records(self.env, self.company, self.bea)
        rules = self.rules()
        self.assertGreater(len(rules), 20)
        self.faults = defaultdict(list)
        for role, user in self.users.items():
            self.authenticate(None if role == "public" else user.sudo().login, "any")
            rows = Rows(self.env)
            # What is foreign to a manager elsewhere is foreign to Ada's other company's.
            asked = (own, foreign) if role == "stranger" else (foreign, bea)
            for rule in rules:
                for method in sorted((rule.methods or {"GET"}) & {"GET", "POST"}):
                    for records in asked if self.names(rule) else asked[:1]:
                        self.open(rows, role, user, rule, method, records)
        said = "\n".join(f"{fault}\n    {calls[0]}" for fault, calls in sorted(self.faults.items()))
        self.assertFalse(self.faults, said)

    def rules(self):
        """The addresses that our addons bring or change, new ones included."""
        thread = threading.current_thread()
        # Core asks the thread, which is a request's otherwise.
        with patch.object(thread, "dbname", self.env.cr.dbname, create=True):
            found = list(self.env["ir.http"].routing_map().iter_rules())
        return [rule for rule in found if rule.endpoint.__module__.startswith(OURS)]

    def names(self, rule):
        parameters = inspect.signature(rule.endpoint.func).parameters.values()
        return [one.name for one in parameters if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)]

    def open(self, rows, role, user, rule, method, records):
        draw = random.Random(f"{role} {rule.rule} {method} {records.partner.name}")
        arguments = Arguments(self.env, records, draw)
        values = dict(zip(self.names(rule), arguments.plausible(None, None, self.names(rule)), strict=True))
        for name in rule.arguments:
            if not isinstance(values[name], int) or draw.random() < 0.2:
                values[name] = draw.choice(NUMBERS)
        place = rule.build({name: values.pop(name) for name in rule.arguments})[1]
        call = Call(role, place, method, "route", [], [values], {})
        with self.undone():
            self.env.flush_all()
            with rows.watched() as written, mute_logger("odoo.http", "odoo.sql_db"):
                data = {"csrf_token": Request.csrf_token(self), **values} if method == "POST" else None
                answer = self.url_open(place, data=data, params=None if data else values, allow_redirects=False)
            for change in rows.changes(written):
                if fault := fault_of(self, user, call, change, rows):
                    self.faults[fault].append(call)
        if answer.status_code >= 500:
            self.faults[f"{rule.rule} breaks: {answer.status_code}"].append(call)
        for secret in self.secrets(user):
            if secret in answer.text and secret not in str(values):
                self.faults[f"{rule.rule} tells {role} {secret}"].append(call)
