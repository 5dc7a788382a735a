from odoo import api, models


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        return super()._load_pos_data_models(config) + ["member.tier", "member.redeem.period"]

    def _validate_session(self, balancing_account=False, amount_to_balance=0, bank_payment_method_diffs=None):
        """The books of the stored value close with the session: core books what the lines carry, we the rest."""
        # sudo: a cashier closes the session and has no rights on accounting; the products are the wallets' own.
        self.sudo().company_id._member_wallets()._member_book_products()
        res = super()._validate_session(balancing_account, amount_to_balance, bank_payment_method_diffs)
        if self.state == "closed":
            # sudo: as above, for the ledger's entries of this session.
            self.sudo().env["member.ledger.entry"]._book_session(self.sudo())
        return res
