"""Which PostgreSQL is taken, and from whose address."""

import types

import pytest

from bootstrap import cluster, postgres
from bootstrap.stages import Failure, Step


def test_given_address():
    server = postgres._given("postgresql://odoo:s%40fe@db.example:6543/")
    assert server == postgres.Server("db.example", "6543", "odoo", "s@fe")


@pytest.mark.parametrize("url", ["postgresql://postgres@localhost/", "postgresql://localhost/"])
def test_role_that_odoo_refuses(url):
    with pytest.raises(Failure, match="createuser"):
        postgres._given(url)


def test_not_a_database_address():
    with pytest.raises(Failure, match="not a database address"):
        postgres._given("mysql://root@localhost/")


def test_server_that_does_not_answer(tmp_path):
    with (
        pytest.raises(Failure, match="doesn't answer"),
        postgres.running(Step("PostgreSQL"), f"postgresql://odoo@/?host={tmp_path}"),
    ):
        pass


def test_server_that_is_too_old(monkeypatch):
    old = types.SimpleNamespace(server_version=120022, close=lambda: None)
    monkeypatch.setattr(postgres.Server, "connect", lambda self: old)
    with pytest.raises(Failure, match="is too old"):
        postgres._check(postgres.Server("db.example"))


def test_folder_of_another_account(tmp_path):
    link = tmp_path / "socket"
    link.symlink_to(tmp_path)
    with pytest.raises(Failure, match="belongs to"):
        cluster._own_folder(link, cluster._account())


def test_long_paths_get_a_short_socket(tmp_path, monkeypatch):
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(cluster, "CHECKOUT", "test")
    folder = cluster._socket_folder(deep, cluster._account())
    assert len(f"{folder}{cluster.SOCKET_NAME}") <= 107
    folder.rmdir()
