from functools import partial

from odoo import models
from odoo.tools import SQL, format_list

from ...engine.imports.history import is_blank
from .member_import_purchases import NUMBERLESS

SHOWN_STORES = 5


class MemberImportPurchases(models.AbstractModel):
    """What is checked of all purchases of a file together, and what the file leaves open."""

    _inherit = "member.import.purchases"

    def _checks(self, record):
        rows = SQL("(SELECT * FROM member_import_row WHERE import_id = %s)", record.id)
        customers, products = self._customers(record, rows), self._products(record, rows)
        return [
            lambda: self._number_rows(record),
            self._analyze,
            *(partial(self._find_mixed, record, name) for name in ("customer", "store", "refund_of", "total")),
            lambda: self._spread_totals(record),
            lambda: self._find_unknown(record, "customer", customers, record.allow_unknown_customer),
            lambda: self._take_customers(record, customers),
            lambda: self._find_unknown(record, "product", products, record.allow_unknown_product),
            lambda: self._find_changed(record),
            lambda: self._find_lost_refunds(record),
            lambda: self._find_copies(record),
        ]

    def _number_rows(self, record):
        """Rows of a file without numbers get some that are the same when the file, or a longer one, is read again."""
        terms = ["moment", "customer", "store"]
        if record.without_reference != "moment":
            terms += ["product", "quantity", "gross"]
        content = SQL(
            "CONCAT_WS('|', %s)", SQL(", ").join(SQL("COALESCE(%s::text, '')", SQL.identifier(term)) for term in terms)
        )
        again = SQL("ROW_NUMBER() OVER (PARTITION BY %s ORDER BY number)", content)
        if record.without_reference == "moment":
            again = SQL("1")
        self.env.cr.execute(
            SQL(
                """UPDATE member_import_row r
                      SET reference = TO_CHAR(r.moment, 'YYYYMMDD-HH24MISS-') || LEFT(MD5(n.content), 10)
                                      || CASE WHEN n.again > 1 THEN '-' || n.again ELSE '' END
                     FROM (SELECT id, %(content)s AS content, %(again)s AS again
                             FROM member_import_row WHERE import_id = %(record)s AND reference = %(none)s) n
                    WHERE n.id = r.id""",
                content=content,
                again=again,
                record=record.id,
                none=NUMBERLESS,
            )
        )

    def _spread_totals(self, record):
        """Where the file tells the total of a receipt, its lines come to that: more is a discount of the whole, which each
        line bears in part; less means that lines are missing."""
        lines = SQL(
            """(SELECT reference, MIN(number) AS number, MAX(ABS(total)) AS total, ABS(SUM(gross)) AS gross,
                       COUNT(*) * 0.005 + 0.005 AS slack
                  FROM member_import_row WHERE import_id = %s GROUP BY reference HAVING MAX(ABS(total)) IS NOT NULL)""",
            record.id,
        )
        self._add_problems(
            SQL(
                """SELECT %s, number, reference, 'total', reference,
                          TRIM_SCALE(ROUND(gross, 2)) || ' < ' || TRIM_SCALE(ROUND(total, 2)), 'half'
                     FROM %s l WHERE gross < total - slack""",
                record.id,
                lines,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE member_import_row r SET net = r.net * l.total / l.gross, gross = r.gross * l.total / l.gross
                     FROM %s l WHERE r.import_id = %s AND r.reference = l.reference AND l.gross > l.total + l.slack""",
                lines,
                record.id,
            )
        )

    def _find_copies(self, record):
        """The same receipts under the name of another source would double the history."""
        self._flush_read()
        found = self.env.execute_query(
            SQL(
                """SELECT COALESCE(i.name, %(till)s), COUNT(*)
                     FROM (SELECT reference, MIN(moment)::date AS day, SUM(net) AS net
                             FROM (%(good)s) g GROUP BY reference) r
                     JOIN member_purchase p ON p.company_id = %(company)s AND p.local_date = r.day
                      AND p.reference = r.reference AND ABS(p.amount_net - r.net) < 0.005 AND p.key != %(key)s
                LEFT JOIN member_import i ON i.id = p.import_id
                 GROUP BY 1 ORDER BY 2 DESC""",
                till=self.env._("Till"),
                good=self._good_rows(record),
                company=record.company_id.id,
                key=self._key(record, SQL("r.reference")),
            )
        )
        if found:
            record.write({"copy_source": found[0][0], "copy_count": sum(count for _name, count in found)})

    def _questions(self, record, rows):
        if record._maps("reference"):
            blank = [
                number
                for number, cells in rows
                if is_blank(cells.get("reference")) and not is_blank(cells.get("product") or cells.get("moment"))
            ] + [
                number
                for number, cells in rows
                if is_blank(cells.get("reference"))
                and is_blank(cells.get("product"))
                and is_blank(cells.get("moment"))
                and any(not is_blank(cells.get(name)) for name in ("customer", "store", "status"))
            ]
            if blank and not record.fill_down:
                yield self.env._(
                    "Row %(row)s has no receipt number. Choose under “Rows Without a Receipt Number” what such rows are.",
                    row=min(blank),
                )
        elif not record.without_reference:
            yield self.env._(
                "The file has no receipt numbers. Choose under “Without Receipt Numbers” what one purchase is, or the column "
                "with the numbers."
            )

    def _control(self, record):
        self._flush_read()
        [(lines, purchases, net, gross, returned, first, last)] = self.env.execute_query(
            SQL(
                """SELECT COUNT(*), COUNT(DISTINCT reference), SUM(net), SUM(gross), SUM(LEAST(gross, 0)),
                          MIN(moment)::date::text, MAX(moment)::date::text FROM (%s) r""",
                self._good_rows(record),
            )
        )
        return {
            "rows": lines,
            "purchases": purchases,
            "net": float(net or 0),
            "gross": float(gross or 0),
            "returned": float(returned or 0),
            "first": first,
            "last": last,
        }

    def _analyze(self):
        # The planner must know that the tables were just filled.
        self.env.cr.execute("ANALYZE member_import_row, member_import_error")

    def _find_mixed(self, record, target):
        # The total stands on one line of a receipt, or on all.
        column = SQL(
            "TRIM_SCALE(total)::text" if target == "total" else "COALESCE(%s, '–')",
            *([SQL.identifier(target)] * (target != "total")),
        )
        self._add_problems(
            SQL(
                """SELECT import_id, MIN(number), reference, %(target)s,
                          MIN(%(column)s) || ' / ' || MAX(%(column)s), reference, 'mixed'
                     FROM member_import_row WHERE import_id = %(record)s
                 GROUP BY import_id, reference
                   HAVING MIN(%(column)s) != MAX(%(column)s)""",
                target=target,
                column=column,
                record=record.id,
            )
        )

    def _customers(self, record, rows):
        """By reference, else by email address or phone number.

        :return: SQL of (code, id, count) of the rows' customers; the count is 0 for unknown ones
        """
        wanted = SQL("(SELECT DISTINCT customer AS code FROM %s r WHERE customer IS NOT NULL)", rows)
        codes = self.env["member.alias"]._codes
        return SQL(
            """SELECT f.code, MIN(p.id) AS id, COUNT(p.id) AS count
                 FROM %(wanted)s f
            LEFT JOIN (SELECT c.code, p.id, c.rank, MIN(c.rank) OVER (PARTITION BY c.code) AS best
                         FROM (SELECT f.code, r.id, 1 AS rank FROM %(wanted)s f JOIN %(references)s r ON r.code = f.code
                         UNION SELECT f.code, n.id, 2 FROM %(wanted)s f JOIN %(numbers)s n ON n.code = f.code
                         UNION SELECT f.code, m.id, 3 FROM %(wanted)s f
                                 JOIN res_partner m ON m.email_normalized = LOWER(f.code) AND m.active
                                WHERE f.code LIKE '%%@%%'
                         UNION SELECT f.code, t.id, 4 FROM %(wanted)s f JOIN %(phones)s t ON t.code = f.code
                         UNION SELECT f.code, k.partner_id, 5 FROM %(wanted)s f JOIN member_card k ON k.number = f.code
                                WHERE k.partner_id IS NOT NULL) c
                         JOIN res_partner p ON p.id = c.id
                        WHERE p.company_id IS NULL OR p.company_id = %(company)s) p ON p.code = f.code AND p.rank = p.best
             GROUP BY f.code""",
            wanted=wanted,
            references=codes("reference", "ref"),
            numbers=codes("number", "member_number"),
            phones=codes("phone", "phone_sanitized"),
            company=record.company_id.id,
        )

    def _take_customers(self, record, found):
        self._flush_read()
        self.env.cr.execute(
            SQL(
                """UPDATE member_import_row r SET partner_id = f.id FROM (%s) f
                    WHERE r.import_id = %s AND r.customer = f.code AND f.count = 1""",
                found,
                record.id,
            )
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
