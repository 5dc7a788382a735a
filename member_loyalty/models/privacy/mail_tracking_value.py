from odoo import models


class MailTrackingValue(models.Model):
    """Earlier numbers and addresses below a member's file."""

    _inherit = "mail.tracking.value"

    def _filter_has_field_access(self, env):
        return super()._filter_has_field_access(env).filtered(lambda value: not value._member_is_contact_data(env))

    def _member_is_contact_data(self, env):
        field = self.field_id
        return (
            bool(field)
            and env["res.partner"]._member_masks_contacts()
            and (field.name in env[field.model]._member_contact_fields())
        )
