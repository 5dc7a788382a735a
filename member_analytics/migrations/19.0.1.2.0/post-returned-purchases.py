"""Whose purchases have come back as a whole is counted anew."""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    returned = SQL(
        "(SELECT partner_id, company_id, returned_on AS local_date FROM member_purchase WHERE returned_on IS NOT NULL)"
    )
    cr.execute(env["member.metrics.due"]._marks(returned))
