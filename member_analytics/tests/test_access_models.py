from odoo.tests import tagged

from odoo.addons.member_loyalty.tests.common import RolesCase
from odoo.addons.member_loyalty.tests.common_access import CREATE, UNLINK, WRITE, AccessModels

STAFF = {
    "member.basket.pair",
    "member.metrics",
    "member.metrics.definition",
    "member.metrics.snapshot",
    "member.metrics.trade",
    "member.segment",
    "member.segment.membership",
    "member.workbook",
}
ALL = STAFF | {"member.month", "member.segment.size", "member.workbook.schedule"}
READERS = {"cashier": set(), "staff": STAFF, "clerk": STAFF, "auditor": ALL, "manager": ALL}
CHANGES = {
    **{role: {} for role in READERS},
    "manager": {
        "member.metrics.definition": {WRITE},
        "member.metrics.trade": {WRITE, CREATE, UNLINK},
        "member.segment": {WRITE, CREATE, UNLINK},
        "member.workbook.schedule": {WRITE, CREATE, UNLINK},
    },
}


@tagged("post_install", "-at_install")
class TestAccessModels(AccessModels, RolesCase):
    addon, readers, changes = "member_analytics", READERS, CHANGES
