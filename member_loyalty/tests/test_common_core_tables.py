from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCoreTables(TransactionCase):
    """Nothing of ours on a table of another addon refuses a record that is made without us."""

    def test_required_columns_have_a_default_in_the_database(self):
        self.env.cr.execute(
            """
            SELECT c.table_name, c.column_name
              FROM information_schema.columns c
             WHERE c.table_schema = current_schema AND c.is_nullable = 'NO' AND c.column_default IS NULL
            """
        )
        required = set(self.env.cr.fetchall())
        ours = {
            (model._table, field.name)
            for model in self.env.values()
            if model._auto and not model._abstract and not model._original_module.startswith("member_")
            for field in model._fields.values()
            if field.store and all(module.startswith("member_") for module in field._modules)
        }
        self.assertGreater(len(ours), 100)
        self.assertFalse(required & ours)

    def test_a_product_made_while_ours_is_not_loaded(self):
        """As an addon that Odoo loads before ours makes it in its update."""
        product = self.env["product.template"].create({"name": "Soap"})
        product.flush_recordset()
        core = [
            field.name
            for field in product._fields.values()
            if field.store
            and field.column_type
            and field.name != "id"
            and not all(module.startswith("member_") for module in field._modules)
        ]
        names = ", ".join(f'"{name}"' for name in core)
        self.env.cr.execute(
            f"INSERT INTO product_template ({names}) SELECT {names} FROM product_template WHERE id = %s RETURNING id",
            (product.id,),
        )
        made = product.browse(self.env.cr.fetchone())
        self.assertEqual(made.member_quantity_period, "month")
