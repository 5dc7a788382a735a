from datetime import datetime
from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ...engine.imports.history import Problem
from ...engine.imports.history_targets import AMOUNTS

CENT = Decimal("0.0001")
#: stands in for the number of a receipt until all rows are read; no file can have it
NUMBERLESS = "\u2400"


class MemberImportPurchases(models.AbstractModel):
    """Purchases: one row per line, put together by their reference. A purchase comes in whole or not at all."""

    _name = "member.import.purchases"
    _description = "Purchases Import"
    _inherit = ["member.import.kind"]

    FIRST = 2000

    _reads = {
        "res.partner": ["ref", "company_id", "member_number", "phone_sanitized", "email_normalized", "active"],
        "member.card": ["number", "partner_id"],
        "member.alias": ["kind", "value", "partner_id"],
        "product.product": ["product_tmpl_id", "default_code", "barcode"],
        "product.template": ["company_id", "categ_id"],
        "pos.config": ["company_id", "name"],
        "member.purchase": ["key", "amount_net"],
        "member.purchase.line": ["purchase_id"],
    }

    _staged_columns = (
        "reference",
        "moment",
        "customer",
        "product",
        "quantity",
        "net",
        "gross",
        "total",
        "store",
        "refund_of",
    )

    def _missing_targets(self, chosen, targets):
        missing = super()._missing_targets(chosen, targets)
        if not set(AMOUNTS).intersection(chosen):
            missing.append("gross")
        return missing

    def _complete(self, record, values):
        said = {values.pop("status", None), values.pop("state", None)}
        if "leave_out" in said:
            return None
        clock = values.pop("clock", None)
        if clock and values.get("moment"):
            values["moment"] = datetime.combine(values["moment"].date(), clock)
        if values.get("quantity") is None:
            values["quantity"] = Decimal(1)
        factor = 1 + Decimal(repr(record.tax_percent)) / 100
        if not self._amounts(values, factor):
            return [Problem("gross", "", "amount")]
        if "return" in said:
            for name in ("quantity", "net", "gross"):
                values[name] = -abs(values[name])
        elif values["quantity"] < 0 and (values["net"] > 0 or values["gross"] > 0):
            if not record.negative_returns:
                return [Problem("quantity", f"{values['quantity']} / {values['gross']}", "sign")]
            values["net"], values["gross"] = -values["net"], -values["gross"]
        if not values.get("reference") and not record._maps("reference"):
            values["reference"] = NUMBERLESS
        return []

    def _amounts(self, values, factor):
        """Net and gross amount, from whatever the file has of them.

        :return: whether it has any
        """
        net, gross, tax, price = (values.pop(name, None) for name in ("net", "gross", "tax", "unit_price"))
        if net is None and gross is None:
            if price is None:
                return False
            gross = (price * values["quantity"]).quantize(CENT)
        if net is None:
            net = (gross / factor).quantize(CENT) if tax is None else gross - tax
        elif gross is None:
            gross = (net * factor).quantize(CENT) if tax is None else net + tax
        values["net"], values["gross"] = net, gross
        return True

    def _staged(self, values):
        return [tuple(values.get(column) for column in self._staged_columns)]

    def _key(self, record, reference):
        """:return: SQL of the key under which a purchase is recorded"""
        return SQL("%s || %s", f"import:{record.company_id.id}:{record.name}:", reference)

    # ── Import ────────────────────────────────────────────────────────────────────────────────────────────────

    def _write_batch(self, record, after, size):
        """Record the next purchases. What they return comes after everything sold, to find it.

        :param after: dict of refunds (bool) and reference, None at the start
        """
        after = after or {"refunds": False, "reference": ""}
        references = self._next_references(record, size, **after)
        if references:
            new = self._record(record, references)
            return len(references), new, {**after, "reference": references[-1]}
        return 0, 0, None if after["refunds"] else {"refunds": True, "reference": ""}

    def _next_references(self, record, size, refunds, reference):
        rows = self.env.execute_query(
            SQL(
                """SELECT reference FROM (%(good)s) g WHERE reference > %(after)s AND (refund_of IS NOT NULL) = %(refunds)s
                 GROUP BY reference ORDER BY reference LIMIT %(batch)s""",
                good=self._good_rows(record),
                after=reference,
                refunds=refunds,
                batch=size,
            )
        )
        return [found for (found,) in rows]

    def _record(self, record, references):
        rows = SQL(
            """(SELECT r.*, %(key)s AS key,
                       ROW_NUMBER() OVER (PARTITION BY reference ORDER BY number) AS place
                  FROM member_import_row r WHERE import_id = %(record)s AND reference = ANY(%(references)s))""",
            key=self._key(record, SQL("r.reference")),
            record=record.id,
            references=references,
        )
        self._flush_read()
        return self.env["member.purchase"]._record(self._headers(record, rows), self._lines(record, rows))

    def _undo_problem(self, record):
        returned = self.env["member.purchase"].search_count(
            [("refund_of_id.import_id", "=", record.id), ("import_id", "!=", record.id)]
        )
        return returned and self.env._(
            "%(count)s purchases of this import were returned since, at a till or by another import.", count=returned
        )

    def _undo_batch(self, record, size):
        purchases = self.env["member.purchase"].search([("import_id", "=", record.id)], order="id desc", limit=size)
        purchases.unlink()
        return len(purchases)

    def _headers(self, record, rows):
        return SQL(
            """
            SELECT r.key, 'import' AS source, r.reference, MIN(COALESCE(c.id, kept.partner_id)) AS partner_id, %(company)s AS company_id,
                   MIN(till.id) AS config_id,
                   MIN(r.moment) AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS date, MIN(r.moment)::date AS local_date,
                   SUM(r.net) AS amount_net, SUM(r.gross) AS amount_gross, 0 AS amount_paid_in, 0 AS amount_prepaid,
                   %(refund_key)s AS refund_of_key, NULL::int AS pos_order_id, %(record)s AS import_id
              FROM %(rows)s r
         LEFT JOIN res_partner c ON c.id = r.partner_id
         -- merged since the check
         LEFT JOIN member_alias kept ON kept.kind = 'contact' AND kept.value = r.partner_id::text AND c.id IS NULL
         LEFT JOIN (SELECT name, MIN(id) AS id FROM pos_config WHERE company_id = %(company)s GROUP BY name) till
                ON till.name = r.store
          GROUP BY r.key, r.reference
            """,
            company=record.company_id.id,
            zone=record.company_id._member_tz(),
            refund_key=self._key(record, SQL("MIN(r.refund_of)")),
            record=record.id,
            rows=rows,
        )

    def _lines(self, record, rows):
        return SQL(
            """
            SELECT r.key || ':' || r.place AS key, r.key AS purchase_key, f.id AS product_id, t.categ_id, r.quantity,
                   r.net AS amount_net, r.gross AS amount_gross, FALSE AS is_reward, NULL AS refund_of_key
              FROM %(rows)s r
         LEFT JOIN (%(products)s) f ON f.code = r.product
         LEFT JOIN product_product p ON p.id = f.id
         LEFT JOIN product_template t ON t.id = p.product_tmpl_id
            """,
            rows=rows,
            products=self._products(record, rows),
        )
