"""Metrics counted by several transactions at once: nobody fails, nobody waits for ever, nothing is left behind."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date, timedelta

import psycopg2
import pytest

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

from shop import Shop

DAY = date(2026, 5, 1)
#: seconds after which somebody waits for ever
LIMIT = 60


@contextmanager
def transaction(shop):
    """Another connection's environment; committed unless something is raised."""
    with Registry(shop.database).cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LIMIT}s'")
        yield api.Environment(cursor, SUPERUSER_ID, {})


@pytest.fixture(name="shop", scope="module")
def fixture_shop():
    """One for all tests of this file: each counts anew what it looks at."""
    with pytest.MonkeyPatch.context() as patch, Shop() as shop:
        # Else its registry would look for tests to run while it loads.
        patch.setitem(config, "test_enable", False)
        yield shop


@pytest.fixture(name="companies", scope="module")
def fixture_companies(shop):
    """Two companies with a hundred members each, and their purchases; the ids."""
    with shop.env() as env:
        companies = env.company | env["res.company"].create({"name": "Branch"})
        for company in companies:
            members = env["res.partner"].create(
                [{"name": f"{company.name} {number}", "company_id": company.id} for number in range(100)]
            )
            members._member_enrol()
            env["member.purchase"].flush_model()
            env.cr.execute(
                """INSERT INTO member_purchase (key, source, reference, partner_id, company_id, date, local_date,
                                                amount_net, amount_gross, amount_paid_in, amount_prepaid)
                   SELECT 'once:' || id || ':' || back, 'import', 'once', id, %(company)s,
                          %(day)s::date - back * (id %% 50 + 1)::int + INTERVAL '12 hours',
                          %(day)s::date - back * (id %% 50 + 1)::int, 10 + back, 10 + back, 0, 0
                     FROM UNNEST(%(members)s) id, GENERATE_SERIES(1, 6) back""",
                {"company": company.id, "day": DAY, "members": members.ids},
            )
        env.cr.commit()
        return companies.ids


def told(shop, company_id):
    """What is stored of a company's members."""
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            """SELECT partner_id, purchase_count, net_spend, recency_state, quadrant, abc, favourite_weekday, bought_months
                 FROM member_metrics WHERE company_id = %s ORDER BY partner_id""",
            [company_id],
        )
        return cursor.fetchall()


def left_over(shop):
    """Tables in between that nobody has dropped."""
    with shop.env() as env:
        models = {model._table for model in env.values() if model._auto}
        models |= {
            field.relation
            for model in env.values()
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        }
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'u'")
        return {name for (name,) in cursor.fetchall()} - models


def wait_for(shop, work):
    """Wait until work in another thread is over, or waits itself for a lock."""
    # No `with` for the connection itself: in one transaction PostgreSQL tells the same activity again and again.
    with closing(shop.connect()) as connection, connection.cursor() as cursor:
        while not work.done():
            cursor.execute(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'", [shop.database]
            )
            if cursor.fetchone()[0]:
                return
            threading.Event().wait(0.05)


def refresh(env, company_id, day=DAY):
    definition = env["member.metrics.definition"]._of(env["res.company"].browse(company_id))
    env["member.metrics"]._refresh_all(definition, day)


def test_two_companies_at_once(shop, companies):
    """Each as alone."""
    barrier = threading.Barrier(2)

    def count(company_id):
        with transaction(shop) as env:
            env["res.company"].browse(company_id).name  # noqa: B018  the transaction begins
            barrier.wait(LIMIT)
            refresh(env, company_id)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count, companies))
    at_once = [told(shop, company_id) for company_id in companies]
    assert all(len(rows) == 100 for rows in at_once)
    for company_id in companies:
        with transaction(shop) as env:
            refresh(env, company_id)
    assert [told(shop, company_id) for company_id in companies] == at_once
    assert left_over(shop) == set()


def test_limits_are_tried_out_while_everybody_is_counted(shop, companies):
    """Who tries limits out has the definition while others count: neither waits for what the other one has."""
    company_id = companies[0]
    with transaction(shop) as env:
        refresh(env, company_id)

    def try_out():
        with transaction(shop) as env:
            definition = env["member.metrics.definition"].search([("company_id", "=", company_id)])
            preview = env["member.metrics.preview"].browse(definition.action_change()["res_id"])
            preview.write({"window_months": 3, "active_for": 1})
            preview.action_preview()
            return preview.moved_count

    with ThreadPoolExecutor(1) as pool, transaction(shop) as env:
        definition = env["member.metrics.definition"].search([("company_id", "=", company_id)])
        with env["member.metrics"]._figured(definition, DAY):
            trial = pool.submit(try_out)
            wait_for(shop, trial)
        refresh(env, company_id, DAY + timedelta(days=1))
    assert trial.result(LIMIT)
    assert left_over(shop) == set()


def test_a_count_that_breaks_off_leaves_nothing(shop, companies):
    """Neither an error in it, nor a crash of the database's process."""
    with pytest.raises(ZeroDivisionError), transaction(shop) as env:
        definition = env["member.metrics.definition"]._of(env["res.company"].browse(companies[0]))
        with env["member.metrics"]._figured(definition, DAY):
            raise ZeroDivisionError
    with pytest.raises(psycopg2.OperationalError), transaction(shop) as env:
        definition = env["member.metrics.definition"]._of(env["res.company"].browse(companies[0]))
        with env["member.metrics"]._figured(definition, DAY), shop.connect() as connection:
            with connection.cursor() as cursor:
                cursor.execute("SELECT PG_TERMINATE_BACKEND(%s)", [env.cr._cnx.info.backend_pid])
            env.cr.execute("SELECT 1")
    with transaction(shop) as env:
        refresh(env, companies[0])
    assert len(told(shop, companies[0])) == 100
    assert left_over(shop) == set()


def test_a_definition_is_made_once(shop, companies):
    """A database that has none: whoever comes second finds the first one's, as a request does."""
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM member_metrics_definition WHERE company_id = %s", [companies[1]])

    def ask():
        with transaction(shop) as env:
            return retrying(
                lambda: env["member.metrics.definition"]._of(env["res.company"].browse(companies[1])).id, env
            )

    with ThreadPoolExecutor(1) as pool:
        with transaction(shop) as env:
            first = env["member.metrics.definition"]._of(env["res.company"].browse(companies[1]))
            second = pool.submit(ask)
            wait_for(shop, second)
        assert second.result(LIMIT) == first.id


def test_who_makes_a_definition_late_is_told_to_begin_anew(shop, companies):
    with shop.connect() as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM member_metrics_definition WHERE company_id = %s", [companies[1]])
    with transaction(shop) as late:
        company = late["res.company"].browse(companies[1])
        assert company.name
        with transaction(shop) as env:
            env["member.metrics.definition"]._of(company.with_env(env))
        with pytest.raises(ConcurrencyError):
            late["member.metrics.definition"]._of(company)


def test_a_night_that_met_a_change_begins_anew(shop, companies):
    """Not only the night after."""
    with transaction(shop) as env:
        for company in env["res.company"].search([]):
            refresh(env, company.id, company._member_today())
        definition = env["member.metrics.definition"]._of(env["res.company"].browse(companies[0]))
        definition.refreshed_to -= timedelta(days=1)
        company = env["res.company"].browse(companies[0])
        step = env["member.job"]._start_step("metrics", company)
    with transaction(shop) as night:
        job = step.with_env(night)
        assert job.state == "queued"
        with transaction(shop) as env:
            definition.with_env(env).winning_cost += 1
        job._run_batch()
        assert (job.state, job.cursor) == ("queued", False)
    with transaction(shop) as night:
        step.with_env(night)._run_batch()
        day = definition.with_env(night).company_id._member_today()
        assert definition.with_env(night).refreshed_to == day


def test_background_work_takes_up_a_batch_that_met_another_count(shop, companies):
    """Everybody is counted in the background while the night counts, too: the batch never was, and is done again."""
    with transaction(shop) as env:
        refresh(env, companies[0], DAY - timedelta(days=30))
        job_id = env["member.metrics"]._start_refresh(env["res.company"].browse(companies[0])).id

    def run_batch():
        with transaction(shop) as env:
            job = env["member.job"].browse(job_id)
            job._run_batch()
            return job.state, job.done, job.error

    with ThreadPoolExecutor(1) as pool:
        with transaction(shop) as env:
            refresh(env, companies[0])
            batch = pool.submit(run_batch)
            wait_for(shop, batch)
        assert batch.result(LIMIT) == ("queued", 0, False)
    assert [run_batch()[0] for _step in range(2)] == ["running", "done"]
    assert left_over(shop) == set()
