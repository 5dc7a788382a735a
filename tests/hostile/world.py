"""Two companies, their members, and everybody who may try something: Ada and Bea are members of the one, Zoe and Zed of
the other. Ada and Zed are contacts of all companies, Bea and Zoe of one only."""

import contextlib

from odoo.fields import Command

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.addons.member_loyalty.tests.common import PHONES, RolesCase

#: of each partner of these tests, to be found in whatever an answer says
DETAILS = ("name", "phone", "email", "member_number")


class WorldCase(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = (
            cls.env["res.company"].sudo().create({"name": "Elsewhere", "country_id": cls.company.country_id.id})
        )
        journals = cls.env["account.journal"].sudo()
        journals.create({"name": "Bank", "type": "bank", "code": "ELSE", "company_id": cls.elsewhere.id})
        cls.ada = cls.new_member("Adalbert Quimby", PHONES[60], email="quimby@example.com")
        cls.bea = cls.new_member("Beatrix Vole", PHONES[61], email="vole@example.com", company_id=cls.company.id)
        cls.zoe = cls.new_stranger_member("Zoraida Wick", PHONES[62], "wick@example.com", cls.elsewhere)
        cls.zed = cls.new_stranger_member("Zedekiah Pell", PHONES[63], "pell@example.com")
        cls.add_users()
        cls.wallet = cls.new_wallet()

    def setUp(self):
        super().setUp()
        self.live()

    @classmethod
    def new_stranger_member(cls, name, phone, email, company=None):
        # sudo: the tests' own user is of one company only.
        partners = cls.env["res.partner"].sudo().with_company(cls.elsewhere)
        partner = partners.create({"name": name, "phone": phone, "email": email, "company_id": company and company.id})
        partner._member_enrol()
        return partner.sudo(False).with_env(cls.env)

    @classmethod
    def add_users(cls):
        stranger = mail_new_test_user(
            cls.env,
            "manager_elsewhere",
            groups="member_loyalty.group_manager,member_loyalty.group_adjust,point_of_sale.group_pos_manager",
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        portal = mail_new_test_user(
            cls.env,
            "ada_portal",
            groups="base.group_portal",
            partner_id=cls.ada.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        employee = mail_new_test_user(cls.env, "employee", groups="base.group_user")
        cls.users = cls.users | {
            "employee": employee,
            "portal": portal,
            "public": cls.env.ref("base.public_user"),
            "stranger": stranger,
        }

    def live(self):
        """What leaves traces in the tables."""
        self.env["member.topup.offer"].create(
            {"name": "Pay 100", "program_id": self.wallet.id, "pay": 100, "bonus": 10}
        )
        goodwill = {"kind": "goodwill", "partner_id": self.ada.id, "program_id": self.program.id, "amount": 5}
        self.env["member.adjustment"].create({**goodwill, "reason": "Sorry"})
        self.sell(self.ada, (self.cream, 3), self.top_up_line(50.0))
        self.sell(self.bea, (self.cream, 2), self.top_up_line(50.0))
        # Drafts are what somebody could still change.
        self.sync({**self.till_order(self.ada, [(self.soap, 1)]), "state": "draft", "payment_ids": []})

    def company_of(self, user):
        return self.elsewhere if user == self.users["stranger"] else self.company

    def secrets(self, user):
        """What nobody may tell this user: members of the other company; to those who only sell, how to reach anybody;
        to a member and to the public, anything of anybody else."""
        role = next(role for role, one in self.users.items() if one == user)
        if role == "stranger":
            return self._details(self.bea, *DETAILS)
        hidden = self._details(self.zoe, *DETAILS)
        if role in ("portal", "public"):
            hidden |= self._details(self.bea | self.zed, *DETAILS)
        if role == "public":
            hidden |= self._details(self.ada, *DETAILS)
        if role == "cashier":
            hidden |= self._details(self.ada | self.bea | self.zed, "phone", "email")
        return hidden

    def _details(self, partners, *names):
        found = {str(partner[name]) for partner in partners.sudo() for name in names}
        # Whoever is told the end of a phone number in other signs is told it all the same.
        return found | {partner.phone[-7:] for partner in partners.sudo() if "phone" in names}

    @contextlib.contextmanager
    def undone(self):
        """Whatever happens inside is taken back, also what the registry remembers of it."""
        with contextlib.closing(self.env.cr.savepoint()):
            yield
        self.env.registry.reset_changes()
        self.env.invalidate_all()
        self.env.transaction.reset()
