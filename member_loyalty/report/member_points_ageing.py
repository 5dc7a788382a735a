from odoo import fields, models


class MemberPointsAgeing(models.Model):
    _name = "member.points.ageing"
    _description = "Points Aging"
    _auto = False
    _order = "age, expiration, program_id"
    _rec_name = "age"
    _depends = {
        "member.ledger.entry": [
            "left",
            "bucket",
            "state",
            "date",
            "date_expiration",
            "company_id",
            "program_id",
        ],
        "loyalty.program": ["company_id", "currency_id", "member_point_value"],
    }
    _table_query = """
        SELECT ROW_NUMBER() OVER (ORDER BY age, expiration, company_id, program_id) AS id, lots.*
          FROM (SELECT COALESCE(e.company_id, program.company_id) AS company_id, e.program_id, program.currency_id,
                       CASE WHEN e.date > NOW() AT TIME ZONE 'UTC' - INTERVAL '3 months' THEN '00'
                            WHEN e.date > NOW() AT TIME ZONE 'UTC' - INTERVAL '6 months' THEN '03'
                            WHEN e.date > NOW() AT TIME ZONE 'UTC' - INTERVAL '12 months' THEN '06'
                            ELSE '12' END AS age,
                       DATE_TRUNC('month', e.date_expiration)::date AS expiration,
                       COUNT(*) AS lots, SUM(e."left") AS points,
                       SUM(e."left") * COALESCE(program.member_point_value, 0)::numeric AS liability
                  FROM member_ledger_entry e
                  JOIN loyalty_program program ON program.id = e.program_id
                 WHERE e.bucket = 'points' AND e.state = 'posted' AND e."left" > 0
              GROUP BY 1, e.program_id, program.id, 4, 5) lots
    """

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("loyalty.program", readonly=True)
    age = fields.Selection(
        [("00", "0 to 3 months"), ("03", "3 to 6 months"), ("06", "6 to 12 months"), ("12", "Over 12 months")],
        readonly=True,
        help="The time since the points were earned.",
    )
    expiration = fields.Date(
        "Expires in", readonly=True, help="The month of expiration. Empty if the points never expire."
    )
    lots = fields.Integer("Points Batches", readonly=True)
    points = fields.Float("Unspent Points", digits=(16, 2), readonly=True)
    liability = fields.Monetary(readonly=True, help="The points multiplied by the value of a point.")

    def action_open_entries(self):
        """The open lots behind a row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("member_loyalty.member_ledger_entry_action")
        now = fields.Datetime.now()
        young, old = {"00": (None, 3), "03": (3, 6), "06": (6, 12), "12": (12, None)}[self.age]
        domain = [
            ("program_id", "=", self.program_id.id),
            ("company_id", "in", [self.company_id.id, False]),
            ("bucket", "=", "points"),
            ("state", "=", "posted"),
            ("left", ">", 0),
        ]
        if young:
            domain.append(("date", "<=", fields.Datetime.subtract(now, months=young)))
        if old:
            domain.append(("date", ">", fields.Datetime.subtract(now, months=old)))
        if self.expiration:
            domain += [
                ("date_expiration", ">=", self.expiration),
                ("date_expiration", "<", fields.Date.add(self.expiration, months=1)),
            ]
        else:
            domain.append(("date_expiration", "=", False))
        return {**action, "context": {}, "domain": domain}
