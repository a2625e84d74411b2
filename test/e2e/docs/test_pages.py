"""What the pages lead to is there: their links, the files they name, and what the code map says of the sources."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FILES = set(
    subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()
)  # fmt: skip
FOLDERS = {str(parent) for file in FILES for parent in Path(file).parents}
PAGES = sorted(file for file in FILES if file.endswith(".md"))
# What only comes by building, or is an example.
MADE = re.compile(r"deploy/node_modules|web/dist|.*pinterest|sql/upgrade/pg_social--A--B")


def text_of(page):
    return re.sub(r"^```.*?^```", "", (ROOT / page).read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(page):
    """As GitHub makes them of the headings."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = str(((ROOT / page).parent / path).resolve().relative_to(ROOT)) if path else page
        assert target in FILES | FOLDERS, link
        assert not anchor or anchor in anchors(target), link


# A change log names what was; the platforms' pages name files of others.
@pytest.mark.parametrize("page", [page for page in PAGES if not re.match("CHANGELOG|docs/platforms", page)])
def test_files_that_are_named_exist(page):
    for name in re.findall(r"`((?:src|sql|scripts|deploy|docs|web|test)/[^\s`]*)`", text_of(page)):
        near = str(Path(page).parent / name)
        assert MADE.match(name) or files_of(name) or files_of(near), name


def files_of(name):
    """Braces and stars as the shell has them; a folder stands for what is in it."""
    braces = re.search(r"\{(.*?)\}", name)
    if braces:
        return set().union(*(files_of(name.replace(braces[0], part)) for part in braces[1].split(",")))
    pattern = re.sub(r"<\w+>|\\\*", "[^/]*", re.escape(name.rstrip("/")))
    return {file for file in FILES if re.fullmatch(rf"{pattern}(/.*)?", file)}


def test_the_code_map():
    rows = (ROOT / "docs/explanation/architecture.md").read_text().split("## Code map", 1)[1]
    named = set()
    for row in re.findall(r"^\| (`[^|]+) \|", rows, re.MULTILINE):
        names = re.findall(r"`([^`]+)`", row)
        folder = names[0].rpartition("/")[0] + "/"
        for name in names:
            found = files_of(name if "/" in name else folder + name)
            assert found, name
            named |= found
    missing = {file for file in FILES if re.fullmatch(r"src/core/\w+/.*", file)} - named
    assert not missing
    # The processes, what they are made of, and their statements; small helpers explain themselves.
    helpers = re.compile(r"src/pg/(convert|time_zone|record_arrays|postgres|write_counts|flight|share|budgets)\.")
    missing = {file for file in FILES if file.startswith("src/pg/") and not helpers.match(file)} - named
    assert not missing
