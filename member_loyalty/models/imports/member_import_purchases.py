from decimal import Decimal

from odoo import models
from odoo.tools import SQL, format_list

from ...engine.history import Problem

CENT = Decimal("0.0001")
SHOWN_STORES = 5


class MemberImportPurchases(models.AbstractModel):
    """Purchases: one row per line, put together by their reference. A purchase comes in whole or not at all."""

    _name = "member.import.purchases"
    _description = "Purchases Import"
    _inherit = ["member.import.kind"]

    FIRST = 2000

    _reads = {
        "res.partner": ["ref", "company_id"],
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
        "store",
        "refund_of",
    )

    def _complete(self, record, values):
        net, gross = values.get("net"), values.get("gross")
        if net is None and gross is None:
            return [Problem("gross", "", "amount")]
        factor = 1 + Decimal(repr(record.tax_percent)) / 100
        values["net"] = (gross / factor).quantize(CENT) if net is None else net
        values["gross"] = (net * factor).quantize(CENT) if gross is None else gross
        if values.get("quantity") is None:
            values["quantity"] = 1
        return []

    def _staged(self, values):
        return tuple(values.get(column) for column in self._staged_columns)

    def _key(self, record, reference):
        """:return: SQL of the key under which a purchase is recorded"""
        return SQL("%s || %s", f"import:{record.company_id.id}:{record.name}:", reference)

    # ── Check ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _checks(self, record):
        rows = SQL("(SELECT * FROM member_import_row WHERE import_id = %s)", record.id)
        customers, products = self._customers(record, rows), self._products(record, rows)
        return [
            self._analyze,
            lambda: self._find_mixed(record, "customer"),
            lambda: self._find_mixed(record, "store"),
            lambda: self._find_mixed(record, "refund_of"),
            lambda: self._find_unknown(record, "customer", customers, record.allow_unknown_customer),
            lambda: self._find_unknown(record, "product", products, record.allow_unknown_product),
            lambda: self._find_changed(record),
            lambda: self._find_lost_refunds(record),
        ]

    def _analyze(self):
        # The planner must know that the tables were just filled.
        self.env.cr.execute("ANALYZE member_import_row, member_import_error")

    def _find_mixed(self, record, target):
        self._add_problems(
            SQL(
                """SELECT import_id, MIN(number), reference, %(target)s,
                          MIN(COALESCE(%(column)s, '–')) || ' / ' || MAX(COALESCE(%(column)s, '–')), reference, 'mixed'
                     FROM member_import_row WHERE import_id = %(record)s
                 GROUP BY import_id, reference
                   HAVING MIN(COALESCE(%(column)s, '–')) != MAX(COALESCE(%(column)s, '–'))""",
                target=target,
                column=SQL.identifier(target),
                record=record.id,
            )
        )

    def _customers(self, record, rows):
        """:return: SQL of (code, id, count) of the rows' customers; the count is 0 for unknown ones"""
        return SQL(
            """SELECT f.code, MIN(p.id) AS id, COUNT(p.id) AS count
                 FROM (SELECT DISTINCT customer AS code FROM %(rows)s r WHERE customer IS NOT NULL) f
            LEFT JOIN (SELECT c.code, p.id FROM %(references)s c JOIN res_partner p ON p.id = c.id
                        WHERE p.company_id IS NULL OR p.company_id = %(company)s) p ON p.code = f.code
             GROUP BY f.code""",
            rows=rows,
            references=self.env["member.alias"]._codes("reference", "ref"),
            company=record.company_id.id,
        )

    def _products(self, record, rows):
        """:return: SQL of (code, id, count) of the rows' products, by internal reference or barcode"""
        return SQL(
            """SELECT f.code, MIN(p.id) AS id, COUNT(DISTINCT p.id) AS count
                 FROM (SELECT DISTINCT product AS code FROM %(rows)s r WHERE product IS NOT NULL) f
            LEFT JOIN (SELECT v.id, UNNEST(ARRAY[v.default_code, v.barcode]) AS code
                         FROM product_product v JOIN product_template t ON t.id = v.product_tmpl_id
                        WHERE t.company_id IS NULL OR t.company_id = %(company)s) p ON p.code = f.code
             GROUP BY f.code""",
            rows=rows,
            company=record.company_id.id,
        )

    def _find_unknown(self, record, target, found, allowed):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, %(target)s, f.code, f.count::text,
                          CASE f.count WHEN 0 THEN 'unknown' ELSE 'several' END
                     FROM (%(found)s) f JOIN member_import_row r ON r.%(column)s = f.code
                    WHERE r.import_id = %(record)s AND (f.count > 1 OR f.count = 0 AND NOT %(allowed)s)""",
                target=target,
                found=found,
                column=SQL.identifier(target),
                record=record.id,
                allowed=bool(allowed),
            )
        )

    def _find_changed(self, record):
        """The same reference with other figures isn't the same purchase: left out silently, it would be lost."""
        self._add_problems(
            SQL(
                """SELECT %(record)s, r.number, r.reference, 'reference', r.reference,
                          TRIM_SCALE(ROUND(p.amount_net, 2)) || ' → ' || TRIM_SCALE(ROUND(r.net, 2)), 'changed'
                     FROM (SELECT reference, MIN(number) AS number, SUM(net) AS net, COUNT(*) AS lines
                             FROM member_import_row WHERE import_id = %(record)s GROUP BY reference) r
                     JOIN member_purchase p ON p.key = %(key)s
                    WHERE ABS(p.amount_net - r.net) > 0.005
                       OR r.lines != (SELECT COUNT(*) FROM member_purchase_line l WHERE l.purchase_id = p.id)""",
                record=record.id,
                key=self._key(record, SQL("r.reference")),
            )
        )

    def _find_lost_refunds(self, record):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'refund_of', r.refund_of, NULL, 'unknown'
                     FROM (%(good)s) r
                    WHERE r.refund_of IS NOT NULL
                      AND NOT EXISTS (SELECT FROM (%(good)s) sold WHERE sold.reference = r.refund_of)
                      AND NOT EXISTS (SELECT FROM member_purchase p WHERE p.key = %(key)s)""",
                good=self._good_rows(record),
                key=self._key(record, SQL("r.refund_of")),
            )
        )

    def _good_rows(self, record):
        return SQL(
            """SELECT * FROM member_import_row r WHERE import_id = %s AND NOT EXISTS (
                   SELECT FROM member_import_error e WHERE e.import_id = r.import_id AND e.reference = r.reference)""",
            record.id,
        )

    def _count(self, record):
        self._flush_read()
        known, total = self.env.execute_query(
            SQL(
                """SELECT COUNT(p.id), COUNT(*) FROM (SELECT DISTINCT reference FROM (%(good)s) g) r
                LEFT JOIN member_purchase p ON p.key = %(key)s""",
                good=self._good_rows(record),
                key=self._key(record, SQL("r.reference")),
            )
        )[0]
        [[held]] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*) FROM member_import_row r WHERE import_id = %(record)s
                      AND EXISTS (SELECT FROM member_import_error e WHERE e.import_id = r.import_id AND e.reference = r.reference)
                      AND NOT EXISTS (SELECT FROM member_import_error e WHERE e.import_id = r.import_id AND e.number = r.number)""",
                record=record.id,
            )
        )
        return {"new_count": total - known, "known_count": known, "held_count": held}

    def _remarks(self, record):
        self._flush_read()
        stores = self.env.execute_query(
            SQL(
                """SELECT store FROM member_import_row r WHERE import_id = %(record)s AND store IS NOT NULL
                      AND NOT EXISTS (SELECT FROM pos_config c WHERE c.company_id = %(company)s AND c.name = r.store)
                 GROUP BY store ORDER BY COUNT(*) DESC""",
                record=record.id,
                company=record.company_id.id,
            )
        )
        if not stores:
            return False
        return self.env._(
            "These tills don't exist in this company, so their purchases are imported without a till: "
            "%(names)s (%(count)s in total).",
            names=format_list(self.env, [store for (store,) in stores[:SHOWN_STORES]], "unit"),
            count=len(stores),
        )

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

    def _headers(self, record, rows):
        return SQL(
            """
            SELECT r.key, 'import' AS source, r.reference, MIN(c.id) AS partner_id, %(company)s AS company_id,
                   MIN(till.id) AS config_id,
                   MIN(r.moment) AT TIME ZONE %(zone)s AT TIME ZONE 'UTC' AS date, MIN(r.moment)::date AS local_date,
                   SUM(r.net) AS amount_net, SUM(r.gross) AS amount_gross, 0 AS amount_paid_in, 0 AS amount_prepaid,
                   %(refund_key)s AS refund_of_key, NULL::int AS pos_order_id, %(record)s AS import_id
              FROM %(rows)s r
         LEFT JOIN (%(customers)s) c ON c.code = r.customer
         LEFT JOIN (SELECT name, MIN(id) AS id FROM pos_config WHERE company_id = %(company)s GROUP BY name) till
                ON till.name = r.store
          GROUP BY r.key, r.reference
            """,
            company=record.company_id.id,
            zone=record.company_id._member_tz(),
            refund_key=self._key(record, SQL("MIN(r.refund_of)")),
            record=record.id,
            rows=rows,
            customers=self._customers(record, rows),
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
