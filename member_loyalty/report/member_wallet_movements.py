"""Every movement of stored value: the month in which it counts, and the month in which it stands in the books."""

from odoo.tools import SQL

from ..engine.booking import CARRIED_BY_ORDER
from ..models.common.res_company import PLACE_TZ
from ..models.wallet.member_ledger_entry import effective_day


def wallet_movements():
    """Select of company_id, program_id, config_id, bucket, kind, amount and month."""
    return SQL(
        """
        SELECT e.company_id, e.program_id, e.config_id, e.bucket, e.kind, e.amount,
               DATE_TRUNC('month', %(day)s)::date AS month
          FROM member_ledger_entry e
          JOIN res_company company ON company.id = e.company_id
          JOIN res_partner place ON place.id = company.partner_id
         WHERE e.bucket IN ('principal', 'bonus') AND e.state = 'posted'
        """,
        day=effective_day(PLACE_TZ),
    )


def booked_movements():
    """Select of entry, company_id, amount, month and booked_month.

    An entry is booked by its own journal entry or, when an order carries it, with the order: by its invoice or the
    closing of its session. An order that was invoiced after the closing stands in the books since the closing.
    """
    return SQL(
        """
        SELECT e.id AS entry, e.company_id, e.amount, DATE_TRUNC('month', %(day)s)::date AS month,
               DATE_TRUNC('month', move.date)::date AS booked_month
          FROM member_ledger_entry e
          JOIN res_company company ON company.id = e.company_id
          JOIN res_partner place ON place.id = company.partner_id
     LEFT JOIN pos_order o ON o.id = e.pos_order_id AND e.kind = ANY(%(carried)s)
     LEFT JOIN pos_session session ON session.id = o.session_id
     LEFT JOIN account_move moved_out ON moved_out.reversed_pos_order_id = o.id
     LEFT JOIN account_move move ON move.state = 'posted' AND move.id = COALESCE(
                   e.move_id, CASE WHEN moved_out.id IS NULL THEN o.account_move END, session.move_id)
         WHERE e.bucket IN ('principal', 'bonus') AND e.state = 'posted'
        """,
        day=effective_day(PLACE_TZ),
        carried=list(CARRIED_BY_ORDER),
    )


def months_between(first, last):
    """Select of the months from a given one to the present, or to a later one that has movements.

    :param SQL first: first day of a month
    :param SQL last: first day of a month
    """
    return SQL(
        "SELECT GENERATE_SERIES(%s, GREATEST(%s, DATE_TRUNC('month', NOW())), '1 month')::date AS month", first, last
    )
