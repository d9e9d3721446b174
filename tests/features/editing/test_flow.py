"""What is being typed inside of brackets and braces of one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmsgit.features.editing.flow import flow_at


@pytest.mark.parametrize(
    ("head", "pointer", "word", "siblings"),
    [
        ("[", (0,), "", set()),
        ("[a, b", (1,), "b", set()),
        ("['a, b', \"c", (1,), "c", set()),
        ("{id: a, kind: for", ("kind",), "for", {"id", "kind"}),
        ("{id: a, modules: [x, ", ("modules", 1), "", set()),
        ("{id: a, scope: {repos: [a], pa", ("scope",), "pa", {"repos"}),
        ("[{id: a}, {ki", (1,), "ki", set()),
        ("{url: http://x, na", (), "na", {"url"}),
        ("{", (), "", set()),
    ],
)
def test_way_and_word_are_those_of_the_innermost_part(
    head: str, pointer: tuple[str | int, ...], word: str, siblings: set[str]
) -> None:
    part = flow_at(head)
    assert part is not None
    assert (part.pointer, head[part.start :], part.siblings) == (pointer, word, siblings)


@pytest.mark.parametrize("head", ["", "a, b", "x [", "[a]", "{a: b} ", "'[", "a: {"])
def test_no_bracket_is_open(head: str) -> None:
    assert flow_at(head) is None


@given(st.text(alphabet="[]{},:'\" ax", max_size=40))
def test_any_beginning_has_an_answer(head: str) -> None:
    part = flow_at(head)
    assert part is None or part.start <= len(head)
