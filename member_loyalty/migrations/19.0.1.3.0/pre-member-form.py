"""Sections of the member's form moved from one view to another: the old ones can't be laid over the new form."""


def migrate(cr, version):
    # Emptied, not deleted: each is loaded anew by this upgrade, and keeps what others have laid over it.
    cr.execute(
        """
        UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', '<data/>')
         WHERE id IN (SELECT res_id FROM ir_model_data
                       WHERE module = 'member_loyalty' AND model = 'ir.ui.view' AND name LIKE 'res\\_partner\\_view\\_form\\_%')
        """
    )
