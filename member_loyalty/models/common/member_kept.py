from odoo import api, models
from odoo.exceptions import AccessError


class MemberKept(models.AbstractModel):
    """Fields of core's models that belong to the membership: what is stored of ours and read-only.

    Its own methods write them, with the rights of the shop; nobody by hand, whichever screen, file or call asks for it.
    A browser can say much in its context, but not that it is the superuser. For models that many may edit: ``create``
    and ``write`` of who inherits this ask :meth:`_check_member_kept` first.
    """

    _name = "member.kept"
    _description = "Fields Kept by the Membership"

    @api.model
    def _member_is_kept(self, name):
        field = self._fields.get(name)
        # Rows that hang on a record are kept by the rights of their own model.
        return (
            name.startswith("member_") and bool(field) and field.store and field.readonly and field.type != "one2many"
        )

    @api.model
    def default_get(self, fields):
        """What the membership keeps begins empty, whatever a context or somebody's own defaults say."""
        values = super().default_get(fields)
        return {name: value for name, value in values.items() if not self._member_is_kept(name)}

    def _check_member_kept(self, vals):
        """Refuse to write by hand what isn't there already."""
        names = [] if self.env.su else [name for name in vals if self._member_is_kept(name)]
        if not names:
            return
        # sudo: compares with what is there, whatever of it the user may read.
        here = self.sudo()
        # What is empty may stay so.
        changed = {name: vals[name] for name in names if vals[name] or any(one[name] for one in here)}
        # Merging contacts writes what is there already, and so does a list that was exported and comes back.
        if changed and not (here and all(one._member_holds(changed) for one in here)):
            self._member_refuse_kept(changed)

    def _member_holds(self, vals):
        """Whether these values are there already, as the ORM or a file writes them."""
        return all(
            self._fields[name].convert_to_cache(value, self) == self._fields[name].convert_to_cache(self[name], self)
            for name, value in vals.items()
        )

    def _member_refuse_kept(self, vals):
        raise AccessError(self._member_kept_message(self._member_labels(vals)))

    def _member_kept_message(self, names):
        return self.env._("%(fields)s: the membership keeps this itself, so it can't be edited.", fields=names)

    def _member_labels(self, names):
        return ", ".join(self._fields[name]._description_string(self.env) for name in names)
