"""The canonical form: what wmsgit writes itself."""

from typing import Any

import pytest
import yaml
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from store_handstyled import LISTS, SHAPE, STRINGS, TASK, any_text, json_values

from wmsgit.errors import InvalidError
from wmsgit.model.same import same
from wmsgit.schema.shape import ANYTHING, Shape
from wmsgit.store.canonical import canonical, canonical_text, dump_yaml, modeline
from wmsgit.store.document import read_document
from wmsgit.store.edit import without_absent
from wmsgit.store.formatting import format_record
from wmsgit.store.styles import SURELY_PLAIN, is_plain, is_surely_plain, looks_typed

PATH = "records/tasks/A-1.yaml"

records = st.fixed_dictionaries(
    {"id": st.just("A-1")},
    optional={
        **{name: any_text() for name in STRINGS},
        **{name: st.lists(any_text(), max_size=4) for name in LISTS},
        "comments": st.lists(st.dictionaries(st.sampled_from(["at", "by", "text"]), any_text()), max_size=2),
        "metadata": st.dictionaries(any_text(), json_values(), max_size=3),
        "x_extra": json_values(),
    },
)


@settings(max_examples=examples(200), deadline=None)
@given(records)
def test_canonical_round_trips_for_any_data(data: dict[str, Any]) -> None:
    raw = canonical(data, TASK, PATH)
    assert same(read_document(raw, SHAPE).data, without_absent(data, SHAPE))
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert format_record(raw, TASK, PATH) == raw


@settings(max_examples=examples(500), deadline=None)
@given(st.from_regex(SURELY_PLAIN, fullmatch=True))
def test_what_is_surely_plain_needs_no_quotes(text: str) -> None:
    assert is_plain(text)
    assert not looks_typed(text, ANYTHING)
    assert yaml.load(f"x:\n  - {text}\n", yaml.SafeLoader) == {"x": [text]}


@pytest.mark.parametrize("text", ["2e5", "10E7", "0b1", "0o17", "0x1f", "1_0", "7", "n", "f", "no", "2026-11-23T10:00"])
def test_what_some_reader_types_is_not_surely_plain(text: str) -> None:
    assert not is_surely_plain(text)


def test_canonical_writes_braces_where_nothing_of_an_object_stays() -> None:
    assert b"metadata: {}\n" in canonical({"metadata": {}}, TASK, PATH)
    shape = Shape(properties={"inner": Shape(frozenset({"object"}), {"gone": Shape(frozenset({"string"}))})})
    assert canonical_text({"inner": {"gone": None}}, shape, "#") == "#\ninner: {}\n"


@settings(max_examples=examples(200), deadline=None)
@given(json_values())
def test_dump_yaml_is_typed_alike_by_an_older_reader(data: Any) -> None:
    text = dump_yaml(data)
    assert same(yaml.load(text, yaml.SafeLoader), data)
    assert same(read_document(b"x:\n" + dump_yaml([data]).encode(), ANYTHING).data, {"x": [data]})


def test_canonical_writes_id_then_schema_order_then_unknown_keys() -> None:
    data = {
        "zeta": 1, "labels": ["a", "no"], "title": "One: two", "metadata": {}, "id": "A-1",
        "created": "2026-11-23T10:00:00Z",
        "description": "First line.\n\n  indented\nlast", "notes": "ends\n", "repos_affected": [],
        "due": None, "goal": "1.10",
        "comments": [{"text": 'say "no"', "by": "größer", "at": "2026-11-23"}], "milestone": "\n  deep\n\n",
    }  # fmt: skip
    assert canonical(data, TASK, "records/tasks/2026/A-1.yaml").decode() == (
        "# yaml-language-server: $schema=../../../schemas/task.schema.json\n"
        "id: A-1\n"
        'title: "One: two"\n'
        "created: 2026-11-23T10:00:00Z\n"
        "description: |-\n  First line.\n\n    indented\n  last\n"
        "repos_affected: []\n"
        'labels:\n  - a\n  - "no"\n'
        'goal: "1.10"\n'
        "milestone: |2+\n\n    deep\n\n"
        "notes: |\n  ends\n"
        'comments:\n  - at: 2026-11-23\n    by: größer\n    text: say "no"\n'
        "metadata: {}\n"
        "zeta: 1\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "y",
        "1.10",
        "12:30:00",
        "~",
        "0o17",
        "017",
        "0x1F",
        "1_000",
        ".5",
        "1e3",
        "null",
        "true",
        "",
        "=",
        "<<",
    ],
)
def test_canonical_quotes_what_a_reader_would_type(text: str) -> None:
    assert f'goal: "{text}"\n'.encode() in canonical({"goal": text}, TASK, PATH)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026-11-23T10:11:12Z",
        "2026-11-23T10:11:12.5+01:00",
        "-x",
        "a:b",
        "größer",
        "http://x/y#z",
    ],
)
def test_canonical_leaves_plain_what_every_reader_takes_for_text(text: str) -> None:
    assert f"goal: {text}\n".encode() in canonical({"goal": text}, TASK, PATH)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\r\nb", r'"a\r\nb"'), ("a\n \nb", r'"a\n \nb"'), ("nel\x85", r'"nel\N"'), ("ls\u2028", r'"ls\L"'),
        ("bom\ufeff", r'"bom\uFEFF"'), ("\n\n", r'"\n\n"'), ("tab\t", r'"tab\t"'),
        ('"x": C:\\', "'\"x\": C:\\'"),
        ("it's: 'x'", "\"it's: 'x'\""), ("\x7f", r'"\x7F"'), ("- x", '"- x"'), ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
    ],
)  # fmt: skip
def test_canonical_quotes_what_neither_plain_nor_block_can_carry(text: str, written: str) -> None:
    assert f"goal: {written}\n".encode() in canonical({"goal": text}, TASK, PATH)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "\ud800", object()])
def test_canonical_refuses_what_yaml_cannot_say(value: Any) -> None:
    with pytest.raises(InvalidError):
        canonical({"x": value}, TASK, PATH)


def test_canonical_never_wraps_a_long_line() -> None:
    words = "word " * 500 + "end"
    assert f"goal: {words}\n".encode() in canonical({"goal": words}, TASK, PATH)


def test_canonical_writes_a_key_too_long_for_its_line_in_the_explicit_form() -> None:
    data = {"metadata": {"k" * 2000: {"a": [1]}}}
    assert read_document(canonical(data, TASK, PATH), SHAPE).data == data


def test_canonical_of_nothing_reads_as_nothing() -> None:
    assert read_document(canonical({}, TASK, PATH), SHAPE).data == {}


def test_modeline_is_relative_to_the_file() -> None:
    assert modeline("workspace", "records/workspace.yaml").endswith("$schema=../schemas/workspace.schema.json")


def test_dump_yaml_of_records_is_a_sequence() -> None:
    assert dump_yaml([{"id": "A", "labels": ["x"]}, {"id": "B"}]) == "- id: A\n  labels:\n    - x\n- id: B\n"
