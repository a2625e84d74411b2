"""The reference pages name everything that is there, and nothing that is not."""

import re
from pathlib import Path

import psycopg2.errorcodes
import pytest

DOCS = Path(__file__).resolve().parents[3] / "docs/reference"


@pytest.fixture(scope="module", name="catalog")
def catalog_fixture(cluster):
    cluster.create_database("catalog")
    yield lambda query: cluster.rows(query, database="catalog")


def page(name):
    return (DOCS / name).read_text()


def as_written(text):
    """What the catalog says, as the page writes it: default null, not DEFAULT NULL::text."""
    text = re.sub(r"DEFAULT ('[^']*'|\w+)(::[a-z ]+(?:\[\])?)?(?=,|$)", r"default \1", text).replace("default NULL", "default null")
    text = re.sub(r"\bOUT ", "out ", text).replace("TABLE(", "table (").replace("SETOF ", "setof ")
    return text.replace("timestamp with time zone", "timestamptz").replace("'00:00:30'", "'30 seconds'")


def test_every_function_with_its_signature(catalog):
    text = page("functions.md")
    functions = catalog(
        "select p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid) from pg_proc p"
        " where p.pronamespace = 'social'::regnamespace order by 1"
    )
    assert len(functions) > 30
    documented = set(re.findall(r"^### (\w+)$", text, re.MULTILINE))
    assert documented == {name for name, *_ in functions}
    for name, arguments, result in functions:
        section = text.split(f"### {name}\n", 1)[1].split("\n### ", 1)[0]
        answers = "" if result == "record" else f" returns {as_written(result)}"
        assert f"`{name}({as_written(arguments)}){answers}`" in section


def test_every_table_and_column(catalog):
    text = page("tables.md")
    tables = catalog(
        "select c.relname, c.oid::int, obj_description(c.oid, 'pg_class') from pg_class c"
        " where c.relnamespace = 'social'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') order by 1"
    )
    documented = set(re.findall(r"^### (\w+)$", text, re.MULTILINE))
    assert documented == {name for name, *_ in tables}
    for name, oid, comment in tables:
        section = text.split(f"### {name}\n", 1)[1].split("\n### ", 1)[0].split("\n## ", 1)[0]
        assert comment in section
        # The page says what psql's \\d+ says, column by column.
        columns = catalog(
            "select attname, format_type(atttypid, atttypmod), col_description(attrelid, attnum)"
            f" from pg_attribute where attrelid = {oid} and attnum > 0 and not attisdropped order by attnum"
        )
        assert re.findall(r"^\| `(\w+)` \| ([^|]+) \| (.+) \|$", section, re.MULTILINE) == [
            (column, as_written(kind), told) for column, kind, told in columns
        ]


def test_every_setting_with_its_default(catalog):
    text = page("settings.md")
    settings = catalog(
        "select name, context, boot_val, unit, min_val, max_val, vartype from pg_settings where name like 'pg\\_social.%'"
    )
    assert set(re.findall(r"^\| `(pg_social\.\w+)`", text, re.MULTILINE)) == {name for name, *_ in settings}
    for name, context, default, unit, lowest, highest, kind in settings:
        row = next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))
        _, told, limits, effect, *_ = [cell.strip() for cell in row.strip("|").split("|")]
        assert effect.startswith("restart" if context == "postmaster" else "reload"), name
        if unit is None:
            assert told == default, name
        else:
            assert catalog(f"select {in_units(told)} = {default}") == [(True,)], name
        if kind == "integer":
            ends = [in_units(end) for end in limits.removesuffix(" days").split("–")]
            assert catalog(f"select {ends[0]} = {lowest}, {ends[1]} = {highest}") == [(True, True)], name


def in_units(text):
    """Of what the server counts in: milliseconds, kilobytes, or the number itself."""
    number, unit = re.fullmatch(r"(\d+)\s*(\w*)", text).groups()
    return int(number) * {"": 1, "ms": 1, "s": 1000, "min": 60000, "kB": 1, "MB": 1024}[unit]


def test_every_state_of_our_own():
    sources = Path(__file__).resolve().parents[3] / "src/pg"
    raised = set()
    for file in sources.glob("*.cpp"):
        for digits in re.findall(r"MAKE_SQLSTATE\('P', 'S', '(\d)', '(\d)', '(\d)'\)", file.read_text()):
            raised.add("PS" + "".join(digits))
    assert len(raised) == 5
    assert raised == set(re.findall(r"^\| `(PS\d{3})`", page("errors.md"), re.MULTILINE))


def test_every_state_that_we_raise():
    """By the names that PostgreSQL gives them, in SQL and in C++."""
    root = Path(__file__).resolve().parents[3]
    names = set()
    for file in (root / "sql/install").glob("*.sql"):
        names |= {name.upper() for name in re.findall(r"errcode = '([a-z_]+)'", file.read_text())}
    for file in (root / "src/pg").glob("*.[ch]pp"):
        # Without those that are only compared with.
        names |= set(re.findall(r"(?<!case )(?<!== )\bERRCODE_(?!TO_CATEGORY)([A-Z_]+)", file.read_text()))
    assert len(names) > 10
    named = re.findall(r"`(\w{5})`", page("errors.md"))
    # These two have other names, or the name of another state, in psycopg2.
    known = {"DATETIME_VALUE_OUT_OF_RANGE": "22008", "NULL_VALUE_NOT_ALLOWED": "22004"}
    missing = [name for name in sorted(names) if known.get(name, getattr(psycopg2.errorcodes, name, None)) not in named]
    assert not missing


def test_every_http_status():
    source = (Path(__file__).resolve().parents[3] / "sql/install/api_requests.sql").read_text()
    mapped = dict(re.findall(r"\('(\w{5})', (\d{3}), '\w+'\)", source))
    assert len(mapped) > 15
    checked = 0
    for line in page("errors.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if "SQLSTATE" in cells:
            place = cells.index("HTTP")
        elif re.match(r"\| `\w{5}`", line) and cells[place]:
            for state in re.findall(r"`(\w{5})`", cells[0]):
                # What is not mapped is told as an error of the server.
                assert mapped.get(state, "500") in cells[place], state
                checked += 1
    assert checked > 15


def test_every_code_over_http():
    """By status: what functions end a request with, and what nginx says by itself."""
    root = Path(__file__).resolve().parents[3]
    sql = "".join(file.read_text() for file in (root / "sql/install").glob("*.sql"))
    raised = set(re.findall(r"\('\w{5}', (\d{3}), '(\w+)'\)", sql)) | set(re.findall(r"internal\.fail\((\d{3}), '(\w+)'", sql))
    nginx = "".join(file.read_text() for file in (root / "deploy/nginx").iterdir())
    # What nginx counts as 494 and 497 it sends as 400.
    by_nginx = re.findall(r"""(\d{3}) +'\{"code":"(\w+)""", nginx)
    raised |= {("400" if status in ("494", "497") else status, code) for status, code in by_nginx}
    assert len(raised) > 20
    documented = set()
    for statuses, code in re.findall(r"^\| ([0-9, ]+) \| `(\w+)` \|", page("rest.md"), re.MULTILINE):
        documented |= {(status, code) for status in statuses.split(", ")}
    assert documented == raised
    assert set(re.findall(r'"code":"(\w+)"', nginx)) <= {code for _, code in documented}


def test_every_word_that_a_detail_begins_with():
    root = Path(__file__).resolve().parents[3]
    sql = "".join(file.read_text() for file in (root / "sql/install").glob("*.sql"))
    sources = "".join(file.read_text() for file in (root / "src/pg").glob("*.cpp"))
    words = set(re.findall(r"\bdetail = '([a-z_]+)'", sql)) | set(re.findall(r'errdetail(?:_internal)?\("([a-z_]+)[":%]', sources))
    assert {"state_used", "not_begun", "workers_not_running"} <= words
    assert not [word for word in sorted(words) if f"`{word}`" not in page("errors.md")]


def test_every_code_of_our_own():
    source = Path(__file__).resolve().parents[3] / "src"
    codes = set()
    for file in source.glob("**/*.cpp"):
        # error_of() and Error{} take it after the reaction; tables of a platform's codes have it before.
        codes |= set(re.findall(r'Reaction::\w+,\s*"(\w+)",', file.read_text()))
    codes -= {"temporary"}  # a remark in TikTok's table
    assert len(codes) > 10
    missing = [code for code in sorted(codes) if f"`{code}`" not in page("errors.md")]
    assert not missing
