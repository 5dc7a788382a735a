"""Messages of contact plans at a real mail server and at a provider over HTTP: each is received once, whatever dies."""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket

import pytest
from aiosmtpd.controller import Controller

from odoo.fields import Command

from odoo.addons.member_followup.engine import steps

from bootstrap.processes import die_with_parent

#: seconds after which somebody waits for ever
LIMIT = 90
# What Odoo's scheduler does with it.
SEND = "env['member.followup']._send_due()\nenv.cr.commit()\n"


class SmsProvider:
    """Answers as Odoo's service of SMS does.

    :param answer: function of a phone number to a state; None: it hangs up without an answer
    """

    def __init__(self, answer=lambda number: "success"):
        provider = self
        self.answer, self.received = answer, []
        #: set when a call has come; it isn't answered before ``go_on`` is set
        self.called, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                numbers = [number for message in said["params"]["messages"] for number in message["numbers"]]
                provider.received += [number["number"] for number in numbers]
                provider.called.set()
                provider.go_on.wait(LIMIT)
                states = [provider.answer(number["number"]) for number in numbers]
                if None in states:
                    self.close_connection = True
                    return
                result = [
                    {"uuid": number["uuid"], "state": state} for number, state in zip(numbers, states, strict=True)
                ]
                body = json.dumps({"jsonrpc": "2.0", "id": said["id"], "result": result}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def serving(self):
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.go_on.set()
            self.server.shutdown()
            self.server.server_close()


class Mailbox:
    """What a mail server does with e-mails, and which it took.

    :param refused: address that it doesn't know
    """

    def __init__(self, refused=None):
        self.refused, self.received = refused, []
        self.called, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address == self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.received += envelope.rcpt_tos
        self.called.set()
        self.go_on.wait(LIMIT)
        return "250 taken"


@contextmanager
def mail_server(mailbox):
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        mailbox.go_on.set()
        controller.stop()


def give(shop, channel, names, **settings):
    """Members whose message was given out, committed.

    :return: dict of name to the contact's id
    """
    with shop.env() as env:
        for name, value in settings.items():
            env["ir.config_parameter"].set_param(name.replace("_", "."), value)
        message = {"name": "News", "subject": "News", "script": "Dear {{ first_name }}", "channel": channel}
        always = {"hour_from": 0, "hour_to": 24, "hour_from_2": 0, "hour_to_2": 0, "tolerance": 30}
        plan = env["member.followup.plan"].create(
            {"name": "News", "version_ids": [Command.create({"step_ids": [Command.create({**message, **always})]})]}
        )
        plan.state = "running"
        today, contacts = env.company._member_today(), {}
        for number, name in enumerate(names):
            email = f"{name.lower()}@example.com"
            member = env["res.partner"].create({"name": name, "phone": f"+1650253{number:04}", "email": email})
            member._member_enrol()
            member._member_agree("backend", "marketing", ("sms", "email"))
            run = env["member.followup.run"].create(
                {
                    "plan_id": plan.id,
                    "version_id": plan.version_id.id,
                    "partner_id": member.id,
                    "company_id": plan.company_id.id,
                    "key": f"{plan.id}/{member.id}/test",
                    "date_start": today,
                    "date_counted": today,
                }
            )
            values = run._contact_vals(steps.start(run.version_id._as_engine(), today))
            contact = env["member.followup"].create({**values, "date_decide": False, "date_given": today})
            contacts[name] = contact.id
        env.cr.commit()
    return contacts


def worker(shop):
    """:return: a process that sends what is due"""
    command = [sys.executable, os.environ["ODOO_SCRIPT"], "shell", "-c", os.environ["ODOO_RC"], "-d", shop.database]
    process = subprocess.Popen(
        [*command, "--no-http", "--log-level=critical"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    process.stdin.write(SEND.encode())
    process.stdin.close()
    return process


def send(shop):
    assert worker(shop).wait(LIMIT) == 0


def outcomes(shop, contacts):
    """:return: dict of name to (state, outcome, delivery)"""
    with shop.env() as env:
        found = {name: env["member.followup"].browse(contact_id) for name, contact_id in contacts.items()}
        return {name: (one.state, one.outcome, one.message_state) for name, one in found.items()}


def let_an_hour_pass(shop):
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE member_followup SET write_date = write_date - INTERVAL '61 minutes'")


def test_sms_once_with_failures(shop):
    wrong = "+16502530001"
    provider = SmsProvider(lambda number: "wrong_number_format" if number == wrong else "success")
    with provider.serving():
        contacts = give(shop, "sms", ("Ada", "Ben", "Eve"), sms_endpoint=provider.url)
        send(shop)
        send(shop)
    assert sorted(provider.received) == ["+16502530000", wrong, "+16502530002"]
    assert outcomes(shop, contacts) == {
        "Ada": ("done", "sent", "accepted"),
        "Ben": ("done", "undelivered", "failed"),
        "Eve": ("done", "sent", "accepted"),
    }


def test_sms_without_an_answer(shop):
    """Who got it, nobody knows: a person finds out, and no process sends it again."""
    provider = SmsProvider(lambda number: None)
    with provider.serving():
        contacts = give(shop, "sms", ("Ada",), sms_endpoint=provider.url)
        send(shop)
        let_an_hour_pass(shop)
        send(shop)
    assert provider.received == ["+16502530000"]
    assert outcomes(shop, contacts) == {"Ada": ("open", False, "uncertain")}


def test_sms_worker_killed_between_call_and_answer(shop):
    provider = SmsProvider()
    provider.go_on.clear()
    with provider.serving():
        contacts = give(shop, "sms", ("Ada",), sms_endpoint=provider.url)
        process = worker(shop)
        assert provider.called.wait(LIMIT)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        provider.go_on.set()
        assert outcomes(shop, contacts) == {"Ada": ("sending", False, "sending")}
        send(shop)
        let_an_hour_pass(shop)
        send(shop)
    assert provider.received == ["+16502530000"]
    assert outcomes(shop, contacts) == {"Ada": ("open", False, "uncertain")}


def test_two_workers_at_once(shop):
    """While one of them waits for the answer, the other sends none of the same messages."""
    provider = SmsProvider()
    provider.go_on.clear()
    with provider.serving():
        contacts = give(shop, "sms", ("Ada", "Ben"), sms_endpoint=provider.url)
        first = worker(shop)
        assert provider.called.wait(LIMIT)
        # Here, so that it is over before the first one loses its patience.
        with shop.env() as env:
            env["member.followup"]._send_due()
            env.cr.commit()
        provider.go_on.set()
        assert first.wait(LIMIT) == 0
    assert sorted(provider.received) == ["+16502530000", "+16502530001"]
    assert set(outcomes(shop, contacts).values()) == {("done", "sent", "accepted")}


@pytest.mark.drill
def test_sms_time_out(shop):
    """The provider took it, and answers after Odoo's patience is over."""
    provider = SmsProvider()
    provider.go_on.clear()
    with provider.serving():
        contacts = give(shop, "sms", ("Ada",), sms_endpoint=provider.url)
        send(shop)
        provider.go_on.set()
        send(shop)
    assert provider.received == ["+16502530000"]
    assert outcomes(shop, contacts) == {"Ada": ("open", False, "uncertain")}


def use_mail_server(shop, port):
    with shop.env() as env:
        env["ir.mail_server"].create({"name": "Test", "smtp_host": "127.0.0.1", "smtp_port": port})
        env.company.email = "shop@example.com"
        env.cr.commit()


def test_email_once_with_a_refusal(shop):
    mailbox = Mailbox(refused="ben@example.com")
    with mail_server(mailbox) as port:
        use_mail_server(shop, port)
        contacts = give(shop, "email", ("Ada", "Ben", "Eve"))
        send(shop)
        send(shop)
    assert sorted(mailbox.received) == ["ada@example.com", "eve@example.com"]
    assert outcomes(shop, contacts) == {
        "Ada": ("done", "sent", "accepted"),
        "Ben": ("done", "undelivered", "failed"),
        "Eve": ("done", "sent", "accepted"),
    }


def test_email_worker_killed_between_call_and_answer(shop):
    """What the mail server took isn't sent again."""
    mailbox = Mailbox()
    mailbox.go_on.clear()
    with mail_server(mailbox) as port:
        use_mail_server(shop, port)
        contacts = give(shop, "email", ("Ada",))
        process = worker(shop)
        assert mailbox.called.wait(LIMIT)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        mailbox.go_on.set()
        send(shop)
        let_an_hour_pass(shop)
        send(shop)
    assert mailbox.received == ["ada@example.com"]
    assert outcomes(shop, contacts) == {"Ada": ("open", False, "uncertain")}
