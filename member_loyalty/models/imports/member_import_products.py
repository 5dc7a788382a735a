import json

from odoo import models
from odoo.tools import SQL


class MemberImportProducts(models.AbstractModel):
    _name = "member.import.products"
    _description = "Products Import"
    _inherit = ["member.import.kind"]
    _reads = {"product.product": ["default_code", "barcode"]}

    def _staged(self, values):
        return [(values.pop("reference"), json.dumps(values, default=str))]

    def _is_known(self, record):
        return SQL(
            """EXISTS (SELECT FROM product_product p WHERE p.default_code = r.reference)
            OR EXISTS (SELECT FROM product_product p WHERE p.barcode = r.reference)"""
        )

    def _checks(self, record):
        return [
            lambda: self._find_twice(record, "reference", SQL("reference")),
            lambda: self._find_twice(record, "barcode", SQL("details->>'barcode'")),
            lambda: self._find_taken_barcodes(record),
            lambda: self._find_other_names(record),
        ]

    def _find_other_names(self, record):
        """The same code isn't yet the same product: codes of different systems meet by chance."""
        if record.take_products:
            return
        self.env["product.template"].flush_model(["name"])
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'reference', r.reference,
                          MIN(COALESCE(t.name->>%(lang)s, t.name->>'en_US')), 'other_name'
                     FROM (%(good)s) r JOIN product_product p ON r.reference IN (p.default_code, p.barcode)
                     JOIN product_template t ON t.id = p.product_tmpl_id
                    WHERE NOT EXISTS (SELECT FROM jsonb_each_text(t.name) n
                                       WHERE LOWER(TRIM(n.value)) = LOWER(r.details->>'name'))
                 GROUP BY r.import_id, r.number, r.reference""",
                lang=self.env.lang or "en_US",
                good=self._good_rows(record),
            )
        )

    def _control(self, record):
        [(rows, price)] = self.env.execute_query(
            SQL("SELECT COUNT(*), SUM((details->>'list_price')::numeric) FROM (%s) r", self._good_rows(record))
        )
        return {"rows": rows, "price": float(price or 0)}

    def _find_taken_barcodes(self, record):
        self._add_problems(
            SQL(
                """SELECT r.import_id, r.number, r.reference, 'barcode', r.details->>'barcode', p.default_code, 'taken'
                     FROM (%(good)s) r JOIN product_product p ON p.barcode = r.details->>'barcode'
                    WHERE p.default_code IS DISTINCT FROM r.reference AND p.barcode != r.reference""",
                good=self._good_rows(record),
            )
        )

    def _write(self, record, rows):
        """New products only: what the shop has may have been changed there since."""
        Product, categories = self.env["product.product"], {}
        # Asked for once: the ORM asks core for each product, which reads the whole product table to answer.
        defaults = Product.default_get(list(Product._fields))
        Product.create(
            [
                {
                    **defaults,
                    "default_code": row["reference"],
                    "member_import_id": record.id,
                    "name": row["details"]["name"],
                    "barcode": row["details"].get("barcode"),
                    "list_price": float(row["details"].get("list_price") or 0),
                    **self._category(row["details"].get("category"), categories),
                }
                for row in rows
                if not row["known"]
            ]
        )

    def _undo_problem(self, record):
        used = self.env["member.purchase.line"].search_count([("product_id.member_import_id", "=", record.id)])
        return used and self.env._(
            "%(count)s purchase lines have products of this import. Undo the import of these purchases first.",
            count=used,
        )

    def _undo_batch(self, record, size):
        products = self.env["product.product"].with_context(active_test=False)
        products = products.search([("member_import_id", "=", record.id)], limit=size)
        products.unlink()
        return len(products)

    def _category(self, path, categories):
        """:return: values with the category at the end of a path as "Food / Bread", made where it is missing"""
        if not path:
            return {}
        if path not in categories:
            parent = self.env["product.category"]
            for name in filter(None, map(str.strip, path.split("/"))):
                parent = parent.search([("name", "=", name), ("parent_id", "=", parent.id)], limit=1) or parent.create(
                    {"name": name, "parent_id": parent.id}
                )
            categories[path] = parent.id
        return {"categ_id": categories[path]} if categories[path] else {}
