"""uv is told what pip was told, and pip goes on where uv can't."""

import sys
from pathlib import Path

import pytest

from bootstrap import uv
from bootstrap.stages import Step


@pytest.fixture(autouse=True)
def fixture_settings(monkeypatch, tmp_path):
    """The settings of nobody: no file, no variable."""
    for name in ("PIP_CONFIG_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "CERT", "TRUSTED_HOST", "PROXY", "NO_INDEX"):
        monkeypatch.delenv(f"PIP_{name}", raising=False)
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://first.example/simple\nextra-index-url =\n    https://a.example/x\n    https://b.example/y\n"
        "cert = /etc/bundle.pem\n[install]\ntrusted-host = c.example\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))


def test_what_pip_was_told(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    told = uv.variables(uv._pip_settings(Path(sys.executable)))
    assert told["UV_DEFAULT_INDEX"] == "https://other.example/simple"
    assert told["UV_INDEX"] == "https://a.example/x https://b.example/y"
    assert told["UV_INSECURE_HOST"] == "c.example"
    assert told["SSL_CERT_FILE"] == "/etc/bundle.pem"


def test_certificates_of_other_programs(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/other.pem")
    assert uv.variables({})["SSL_CERT_FILE"] == "/etc/other.pem"


def test_why_it_can_not(monkeypatch, tmp_path):
    monkeypatch.setattr(uv, "PINNED", "uv==0.0")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    assert "uv==0.0" in uv.install(python, tmp_path / "none.txt", Step("Python packages"))
