from odoo import api, models
from odoo.exceptions import UserError


class MemberAppendOnly(models.AbstractModel):
    """Records of what happened: nobody edits or deletes them, superuser included.

    A model says in ``_edit_refused`` and ``_delete_refused`` what to do instead.
    """

    _name = "member.append.only"
    _description = "Append-only Record"

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._(self._edit_refused))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._(self._delete_refused))

    def _amend(self, vals):
        """What a model itself adds to its record later, past ``write``."""
        super().write(vals)
