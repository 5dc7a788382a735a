from odoo.tests import tagged

from .common import RolesCase
from .common_access import CREATE, UNLINK, WRITE, AccessModels

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
READERS["manager"] = READERS["auditor"] | {
    "member.alias",
    "member.import",
    "member.import.column",
    "member.import.error",
    "member.import.value",
}
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
        "member.alias": {UNLINK},
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
        "member.import.value": {WRITE, CREATE, UNLINK},
    },
}


@tagged("post_install", "-at_install")
class TestAccessModels(AccessModels, RolesCase):
    addon, readers, changes = "member_loyalty", READERS, CHANGES
