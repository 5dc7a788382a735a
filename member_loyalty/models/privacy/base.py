from odoo import models

# Data of members, beside all models of ours.
LOGGED = {"res.partner", "loyalty.card", "loyalty.history", "pos.order", "pos.order.line", "report.pos.order"}


def is_member_data(model):
    """Whether what leaves of this model is logged."""
    return model in LOGGED or model.startswith("member.")


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Every export of members' data is logged, whichever screen or call asks for it."""
        result = super().export_data(fields_to_export)
        if is_member_data(self._name):
            self.env["member.export.log"]._note("list", self._name, len(self), fields_to_export)
        return result
