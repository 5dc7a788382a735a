"""PostgreSQL finds by an index what refers to a row that goes. What becomes of it then, the check of the house asks."""

from odoo.tests import TransactionCase, tagged

#: Rows of these are archived, not deleted, once anything refers to them.
STAY = {
    "res.company": "what a company has of members restricts it",
    "res.users": "core's own create_uid and write_uid of each table are read whole for it, too",
    "pos.config": "a till with sessions can't be deleted",
    "member.tier": "a tier with members can't be deleted",
    "member.ledger.entry": "the ledger is never deleted",
}
#: Tables of settings: a handful of rows is read whole, with an index or without.
FEW_ROWS = {
    *("res.company", "member.tier", "member.card.type", "member.benefit", "member.benefit.tier", "member.topup.offer"),
    *("member.referral.policy", "member.watch.rule", "member.metrics.definition"),
}
#: Columns whose index would cost more than it saves.
DEAR = {
    ("member.purchase.line", "categ_id"): "10,000,000 rows pay for it at each sale; a category is seldom deleted",
    ("member.metrics", "favourite_categ_id"): "rewritten with each count; a category is seldom deleted",
    ("member.metrics.due", "partner_id"): "a queue that each sale writes to, and that is empty most of the time",
}


@tagged("post_install", "-at_install")
class TestForeignKeys(TransactionCase):
    def _fields(self):
        """Our stored references, those of wizards apart: their rows go by themselves, within a day."""
        for model in self.env.values():
            if model._auto and not model._abstract and not model._transient:
                for field in model._fields.values():
                    ours = all(module.startswith("member_") for module in field._modules)
                    if (
                        ours
                        and field.type == "many2one"
                        and field.store
                        and field.name not in ("create_uid", "write_uid")
                    ):
                        yield model, field

    def test_index(self):
        self.env.cr.execute(
            """
            SELECT key.conrelid::regclass::text, column_.attname
              FROM pg_constraint key
              JOIN pg_attribute column_ ON column_.attrelid = key.conrelid AND column_.attnum = key.conkey[1]
             WHERE key.contype = 'f'
               AND NOT EXISTS (SELECT FROM pg_index i
                                WHERE i.indrelid = key.conrelid AND i.indkey[0] = key.conkey[1]
                                  AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid)
                                                            = FORMAT('(%I IS NOT NULL)', column_.attname)))
            """
        )
        without = set(self.env.cr.fetchall())
        found = {
            (model._name, field.name): field.comodel_name
            for model, field in self._fields()
            if (model._table, field.name) in without
        }
        self.assertGreater(len(found), 50, "the catalog was read")
        self.assertFalse(DEAR.keys() - found.keys(), "these have an index: no exception is needed")
        self.assertFalse(
            [
                f"{model}.{field}"
                for (model, field), comodel in found.items()
                if comodel not in STAY and model not in FEW_ROWS and (model, field) not in DEAR
            ],
            "give these an index",
        )
