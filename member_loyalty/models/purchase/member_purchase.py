from odoo import api, fields, models
from odoo.tools import SQL

from ..common.res_company import PLACE_TZ

# What the facts of an order are made from.
POS_READ = {
    "pos.order": [
        *("state", "pos_reference", "partner_id", "company_id", "config_id", "date_order", "currency_rate"),
    ],
    "pos.order.line": [
        *("order_id", "product_id", "qty", "price_unit", "price_subtotal", "price_subtotal_incl"),
        *("is_reward_line", "reward_id", "refunded_orderline_id"),
    ],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id"],
    "loyalty.program": ["program_type"],
    "loyalty.rule": ["program_id"],
    "loyalty.reward": ["program_id"],
    "pos.config": ["tip_product_id"],
    "res.company": ["partner_id"],
    "res.partner": ["tz"],
}


class MemberPurchase(models.Model):
    _name = "member.purchase"
    _description = "Purchase"
    _log_access = False
    # By day first: the index on company and day gives the newest page without sorting millions.
    _order = "local_date desc, date desc, id desc"
    _rec_name = "reference"

    key = fields.Char(
        required=True, readonly=True, help="The source of the purchase. Each source is recorded only once."
    )
    source = fields.Selection([("pos", "Till"), ("import", "Imported history")], required=True, readonly=True)
    reference = fields.Char(readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    config_id = fields.Many2one("pos.config", "Till", readonly=True, ondelete="set null")
    date = fields.Datetime(required=True, readonly=True)
    local_date = fields.Date(
        "Day", required=True, readonly=True, help="The date of the purchase in the store's time zone."
    )
    amount_net = fields.Monetary(
        "Untaxed Amount", readonly=True, help="The amount without taxes, excluding top-ups and gift cards sold."
    )
    amount_gross = fields.Monetary(
        "Total Amount", readonly=True, help="The amount with taxes, excluding top-ups and gift cards sold."
    )
    amount_paid_in = fields.Monetary(
        "Top-ups and Gift Cards", readonly=True, help="The amount of top-ups and gift cards sold with the purchase."
    )
    amount_prepaid = fields.Monetary(
        "Paid With Stored Value", readonly=True, help="The amount paid with a wallet or a gift card."
    )
    refund_of_id = fields.Many2one("member.purchase", readonly=True, index="btree_not_null", ondelete="set null")
    returned_on = fields.Date(
        readonly=True, help="The day on which all of the purchase had been returned. From then on it isn't counted."
    )
    pos_order_id = fields.Many2one("pos.order", "Order", readonly=True, index="btree_not_null", ondelete="set null")
    import_id = fields.Many2one("member.import", readonly=True, index="btree_not_null", ondelete="restrict")
    line_ids = fields.One2many("member.purchase.line", "purchase_id", "Lines", readonly=True)

    _key_unique = models.Constraint("UNIQUE (key)", "This purchase is already recorded.")
    # What one member bought in a window: the tier review and every metric start here.
    _member_day = models.Index("(partner_id, local_date) INCLUDE (amount_net) WHERE partner_id IS NOT NULL")
    _company_day = models.Index("(company_id, local_date)")

    @api.model
    def _record_pos_orders(self, order_ids):
        """Record paid till orders as facts, each once.

        :param order_ids: ids of pos.order; drafts and canceled ones are passed over
        :return: number of purchases that were new
        """
        for model, names in POS_READ.items():
            self.env[model].flush_model(names)
        lines = _all_pos_lines(order_ids, self._discount_product())
        return self._record(_pos_headers(order_ids), _POS_GOODS, SQL("line AS (%s), ", lines))

    @api.model
    def _discount_product(self):
        """:return: SQL of the product of the button *Discount* of a till ``config``"""
        if "discount_product_id" not in self.env["pos.config"]._fields:
            return SQL("NULL")
        self.env["pos.config"].flush_model(["discount_product_id"])
        return SQL("config.discount_product_id")

    @api.model
    def _record(self, headers, lines, tables=None):
        """Write purchase facts, from whatever source, each once with its lines. Every fact enters here.

        Set-based SQL, not the ORM: one statement serves one sale and a million imported ones.

        :param SQL headers: select of key, source, reference, partner_id, company_id, config_id, date, local_date,
            amount_net, amount_gross, amount_paid_in, amount_prepaid, refund_of_key, pos_order_id, import_id
        :param SQL lines: select of key, purchase_key, product_id, categ_id, quantity, amount_net, amount_gross,
            is_reward, refund_of_key
        :param SQL tables: what both select from, each as ``name AS (select), ``
        :return: number of purchases that were new
        """
        self.flush_model(["key"])
        self.env.cr.execute(
            SQL(
                """
                WITH %(tables)s recorded AS (
                INSERT INTO member_purchase (key, source, reference, partner_id, company_id, config_id, date, local_date,
                                             amount_net, amount_gross, amount_paid_in, amount_prepaid, refund_of_id,
                                             pos_order_id, import_id)
                SELECT h.key, h.source, h.reference, h.partner_id, h.company_id, h.config_id, h.date, h.local_date,
                       h.amount_net, h.amount_gross, h.amount_paid_in, h.amount_prepaid, refunded.id, h.pos_order_id, h.import_id
                  FROM (%(headers)s) h
             LEFT JOIN member_purchase refunded ON refunded.key = h.refund_of_key
                    ON CONFLICT (key) DO NOTHING RETURNING id, key, partner_id, company_id, local_date, amount_net, refund_of_id
                ), recorded_line AS (
                INSERT INTO member_purchase_line (purchase_id, key, product_id, categ_id, quantity, amount_net,
                                                  amount_gross, is_reward, refund_of_key)
                SELECT r.id, l.key, l.product_id, l.categ_id, l.quantity, l.amount_net,
                       l.amount_gross, l.is_reward, l.refund_of_key
                  FROM (%(lines)s) l
                  JOIN recorded r ON r.key = l.purchase_key
                 -- as on the receipt: the keys of a purchase differ by the number that they end with
                 ORDER BY r.id, LENGTH(l.key), l.key
                    ON CONFLICT (key) DO NOTHING
                ) %(also)s SELECT COUNT(*), ARRAY_AGG(DISTINCT refund_of_id) FILTER (WHERE refund_of_id IS NOT NULL)
                             FROM recorded
                """,
                tables=tables or SQL(""),
                headers=headers,
                lines=lines,
                also=SQL("").join(
                    SQL(", %s AS (%s)", SQL.identifier(f"also_{number}"), statement)
                    for number, statement in enumerate(self._also_record())
                ),
            )
        )
        new, returned = self.env.cr.fetchone()
        if returned:
            self.browse(returned)._note_returned()
        self.invalidate_model()
        return new

    def _note_returned(self):
        """Since when all of these has come back. Set-based SQL: refunds of a whole import at once."""
        self.flush_model(["amount_net", "local_date", "refund_of_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE member_purchase sold
                   SET returned_on = CASE WHEN sold.amount_net + back.amount <= 0 THEN back.day END
                  FROM (SELECT s.id, COALESCE(SUM(LEAST(r.amount_net, 0)), 0) AS amount, MAX(r.local_date) AS day
                          FROM member_purchase s LEFT JOIN member_purchase r ON r.refund_of_id = s.id
                         WHERE s.id = ANY(%s) GROUP BY s.id) back
                 WHERE sold.id = back.id
                """,
                self.ids,
            )
        )
        self.invalidate_model(["returned_on"])

    def unlink(self):
        """What an import is taken back with may have been a refund of something else."""
        sold = self.refund_of_id - self
        result = super().unlink()
        sold._note_returned()
        return result

    @api.model
    def _is_purchase(self, row, day):
        """What counts as a purchase, wherever purchases are counted: something was paid, and it hasn't all come back.

        :param SQL row: name of the rows of purchases
        :param day: date, or SQL of one, as of which it is asked
        :return: SQL condition
        """
        return SQL(
            "(%(row)s.amount_net > 0 AND (%(row)s.returned_on IS NULL OR %(row)s.returned_on > %(day)s))",
            row=row,
            day=day,
        )

    @api.model
    def _purchase_domain(self, day):
        """The same as a domain, which a screen can open.

        :param day: date as of which it is asked
        """
        day = fields.Date.to_string(day)
        return [("amount_net", ">", 0), "|", ("returned_on", "=", False), ("returned_on", ">", day)]

    @api.model
    def _also_record(self):
        """What else is written for new purchases, in the same statement: a sale pays for no further one.

        :return: list of SQL statements that write, from the table ``recorded`` of id, partner_id, company_id,
            local_date, amount_net
        """
        return []


def _all_pos_lines(order_ids, discount_product):
    """Lines of paid till orders, with what they are: goods, 'discount' for one on the whole order, 'tip', 'in' for
    top-ups and gift cards sold, which are money in advance, or 'out' for rewards of a wallet or gift card, which are
    payments, and for what returns one. The sign of an amount comes from quantity and price, see ``_member_amount`` of
    pos.order.line."""
    return SQL(
        """
        SELECT 'pos:' || l.id AS key, 'pos:' || o.id AS purchase_key, l.product_id, t.categ_id, l.qty AS quantity,
               %(sign)s * ABS(l.price_subtotal) / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount_net,
               %(sign)s * ABS(l.price_subtotal_incl) / COALESCE(NULLIF(o.currency_rate, 0), 1) AS amount_gross,
               COALESCE(l.is_reward_line, FALSE) OR COALESCE(s.is_reward_line, FALSE) AS is_reward,
               'pos:' || l.refunded_orderline_id AS refund_of_key,
               CASE WHEN g.program_type IN ('ewallet', 'gift_card') THEN 'out'
                    WHEN EXISTS (SELECT FROM loyalty_rule r
                                   JOIN loyalty_program a ON a.id = r.program_id
                                   JOIN loyalty_rule_product_product_rel sold ON sold.loyalty_rule_id = r.id
                                  WHERE a.program_type IN ('ewallet', 'gift_card')
                                    AND sold.product_product_id = l.product_id) THEN 'in'
                    WHEN l.product_id = config.tip_product_id THEN 'tip'
                    WHEN l.product_id = %(discount_product)s THEN 'discount'
                    ELSE 'goods' END AS nature
          FROM pos_order_line l
          JOIN pos_order o ON o.id = l.order_id
     LEFT JOIN pos_config config ON config.id = o.config_id
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
     LEFT JOIN pos_order_line s ON s.id = l.refunded_orderline_id
     LEFT JOIN loyalty_reward w ON w.id = COALESCE(l.reward_id, s.reward_id)
     LEFT JOIN loyalty_program g ON g.id = w.program_id
         WHERE o.id = ANY(%(orders)s) AND o.state IN ('paid', 'done')
        """,
        # What has no price may still have a tax.
        sign=SQL("SIGN(l.qty) * CASE WHEN l.price_unit < 0 THEN -1 ELSE 1 END"),
        discount_product=discount_product,
        orders=list(order_ids),
    )


# The goods among ``line``, each with its part of a discount on the whole order: the SQL twin of
# :func:`engine.earning.lowered`.
_POS_GOODS = SQL(
    """
    SELECT key, purchase_key, product_id, categ_id, quantity, is_reward, refund_of_key,
           amount_net * CASE WHEN is_reward THEN 1 ELSE 1 + COALESCE(off_net / NULLIF(whole_net, 0), 0) END
           AS amount_net,
           amount_gross * CASE WHEN is_reward THEN 1 ELSE 1 + COALESCE(off_gross / NULLIF(whole_gross, 0), 0) END
           AS amount_gross
      FROM (
        SELECT line.*, SUM(amount_net) FILTER (WHERE nature = 'discount') OVER purchase AS off_net,
               SUM(amount_gross) FILTER (WHERE nature = 'discount') OVER purchase AS off_gross,
               SUM(amount_net) FILTER (WHERE nature = 'goods' AND NOT is_reward) OVER purchase AS whole_net,
               SUM(amount_gross) FILTER (WHERE nature = 'goods' AND NOT is_reward) OVER purchase AS whole_gross
          FROM line WINDOW purchase AS (PARTITION BY purchase_key)
      ) line WHERE nature = 'goods'
    """
)


def _pos_headers(order_ids):
    return SQL(
        """
        SELECT 'pos:' || o.id AS key, 'pos' AS source, o.pos_reference AS reference, o.partner_id, o.company_id,
               o.config_id, o.date_order AS date,
               (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS local_date,
               COALESCE(SUM(l.amount_net) FILTER (WHERE l.nature IN ('goods', 'discount')), 0) AS amount_net,
               COALESCE(SUM(l.amount_gross) FILTER (WHERE l.nature IN ('goods', 'discount')), 0) AS amount_gross,
               COALESCE(SUM(l.amount_gross) FILTER (WHERE l.nature = 'in'), 0) AS amount_paid_in,
               -COALESCE(SUM(l.amount_gross) FILTER (WHERE l.nature = 'out'), 0) AS amount_prepaid,
               (SELECT 'pos:' || MAX(sold.order_id)
                  FROM pos_order_line returned
                  JOIN pos_order_line sold ON sold.id = returned.refunded_orderline_id
                 WHERE returned.order_id = o.id) AS refund_of_key,
               o.id AS pos_order_id, NULL::int AS import_id
          FROM pos_order o
          JOIN res_company c ON c.id = o.company_id
          JOIN res_partner place ON place.id = c.partner_id
     LEFT JOIN line l ON l.purchase_key = 'pos:' || o.id
         WHERE o.id = ANY(%(orders)s) AND o.state IN ('paid', 'done')
      GROUP BY o.id, place.tz
        """,
        orders=list(order_ids),
        tz=PLACE_TZ,
    )
