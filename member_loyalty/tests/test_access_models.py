from odoo.tests import tagged

from odoo.addons.mail.tests.common import mail_new_test_user

from .common import RolesCase

OPERATIONS = READ, WRITE, CREATE, UNLINK = ("read", "write", "create", "unlink")
# Who may do what, beyond reading, by model. The ledger and what it rests on take changes from nobody.
READERS = {
    "cashier": {"member.tier", "member.topup.offer", "member.benefit", "member.redeem.period"},
    "staff": {
        "member.benefit",
        "member.benefit.tier",
        "member.benefit.use",
        "member.referral",
        "member.referral.policy",
        "member.tier",
        "member.redeem.period",
        "member.tier.change",
        "member.tier.version",
        "member.tier.welcome",
        "member.standing",
        "member.card",
        "member.card.type",
        "member.card.batch",
        "member.consent",
        "member.consent.text",
        "member.purchase",
        "member.purchase.line",
        "member.ledger.entry",
        "member.ledger.allocation",
        "member.adjustment",
        "member.topup.offer",
        "member.topup",
        "member.topup.gift",
        "member.value.refund",
        "member.authorisation",
        "member.household",
        "member.interest",
        "member.income.band",
        "member.enrolment",
        "member.leaving",
        "member.enrolment.rule",
        "member.file.item",
        "member.revision",
        "member.handbook",
    },
}
READERS["auditor"] = READERS["staff"] | {
    "member.job",
    "member.reminder",
    "member.expiry.change",
    "member.expiry.change.line",
    "member.count.difference",
    "member.watch.rule",
    "member.alert",
    "member.ledger.audit",
    "member.export.log",
    "member.tier.revision",
    "member.tier.revision.line",
}
READERS["auditor"] |= {
    "member.value.report",
    "member.value.reconciliation",
    "member.points.report",
    "member.points.ageing",
}
READERS["manager"] = READERS["auditor"] | {"member.import", "member.import.column", "member.import.error"}
READERS["clerk"] = READERS["staff"]
STAFF_CHANGES = {
    "member.card": {WRITE, CREATE},
    "member.card.batch": {WRITE, CREATE},
    "member.consent": {WRITE, CREATE},
    "member.household": {WRITE, CREATE},
    "member.interest": {WRITE, CREATE},
    "member.revision": {WRITE},
}
CHANGES = {
    "cashier": {},
    "auditor": {},
    "staff": STAFF_CHANGES,
    # Staff who may adjust balances.
    "clerk": {**STAFF_CHANGES, "member.adjustment": {WRITE, CREATE, UNLINK}},
    "manager": {
        "member.benefit": {WRITE, CREATE, UNLINK},
        "member.benefit.tier": {WRITE, CREATE, UNLINK},
        "member.referral.policy": {WRITE, CREATE, UNLINK},
        "member.tier": {WRITE, CREATE, UNLINK},
        "member.tier.revision": {WRITE, CREATE, UNLINK},
        "member.redeem.period": {WRITE, CREATE, UNLINK},
        "member.topup.offer": {WRITE, CREATE, UNLINK},
        "member.card": {WRITE, CREATE, UNLINK},
        "member.card.type": {WRITE, CREATE, UNLINK},
        "member.card.batch": {WRITE, CREATE, UNLINK},
        "member.consent": {WRITE, CREATE},
        "member.consent.text": {WRITE, CREATE, UNLINK},
        "member.household": {WRITE, CREATE, UNLINK},
        "member.interest": {WRITE, CREATE, UNLINK},
        "member.income.band": {WRITE, CREATE, UNLINK},
        "member.enrolment.rule": {WRITE, CREATE, UNLINK},
        "member.file.item": {WRITE, CREATE, UNLINK},
        "member.revision": {WRITE},
        "member.handbook": {WRITE},
        "member.job": {WRITE, CREATE},
        "member.adjustment": {WRITE, CREATE, UNLINK},
        "member.expiry.change": {WRITE, CREATE, UNLINK},
        "member.watch.rule": {WRITE, CREATE, UNLINK},
        "member.alert": {WRITE},
        "member.import": {WRITE, CREATE, UNLINK},
        "member.import.column": {WRITE, CREATE, UNLINK},
    },
}


@tagged("post_install", "-at_install")
class TestAccessModels(RolesCase):
    """Every model of the addon for every role: what isn't in the tables is nobody's."""

    def test_each_model_for_each_role(self):
        models = self.models()
        self.assertFalse(READERS["manager"] - set(models))
        for role, user in self.users.items():
            with self.subTest(role):
                found = {(model, one) for model in models for one in OPERATIONS if self.may(user, model, one)}
                readable = {(model, READ) for model in READERS[role]}
                changeable = {(model, one) for model, operations in CHANGES[role].items() for one in operations}
                self.assertEqual(found, readable | changeable)

    def may(self, user, model, operation):
        return self.env[model].with_user(user).has_access(operation)

    def test_portal_and_public_see_nothing(self):
        portal = mail_new_test_user(self.env, "portal_customer", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            for model in self.models():
                with self.subTest(user=user.id, model=model):
                    self.assertFalse(self.env[model].with_user(user).has_access(READ))

    def models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if model._original_module == "member_loyalty" and name.startswith("member.")
            if not model._transient and not model._abstract
        ]
