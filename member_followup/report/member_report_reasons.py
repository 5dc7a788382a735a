from odoo import fields, models


class MemberReportReasons(models.Model):
    """R24: what members complained of, and what they said when they left, counted together.

    A complaint's category is that of its product. Without one, and for whoever left, it is the member's favorite
    category; a leaving's store is the favorite one.
    """

    _name = "member.report.reasons"
    _description = "Why They Leave"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "member.complaint": ["partner_id", "company_id", "config_id", "reason_id", "product_id", "tier_id", "date"],
        "member.leaving": ["partner_id", "company_id", "reason_id", "tier_id", "date", "reason"],
        "member.metrics": ["partner_id", "company_id", "favourite_categ_id", "favourite_config_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
    }
    # An id of both is one of one: complaints are even, leavings odd.
    _table_query = """
        SELECT complaint.id::bigint * 2 AS id, 'complaint' AS kind, complaint.partner_id, complaint.company_id,
               complaint.reason_id, complaint.tier_id, complaint.date, complaint.config_id,
               COALESCE(template.categ_id, metrics.favourite_categ_id) AS categ_id
          FROM member_complaint complaint
     LEFT JOIN product_product product ON product.id = complaint.product_id
     LEFT JOIN product_template template ON template.id = product.product_tmpl_id
     LEFT JOIN member_metrics metrics
            ON metrics.partner_id = complaint.partner_id AND metrics.company_id = complaint.company_id
     UNION ALL
        SELECT leaving.id::bigint * 2 + 1, 'leaving', leaving.partner_id, leaving.company_id,
               leaving.reason_id, leaving.tier_id, leaving.date, metrics.favourite_config_id,
               metrics.favourite_categ_id
          FROM member_leaving leaving
     LEFT JOIN member_metrics metrics
            ON metrics.partner_id = leaving.partner_id AND metrics.company_id = leaving.company_id
         WHERE leaving.reason != 'erasure'
    """

    kind = fields.Selection([("complaint", "Complaint"), ("leaving", "Termination")], "Source", readonly=True)
    partner_id = fields.Many2one("res.partner", "Member", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    config_id = fields.Many2one("pos.config", "Store", readonly=True)
    reason_id = fields.Many2one("member.complaint.reason", readonly=True)
    tier_id = fields.Many2one("member.tier", readonly=True, help="The tier at that time.")
    categ_id = fields.Many2one(
        "product.category",
        "Category",
        readonly=True,
        help="The category of the product that the complaint is about, else the favorite category of the member.",
    )
    date = fields.Date(readonly=True)

    def action_open(self):
        """The complaint or the termination behind a row."""
        self.ensure_one()
        model = "member.complaint" if self.kind == "complaint" else "member.leaving"
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": self.id // 2,
            "views": [(False, "form")],
            "name": self.partner_id.display_name,
        }
