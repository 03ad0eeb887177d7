"""Settings: every one is documented, and what contradicts itself is refused."""

from __future__ import annotations

from pathlib import Path

import psycopg.conninfo
import pytest
from pydantic import ValidationError

from hub.settings import Settings

DOCS = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_setting_is_documented(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert f"## MATTRAN_{name.upper()}\n\n{description}\n" in DOCS


def test_docs_name_no_unknown_setting() -> None:
    headings = {line.removeprefix("## ") for line in DOCS.splitlines() if line.startswith("## ")}
    assert headings == {f"MATTRAN_{name.upper()}" for name in Settings.model_fields}


def test_environment_round_trip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, port=9000, public_url="https://hoc.vidu.example", demo=False)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


@pytest.mark.parametrize("url", ["hoc.vidu.example", "ftp://hoc.vidu.example", "https://", "https://a/b"])
def test_bad_public_url_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="MATTRAN_PUBLIC_URL"):
        Settings(public_url=url)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "127.0.0.1"),
        ({"public_url": "https://hoc.vidu.example"}, "127.0.0.1"),
        ({"public_url": "http://10.0.0.5:8000"}, "10.0.0.5"),
        ({"public_url": "https://hoc.vidu.example", "cert": "c.pem", "key": "k.pem"}, "0.0.0.0"),
        ({"public_url": "http://10.0.0.5:8000", "bind": "0.0.0.0"}, "0.0.0.0"),
    ],
)
def test_listens_on_this_machine_unless_told(given: dict[str, str], address: str) -> None:
    assert Settings(**given).bind_address == address  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "local"),
    [
        ({}, True),
        ({"public_url": "http://localhost:9000"}, True),
        ({"public_url": "https://127.0.0.1:8443", "bind": "::1", "cert": "c.pem", "key": "k.pem"}, True),
        ({"cert": "c.pem", "key": "k.pem"}, False),  # listens on every address
        ({"public_url": "https://127.0.0.1:8443", "cert": "c.pem", "key": "k.pem"}, False),
        ({"bind": "0.0.0.0"}, False),
        ({"bind": "::"}, False),
        ({"public_url": "http://10.0.0.5:8000"}, False),
        ({"public_url": "https://hoc.vidu.example"}, False),  # behind a proxy of the province
        ({"public_url": "https://hoc.vidu.example", "bind": "127.0.0.1"}, False),
    ],
)
def test_whether_only_this_machine_is_served(given: dict[str, str], local: bool) -> None:
    assert Settings(**given).local is local  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgresql://u:p@h", "postgresql://u:p@h/gradebook"),
        ("postgresql://u:p@h:5433/", "postgresql://u:p@h:5433/gradebook"),
        ("postgresql://u:p@h?sslmode=require", "postgresql://u:p@h/gradebook?sslmode=require"),
        ("postgresql://u:p%40%2F@h/postgres", "postgresql://u:p%40%2F@h/gradebook"),
        ("postgresql://u@/?host=%2Frun%2Fpg", "postgresql://u@/gradebook?host=%2Frun%2Fpg"),
    ],
)
def test_a_database_of_ones_own_keeps_its_options(given: str, expected: str) -> None:
    url = Settings(database_url=given).database("gradebook")
    assert url == expected
    assert psycopg.conninfo.conninfo_to_dict(url)["dbname"] == "gradebook"


def test_the_embedded_database_is_reached_by_its_socket(tmp_path: Path) -> None:
    url = Settings(data=tmp_path).database("mattran")
    assert psycopg.conninfo.conninfo_to_dict(url) == {
        "user": "mattran", "dbname": "mattran", "host": f"{tmp_path}/pg/socket",
    }  # fmt: skip


@pytest.mark.parametrize("url", ["mysql://u:bi-mat@h", "u:bi-mat@h", "postgresql://u:bi-mat@h:cong"])
def test_what_is_no_database_of_postgresql_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="MATTRAN_DATABASE_URL must look like"):
        Settings(database_url=url)
