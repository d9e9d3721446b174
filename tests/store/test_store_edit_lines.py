"""Edits of lines give, byte for byte, what the edit by the text's tree gives, or are left to it."""

from typing import Any

import pytest
from examples import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from store_handstyled import SHAPE, WORDS, any_text, json_values

from wmsgit.model.record import Data
from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.document import Document, read_document
from wmsgit.store.edit import edit_lines, edit_shaped, without_absent
from wmsgit.store.tree_edit import edit_tree

NARROW = Shape(
    frozenset({"object"}),
    {
        "id": Shape(frozenset({"string"})),
        "title": Shape(frozenset({"string"})),
        "count": Shape(frozenset({"integer", "null"})),
        "due": Shape(frozenset({"string", "null"})),
        "labels": Shape(frozenset({"array"}), items=Shape(frozenset({"string"}))),
        "any": Shape(),
    },
)
NAMES = (*NARROW.properties, "status", "notes", "x_1", "other")
NEW_NAMES = (*NAMES, "null", "a: b", "1", "é", "long " * 250)
VALUES = (
    "", " ~", " null", "  plain", " two words", " 1", " 1.10", " no", " Today", " 2026-11-23", " 'it is'", ' "a: b"',
    " 'a'", ' "~"', " []", " {}", " http://x/y#z", " é", " |\n  a\n\n   b", " |-\n  a", "\n  - a\n  - b", "\n- a",
    "\n  a: b\n  c:\n    d: 1", " |\n  a\n\n", " [a, b]", " [ a , no ]", " x # why", " 'x' # why",
)  # fmt: skip
GAPS = ("", "", "", "\n", "# comment\n", "\n# comment\n\n", "# a\n# b\n")
NEW_VALUES = st.one_of(st.sampled_from(WORDS), any_text(), json_values())


@st.composite
def simple_texts(draw: Any) -> str:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    fields = (draw(st.sampled_from(GAPS)) + f"{name}:{draw(st.sampled_from(VALUES))}\n" for name in names)
    return draw(st.sampled_from(("", "", "\ufeff"))) + "".join(fields) + draw(st.sampled_from(GAPS))


def by_tree(document: Document, intended: Data, shape: Shape) -> bytes:
    made = edit_tree(document, intended, shape)
    return made if isinstance(made, bytes) else made.encoded(made.text)


@settings(max_examples=examples(300), deadline=None)
@given(
    simple_texts(),
    st.dictionaries(st.sampled_from(NEW_NAMES), NEW_VALUES, min_size=1, max_size=3),
    st.sets(st.sampled_from(NAMES), max_size=1),
    st.sampled_from((Shape(), NARROW, SHAPE)),
)
def test_edit_of_lines_is_that_of_the_tree(text: str, new: Data, gone: set[str], shape: Shape) -> None:
    document = read_document(text.encode(), shape)
    given = {name: value for name, value in {**document.data, **new}.items() if name not in gone}
    intended = without_absent(given, shape)
    assume(not same(document.data, intended))
    made = edit_lines(document, intended, shape)
    if made is not None:
        assert made == by_tree(document, intended, shape)


TEXT = """\
# yaml-language-server: $schema=../../schemas/task.schema.json
id: A-1
title: 'A title'

status: pending
# about the notes
labels:
  - a
notes: |
  lines

  of text
count: 3

# the end
"""


@pytest.mark.parametrize(
    ("new", "old_line", "new_lines"),
    [
        ({"title": "No"}, "title: 'A title'", "title: 'No'"),
        ({"status": "no"}, "status: pending", 'status: "no"'),
        ({"status": "a: b"}, "status: pending", 'status: "a: b"'),
        ({"status": ""}, "status: pending", 'status: ""'),
        ({"count": 4}, "count: 3", "count: 4"),
        ({"count": None}, "count: 3", "count: null"),
        ({"due": "2026-11-23"}, "count: 3", "count: 3\ndue: 2026-11-23"),
        ({"odd": 1.5, "due": "x", "count": 4}, "count: 3", "count: 4\ndue: x\nodd: 1.5"),
        ({"any": True}, "  - a\n", "  - a\nany: true\n"),
    ],
)
def test_fields_on_one_line_are_edited_without_the_tree(
    monkeypatch: pytest.MonkeyPatch, new: Data, old_line: str, new_lines: str
) -> None:
    document = read_document(TEXT.encode(), NARROW)
    intended = {**document.data, **new}
    expected = TEXT.replace(old_line, new_lines).encode()
    assert by_tree(document, intended, NARROW) == expected
    monkeypatch.setattr("wmsgit.store.tree_edit.edit_tree", lambda *_: pytest.fail("the tree was made"))
    assert edit_shaped(document, intended, NARROW) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"title": "two\nlines"},
        {"title": "it's"},
        {"title": "a\tb"},
        {"status": ["a"]},
        {"status": "x" * 70_000},
        {"labels": ["a", "b"]},
        {"labels": "a"},
        {"notes": "one line"},
        {"id": None},
    ],
    ids=str,
)
def test_what_takes_more_than_lines_is_left_to_the_tree(change: Data) -> None:
    document = read_document(TEXT.encode(), NARROW)
    intended = without_absent({**document.data, **change}, NARROW)
    assert edit_lines(document, intended, NARROW) is None
    assert edit_shaped(document, intended, NARROW) == by_tree(document, intended, NARROW)
