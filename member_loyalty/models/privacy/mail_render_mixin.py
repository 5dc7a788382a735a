from odoo import api, models
from odoo.exceptions import AccessError


class MailRenderMixin(models.AbstractModel):
    """Placeholders in a text of one's own read whatever a record leads to: who sees masks writes only those of names."""

    _inherit = "mail.render.mixin"

    def _check_access_right_dynamic_template(self):
        """Of templates that are saved. Those that are there are the shop's, and anybody sends them."""
        if self._member_writes_no_code() and self._has_unsafe_expression():
            self._member_refuse_code()
        return super()._check_access_right_dynamic_template()

    @api.model
    def _render_template(self, template_src, model, res_ids, engine="inline_template", *args, **kwargs):
        if template_src and not self._unrestricted_rendering and self._member_writes_no_code():
            is_unsafe = {
                "inline_template": self._has_unsafe_expression_template_inline_template,
                "qweb": self._has_unsafe_expression_template_qweb,
            }.get(engine)
            if is_unsafe and is_unsafe(template_src, model):
                self._member_refuse_code()
        return super()._render_template(template_src, model, res_ids, engine, *args, **kwargs)

    @api.model
    def _member_writes_no_code(self):
        return not self.env.su and self.env["res.partner"]._member_masks_contacts()

    @api.model
    def _member_refuse_code(self):
        raise AccessError(
            self.env._(
                "You don't have access to phone numbers and email addresses, so only the placeholders of names can be used. "
                "Ask the membership staff."
            )
        )
