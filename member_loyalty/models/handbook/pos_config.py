from odoo import models
from odoo.tools.misc import format_date

from ..common.plain import till_question


class PosConfig(models.Model):
    """The handbook at the till: shown to a customer who asks, accepted at enrollment."""

    _inherit = "pos.config"

    @till_question
    def member_handbook(self):
        """The version in force, for the customer to read on their phone.

        :return: dict of id, version, date (in words), url and pdf_url; False where none is published
        """
        self.ensure_one()
        # sudo: a published version is for everybody.
        handbook = self.env["member.handbook"].sudo()._newest(self.company_id)
        return bool(handbook) and {
            "id": handbook.id,
            "version": handbook.version,
            "date": format_date(self.env, handbook.date),
            "url": handbook.page_url,
            "pdf_url": handbook._pdf_url(),
        }
