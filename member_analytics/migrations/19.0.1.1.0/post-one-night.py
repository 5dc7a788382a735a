"""Scheduled actions of their own give way to the steps of one night, in an order."""

import logging

from odoo import SUPERUSER_ID, api

_logger = logging.getLogger(__name__)
CRONS = (
    "metrics",
    "workbooks",
    "basket_pair",
    "segments",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in CRONS:
        cron = env.ref(f"member_analytics.ir_cron_member_{name}", raise_if_not_found=False)
        if not cron:
            continue
        if not cron.active:
            _logger.warning("%s was switched off, and is done by the night from now on", cron.name)
        action = cron.ir_actions_server_id
        cron.unlink()
        action.unlink()
