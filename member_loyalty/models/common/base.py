from odoo import models

from ...engine import plain
from .plain import refuse_fault

#: by type of field
FAULTS = {
    **dict.fromkeys(("char", "text", "html", "selection"), plain.text_fault),
    **dict.fromkeys(("float", "monetary"), plain.number_fault),
    "integer": lambda value: plain.number_fault(value, plain.MOST_ID),
    "many2one": lambda value: plain.number_fault(value, plain.MOST_ID) if isinstance(value, int) else None,
    **dict.fromkeys(("date", "datetime"), plain.date_fault),
}


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
        if not self._name.startswith(("member.", "loyalty.")):
            return
        for name, value in values.items():
            field = self._fields.get(name)
            fault = field and FAULTS.get(field.type)
            if fault:
                refuse_fault(self.env, fault(value), field._description_string(self.env))
