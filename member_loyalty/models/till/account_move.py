from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A credit note that accounting makes of a till's invoice says nothing of goods: points, wallet and purchase stay,
        and somebody is told. One that an order makes comes with the return of the goods."""
        posted = super()._post(soft)
        # sudo: accounting may have no rights on orders and members.
        for note in posted.sudo().filtered(lambda move: move.move_type == "out_refund" and not move.pos_order_ids):
            note.reversed_entry_id.pos_order_ids._member_tell_credit_note(note)
        return posted
