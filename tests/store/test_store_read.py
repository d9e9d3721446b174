"""Reading: YAML 1.2 core scalars typed by the schema, bounds, and messages with positions."""

import copy
import pickle
from typing import Any

import pytest
import yaml
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from store_handstyled import SHAPE, Writer, randoms

from wmsgit.model.same import same
from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store import events
from wmsgit.store.document import read_document
from wmsgit.store.refusal import MAX_RECORD_BYTES, UnreadableError


def data_of(text: str, shape: Shape = ANYTHING) -> dict[str, Any]:
    return read_document(text.encode(), shape).data


def refusal(text: str | bytes, shape: Shape = ANYTHING) -> tuple[str, int, int]:
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(UnreadableError) as caught:
        read_document(raw, shape, path="records/x.yaml")
    assert caught.value.where.startswith("records/x.yaml")
    return caught.value.code, caught.value.line, caught.value.column


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("FALSE", False), ("no", "no"), ("yes", "yes"), ("on", "on"),
        ("1", 1), ("-17", -17), ("+5", 5), ("0o17", 15), ("0x1F", 31), ("017", 17),
        ("1_000", "1_000"), ("0b1", "0b1"),
        ("1.10", 1.1), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-2", -0.015), ("1e999", "1e999"),
        (".inf", ".inf"), (".nan", ".nan"), ("12:30:00", "12:30:00"), ("2026-11-23", "2026-11-23"),
        ("'1'", "1"),
        ('"true"', "true"), ("+", "+"), (".", "."), ("- 1", [1]), ("9" * 2000, "9" * 2000),
    ],
)  # fmt: skip
def test_read_types_plain_scalars_by_the_core_schema(text: str, value: Any) -> None:
    assert same(data_of(f"a:\n  {text}\n"), {"a": value})


@pytest.mark.parametrize("text", ["no", "1.10", "12:30:00", "2026-11-23", "true", "0x1F", "5", "1e3"])
def test_read_gives_the_text_where_only_a_string_is_admitted(text: str) -> None:
    assert data_of(f"title: {text}\nlabels: [{text}]\n", SHAPE) == {"title": text, "labels": [text]}


@pytest.mark.parametrize("text", ["", " ", " ~", " null", "  # later"])
def test_read_takes_an_empty_field_for_an_absent_one(text: str) -> None:
    document = read_document(f"title:{text}\nlabels:{text}\n".encode(), SHAPE)
    assert document.data == {}
    assert document.position(["title"], key=True) == (1, 1)


def test_read_keeps_null_where_the_schema_admits_it() -> None:
    text = "metadata: {a: null, b: }\nx:\nlabels: [null, ~, a]\n"
    assert data_of(text, SHAPE) == {
        "metadata": {"a": None, "b": None},
        "x": None,
        "labels": ["null", "~", "a"],
    }
    assert data_of("labels:\n  -\n  - a\n", SHAPE) == {"labels": [None, "a"]}


def test_read_types_by_what_the_shape_admits() -> None:
    shape = Shape(
        frozenset({"object"}),
        {"n": Shape(frozenset({"string", "integer"})), "b": Shape(frozenset({"boolean"}))},
    )
    assert same(data_of("n: 5\nb: yes\n", shape), {"n": 5, "b": "yes"})
    assert same(data_of("n: 1.5\nb: 1\n", shape), {"n": "1.5", "b": 1})


def test_read_keeps_the_order_and_takes_keys_as_text() -> None:
    assert list(data_of("b: 1\n1: 2\nnull: 3\ntrue: 4\n'': 5\n")) == ["b", "1", "null", "true", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("YAML", 1, 1)), ("# only\n", ("YAML", 1, 1)), ("---\n", ("YAML", 2, 1)),
        ("- a\n", ("YAML", 1, 1)), ("text\n", ("YAML", 1, 1)),
        ("a: 1\nb: 2\na: 3\n", ("DUPLICATE-KEY", 3, 1)), ("x: {é: 1, é: 2}\n", ("DUPLICATE-KEY", 1, 11)),
        ("a:\na:\n", ("DUPLICATE-KEY", 2, 1)), ("a: !!str x\n", ("TAG", 1, 4)), ("a: ! x\n", ("TAG", 1, 4)),
        ("a: !x [1]\n", ("TAG", 1, 4)), ("!!map\na: 1\n", ("TAG", 1, 1)), ("!!str a: 1\n", ("TAG", 1, 1)),
        ("<<: {a: 1}\n", ("YAML", 1, 1)), ("? [a]\n: b\n", ("YAML", 1, 3)),
        (": b\n", ("YAML", 1, 1)), ("a: *x\n", ("ALIAS", 1, 4)),
        ("a: &x [*x]\n", ("ALIAS", 1, 8)), ("a: &x 1\nb: [" + "*x, " * 17 + "]\n", ("ALIAS", 2, 5 + 16 * 4)),
        ("a: 1\n---\nb: 2\n", ("YAML", 2, 1)), ("a: [1\n", ("YAML", 2, 1)),
        ("a: 'x\n", ("YAML", 2, 1)), ("\ta: 1\n", ("YAML", 1, 1)),
        ("ok: 1\né: \x07\n", ("ENCODING", 2, 4)), ("a: \0\n", ("ENCODING", 1, 4)),
        (b"a: 1\nb\xc3\xa4: \xff\n", ("ENCODING", 2, 5)),
        ("\ufeff\ufeffa: \x01", ("ENCODING", 1, 5)), (b"\xff\xfea\0:\0", ("ENCODING", 1, 1)),
        ("a: " + "x" * MAX_RECORD_BYTES, ("SIZE", 0, 0)),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", ("CONFLICT", 2, 1)),
        ('a: "\\ud800"\n', ("YAML", 1, 7)),
    ],
)  # fmt: skip
def test_read_refuses_with_a_code_and_a_position(text: str | bytes, expected: tuple[str, int, int]) -> None:
    assert refusal(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "sign", "mend"),
    [
        ("labels:\n  - {{ x }}\n", (2, 6), "'{' begins a mapping", "put a text such as {{ x }} in quotes"),
        ("a: {[x]: 1}\n", (1, 5), "'[' begins a list", "put a text that begins with '[' in quotes"),
        ("a: b\nassigned_to: @bob\n", (2, 14), "'@' cannot begin a text", "begins with '@' in quotes"),
        ("a: [x\n", (2, 1), "did not find expected ',' or ']'", "close the bracket, or put a text"),
        ('a: "x\n', (2, 1), "unexpected end of stream", "close the quote"),
        ('a: "x" y\n', (1, 8), "did not find expected key", "put the whole text in quotes, not only what ends with"),
        ("a: [x]y\n", (1, 7), "did not find expected key", "put the whole text in quotes, not only what ends with"),
        ("a:\n  - -\tx\n", (2, 6), "a tab stands where a text begins", "write spaces in place of the tab"),
        ("a: `x`\n", (1, 4), "'`' cannot begin a text", "begins with '`' in quotes"),
        ("a: [x, %y]\n", (1, 8), "'%' cannot begin a text", "begins with '%' in quotes"),
        ("a: *x\n", (1, 4), "*x", "begins with '*' in quotes"),
        ("a: !x\n", (1, 4), "!x", "begins with '!' in quotes"),
        ("a: > b\n", (1, 6), "block scalar", "begins with '>' in quotes"),
        ("a: - b\n", (1, 4), "not allowed", "begins with '-' in quotes"),
        ("a: b: c\n", (1, 5), "not allowed", "has ': ' in it in quotes"),
        ("# c\r\n\ufeffa: 1\r\n", (2, 1), "byte order mark (U+FEFF)", "remove the character"),
        ("# c\n\ufeffa: 1\nb: 2\n", (2, 1), "byte order mark (U+FEFF)", "remove the character"),
        ("a: 1\n\ufeffb: 2\n", (2, 1), "byte order mark (U+FEFF)", "remove the character"),
    ],
)  # fmt: skip
def test_read_names_the_character_and_the_mend(text: str, place: tuple[int, int], sign: str, mend: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_document(text.encode(), ANYTHING)
    error = caught.value
    assert (error.line, error.column) == place
    assert sign in error.message
    assert mend in error.hint


def test_read_bounds_depth_before_anything_can_crash() -> None:
    assert data_of("a: " + "[" * 63 + "]" * 63)
    assert refusal("a: " + "[" * 64 + "]" * 64) == ("DEPTH", 1, 4 + 63)


@pytest.mark.parametrize("count", [64, 400, 1_100, 200_000])
@pytest.mark.parametrize(
    ("before", "opening", "line", "column"),
    [
        ("", "[", 1, 4 + 63), ("", "{a: ", 1, 4 + 63 * 4), ("", "[{a: ", 1, 4 + 31 * 5 + 1), ("", "[\n", 64, 1),
        ("[" + "[], " * 500, "[", 1, 4 + 1 + 500 * 4 + 62), ("[é, \U0001f511, ", "[", 1, 4 + 7 + 62),
    ],
)  # fmt: skip
def test_read_says_where_the_text_goes_too_deep_however_deep_it_goes(
    before: str, opening: str, line: int, column: int, count: int
) -> None:
    assert refusal("a: " + before + opening * count) == ("DEPTH", line, column)


@pytest.mark.parametrize("count", [65, 400, 1_100])
def test_read_says_where_block_styles_go_too_deep_however_deep_they_go(count: int) -> None:
    assert refusal("".join(f"{' ' * level}a:\n" for level in range(count))) == ("DEPTH", 65, 65)
    assert refusal("a:\n" + "- " * count + "x\n") == ("DEPTH", 2, 2 * 63 + 1)


def test_read_says_what_is_wrong_first_in_a_text_that_goes_too_deep_as_well() -> None:
    assert refusal("a: 1\na: 2\nb: " + "[" * 5_000) == ("DUPLICATE-KEY", 2, 1)
    assert refusal("a: !x 1\nb: " + "[" * 5_000) == ("TAG", 1, 4)
    assert refusal("a: [1\nb: " + "[" * 60 + "\x07" + "[" * 5_000)[0] == "ENCODING"


def test_read_bounds_what_aliases_expand_to() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 2)}]\n" for n in range(1, 9))
    assert data_of(bomb)["a8"]
    assert refusal("a: &a [" + "x, " * 20_000 + "]\nb: [" + "*a, " * 9 + "]\n")[0] == "ALIAS"
    deep = "a: &a " + "[" * 40 + "]" * 40 + "\nb: " + "[" * 40 + "*a" + "]" * 40 + "\n"
    assert refusal(deep)[0] == "DEPTH"
    assert refusal("a: [" + "[]," * 110_000 + "]\n")[0] == "SIZE"
    assert refusal("a: [" + "x," * 110_000 + "]\n")[0] == "SIZE"


def test_read_copies_what_an_alias_repeats_and_types_it_by_its_own_place() -> None:
    data = data_of("metadata: {v: &v 1.10, l: &l [1, 2]}\ntitle: *v\nx: *l\n", SHAPE)
    assert same(data, {"metadata": {"v": 1.1, "l": [1, 2]}, "title": "1.10", "x": [1, 2]})
    assert data["x"] is not data["metadata"]["l"]


def test_position_finds_values_and_keys_and_falls_back_to_what_exists() -> None:
    text = "\ufeff# é\ntitle: é\ncomments:\n  - at: x\n    é: {b: [1, 2]}\nnotes:\n"
    document = read_document(text.encode(), SHAPE)
    assert document.position(["title"]) == (2, 8)
    assert document.position(["title"], key=True) == (2, 1)
    assert document.position(["comments", 0, "é", "b", 1]) == (5, 16)
    assert document.position(["comments", 0, "é", "b", 1], key=True) == (5, 16)
    assert document.position(["comments", 0, "gone", 4]) == (4, 5)
    assert document.position(["comments", 7]) == (4, 3)
    assert document.position(["nothing"]) == (2, 1)
    assert document.position([]) == (2, 1)
    assert document.position(["notes"]) == (6, 7)


def test_refusal_survives_pickling_and_copying() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_document(b"a: [\n", ANYTHING, path="x.yaml")
    for twin in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value)):
        assert (str(twin), twin.code, twin.line) == (str(caught.value), "YAML", 2)


@settings(max_examples=examples(300), deadline=None)
@given(st.binary(max_size=60) | st.text("ab:-?&*!|>'\"[]{},#%@ \n\t0~<=.\ufeff\x85\u2028", max_size=40).map(str.encode))
def test_read_of_any_bytes_gives_data_or_a_refusal(raw: bytes) -> None:
    code = ""
    try:
        assert read_document(raw, SHAPE).root.sort == "mapping"
    except UnreadableError as error:
        code = error.code
    assert code in {"", "YAML", "DUPLICATE-KEY", "TAG", "ALIAS", "DEPTH", "SIZE", "ENCODING", "CONFLICT"}


@settings(max_examples=examples(60), deadline=None)
@given(randoms())
def test_read_agrees_with_pyyaml_on_text(rnd: Any) -> None:
    text = Writer(rnd).record()
    everything: Shape | None = None
    for _ in range(events.MAX_DEPTH):
        everything = Shape(frozenset({"string", "array", "object"}), items=everything, additional=everything)
    assert everything is not None
    expected = yaml.load(text.removeprefix("\ufeff"), yaml.BaseLoader)
    assert _without_empty(data_of(text, everything)) == _without_empty(expected)


@settings(max_examples=examples(60), deadline=None)
@given(randoms())
def test_read_without_libyaml_gives_the_same(rnd: Any) -> None:
    text = Writer(rnd).record()
    document = read_document(text.encode(), SHAPE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "_CParser", None)
        pure = read_document(text.encode(), SHAPE)
    assert same(pure.data, document.data)
    assert [(leaf.start, leaf.end) for leaf in pure.root.leaves()] == [
        (leaf.start, leaf.end) for leaf in document.root.leaves()
    ]


def test_read_without_libyaml_refuses_lone_surrogates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_CParser", None)
    assert refusal('a: "\\ud800"\n') == ("ENCODING", 1, 4)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_empty(v) for k, v in value.items() if v not in ("", None, "~", "null")}
    return [_without_empty(item) or None for item in value] if isinstance(value, list) else value
