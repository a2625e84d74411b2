"""The reference pages name everything that is there, and nothing that is not."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs/reference"


@pytest.fixture(scope="module", name="catalog")
def catalog_fixture(cluster):
    cluster.create_database("catalog")
    yield lambda query: cluster.rows(query, database="catalog")


def page(name):
    return (DOCS / name).read_text()


def test_every_function_with_its_signature(catalog):
    text = page("functions.md")
    functions = catalog(
        "select p.proname, pg_get_function_identity_arguments(p.oid) from pg_proc p"
        " where p.pronamespace = 'social'::regnamespace"
    )
    assert len(functions) > 30
    missing = [name for name, _ in functions if f"### {name}\n" not in text]
    assert not missing
    documented = set(re.findall(r"^### (\w+)$", text, re.MULTILINE))
    assert documented == {name for name, _ in functions}, "the page names what is not there"
    for name, arguments in functions:
        for argument in re.findall(r'(?:^|, )(?:(?:OUT|IN|INOUT) )?("?\w+"?) ', arguments):
            section = text.split(f"### {name}\n", 1)[1].split("\n### ", 1)[0]
            assert argument.strip('"') in section, f"{name} does not tell of {argument}"


def test_every_table_and_column(catalog):
    text = page("tables.md")
    columns = catalog(
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relnamespace = 'social'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and a.attnum > 0 and not a.attisdropped"
    )
    assert len(columns) > 120
    missing = [f"{table}.{column}" for table, column in columns if table not in text or f"`{column}`" not in text]
    assert not missing


def test_every_setting_with_its_default(catalog):
    text = page("settings.md")
    settings = dict(catalog("select name, context from pg_settings where name like 'pg\\_social.%'"))
    assert set(re.findall(r"^\| `(pg_social\.\w+)`", text, re.MULTILINE)) == set(settings)
    for name, context in settings.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
        assert ("restart" if context == "postmaster" else "reload") in row


def test_every_state_of_our_own():
    sources = Path(__file__).resolve().parents[3] / "src/pg"
    raised = set()
    for file in sources.glob("*.cpp"):
        for digits in re.findall(r"MAKE_SQLSTATE\('P', 'S', '(\d)', '(\d)', '(\d)'\)", file.read_text()):
            raised.add("PS" + "".join(digits))
    assert len(raised) == 5
    assert raised == set(re.findall(r"^\| `(PS\d{3})`", page("errors.md"), re.MULTILINE))
