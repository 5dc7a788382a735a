"""SQL of ours that meets what isn't written yet makes its test fail; see `bootstrap/flushed.py`."""

import pytest

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from bootstrap import flushed
from bootstrap.flushed import Statement
from bootstrap.paths import ROOT

BY_REF = SQL("SELECT id FROM res_partner p WHERE p.ref = %s", "A1")
MEETS = [
    "SELECT name FROM res_partner",
    "SELECT p.name FROM res_partner p",
    'SELECT "p"."name" FROM "res_partner" AS "p"',
    "SELECT res_partner.name FROM res_partner JOIN res_company c ON TRUE",
    "SELECT p.* FROM res_partner p",
    "SELECT * FROM res_partner WHERE id = %s",
    "WITH found AS (SELECT id, name AS called FROM res_partner) SELECT called FROM found",
    "UPDATE res_partner SET name = NULL",
    "SELECT id FROM res_partner WHERE EXISTS (SELECT FROM res_company WHERE COALESCE(name, '') > '')",
    "INSERT INTO other (name) SELECT p.name FROM res_partner p",
    "INSERT INTO res_partner (name) VALUES ('Ada') ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name",
]
PASSES_BY = [
    "SELECT id FROM res_partner",
    "SELECT c.name FROM res_company c JOIN res_partner p ON p.id = c.partner_id",
    'SELECT "c"."name" FROM "res_company" "c" JOIN "res_partner" ON TRUE',
    "SELECT name FROM res_company",
    "SELECT COUNT(*) FROM res_partner",
    "SELECT 'name', 1 AS name FROM res_partner -- name isn't meant",
    "SELECT * FROM (SELECT id FROM res_partner) p",
    "WITH p AS (SELECT id FROM res_partner), c AS (SELECT name FROM res_company) SELECT FROM p, c",
    "INSERT INTO res_partner (name) SELECT o.called FROM other o",
    "SELECT id::name FROM res_partner WHERE id = %(name)s",
]


@pytest.mark.parametrize("text", MEETS)
def test_a_column_is_met(text):
    assert Statement(text).meets("res_partner", "name")


@pytest.mark.parametrize("text", PASSES_BY)
def test_a_column_is_not_met(text):
    assert not Statement(text).meets("res_partner", "name")


def test_an_error_that_was_caught_fails_its_test():
    call = flushed.pytest_runtest_call()
    next(call)
    flushed.found.append("a.py:1: an omission")
    with pytest.raises(AssertionError, match=r"a\.py:1"):
        call.send(None)
    assert not flushed.found


@tagged("post_install", "-at_install")
class TestFlushed(TransactionCase):
    # With pytest's `raises`: Odoo's `assertRaises` flushes.
    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create({"name": "Bob"})
        self.env.flush_all()
        # What is planted here is caught here.
        self.addCleanup(flushed.found.clear)

    def run_in(self, folder, source, **names):
        """Run a line as if a file of this folder had it."""
        exec(compile(source, str(ROOT / folder / "planted.py"), "exec"), {"env": self.env, "BY_REF": BY_REF, **names})

    def test_an_omission_is_caught(self):
        self.partner.ref = "A1"
        for line in ("env.cr.execute(BY_REF)", "env.execute_query(BY_REF)", "env.execute_query_dict(BY_REF)"):
            with pytest.raises(AssertionError, match=r"planted\.py:1: .*res\.partner.*ref"):
                self.run_in("member_loyalty/models", line)
        self.assertEqual(len(flushed.found), 3, "kept, should somebody catch the error")

    def test_what_is_flushed_is_found(self):
        self.partner.ref = "A1"
        self.run_in("member_loyalty", "env['res.partner'].flush_model(['ref']); env.cr.execute(BY_REF)")
        self.assertIn((self.partner.id,), self.env.cr.fetchall())

    def test_a_query_that_says_what_to_flush(self):
        self.partner.ref = "A1"
        query = SQL("%s", BY_REF, to_flush=self.partner._fields["ref"])
        self.run_in("member_loyalty", "env.execute_query(query)", query=query)
        self.partner.ref = "E5"
        with pytest.raises(AssertionError):
            self.run_in("member_loyalty", "env.cr.execute(query)", query=query)

    def test_what_has_yet_to_be_computed(self):
        self.env.add_to_compute(self.partner._fields["complete_name"], self.partner)
        with pytest.raises(AssertionError, match="complete_name"):
            self.run_in("member_loyalty", "env.cr.execute('SELECT complete_name FROM res_partner')")

    def test_a_record_on_a_screen_is_never_written(self):
        self.env.flush_all()
        self.env["res.partner"].new({"name": "Ada"}).complete_name  # noqa: B018 - is computed
        self.run_in("member_loyalty", "env.cr.execute('SELECT complete_name, name FROM res_partner')")

    def test_the_orm_writes_first_by_itself(self):
        self.partner.ref = "A1"
        self.run_in("member_loyalty", "assert partner.search([('ref', '=', 'A1')])", partner=self.partner)
        self.partner.ref = "E5"
        self.run_in("member_loyalty", "partner.ref = 'A1'; env.flush_all()", partner=self.partner)

    def test_conditions_of_ours_inside_a_search(self):
        self.partner.member_number = "A1"
        condition, number = (
            SQL("(SELECT id FROM res_partner WHERE member_number = 'A1')"),
            self.partner._fields["member_number"],
        )
        with pytest.raises(AssertionError, match="member_number"):
            self.partner.search([("id", "in", condition)])
        found = self.partner.search([("id", "in", SQL("%s", condition, to_flush=number))])
        self.assertEqual(found, self.partner)

    def test_others_may(self):
        self.partner.ref = "A1"
        self.env.cr.execute(BY_REF)
        self.run_in("member_loyalty/tests", "env.cr.execute(BY_REF)")
        self.assertFalse(flushed.found)
