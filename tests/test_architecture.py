"""The rules of docs/architecture.md that no linter knows: sizes, who names which table, NFC, migrations."""

from __future__ import annotations

import ast
import re
import subprocess
import unicodedata
import warnings
from functools import cache
from pathlib import Path

import pytest
from alembic import command

from deploy.schema import METADATA, alembic_config
from hub.db import sync_engine

ROOT = Path(__file__).parents[1]
PACKAGES = ("hub", "prompt_library", "exercises", "courses", "grading", "deploy")
CODE = {".py", ".js", ".css", ".html"}
MOST_LINES = 400
_BINARY = {".png", ".ico", ".xlsx", ".docx", ".woff2", ".gz"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: what git has, and what is new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    found = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in found if path.is_file())


def package_of(path: Path) -> str:
    """Return the folder of the project in which `path` lies."""
    return path.relative_to(ROOT).parts[0]


@cache
def sources() -> dict[Path, ast.Module]:
    """Return every Python file of our packages, parsed."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in files()
        if path.suffix == ".py" and package_of(path) in PACKAGES
    }


def test_there_is_something_to_look_at() -> None:
    assert {package_of(path) for path in sources()} == set(PACKAGES)
    assert len(sources()) > 80


def test_a_file_of_code_has_at_most_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files()
        if package_of(path) in PACKAGES
        and path.suffix in CODE
        and (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert long == {}


def test_a_module_begins_with_its_rule() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path, tree in sources().items()
        if tree.body and not (ast.get_docstring(tree) or "").strip()
    ]
    assert silent == []


def test_every_python_file_compiles_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in files():
            if path.suffix == ".py":
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)


def test_every_text_is_nfc() -> None:
    wrong = []
    for path in files():
        if path.suffix in _BINARY:
            continue
        text = path.read_bytes().decode("utf-8")  # an unknown binary kind fails here: add it above
        if not unicodedata.is_normalized("NFC", text):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


# -- a table belongs to one package --------------------------------------------------------------------


def _imported_tables(tree: ast.Module, package: str) -> dict[str, str]:
    """Return the names that `tree` takes from another package's tables: name -> module."""
    taken = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            for alias in node.names:
                whole = module if module.endswith("tables") else f"{module}.{alias.name}"
                if whole.split(".")[-1] == "tables" and whole.split(".")[0] in set(PACKAGES) - {package}:
                    taken[alias.asname or alias.name] = whole
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.endswith(".tables") and not alias.name.startswith(f"{package}."):
                    taken[alias.asname or alias.name] = alias.name
    return taken


def _only_in_foreign_keys(tree: ast.Module, name: str) -> bool:
    """Tell whether `name` stands in `ForeignKey(...)` alone: a key may point to a package below."""
    inside = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "ForeignKey"
        for part in ast.walk(call)
    }
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]
    return all(id(node) in inside for node in uses)


def is_outside(path: Path) -> bool:
    """Tell whether `path` makes the tables, or looks at a throw-away installation from outside."""
    return path.is_relative_to(ROOT / "deploy") and (
        "migrations" in path.parts or "bench" in path.parts or path.name == "trial.py"
    )


def test_no_package_imports_the_tables_of_another() -> None:
    """Only deploy does, to migrate them; and a table's foreign key may point to a package below."""
    guilty = [
        f"{path.relative_to(ROOT)}: {name} of {module}"
        for path, tree in sources().items()
        if (package := package_of(path)) != "deploy"
        for name, module in _imported_tables(tree, package).items()
        if not (path.name == "tables.py" and _only_in_foreign_keys(tree, name))
    ]
    assert guilty == []


def test_no_sql_text_names_the_table_of_another_package() -> None:
    owned = {
        package: [
            table.name
            for metadata in METADATA
            for table in metadata.tables.values()
            if metadata.schema == package
        ]
        for package in PACKAGES
    }
    assert {name for name, tables in owned.items() if tables} >= {"hub", "exercises", "courses", "grading"}
    guilty = []
    for path, tree in sources().items():
        for owner, tables in owned.items():
            if owner == package_of(path) or not tables or is_outside(path):
                continue
            named = re.compile(rf"\b{owner}\.(?:{'|'.join(tables)})\b")
            guilty += [
                f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and named.search(node.value)
            ]
    assert guilty == []


def test_the_rules_about_tables_see_what_they_forbid() -> None:
    tree = ast.parse(
        "from grading.tables import marks\nimport hub.people.tables as t\nfrom hub.people import tables\n"
    )
    assert _imported_tables(tree, "courses") == {
        "marks": "grading.tables",
        "t": "hub.people.tables",
        "tables": "hub.people.tables",
    }
    assert _imported_tables(tree, "hub") == {"marks": "grading.tables"}
    used = ast.parse("a = Column(ForeignKey(people.c.id))\nb = select(people)")
    assert not _only_in_foreign_keys(used, "people")


@pytest.mark.postgres
def test_the_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    engine = sync_engine(database_url)
    with engine.connect() as connection:
        command.check(alembic_config(connection))  # raises when a migration is missing
    engine.dispose()
