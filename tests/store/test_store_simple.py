"""Simple texts: what is read line by line is what YAML's parser gives, or is left to it."""

import pytest
from examples import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from store_handstyled import SHAPE, Writer, randoms

from wmsgit.model.same import same
from wmsgit.schema.shape import Shape
from wmsgit.store.document import read_data, read_document
from wmsgit.store.nodes import field_spans, tree
from wmsgit.store.parsing import parse
from wmsgit.store.refusal import UnreadableError
from wmsgit.store.simple import read_simple
from wmsgit.store.spans import Lines

STRINGS = Shape(frozenset({"string"}))
NARROW = Shape(
    frozenset({"object"}),
    {"a": STRINGS, "b": Shape(frozenset({"array"}), items=STRINGS), "c": Shape(frozenset({"integer", "null"}))},
)
KEYS = ("a", "b", "c", "id", "x_1", "null", "A9", "a b", "1", "-", "<<", "é")
SCALARS = (
    "", "~", "null", "no", "1", "1.10", "0x1F", "a", "a b", "a: b", "a:b", "a:", "a #b", "a#b", "# b", "#b", "é",
    "\xa0b", "[]", "{}", "[a]", "{a: b}", "[", "'a'", "'it''s'", "'a", "'a' b", '"a"', '"a\\n"', '"a: b"', '"',
    "''", "'", "|", "|-", "|+", "|2", ">", ">-", "&x a", "*x", "!t a", "!!str 1", "%a", "@a", "`a", "- a", "-a", "-",
    "?", "? a", ":a", ": a", "+1", "~x", ".5", "...", "---", "--- a", "a ", "a\t", "\ta", "a\\b", "a'b", 'a"b',
    "12:30:00", "2026-11-23", "$x", "(a)", "=", "a\u2028b", "a\x85b",
)  # fmt: skip
MARGINS = ("", " ", "  ", "    ", "\t", "- ", "  - ", "  -", "  -   ", "  # ")
LINES = st.one_of(
    st.builds("{}:{}{}".format, st.sampled_from(KEYS), st.sampled_from(("", " ", "  ")), st.sampled_from(SCALARS)),
    st.builds("{}{}".format, st.sampled_from(MARGINS), st.sampled_from(SCALARS)),
)
TEXTS = st.lists(LINES, min_size=1, max_size=6).flatmap(
    lambda lines: st.sampled_from(("\n", "\n\n", "", "\r\n")).map(lambda end: "\n".join(lines) + end)
)


def check(text: str, shape: Shape) -> None:
    simple = read_simple(text, shape)
    if simple is not None:
        parsed, events = parse(text, shape)
        assert same(simple, parsed)
        assert list(simple) == list(parsed)
        document = read_document(text.encode(), shape)
        assert list(document.field_spans.items()) == list(field_spans(tree(text, events), Lines(text)).items())
        assert document.newline == Lines(text).newline


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, st.sampled_from((Shape(), NARROW)))
@example("a: |-\n  x\n\n   y\n\n\nb:\n- 1\n- ~\nc: ~\n", NARROW)
def test_simple_text_is_read_as_the_parser_reads_it(text: str, shape: Shape) -> None:
    try:
        check(text, shape)
    except UnreadableError as error:
        assert error.code == "ENCODING"  # noqa: PT017 - a control character: such texts never reach the simple reader


@settings(max_examples=examples(100), deadline=None)
@given(randoms())
def test_hand_styled_text_is_read_as_the_parser_reads_it(random) -> None:
    check(Writer(random).record(), SHAPE)


@pytest.mark.parametrize(
    "text", ["", "a", "a: 1", "a: 1\na: 2\n", "- a\n", "a:\n  b: 1\n", "a: >\n  b\n", "a: b\n  c\n"]
)
def test_what_is_not_flat_or_not_right_is_left_to_the_parser(text: str) -> None:
    assert read_simple(text, Shape()) is None


def test_ordinary_record_is_simple() -> None:
    text = "# a comment\nid: A-1\ntitle: 'a: b'\nrepos:\n  - x\n  - y\nnotes: |-\n  one\n\n  two\n"
    assert read_simple(text, Shape()) == read_data(text.encode(), Shape())
