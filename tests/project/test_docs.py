"""The documents against the code: the command reference is fresh, the README's commands are the ones that CI runs."""

import re
from pathlib import Path

import pytest

from wmsgit.cli.reference import reference
from wmsgit.cli.table import ALIASES, GROUPS, VERBS
from wmsgit.schema.registry import RESERVED

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_command_reference_is_fresh() -> None:
    head, _, body = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition("### Kinds\n")
    assert "Generated" in head
    assert "### Kinds\n" + body == reference(), "make it anew: python tests/project/update_docs.py"


def test_no_kind_can_be_named_like_a_command() -> None:
    words = {word.partition(" ")[0] for word in [*VERBS, *GROUPS, *ALIASES]}
    assert words <= RESERVED


def test_test_command_of_the_readme_is_the_one_that_ci_runs() -> None:
    block = README.partition("<!-- test command -->\n")[2]
    command = re.match(r"```sh\n(.+)\n```", block)
    assert command is not None
    assert command[1].endswith("-m pytest -q -n auto")
    assert "<!-- test command -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_changelog_names_the_release() -> None:
    from wmsgit import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
