"""The membership's settings left Odoo's own page: what was laid over its section there finds no place anymore."""


def migrate(cr, version):
    # Emptied: this upgrade deletes them at its end, and until then they mustn't stand in the new section's way.
    cr.execute(
        """
        UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', '<data/>')
         WHERE id IN (SELECT res_id FROM ir_model_data
                       WHERE model = 'ir.ui.view'
                         AND (module, name) IN (('member_loyalty', 'res_config_settings_view_form_enrolment'),
                                                ('member_loyalty', 'res_config_settings_view_form_privacy'),
                                                ('member_followup', 'res_config_settings_view_form')))
        """
    )
