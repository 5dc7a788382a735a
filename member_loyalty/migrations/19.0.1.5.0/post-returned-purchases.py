"""Purchases that have come back as a whole say since when."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute("SELECT DISTINCT refund_of_id FROM member_purchase WHERE refund_of_id IS NOT NULL")
    env["member.purchase"].browse(row[0] for row in cr.fetchall())._note_returned()
