from odoo import models

from ...engine import masking


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _member_unmasked(self, values):
        """The dialog shows a customer on file masked; what wasn't typed anew is what is on file.

        :param values: of the enrollment dialog
        :return: dict of those that came masked, as they are on file
        """
        # sudo: phone and e-mail of the customer who is enrolled, for the checks of the enrollment.
        partner = self.env["res.partner"].browse(values.get("partner_id") or []).sudo()
        return {name: partner[name] or "" for name in ("phone", "email") if masking.is_masked(values.get(name))}
