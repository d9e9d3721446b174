"""The documents against the code: the command reference is fresh, the README's commands are the ones that CI runs."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from package_nodes import nodes
from places import ROOT
from update_docs import (
    BRANCHES_PAGE,
    COMMANDS,
    KINDS_PAGE,
    MIGRATING_PAGE,
    branches_page,
    decision_pages,
    kinds_page,
    migrating_page,
    readme,
    rules_page,
)

from wmsgit.cli.parser.reference import reference
from wmsgit.cli.parser.table import GROUPS, VERBS
from wmsgit.features.drift.kinds import KINDS
from wmsgit.features.drift.validation import rule_problems
from wmsgit.schema.reserved import COMING, RESERVED
from wmsgit.schema.shape import ANYTHING
from wmsgit.store.document import read_document
from wmsgit.workspace.pages import code_lines

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def test_command_reference_is_fresh() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == COMMANDS + reference(), "make it anew: python tests/project/update_docs.py"


def test_reference_of_drift_rules_is_fresh() -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_page(), "make it anew: python tests/project/update_docs.py"


def test_tables_of_keywords_and_merges_are_fresh() -> None:
    assert kinds_page() == KINDS_PAGE.read_text(encoding="utf-8"), "make it anew: python tests/project/update_docs.py"
    assert readme() == README
    assert branches_page() == BRANCHES_PAGE.read_text(encoding="utf-8")
    assert migrating_page() == MIGRATING_PAGE.read_text(encoding="utf-8")


def test_pages_of_decisions_are_fresh() -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "adr").glob("*.md")}
    assert pages == decision_pages(), "make them anew: python tests/project/update_docs.py"


def test_page_on_drift_has_a_usable_example_of_every_rule_kind() -> None:
    page = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
    block = page.partition("<!-- rule kinds -->\n```yaml\n")[2].partition("```")[0]
    text = "rules:\n" + "".join(f"  {line}\n" for line in block.splitlines())
    rules = read_document(text.encode(), ANYTHING).data["rules"]
    assert {rule["kind"] for rule in rules} == set(KINDS)
    assert [problem for rule in rules for problem in rule_problems(rule)] == []


def test_page_on_codes_explains_every_code() -> None:
    package, code = ROOT / "wmsgit", re.compile(r"[A-Z]{2,}(-[A-Z]+)*")
    rooms = ("features/check", "features/review", "store", "model", "workspace")
    texts = {
        node.value
        for room in rooms
        for path in (package / room).rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and code.fullmatch(node.value)
    }
    words = {"TRUE", "FALSE", "NULL", "HEAD", "NFC", "DUPLICATE"}  # of YAML, Git and Unicode, and of foreign files
    words |= {"CRITICAL", "HIGH", "MEDIUM", "LOW"}  # values of the schemas, which words of other systems mean
    assert code_lines().keys() == texts - words


def test_no_kind_can_be_named_like_a_command() -> None:
    words = {word.partition(" ")[0] for word in [*VERBS, *GROUPS, "commit"]}
    assert words <= RESERVED | COMING


def test_test_command_of_the_readme_is_the_one_that_ci_runs() -> None:
    block = README.partition("<!-- test command -->\n")[2]
    command = re.match(r"```sh\n(.+)\n```", block)
    assert command is not None
    assert command[1].endswith("-m pytest -q -n auto")
    assert "<!-- test command -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as a host makes them."""
    headings = re.findall(
        r"^#+ (.+)$", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in set(re.findall(r"\]\(([^)\s]+)\)", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_named_in_the_readme_and_comes_with_the_package() -> None:
    shipped = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"](docs/{page.name})" in README
        assert f'"docs/{page.name}" = "wmsgit/_docs/{page.name}"' in shipped


def test_readme_is_one_page() -> None:
    assert len(README.splitlines()) <= 130


def test_changelog_names_the_release() -> None:
    from wmsgit import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_places_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {*re.findall(r"\b((?:wmsgit|tests|records)/[\w/.-]*\w)", text), *re.findall(r"\]\(([^)#:]+)\)", text)}
    assert len(named) > 15
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_each_change_that_contributing_lists_opens_three_files_at_most() -> None:
    rows = re.findall(r"^\| (.+?) \| (.*`.*) \|$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) >= 9
    assert [change for change, files in rows if len(files.split(";")) > 3] == []
