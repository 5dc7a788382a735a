from odoo import api, models
from odoo.tools import ormcache


class MemberRemembered(models.AbstractModel):
    """Settings that each sale asks for, and that hardly ever change: what follows from them is kept in memory."""

    _name = "member.remembered"
    _description = "Cached Record"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self._forget()
        return records

    def write(self, vals):
        result = super().write(vals)
        self._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    def _forget(self):
        """Now, and again when the change is there for all: another thread may have read the old state meanwhile."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    @ormcache("company_id")
    def _was_made(self, company_id):
        """Whether a company has or had any of these: without one, nobody has to be asked which holds."""
        # sudo: nothing of it is told.
        everything = self.sudo().with_context(active_test=False)
        return bool(everything.search_count([("company_id", "=", company_id)], limit=1))
