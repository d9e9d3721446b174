"""Simple texts: what is read line by line is what YAML's parser gives, or is left to it."""

from collections.abc import Iterator
from random import Random
from typing import Any

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
    {
        "a": STRINGS, "b": Shape(frozenset({"array"}), items=STRINGS), "c": Shape(frozenset({"integer", "null"})),
        "id": Shape(frozenset({"object"}), {"a": STRINGS}, additional=Shape(frozenset({"object"}), {"b": STRINGS})),
    },
)  # fmt: skip
KEYS = ("a", "b", "c", "id", "x_1", "null", "A9", "A-1.b/c", "a b", "1", "-", "<<", "é")
SCALARS = (
    "", "~", "null", "no", "1", "1.10", "0x1F", "a", "a b", "a: b", "a:b", "a:", "a #b", "a#b", "# b", "#b", "é",
    "\xa0b", "[]", "{}", "[a]", "{a: b}", "[",
    "[ a-b , No ]", "[a, null, true, n]", "[a b, c.d/e]", "[a - b]", "[a,]", "[a,,b]", "[a, [b]]", "[a] # c", "[a]b",
    "[a: b]", "[a, 1]", "[- a]", "[a -]", "[a-, b]", "[A ]", "[a\u00a0]",
    "'a'", "'it''s'", "'a", "'a' b", '"a"', '"a\\n"', '"a: b"', '"',
    "''", "'", "|", "|-", "|+", "|2", ">", ">-", "&x a", "*x", "!t a", "!!str 1", "%a", "@a", "`a", "- a", "-a", "-",
    "?", "? a", ":a", ": a", "+1", "~x", ".5", "...", "---", "--- a", "a ", "a\t", "\ta", "a\\b", "a'b", 'a"b',
    "12:30:00", "2026-11-23", "$x", "(a)", "=", "a\u2028b", "a\x85b",
    "yes", "No", "Today", "Fine", "0o7", "017", "1_000", "0b1", ".inf", "1e3", "x y:", "x #", "x# y", "http://a/b#c",
    "a\xadb", "a\u200db", "a\ufeffb", "a\uffffb", "a\x7fb", "\U0001f680", "<<<<<<< x", ">>>>>>> x",
)  # fmt: skip
STARTS = ("", "\ufeff", "# c\n", "---\n", "%YAML 1.2\n---\n", "\n\n#c\n")
ENDS = ("\n", "\n\n", "", "\r\n", "\n...\n", "\n---\na: 1\n", "\na: again\n", "\n# end\n", "\n \n")
MARGINS = ("", " ", "  ", "    ", "\t", "- ", "  - ", "  -", "  -   ", "  # ")
LINES = st.one_of(
    st.builds("{}:{}{}".format, st.sampled_from(KEYS), st.sampled_from(("", " ", "  ")), st.sampled_from(SCALARS)),
    st.builds("{}{}".format, st.sampled_from(MARGINS), st.sampled_from(SCALARS)),
)
TREES = st.recursive(
    st.sampled_from((*SCALARS[:9] * 30, *SCALARS[9:])),
    lambda below: st.dictionaries(st.sampled_from(KEYS[:8]), below, min_size=1, max_size=3),
    max_leaves=8,
)


def written(value: dict[str, Any], steps: Iterator[int], margin: str = "") -> Iterator[str]:
    """The lines of mappings in mappings, each with a margin of its own; now and then a line is out of place."""
    step, is_odd = margin + " " * next(steps), next(steps) == 1
    for name, item in value.items():
        yield f"{margin}{' ' * is_odd}{name}:" + ("" if isinstance(item, dict) else f"{' ' * next(steps)}{item}")
        yield from written(item, steps, step) if isinstance(item, dict) else ()
        yield from ("", f"{step}# c")[: max(0, next(steps) - 3)]


def nested(value: dict[str, Any], random: Random) -> list[str]:
    return list(written(value, iter(lambda: random.choice((*(2, 3) * 20, 1, 4, 5)), 0)))


LEVELS = st.builds(nested, st.dictionaries(st.sampled_from(KEYS[:8]), TREES, min_size=1, max_size=3), randoms())
TEXTS = st.builds(
    lambda start, lines, end: start + "\n".join(lines) + end,
    st.sampled_from(STARTS),
    st.one_of(st.lists(LINES, min_size=1, max_size=6), LEVELS),
    st.sampled_from(ENDS),
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
        assert error.code == "ENCODING"  # noqa: PT017 - a control character: such texts are never simple


@settings(max_examples=examples(100), deadline=None)
@given(randoms())
def test_hand_styled_text_is_read_as_the_parser_reads_it(random) -> None:
    check(Writer(random).record(), SHAPE)


@pytest.mark.parametrize(
    "text", ["", "a", "a: 1", "a: 1\na: 2\n", "- a\n", "a:\n  b: {c: 1}\n", "a: >\n  b\n", "a: b\n  c\n"]
)
def test_what_is_not_flat_or_not_right_is_left_to_the_parser(text: str) -> None:
    assert read_simple(text, Shape()) is None


def test_ordinary_record_is_simple() -> None:
    text = (
        "# a comment\nid: A-1\ntitle: 'a: b'\nrepos:\n  - x\n  - y\nnotes: |-\n  one\n\n  two\n"
        "metadata:\n  import_base:\n    json:\n      id: 'A: 1'\n      at:\n    n: 1\n  A-2: x\n"
    )
    assert read_simple(text, Shape()) == read_data(text.encode(), Shape())


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, st.sampled_from((Shape(), NARROW)))
@example("a: x\n<<<<<<< ours\nb: y\n", NARROW)
@example("a: x\x07\n", NARROW)
@example("a: \xa0\u200dx\n", NARROW)
def test_data_and_refusals_of_bytes_are_the_same_without_the_simple_reader(text: str, shape: Shape) -> None:
    def outcome() -> object:
        try:
            return read_data(text.encode(), shape)
        except UnreadableError as error:
            return error.code, error.line, error.column, error.message

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wmsgit.store.document.read_simple", lambda _text, _shape: None)
        parsed = outcome()
    assert same(outcome(), parsed)


def test_long_text_of_which_one_line_is_not_simple_is_refused_at_once() -> None:
    text = "".join(f"k{number}: v\n" for number in range(5_000)) + "x: {a: b}\n"
    assert read_simple(text, Shape()) is None
    assert read_simple(text.replace("{a: b}", "w"), Shape()) is not None
