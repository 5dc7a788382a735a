from odoo import models

from ...engine import plain
from .plain import refuse_fault

#: by type of field
FAULTS = {
    **dict.fromkeys(("char", "text", "html", "selection"), plain.text_fault),
    **dict.fromkeys(("float", "monetary"), plain.number_fault),
    "integer": lambda value: plain.number_fault(value, plain.MOST_ID),
    "many2one": plain.link_fault,
    **dict.fromkeys(("date", "datetime"), plain.date_fault),
}


# What tills send goes into these as it comes; amounts and dates are looked at when it is settled.
SENT = {"pos.order", "pos.order.line", "pos.payment"}


class Base(models.AbstractModel):
    """Values that nobody can have meant are refused by every model of ours, whoever writes them and from wherever."""

    _inherit = "base"

    def _add_missing_default_values(self, values):
        # With the defaults: a context brings some, too.
        values = super()._add_missing_default_values(values)
        self._member_check_plain(values)
        return values

    def write(self, vals):
        self._member_check_plain(vals)
        result = super().write(vals)
        if "company_id" in vals and self._name.startswith("member."):
            # The ORM asks the rules before: a record could be given to a company in which its writer has no say.
            self.check_access("write")
        return result

    def _member_check_plain(self, values):
        is_ours = self._name.startswith(("member.", "loyalty."))
        if not is_ours and self._name not in SENT:
            return
        for name, value in values.items():
            field = self._fields.get(name)
            fault = field and (is_ours or field.type == "many2one") and FAULTS.get(field.type)
            if fault:
                refuse_fault(self.env, fault(value), field._description_string(self.env))
