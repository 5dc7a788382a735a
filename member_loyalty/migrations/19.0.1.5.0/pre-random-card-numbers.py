"""Card numbers are drawn at random: the running numbers of card types have nothing left to count."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    cr.execute("SELECT sequence_id FROM member_card_type WHERE sequence_id IS NOT NULL")
    sequences = [sequence for (sequence,) in cr.fetchall()]
    # The column goes with its field, at the end of this upgrade.
    cr.execute("UPDATE member_card_type SET sequence_id = NULL")
    api.Environment(cr, SUPERUSER_ID, {})["ir.sequence"].browse(sequences).unlink()
