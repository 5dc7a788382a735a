from odoo import api, models
from odoo.tools import SQL


class IrModelFields(models.Model):
    """Required columns of ours on other addons' tables.

    While an addon that Odoo loads before ours is updated, ours aren't in the registry: what it creates then comes without
    our columns. The database itself knows their defaults, so that nothing of ours refuses a record made without us.
    """

    _inherit = "ir.model.fields"

    def init(self):
        super().init()
        # After all columns are there.
        self.pool.post_init(self._member_set_column_defaults)

    @api.model
    def _member_set_column_defaults(self):
        for model, field in self._member_required_elsewhere():
            default = field.convert_to_column(field.default(model), model)
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s",
                    SQL.identifier(model._table),
                    SQL.identifier(field.name),
                    default,
                )
            )

    @api.model
    def _member_required_elsewhere(self):
        """:return: list of (model, field): required columns that the suite's addons have on tables of other addons"""
        return [
            (model, field)
            for model in self.env.values()
            if model._auto and not model._abstract and not _is_ours(model._original_module)
            for field in model._fields.values()
            if field.required
            and field.store
            and field.column_type
            and field.default
            and all(map(_is_ours, field._modules))
        ]


def _is_ours(module):
    return module.startswith("member_")
