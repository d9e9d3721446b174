"""Where a comment that allows a violation stands, and what it says, in the ways of many languages."""

import pytest

from wmsgit.features.drift.facts import extracted
from wmsgit.features.drift.inline_comments import ALLOWANCES

ALLOW = "wmsgit: allow A/r until 2027-01-15"
WHY = [[1, 1, "A/r", "2027-01-15", "why"]]


def rows(text: str) -> object:
    return extracted(ALLOWANCES, text.encode())


@pytest.mark.parametrize(
    "line",
    [
        f"import pandas  # {ALLOW} -- why",
        f"f('a'); // {ALLOW} -- why",
        f'f("http://x"); // {ALLOW} -- why',
        f"f() /* {ALLOW} -- why */",
        f"<p>don't</p> <!-- {ALLOW} -- why -->",
        f"<% f %> <%-- {ALLOW} -- why --%>",
        f"select 'a' -- {ALLOW} -- why",
        f"(f) ; {ALLOW} -- why",
        f"f % {ALLOW} -- why\r",
        f"import pandas  # noqa: F401 # {ALLOW} -- why",
    ],
)
def test_comment_is_read_whatever_the_language(line: str) -> None:
    assert rows(line) == WHY


@pytest.mark.parametrize(
    "line", [f"# {ALLOW} -- why", f"    // {ALLOW} -- why", f"' {ALLOW} -- why", f"<!-- {ALLOW} -- why -->"]
)
def test_comment_alone_in_its_line_means_the_next_that_has_none(line: str) -> None:
    assert rows(f"{line}\n{line}\nimport pandas\n") == [[1, 3, *WHY[0][2:]], [2, 3, *WHY[0][2:]]]


@pytest.mark.parametrize(
    "text", [f'"# {ALLOW} -- why"', f"'# {ALLOW} -- why'", f"f(r'# {ALLOW} -- why')", f"`// {ALLOW}`"]
)
def test_text_in_quotes_is_no_comment(text: str) -> None:
    assert rows(f"x = {text}; import_module('pandas')") == []
    assert rows(text) == []


@pytest.mark.parametrize("reason", ["it's C#", "a -- b", "say 'x'", 'until "y" is done'])
def test_reason_may_have_quotes_and_dashes(reason: str) -> None:
    assert rows(f"import pandas  # {ALLOW} -- {reason}") == [[1, 1, "A/r", "2027-01-15", reason]]


@pytest.mark.parametrize("between", [" # ", "  // ", " ", " */ /* "])
def test_line_may_have_a_comment_for_each_of_two_rules(between: str) -> None:
    line = f"import pandas  # {ALLOW} -- why{between}wmsgit: allow A/q until 2027-01-16 -- too"
    assert rows(line) == [*WHY, [1, 1, "A/q", "2027-01-16", "too"]]
