"""Plain patterns: what is told without a regular expression is what pathspec says of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from wmsgit.features.drift.plain_patterns import plain_test

WORDS = ["a", "b", ".py", "a.py", "x.ts", ".env", "src", "b.py.d", "q.pyc", "*", "**", "*.py", "*.ts", ""]
NAMES = [word for word in WORDS if word and "*" not in word]
patterns = st.tuples(
    st.sampled_from(["", "/"]), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from(["", "/"])
).map(lambda parts: f"{parts[0]}{'/'.join(parts[1])}{parts[2]}")
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)


@given(st.lists(patterns, min_size=1, max_size=3), st.lists(paths, min_size=1, max_size=8))
def test_plain_patterns_mean_what_they_do_in_a_gitignore_file(lines: list[str], names: list[str]) -> None:
    test = plain_test(lines)
    if test is not None:
        spec = GitIgnoreSpec.from_lines(lines)
        assert [test(name) for name in names] == [spec.match_file(name) for name in names]


@pytest.mark.parametrize(
    "pattern",
    [
        "src/**",
        "/src/**",
        "*.py",
        "**/*.py",
        "src/**/*.py",
        "/setup.py",
        "/docs/",
        "docs/",
        "Makefile",
        "**/.env",
        "**/q/**",
    ],
)
def test_usual_patterns_are_plain(pattern: str) -> None:
    assert plain_test([pattern]) is not None


@pytest.mark.parametrize(
    "pattern", ["!a", "a*", "[ab]", "a/*", "a?", "\\a", "src/**/q/**", "a b", "#a", "", "a/../b", "**"]
)
def test_other_patterns_are_left_to_pathspec(pattern: str) -> None:
    assert plain_test(["x", pattern]) is None
